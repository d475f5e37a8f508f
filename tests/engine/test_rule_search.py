"""The search over rewrites, on programs whose cost is a formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from hasten.engine.rule_search import RuleSearch
from hasten.nouns import Candidate, Edit, Rewrite, Span, Trial
from hasten_sim.nouns import Accepted, CaseCost, Measurement, TooSlow, Verdict, WrongOutput

Cost = Callable[[str], float | None]
"""Cost of a text; None when its output is wrong."""


def rewrite(text: str, letter: str, *, rule: str = "", gain: float = 1.2) -> Rewrite:
    """A rewrite that turns one lower-case letter of the text into its upper case."""
    at = text.index(letter)
    return Rewrite(
        rule=rule or f"rule-{letter}",
        guarantee="exact",
        category="miscellaneous",
        title=letter,
        reason="",
        at=Span(at, at + 1),
        edits=(Edit(at, at + 1, letter.upper()),),
        gain=gain,
    )


@frozen
class Found:
    best: str
    cost: float
    tried: tuple[str, ...]


async def search(text: str, cost: Cost, find: Callable[[str], Sequence[Rewrite]]) -> Found:
    """Run a search to its end, giving up on candidates as the engine does."""
    start = cost(text)
    assert start is not None

    async def finder(of: str) -> Sequence[Rewrite]:
        return find(of)

    generator = RuleSearch(text, start, finder)
    trials: list[Trial] = []
    costs = {text: start}
    while candidates := await generator.next_round(trials):
        limit = min(costs.values()) * 1.005
        for candidate in candidates:
            trials.append(try_out(candidate, cost(candidate.text), limit))
            if (known := trials[-1].cost) is not None:
                costs[candidate.text] = known
    best = min(costs, key=lambda of: costs[of])
    return Found(best, costs[best], tuple(trial.candidate.text for trial in trials))


def try_out(candidate: Candidate, cost: float | None, limit: float) -> Trial:
    verdict: Verdict = Accepted(1)
    if cost is None:
        verdict = WrongOutput("1")
    elif cost > limit:
        verdict = TooSlow("1", cost, limit)
    accepted = isinstance(verdict, Accepted) and cost is not None
    measured = (
        Measurement("formula", "1", "steps", (CaseCost("1", cost),))
        if accepted and cost is not None
        else None
    )
    return Trial(candidate, verdict, measured)


def lower_letters(text: str) -> list[Rewrite]:
    return [rewrite(text, letter) for letter in "abcdef" if letter in text]


async def test_winners_are_combined_and_losers_left_out() -> None:
    def cost(text: str) -> float:
        return 1000 - 400 * ("A" in text) - 300 * ("B" in text) + 50 * ("C" in text)

    found = await search("abc", cost, lower_letters)
    assert (found.best, found.cost) == ("ABc", 300)


async def test_a_rewrite_that_breaks_the_tests_is_dropped() -> None:
    def cost(text: str) -> float | None:
        return None if "B" in text else 1000 - 400 * ("A" in text) - 300 * ("C" in text)

    found = await search("abc", cost, lower_letters)
    assert (found.best, found.cost) == ("AbC", 300)


async def test_a_pair_that_fails_only_together_gives_the_better_one_of_the_two() -> None:
    def cost(text: str) -> float | None:
        if "A" in text and "B" in text:
            return None
        return 1000 - 400 * ("A" in text) - 300 * ("B" in text) - 100 * ("C" in text)

    found = await search("abc", cost, lower_letters)
    assert (found.best, found.cost) == ("AbC", 500)


async def test_what_adds_nothing_to_the_combination_is_trimmed_from_the_edit() -> None:
    """B pays alone, but A makes it pointless."""

    def cost(text: str) -> float:
        return 100 if "A" in text else 1000 - 300 * ("B" in text)

    found = await search("ab", cost, lower_letters)
    assert found.cost == 100
    assert found.best == "Ab" or "Ab" in found.tried


async def test_rewrites_that_pay_only_together_are_found_by_trying_all_at_once() -> None:
    def cost(text: str) -> float:
        return 100 if "AB" in text else 1000

    found = await search("abc", cost, lower_letters)
    assert found.cost == 100


async def test_the_rules_are_asked_again_about_the_best_text() -> None:
    def find(text: str) -> list[Rewrite]:
        if "a" in text:
            return [rewrite(text, "a")]
        return [rewrite(text, "b")] if "b" in text else []

    def cost(text: str) -> float:
        return 1000 - 500 * ("A" in text) - 400 * ("B" in text)

    found = await search("ab", cost, find)
    assert (found.best, found.cost) == ("AB", 100)


async def test_nothing_is_tried_twice() -> None:
    def cost(text: str) -> float:
        return 1000 - sum(100 for letter in text if letter.isupper())

    found = await search("abcdef", cost, lower_letters)
    assert len(found.tried) == len(set(found.tried))


async def test_of_conflicting_rewrites_the_better_one_is_kept() -> None:
    def find(text: str) -> list[Rewrite]:
        if text != "a":
            return []
        small = Rewrite("x", "exact", "io", "x", "", Span(0, 1), (Edit(0, 1, "X"),), gain=3)
        large = Rewrite("y", "exact", "io", "y", "", Span(0, 1), (Edit(0, 1, "Y"),), gain=2)
        return [small, large]

    found = await search("a", {"a": 1000.0, "X": 900.0, "Y": 100.0}.__getitem__, find)
    assert found.best == "Y"


@given(
    gains=st.lists(st.integers(-200, 200), min_size=6, max_size=6),
    broken=st.sets(st.sampled_from("ABCDEF"), max_size=3),
)
async def test_with_independent_gains_the_search_finds_the_optimum(
    gains: list[int], broken: set[str]
) -> None:
    worth = dict(zip("ABCDEF", gains, strict=True))

    def cost(text: str) -> float | None:
        if broken & set(text):
            return None
        return 10_000 - sum(worth[letter] for letter in text if letter.isupper())

    found = await search("abcdef", cost, lower_letters)
    ideal = 10_000 - sum(g for letter, g in worth.items() if g > 0 and letter not in broken)
    # Gains below half a percent are not looked for, and each that is missed costs as much.
    assert found.cost <= ideal + 6 * 50


async def test_what_another_rewrite_makes_pointless_is_not_combined_with_it() -> None:
    def find(text: str) -> list[Rewrite]:
        if text != "ab":
            return []
        large = evolve(rewrite(text, "a", gain=3), subsumes=("rule-b",))
        return [rewrite(text, "b"), large]

    found = await search("ab", lambda text: 1000 - 500 * ("A" in text), find)
    assert (found.best, found.tried) == ("Ab", ("Ab",))
