"""A module is made smaller, the same way every time, and what is offered holds when repeated."""

from __future__ import annotations

from typing import Any, cast

import pytest
from attrs import define, evolve

from hasten.passes.flags import stored_sets
from hasten.passes.plan import Plan
from hasten.passes.search import Budget
from hasten.passes.tuning import Request, Screen, Tuned, objection_to, sources_of, tune
from hasten_sim.backends.opt_size import (
    Evaluation,
    Made,
    Measurer,
    Module,
    Recipe,
    Sizes,
    make,
    open_measurer,
    read_module,
    size_pipeline,
)
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.nouns import CompileError, Verdict
from tests.llvm import installed

COUNT = """\
define i32 @count(ptr %text, i32 %wanted) #0 {
entry:
  br label %loop
loop:
  %at = phi i64 [ 0, %entry ], [ %next, %again ]
  %many = phi i32 [ 0, %entry ], [ %more, %again ]
  %place = getelementptr i8, ptr %text, i64 %at
  %letter = load i8, ptr %place
  %end = icmp eq i8 %letter, 0
  br i1 %end, label %done, label %again
again:
  %wide = sext i8 %letter to i32
  %same = call i32 @is(i32 %wide, i32 %wanted)
  %more = add i32 %many, %same
  %next = add i64 %at, 1
  br label %loop
done:
  ret i32 %many
}
"""
LOOPS = (
    COUNT
    + COUNT.replace("@count", "@count_too")
    + """\
define internal i32 @is(i32 %a, i32 %b) #0 {
  %equal = icmp eq i32 %a, %b
  %one = select i1 %equal, i32 1, i32 0
  ret i32 %one
}

define i32 @twice(ptr %text) #0 {
  %a = call i32 @count(ptr %text, i32 97)
  %b = call i32 @count(ptr %text, i32 97)
  %both = add i32 %a, %b
  %double = mul i32 %both, 8
  ret i32 %double
}

attributes #0 = { ATTRIBUTES nounwind }
"""
)
"""Two functions are alike: merging them is what -Oz does not do."""
HEAD = 'target triple = "x86_64-pc-linux-gnu"\n'


@pytest.fixture(scope="module")
def llvm() -> Llvm:
    return installed()


async def tuned(
    llvm: Llvm,
    attributes: str = "minsize optsize",
    evaluations: int = 30,
    flags: tuple[str, ...] = (),
    screen: Screen | None = None,
) -> Tuned:
    text = HEAD + LOOPS.replace("ATTRIBUTES", attributes)
    module = await read_module(llvm, text.encode(), "loops.ll")
    assert isinstance(module, Module), module
    measurer = await open_measurer(llvm, module)

    async def plainly(recipe: Recipe) -> Made | Verdict:
        return await make(llvm, module, recipe)

    pipeline = await size_pipeline(llvm, module)
    request = Request(module, pipeline, llvm.passes, Budget(evaluations), flags=flags)
    try:
        found = await tune(request, measurer, plainly, screen=screen)
    finally:
        await measurer.close()
    assert isinstance(found, Tuned), found
    return found


async def test_what_is_offered_is_smaller_than_the_true_oz(llvm: Llvm) -> None:
    found = await tuned(llvm)
    assert found.best is not None
    assert found.size(found.best) < found.size(found.baseline)
    assert found.best.made.exported == {"count", "count_too", "twice"}
    assert found.searched.evaluations <= 30


async def test_the_same_question_has_the_same_answer(llvm: Llvm) -> None:
    one, other = await tuned(llvm), await tuned(llvm)
    assert one.best == other.best
    assert one.searched.attempts == other.searched.attempts


async def test_the_gain_of_attributes_is_not_mixed_with_that_of_the_list(llvm: Llvm) -> None:
    found = await tuned(llvm, attributes="", evaluations=12)
    assert isinstance(found.as_it_stands, Made)
    assert isinstance(found.with_attributes, Made)
    smaller = min(found.as_it_stands.sizes.text, found.with_attributes.sizes.text)
    assert found.baseline.made.sizes.text == smaller


