"""Where flags fail the screens, those that are not to blame are kept."""

from __future__ import annotations

import pytest
from attrs import evolve

from hasten.passes.clearing import cleared
from hasten.passes.plan import Plan

FLAGS = tuple(f"-flag-{number}" for number in range(16))
PLAN = Plan(("dce",), flags=FLAGS)


class Screens:
    """Screens that some sets of flags fail, and how often they were asked."""

    def __init__(self, *bad: set[str]) -> None:
        self.bad = bad
        self.tries = 0

    async def objection(self, plan: Plan) -> str:
        self.tries += 1
        return "wrong" if any(one <= {*plan.flags} for one in self.bad) else ""


@pytest.mark.parametrize("bad", FLAGS)
async def test_one_bad_flag_is_left_out_alone(bad: str) -> None:
    screens = Screens({bad})
    found = await cleared(PLAN, screens.objection)
    assert found == evolve(PLAN, flags=tuple(one for one in FLAGS if one != bad))
    assert screens.tries <= 9


async def test_of_two_that_fail_together_one_is_kept() -> None:
    screens = Screens({FLAGS[2], FLAGS[12]})
    found = await cleared(PLAN, screens.objection)
    assert found is not None
    assert found.flags == tuple(one for one in FLAGS if one != FLAGS[12])


async def test_where_nothing_passes_there_is_nothing() -> None:
    everything = Screens(*({one} for one in FLAGS))
    assert await cleared(PLAN, everything.objection) is None
    assert everything.tries <= 12


async def test_what_is_found_within_few_tries_has_passed() -> None:
    for most in range(1, 12):
        screens = Screens({FLAGS[5]}, {FLAGS[11]})
        found = await cleared(PLAN, screens.objection, most)
        assert screens.tries <= most
        assert found is None or not await screens.objection(found)
