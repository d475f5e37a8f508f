"""What asking models takes: tokens and money, counted and held below what the settings allow.

Tokens are set aside before a request is made, as many as it can use at most, and given back when
it is known how many it used. So requests that are under way together cannot spend the same ones.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from attrs import define, field, frozen

from hasten.errors import BudgetSpent
from hasten.model_settings import ModelSettings
from hasten.models.answerer import Usage
from hasten.numbers import count
from hasten.settings import Settings

CHARACTERS_PER_TOKEN = 3.0
"""Of code, and rather too few: real tokenizers make 3 to 4 of them a token."""


@frozen
class Price:
    """Of a million tokens, in any one currency; 0 where it is not known."""

    prompt: float = 0.0
    answer: float = 0.0

    @classmethod
    def of(cls, model: ModelSettings) -> Price:
        """The price that the settings name."""
        return cls(model.prompt_price, model.answer_price)

    def cost(self, prompt_tokens: int, answer_tokens: int) -> float | None:
        """What tokens cost, None where no price is known."""
        if not self.prompt and not self.answer:
            return None
        return (prompt_tokens * self.prompt + answer_tokens * self.answer) / 1e6

    def usage(self, prompt_tokens: int, answer_tokens: int) -> Usage:
        """The tokens with what they cost."""
        cost = self.cost(prompt_tokens, answer_tokens)
        return Usage(prompt_tokens, answer_tokens, cost)


@frozen
class Allowance:
    """The most that may be used; 0 is no limit."""

    tokens: int = 0
    cost: float = 0.0


@define
class Ledger:
    """Counts what is used against an allowance, and against those of the ledgers above it.

    `title` says what it is for ("this search", "this batch"). Not for threads: it belongs to one
    event loop.
    """

    allowance: Allowance = Allowance()
    title: str = "this search"
    above: Ledger | None = None
    prompt_tokens: int = field(default=0, init=False)
    answer_tokens: int = field(default=0, init=False)
    cost: float = field(default=0.0, init=False)
    requests: int = field(default=0, init=False)
    is_spent: bool = field(default=False, init=False)
    """Whether a request was refused because of this ledger's own allowance."""
    _held_tokens: int = field(default=0, init=False)
    _held_cost: float = field(default=0.0, init=False)

    @property
    def tokens(self) -> int:
        """All that were used so far."""
        return self.prompt_tokens + self.answer_tokens

    def describe(self) -> str:
        """What was used, as a sentence."""
        cost = f", cost {self.cost:.4g}" if self.cost else ""
        return (
            f"Models took {count(self.requests, 'request')}: {self.prompt_tokens:,} tokens of "
            f"prompts and {self.answer_tokens:,} of answers{cost}."
        )

    def affordable(self, prompt_tokens: int, price: Price) -> int | None:
        """How many tokens answers may have after prompts of so many; None without a limit."""
        rooms: list[float] = []
        for one in self._chain():
            if one.allowance.tokens:
                rooms.append(one.allowance.tokens - one.tokens - one._held_tokens - prompt_tokens)
            if one.allowance.cost and price.answer:
                left = one.allowance.cost - one.cost - one._held_cost
                rooms.append((left - prompt_tokens * price.prompt / 1e6) / price.answer * 1e6)
        return max(0, int(min(rooms))) if rooms else None

    @contextmanager
    def hold(self, tokens: int, cost: float | None) -> Generator[None]:
        """Set aside, for the length of a request, what it may use at most.

        Raises BudgetSpent when there is not that much. What it did use is for `book`.
        """
        for one in self._chain():
            one.check(tokens, cost or 0.0)
        for one in self._chain():
            one.requests += 1
            one.set_aside(tokens, cost or 0.0)
        try:
            yield
        finally:
            for one in self._chain():
                one.set_aside(-tokens, -(cost or 0.0))

    def book(self, usage: Usage) -> None:
        """Count what was used."""
        for one in self._chain():
            one.prompt_tokens += usage.prompt_tokens
            one.answer_tokens += usage.answer_tokens
            one.cost += usage.cost or 0.0

    def check(self, tokens: int, cost: float) -> None:
        """Raise BudgetSpent when so much more would be too much for this ledger alone."""
        most = self.allowance
        if most.tokens and self.tokens + self._held_tokens + tokens > most.tokens:
            self.is_spent = True
            raise BudgetSpent(
                f"{self.title} may use {most.tokens:,} tokens of models; {self.tokens:,} are used, "
                f"and the next request may take {tokens:,}.",
                "Raise budget.tokens or budget.batchTokens, or ask for fewer samples.",
            )
        if most.cost and self.cost + self._held_cost + cost > most.cost + 1e-12:
            self.is_spent = True
            raise BudgetSpent(
                f"{self.title} may cost {most.cost:g}; {self.cost:.4g} is spent, and the next "
                f"request may cost {cost:.4g}.",
                "Raise budget.cost or budget.batchCost, or ask for fewer samples.",
            )

    def check_spent(self) -> None:
        """Raise BudgetSpent when a request was refused before: others need not be tried."""
        if self.is_spent:
            raise BudgetSpent(
                f"not asked: {self.title} has used {self.tokens:,} tokens of models, and may use "
                "no more.",
                "Raise budget.batchTokens or budget.batchCost, and run it again: what is finished "
                "is not asked again.",
            )

    def set_aside(self, tokens: int, cost: float) -> None:
        """Hold, or give back, in this ledger alone."""
        self._held_tokens += tokens
        self._held_cost += cost

    def _chain(self) -> tuple[Ledger, ...]:
        return (self, *(self.above._chain() if self.above is not None else ()))


def batch_ledger(settings: Settings) -> Ledger:
    """Counts for one run over many files."""
    most = Allowance(settings.budget_batch_tokens, settings.budget_batch_cost)
    return Ledger(most, "this batch")


def search_ledger(settings: Settings, batch: Ledger | None = None) -> Ledger:
    """Counts for one search, as part of a batch where there is one."""
    return Ledger(Allowance(settings.budget_tokens, settings.budget_cost), "this search", batch)


def estimated_tokens(text: str) -> int:
    """About how many tokens a text has, rather too many than too few."""
    return int(len(text) / CHARACTERS_PER_TOKEN) + 1