async def test_flags_are_offered_apart_from_what_the_ir_carries(llvm: Llvm) -> None:
    found = await tuned(llvm, evaluations=40, flags=("-disable-lsr", "-enable-ipra"))
    assert found.best is not None
    assert found.best.plan.flags == ()
    if found.flagged is not None:
        assert found.flagged.plan.flags
        assert found.size(found.flagged) < found.size(found.best)


@define
class Saving:
    """A measurer, and the plain way, for which every flag saves a byte."""

    llvm: Llvm
    module: Module
    measurer: Measurer

    @property
    def cpu_seconds(self) -> float:
        return self.measurer.cpu_seconds

    async def measure(self, recipe: Recipe, *args: Any, **options: Any) -> Evaluation:
        found = await self.measurer.measure(evolve(recipe, flags=()), *args, **options)
        if not isinstance(found, Sizes):
            return found
        return evolve(found, text=found.text - len(recipe.flags))

    async def plainly(self, recipe: Recipe) -> Made | Verdict:
        found = await make(self.llvm, self.module, evolve(recipe, flags=()))
        if not isinstance(found, Made):
            return found
        sizes = evolve(found.sizes, text=found.sizes.text - len(recipe.flags))
        return evolve(found, sizes=sizes)


async def test_a_flag_that_the_screens_reject_costs_that_flag_alone(llvm: Llvm) -> None:
    flags = tuple(stored_sets()[0])
    bad = flags[3]
    text = HEAD + LOOPS.replace("ATTRIBUTES", "minsize optsize")
    module = await read_module(llvm, text.encode(), "loops.ll")
    assert isinstance(module, Module)
    measurer = await open_measurer(llvm, module)
    saving = Saving(llvm, module, measurer)

    async def screen(plan: Plan) -> str:
        return "it fails the suite" if bad in plan.flags else ""

    pipeline = await size_pipeline(llvm, module)
    request = Request(module, pipeline, llvm.passes, Budget(24), flags=flags)
    found = await tune(request, cast("Measurer", saving), saving.plainly, screen=screen)
    await measurer.close()
    assert isinstance(found, Tuned)
    assert found.flagged is not None
    assert {*flags} - {*found.flagged.plan.flags} == {bad}
    assert "it fails the suite" in found.rejected


async def test_names_that_opt_cannot_be_told_are_left_alone(llvm: Llvm) -> None:
    text = HEAD + LOOPS.replace("ATTRIBUTES", "minsize optsize").replace("@twice", '@"-[A b:]"')
    module = await read_module(llvm, text.encode(), "loops.ll")
    assert isinstance(module, Module)
    request = Request(module, await size_pipeline(llvm, module), llvm.passes)
    assert {one.name for one in sources_of(request)} == {"stored", "tail", "mutation", "random"}


async def test_a_plan_that_the_screen_rejects_is_not_offered(llvm: Llvm) -> None:
    async def screen(plan: object) -> str:
        return "it fails the suite"

    found = await tuned(llvm, evaluations=12, screen=screen)
    assert found.best is None
    assert set(found.rejected) == {"it fails the suite"}


def made(text: int, rodata: int, exported: frozenset[str] = frozenset({"f"})) -> Made:
    return Made(Sizes(text, 0, rodata), exported, b"", b"", ())


@pytest.mark.parametrize(
    ("offered", "objection"),
    [
        (made(90, 10), ""),
        (made(90, 20), ""),
        (made(90, 21), "rodata"),
        (made(90, 10, frozenset()), "symbols"),
        (CompileError("no"), "does not compile"),
    ],
)
def test_what_only_moves_bytes_or_hides_symbols_is_not_offered(
    offered: Made | Verdict, objection: str
) -> None:
    found = objection_to(offered, made(100, 10))
    assert objection in found
    assert bool(found) == bool(objection)
