"""Drives a strategy with answers that were written beforehand, and keeps what it asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from attrs import define, field

from hasten.nouns import Candidate, Origin, Trial
from hasten.prompts.prompt import Example, Prompt
from hasten.prompts.question import Question
from hasten.prompts.strategy import (
    Answered,
    Ask,
    Diagnose,
    Diagnosis,
    Draw,
    Effect,
    Polish,
    Request,
    Retrieve,
    Strategy,
    Together,
)
from hasten_sim.nouns import Accepted, CaseCost, Measurement, Verdict

SLOW = "#include <iostream>\nint main() { int n; std::cin >> n; std::cout << n; }\n"

PAIRS = tuple(
    Example(
        key=f"pair-{number}",
        problem=f"p{number}",
        slow=f"int slow{number}();",
        fast=f"int fast{number}();",
        explanation=f"explanation {number}",
        description=f"description {number}",
    )
    for number in range(1, 9)
)

Answers = Callable[[Prompt, int], Answered]
"""The answer to a prompt; the number counts all answers so far."""


@define
class Driver:
    """Does what a strategy yields; nothing of it is real but the prompts."""

    answers: Answers = lambda prompt, number: accepted(f"int v{number}();", 1.0 + number / 10)
    pairs: Sequence[Example] = PAIRS
    polish: Callable[[Answered], Answered] = lambda answered: answered
    diagnosis: Diagnosis = Diagnosis()
    asked: list[Ask] = field(factory=list[Ask])
    effects: list[Effect] = field(factory=list[Effect])
    given: list[Answered] = field(factory=list[Answered])

    def run(self, strategy: Strategy, question: Question, request: Request) -> Driver:
        """Drive the strategy to its end."""
        flow = strategy.begin(question, request)
        came: Any = None
        while True:
            try:
                effect = flow.send(came)
            except StopIteration:
                return self
            came = self._do(effect)

    @property
    def prompts(self) -> list[Prompt]:
        """The prompts, in the order in which they were asked."""
        return [ask.prompt for ask in self.asked]

    @property
    def programs_asked(self) -> int:
        """How many programs were asked for."""
        return sum(ask.samples for ask in self.asked if ask.about == "program")

    def of(self, kind: type[Effect]) -> list[Any]:
        """The effects of one kind."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def _do(self, effect: Effect) -> Any:
        self.effects.append(effect)
        match effect:
            case Together():
                return tuple(self._do(one) for one in effect.effects)
            case Ask():
                self.asked.append(effect)
                return tuple(self._answer(effect.prompt) for _ in range(effect.samples))
            case Retrieve() | Draw():
                return tuple(self.pairs[: effect.count])
            case Polish():
                return self.polish(effect.answered)
            case Diagnose():
                return self.diagnosis

    def _answer(self, prompt: Prompt) -> Answered:
        answered = self.answers(prompt, len(self.given) + 1)
        self.given.append(answered)
        return answered


def told(code: str, verdict: Verdict, speedup: float | None = None) -> Answered:
    """An answer with a verdict on its code."""
    accepted = isinstance(verdict, Accepted)
    costs = (CaseCost("1", 100.0 / (speedup or 1.0)),)
    cost = Measurement("test", "1", "events", costs) if accepted else None
    candidate = Candidate(code, Origin("model"))
    return Answered(code, code, Trial(candidate, verdict, cost), speedup=speedup)


def accepted(code: str, speedup: float) -> Answered:
    """An answer that passes every test, and is so many times as fast as the original."""
    return told(code, Accepted(3), speedup)


def answering(*answers: Answered) -> Answers:
    """These answers, one after the other, whatever is asked; the last one for ever."""
    return lambda prompt, number: answers[min(number, len(answers)) - 1]


def text_of(ask: Ask, role: str = "user") -> str:
    """The last message of a role."""
    return [message.text for message in ask.prompt.messages if message.role == role][-1]
