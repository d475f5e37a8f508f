"""Looking ahead in a search, on programs whose cost is a formula."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from attrs import field, frozen

from hasten.engine.foresight import Finder, ForesightedSearch
from hasten.engine.rule_search import RuleSearch
from hasten.nouns import Candidate, Rewrite, Trial
from tests.engine.test_rule_search import lower_letters, rewrite, try_out

Find = Callable[[str], Sequence[Rewrite]]


@frozen
class Watched:
    """A search whose trials end one by one, and what was prepared and read before each end."""

    rounds: list[list[str]] = field(factory=list[list[str]])
    prepared: list[set[str]] = field(factory=list[set[str]])
    read: list[str] = field(factory=list[str])

    def foreseen(self, number: int) -> set[str]:
        """What of a round had been prepared when the one before it ended."""
        return set(self.rounds[number]) & self.prepared[number - 1]


async def watch(text: str, cost: Callable[[str], float | None], find: Find) -> Watched:
    """Search to the end, two trials side by side."""
    seen, ready = Watched(), set[str]()

    async def read(of: str) -> Sequence[Rewrite]:
        seen.read.append(of)
        return find(of)

    def prepare(texts: Sequence[str]) -> None:
        ready.update(texts)

    start = cost(text)
    assert start is not None
    search = ForesightedSearch(partial(RuleSearch, text, start), Finder(read), prepare, 2)
    watching = asyncio.create_task(search.watch())
    trials: list[Trial] = []
    while candidates := await search.next_round(trials):
        pending = list[Candidate](candidates)
        limit = min([start, *(one.cost for one in trials if one.cost is not None)]) * 1.005
        for candidate in candidates:
            search.look_ahead(trials, pending)
            await asyncio.sleep(0.001)
            trials.append(try_out(candidate, cost(candidate.text), limit))
            pending.remove(candidate)
        seen.rounds.append([one.text for one in candidates])
        seen.prepared.append(set(ready))
    watching.cancel()
    await asyncio.wait([watching])
    assert watching.cancelled()
    return seen


def falling(text: str) -> float:
    """Every upper-case letter pays."""
    return 1000.0 / 2 ** sum(letter.isupper() for letter in text)


def in_two_steps(text: str) -> list[Rewrite]:
    """The first three letters make way for the last."""
    early = [rewrite(text, letter) for letter in text if letter in "abc"]
    return early or [rewrite(text, letter) for letter in text if letter.islower()]


async def test_what_follows_when_nothing_can_be_left_out_is_compiled_before_that_is_known() -> None:
    seen = await watch("abcd", falling, in_two_steps)
    assert seen.rounds == [["ABCd"], ["aBCd", "AbCd", "ABcd"], ["ABCD"]]
    assert seen.foreseen(2) == {"ABCD"}


async def test_both_ends_of_a_trial_that_is_in_doubt_are_prepared_for() -> None:
    """A and B are idle, each beside the other; the two together are not. C is idle anyway."""

    def cost(text: str) -> float:
        return 1000.0 - 500 * ("A" in text or "B" in text) - 300 * ("D" in text)

    seen = await watch("abcd", cost, lower_letters)
    assert seen.rounds[2] == ["abcD"]
    assert seen.foreseen(3) == set(seen.rounds[3])


async def test_nothing_is_prepared_before_the_first_result() -> None:
    seen = await watch("abcd", falling, in_two_steps)
    assert not seen.prepared[0]


async def test_a_text_is_read_once_and_while_the_trial_is_under_way_that_leads_to_it() -> None:
    def find(text: str) -> list[Rewrite]:
        return lower_letters(text)[:1]

    seen = await watch("abc", falling, find)
    assert seen.rounds == [["Abc"], ["ABc"], ["ABC"]]
    assert seen.read == ["abc", "Abc", "ABc", "ABC"]
    assert seen.foreseen(2) == {"ABC"}


async def test_the_rounds_are_those_of_a_search_that_does_not_look_ahead() -> None:
    def cost(text: str) -> float | None:
        return None if "B" in text else falling(text)

    seen = await watch("abcdefgh", cost, lower_letters)

    async def find(text: str) -> Sequence[Rewrite]:
        return lower_letters(text)

    plain = RuleSearch("abcdefgh", 1000.0, find)
    trials, rounds = list[Trial](), list[list[str]]()
    while candidates := await plain.next_round(trials):
        limit = min([1000.0, *(one.cost for one in trials if one.cost is not None)]) * 1.005
        trials += [try_out(one, cost(one.text), limit) for one in candidates]
        rounds.append([one.text for one in candidates])
    assert seen.rounds == rounds


async def test_a_reading_that_fails_is_reported_to_who_needs_it_and_not_before() -> None:
    async def fail(text: str) -> Sequence[Rewrite]:
        raise ValueError(text)

    finder = Finder(fail)
    task = finder.begin("text")
    assert task is not None
    await asyncio.wait([task])
    with pytest.raises(ValueError, match="text"):
        await finder.find("text")
