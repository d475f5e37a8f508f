"""The search over rewrites, on programs whose cost is a formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from hasten.engine.rule_search import RuleSearch
from hasten.nouns import Candidate, Edit, Rewrite, Span, Trial
from hasten_sim.nouns import (
    Accepted,
    CaseCost,
    Measurement,
    Relative,
    TooSlow,
    Verdict,
    WrongOutput,
)

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


async def search(
    text: str, cost: Cost, find: Callable[[str], Sequence[Rewrite]], *, dear: bool = False
) -> Found:
    """Run a search to its end, giving up on candidates as the engine does."""
    start = cost(text)
    assert start is not None

    async def finder(of: str) -> Sequence[Rewrite]:
        return find(of)

    generator = RuleSearch(text, start, finder, trials_are_dear=dear)
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
    return [rewrite(text, letter) for letter in text if letter.islower()]


ALL_LETTERS = "abcdefghijklmnop"


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


async def test_what_costs_about_the_same_may_make_way_for_what_pays() -> None:
    def find(text: str) -> list[Rewrite]:
        first = next((letter for letter in "abc" if letter in text), "")
        return [rewrite(text, first)] if first else []

    def cost(gains: str) -> Cost:
        return lambda text: 1000 + text.count("A") - 800 * (gains in text)

    assert (await search("abc", cost("AB"), find)).best == "ABc"
    # But not one step after the other.
    assert (await search("abc", cost("ABC"), find)).tried == ("Abc", "ABc")


async def test_where_trials_are_dear_the_last_step_is_tried_first() -> None:
    def find(text: str) -> list[Rewrite]:
        first = next((letter for letter in "abc" if letter in text), "")
        return [rewrite(text, first)] if first else []

    def cost(text: str) -> float | None:
        return 1000 - 300 * sum(map(str.isupper, text))

    assert (await search("abc", cost, find, dear=True)).tried == ("ABC",)

    def wrong_at_last(text: str) -> float | None:
        return None if "C" in text else cost(text)

    found = await search("abc", wrong_at_last, find, dear=True)
    assert (found.best, found.tried) == ("ABc", ("ABC", "Abc", "ABc"))
    assert (await search("c", cost, find, dear=True)).tried == ("C",)


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


async def test_of_many_rewrites_the_one_that_is_wrong_is_found_by_halving() -> None:
    def cost(text: str) -> float | None:
        return None if "K" in text else 10_000 - 500 * sum(map(str.isupper, text))

    found = await search(ALL_LETTERS, cost, lower_letters)
    assert found.best == ALL_LETTERS.upper().replace("K", "k")
    # All; halves, quarters, single ones, those of them that win; quarters, then each left out.
    assert len(found.tried) <= 1 + 2 + 2 + 4 + 1 + 4 + 15


async def test_of_many_rewrites_those_that_do_nothing_are_left_out_in_few_trials() -> None:
    found = await search(ALL_LETTERS, lambda text: 100 if "H" in text else 1000, lower_letters)
    assert ALL_LETTERS.replace("h", "H") in found.tried
    assert len(found.tried) <= 11


async def test_what_is_wrong_by_itself_is_not_tried_again_after_each_step() -> None:
    def cost(text: str) -> float | None:
        return None if set("XYZ") & set(text) else 1000 - 300 * ("A" in text) - 300 * ("B" in text)

    def find(text: str) -> list[Rewrite]:
        return [one for one in lower_letters(text) if one.title != "b" or "a" not in text]

    found = await search("axyzb", cost, find)
    assert found.best == "AxyzB"
    assert sum("X" in text or "Y" in text or "Z" in text for text in found.tried) == 4


async def test_what_is_idle_at_first_is_tried_again_when_the_rest_has_become_fast() -> None:
    def cost(text: str) -> float:
        return 100_000 * ("a" in text) + 1000 * ("b" in text) + 500 - 300 * ("C" in text)

    def find(text: str) -> list[Rewrite]:
        return [one for one in lower_letters(text) if one.title != "b" or "a" not in text]

    found = await search("abc", cost, find)
    assert (found.best, found.cost) == ("ABC", 200)


def alternatives(places: str) -> Callable[[str], list[Rewrite]]:
    """At each place "a" can become 1, 2 or 3, "b" 4, 5 or 6, and so on, by falling prior."""

    def find(text: str) -> list[Rewrite]:
        found: list[Rewrite] = []
        for number, letter in enumerate(places):
            if letter in text:
                at = text.index(letter)
                made = rewrite(text, letter)
                found += [
                    evolve(
                        made,
                        rule=f"rule-{3 * number + choice}",
                        edits=(Edit(at, at + 1, str(3 * number + choice)),),
                        gain=5 - choice,
                    )
                    for choice in (1, 2, 3)
                ]
        return found

    return find


async def test_the_best_alternatives_of_several_places_come_together() -> None:
    worth = {"1": 100, "2": 300, "3": 200, "4": 100, "5": 200, "6": 300}

    def cost(text: str) -> float:
        return 1000 - sum(worth.get(letter, 0) for letter in text)

    found = await search("ab", cost, alternatives("ab"))
    assert (found.best, found.cost) == ("26", 400)


async def test_an_alternative_takes_the_place_of_a_first_choice_that_is_wrong() -> None:
    def cost(text: str) -> float | None:
        return None if set("14") & set(text) else 1000 - 300 * sum(map(str.isdigit, text))

    found = await search("ab", cost, alternatives("ab"))
    assert found.cost == 400


async def test_steps_are_taken_as_long_as_each_leads_on() -> None:
    def find(text: str) -> list[Rewrite]:
        letters = [letter for letter in "abcdef" if letter in text]
        return [rewrite(text, letters[0])] if letters else []

    found = await search("abcdef", lambda text: 1000 * 0.9 ** sum(map(str.isupper, text)), find)
    assert found.best == "ABCDEF"


@pytest.mark.parametrize(("gain", "kept"), [(0.03, "Ab"), (0.2, "AB")])
async def test_what_may_be_noise_is_not_kept_in_the_edit(gain: float, kept: str) -> None:
    """A is worth much, B is faster by less or more than the noise of 5%."""

    async def find(text: str) -> Sequence[Rewrite]:
        return lower_letters(text)

    generator = RuleSearch("ab", 1000.0, find)
    trials: list[Trial] = []
    while candidates := await generator.next_round(trials):
        for candidate in candidates:
            speedup = (1 + gain * ("B" in candidate.text)) * (4 if "A" in candidate.text else 1)
            relative = Relative(speedup, speedup / 1.05, speedup * 1.05, 0.99, 9)
            measurement = Measurement(
                "native", "1", "us", (CaseCost("1", 1000.0 / speedup),), relative=relative
            )
            trials.append(Trial(candidate, Accepted(1), measurement))
    assert ("Ab" in [trial.candidate.text for trial in trials]) or kept == "AB"
    offered = [trial for trial in trials if trial.candidate.text == kept]
    assert offered


async def test_what_stood_beside_something_harmful_is_left_out_one_by_one() -> None:
    """C does harm, and hides what A and B are worth."""

    def cost(text: str) -> float:
        if "C" in text:
            return 500
        return 1000 - 300 * ("A" in text) - 300 * ("B" in text)

    found = await search("abc", cost, lower_letters)
    assert (found.best, found.cost) == ("ABc", 400)
    assert found.tried == ("ABC", "aBC", "AbC", "ABc", "aBc", "Abc")


async def test_what_did_harm_is_not_tried_again_when_the_rest_is_faster() -> None:
    def find(text: str) -> list[Rewrite]:
        early = [rewrite(text, letter) for letter in text if letter in "ab"]
        return [*early, rewrite(text, "z")] if "A" in text and "z" in text else early

    def cost(text: str) -> float:
        return (1000 + 100 * ("B" in text)) / (1 + ("A" in text)) / (1 + ("Z" in text))

    found = await search("abz", cost, find)
    assert (found.best, found.cost) == ("AbZ", 250)
    assert "ABZ" not in found.tried
