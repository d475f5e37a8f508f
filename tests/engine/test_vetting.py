"""Plans are vetted once, and counted by what they were tried on."""

from __future__ import annotations

import pytest

from hasten.engine.vetting import OWN_TRIAL, SUITE, Vetting
from hasten.passes.plan import Plan
from hasten.passes.screening import Screen
from hasten_sim.backends.opt_size.module import module_of
from hasten_sim.llvm_toolchain import Llvm
from tests.llvm import installed


async def never() -> Screen:
    raise AssertionError("no list has to be tried")


@pytest.fixture(scope="module")
def llvm() -> Llvm:
    return installed()


async def test_a_plan_is_vetted_once_and_counted_by_what_it_was_tried_on(
    llvm: Llvm, monkeypatch: pytest.MonkeyPatch
) -> None:
    vetting = Vetting(llvm, module_of("", b"", "a.ll"), never)

    async def lists(self: Vetting, pipelines: list[str], flags: tuple[str, ...] = ()) -> str:
        return "it is wrong" if "gvn" in pipelines else ""

    async def tried_out(self: Vetting, recipe: object) -> str:
        return ""

    monkeypatch.setattr(Vetting, "lists", lists)
    monkeypatch.setattr(Vetting, "tried_out", tried_out)
    for _ in range(2):
        assert await vetting.plan(Plan(("gvn",))) == "it is wrong"
        assert await vetting.plan(Plan(("dce",))) == ""
    assert (vetting.tried[SUITE], vetting.rejected[SUITE]) == (2, 1)
    assert (vetting.tried[OWN_TRIAL], vetting.rejected[OWN_TRIAL]) == (1, 0)
