"""What is inlined is decided call by call, many in one evaluation, and programs stay the same."""

from __future__ import annotations

from random import Random

import pytest

from hasten.passes.inlining import Inlining, sites_of
from hasten.passes.plan import Board, Plan, Scored
from hasten_sim.backends.opt_size import Call, CallSite, Made, Module, Sizes, make, read_module
from hasten_sim.ir_execution import MainsCompared, compare_mains
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.nouns import Case
from tests.llvm import installed

PROGRAM = """\
target triple = "x86_64-pc-linux-gnu"
@format = private constant [4 x i8] c"%d\\0A\\00"
declare i32 @printf(ptr, ...)
declare i32 @__gxx_personality_v0(...)

define internal i32 @odd(i32 %n) {
  %zero = icmp eq i32 %n, 0
  br i1 %zero, label %end, label %more
more:
  %less = sub i32 %n, 1
  %answer = call i32 @even(i32 %less)
  ret i32 %answer
end:
  ret i32 0
}

define internal i32 @even(i32 %n) {
  %zero = icmp eq i32 %n, 0
  br i1 %zero, label %end, label %more
more:
  %less = sub i32 %n, 1
  %answer = musttail call i32 @odd(i32 %less)
  ret i32 %answer
end:
  ret i32 1
}

define internal i32 @guarded(i32 %n) personality ptr @__gxx_personality_v0 {
  %answer = invoke i32 @odd(i32 %n) to label %fine unwind label %caught
fine:
  ret i32 %answer
caught:
  %pad = landingpad { ptr, i32 } cleanup
  %small = call i32 @even(i32 2)
  resume { ptr, i32 } %pad
}

define i32 @main() {
  %a = call i32 @guarded(i32 7)
  %b = call i32 @guarded(i32 8)
  %c = call i32 @even(i32 9)
  %ab = mul i32 %a, 10
  %abc = add i32 %ab, %c
  %all = add i32 %abc, %b
  %printed = call i32 (ptr, ...) @printf(ptr @format, i32 %all)
  ret i32 0
}
"""


@pytest.fixture(scope="module")
def llvm() -> Llvm:
    return installed()


async def program(llvm: Llvm, text: str = PROGRAM) -> Module:
    module = await read_module(llvm, text.encode(), "program.ll")
    assert isinstance(module, Module), module
    return module


@pytest.mark.parametrize("inlined", [True, False])
async def test_a_program_prints_the_same_whatever_is_inlined(llvm: Llvm, inlined: bool) -> None:
    module = await program(llvm)
    calls = tuple(one.call for one in sites_of(module))
    assert len(calls) == 7
    plan = Plan(
        ("inline", "sroa", "instcombine<no-verify-fixpoint>"), stitched=(("even", ("dce",)),)
    )
    chosen = Plan(plan.passes, True, (), *((calls, ()) if inlined else ((), calls)), plan.stitched)
    made = await make(llvm, module, chosen.recipe())
    assert isinstance(made, Made), made
    cases = (Case("only", b"", b""),)
    found = await compare_mains(llvm, module.content, made.bitcode, cases)
    assert found == MainsCompared(1)
    assert b"function-inline-cost" not in made.bitcode


async def test_calls_that_users_decided_about_are_left_alone(llvm: Llvm) -> None:
    closed = PROGRAM.replace("@odd(i32 %n) {", "@odd(i32 %n) noinline {")
    assert "odd" not in {one.callee for one in sites_of(await program(llvm, closed))}
    own = PROGRAM.replace("@even(i32 9)", '@even(i32 9) "function-inline-cost"="5"')
    assert sites_of(await program(llvm, own)) == ()


BEFORE = {"a": 100, "b": 100, "f": 40, "g": 40}


def site(caller: str, callee: str) -> CallSite:
    return CallSite(Call(caller, 0), callee, 1, 1, 0)


def measured(plan: Plan) -> Sizes:
    """To inline f saves 30 bytes, to inline g costs 20."""
    sizes = dict(BEFORE)
    if Call("a", 0) in plan.inlined:
        sizes["a"] += 10
        del sizes["f"]
    if Call("b", 0) in plan.inlined:
        sizes["b"] += 60
        del sizes["g"]
    return Sizes(sum(sizes.values()), 0, functions=sizes)


def test_decisions_tried_together_are_judged_by_what_each_touches() -> None:
    start = Scored(Plan(("inline",)), sum(BEFORE.values()), BEFORE)
    board = Board("text+data", start.size, tuple(BEFORE), start, start, (start,))
    source = Inlining([site("a", "f"), site("b", "g")])
    tried: list[Plan] = []
    while (attempt := source.propose(board, Random(0))) is not None:
        tried.append(attempt.plan)
        found = measured(attempt.plan)
        board = board.with_result(attempt.plan, found.of("text+data"), found.functions)
        source.learn(attempt, found, board)
    assert board.best == Scored(Plan(("inline",), inlined=(Call("a", 0),)), 250)
    assert Plan(("inline",), inlined=(Call("a", 0), Call("b", 0))) in tried
    assert len(tried) <= 4


def test_a_function_that_comes_to_stand_for_itself_gets_passes_of_its_own() -> None:
    light, usual = ("dce",), ("sroa", "dce")
    stitched = (("a", usual), ("b", usual), ("g", light))
    sizes = {"a": 100, "b": 100, "g": 40}
    start = Scored(Plan(("inline",), stitched=stitched), 240, sizes)
    board = Board("text+data", 240, tuple(BEFORE), start, start, (start,))
    source = Inlining([site("a", "f")])
    source.propose(board, Random(0))
    attempt = source.propose(board, Random(0))
    assert attempt is not None
    assert attempt.plan.never == ("f",)
    assert dict(attempt.plan.stitched)["f"] == usual
