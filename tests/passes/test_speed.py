"""Lists for speed: read as trees, changed inside, and searched with the fewest runs first."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hasten.passes.nesting import changed_inside, elements, read, words_of
from hasten.passes.plan import Pipeline
from hasten.passes.speed import SpeedSearch, Timed
from hasten_sim.llvm_passes import Pass

NESTED = (
    "inferattrs,function<eager-inv>(lower-expect,simplifycfg<bonus-inst-threshold=1;no-keep-loops>,"
    "sroa<modify-cfg>),cgscc(devirt<4>(inline,function(early-cse<memssa>,loop-mssa(licm),"
    "loop(indvars)))),globaldce"
)
PASSES = (
    Pass("globaldce", "module"),
    Pass("inline", "cgscc"),
    Pass("gvn", "function"),
    Pass("sroa<modify-cfg>", "function"),
    Pass("indvars", "loop"),
    Pass("licm", "loop-mssa"),
)


def test_a_list_is_read_and_written_as_it_was() -> None:
    assert ",".join(map(str, read(NESTED))) == NESTED
    assert elements("a,b(c,d<x;y>),e") == ("a", "b(c,d<x;y>)", "e")
    for broken in ("a(b", "a)b", "(a)", "a,,b"):
        with pytest.raises(ValueError, match=r"."):
            read(broken)


@settings(max_examples=60)
@given(st.integers(0, 10**6))
def test_a_change_inside_keeps_every_pass_at_its_level(seed: int) -> None:
    given_list = elements(NESTED)
    changed = changed_inside(given_list, words_of(PASSES), Random(seed))
    text = ",".join(changed)
    assert ",".join(map(str, read(text))) == text
    _check(text, "licm", inside="loop-mssa(")
    assert changed == changed_inside(given_list, words_of(PASSES), Random(seed))


def _check(text: str, name: str, inside: str) -> None:
    """Every use of a pass on loops stands in a frame of its own kind."""
    at = text.find(name)
    while at >= 0:
        before = text[:at]
        opened = before.rfind(inside)
        assert opened >= 0
        assert before[opened:].count("(") - before[opened:].count(")") >= 1
        at = text.find(name, at + 1)


async def test_the_search_keeps_the_cheapest_list_and_shortens_it() -> None:
    tried: list[Pipeline] = []

    async def measure(passes: Pipeline, limit: float) -> float | None:
        tried.append(passes)
        if "fails" in passes:
            return None
        cost = 100.0 - 10 * ("gvn" in ",".join(passes)) + 5 * ("globaldce" in passes)
        return cost if cost <= limit else None

    told: list[float] = []
    search = SpeedSearch(
        measure,
        PASSES,
        elements(NESTED),
        lambda: len(tried) / 200,
        lambda cost, share: told.append(cost),
    )
    found = await search.run(Timed(("default<O3>", "globaldce"), 105.0))
    assert found[0].cost == 90.0
    assert told == sorted(told, reverse=True)
    assert all(one.cost < 105.0 for one in found)
    assert len(tried) <= 201
    again = SpeedSearch(
        measure,
        PASSES,
        elements(NESTED),
        lambda: (len(tried) - 200) / 200,
        lambda cost, share: None,
    )
    assert (await again.run(Timed(("default<O3>", "globaldce"), 105.0)))[0].cost == 90.0
