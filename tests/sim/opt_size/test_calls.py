"""Single calls are inlined or kept as a recipe says, nothing else is, and no trace is left."""

from __future__ import annotations

from hasten_sim.backends.opt_size import (
    INLINING_COST,
    Call,
    FastMeasurer,
    Made,
    MarkCalls,
    Module,
    Recipe,
    Run,
    RunOn,
    Sizes,
    UnmarkCalls,
    calls_in,
    make,
    read_module,
)
from hasten_sim.llvm_toolchain import Llvm
from tests.sim.opt_size.conftest import TARGET

FIRST, SECOND = Call("sum", 0), Call("sum", 1)

HARD = f"""\
{TARGET}
@text = private constant [5 x i8] c"@g(\\22("

declare void @llvm.va_start.p0(ptr)
declare i32 @outside(ptr)

define weak i32 @replaceable(i32 %x) {{
  ret i32 %x
}}

define internal i32 @"quo)ted("(ptr %p, i32 %x) {{
  ret i32 %x
}}

define i32 @many(...) {{
  %list = alloca [3 x i64]
  call void @llvm.va_start.p0(ptr %list)
  %first = load i32, ptr %list
  ret i32 %first
}}

define internal i32 @closed(i32 %x) noinline {{
  ret i32 %x
}}

define i32 @caller(ptr %function, i32 %x) {{
  call void asm sideeffect "# @closed(", ""()
  %a = call i32 %function(ptr @closed)
  %b = call i32 @replaceable(i32 %x)
  %c = call i32 @outside(ptr @text)
  %d = call i32 (...) @many(ptr getelementptr (i8, ptr @text, i64 1))
  %e = call i32 @closed(i32 %d)
  %f = tail call i32 @"quo)ted("(ptr getelementptr (i8, ptr @text, i64 1), i32 7), !note !0
  %g = call i32 @caller(ptr @closed, i32 %f)
  ret i32 %g
}}

!0 = !{{!"@closed("}}
"""


def inlining(inlined: tuple[Call, ...], kept: tuple[Call, ...] = ()) -> Recipe:
    after = (UnmarkCalls(), RunOn(("sum",), ("early-cse",)), Run("globaldce"))
    return Recipe((MarkCalls(inlined, kept), Run("inline"), *after))


async def made(llvm: Llvm, module: Module, recipe: Recipe) -> Module:
    """What a recipe makes of a module, read again."""
    found = await make(llvm, module, recipe)
    assert isinstance(found, Made), found
    read = await read_module(llvm, found.bitcode, "tuned.bc")
    assert isinstance(read, Module)
    return read


async def test_calls_of_functions_with_bodies_are_found_and_counted(llvm: Llvm) -> None:
    module = await read_module(llvm, HARD.encode(), "hard.ll")
    assert isinstance(module, Module)
    found = calls_in(module.text)
    callees = ["replaceable", "many", "closed", "quo)ted(", "caller"]
    assert [one.callee for one in found] == callees
    assert [one.call for one in found] == [Call("caller", number) for number in range(5)]
    assert [one.constants for one in found] == [0, 0, 0, 1, 0]


async def test_one_call_is_inlined_and_the_other_one_kept(llvm: Llvm, two: Module) -> None:
    for call in (FIRST, SECOND):
        other = SECOND if call == FIRST else FIRST
        text = (await made(llvm, two, inlining((call,), (other,)))).text
        argument = "%b" if call == FIRST else "%a"
        assert text.count("call i32 @square(") == 1
        assert f"call i32 @square(i32 {argument})" in text


async def test_no_trace_of_a_decision_is_left(llvm: Llvm, two: Module) -> None:
    text = (await made(llvm, two, inlining((), (FIRST, SECOND)))).text
    assert text.count("call i32 @square(") == 2
    assert INLINING_COST not in text


async def test_both_ways_decide_alike(llvm: Llvm, two: Module, fast: FastMeasurer) -> None:
    for recipe in (inlining((FIRST,), (SECOND,)), inlining((), (FIRST, SECOND))):
        plain = await make(llvm, two, recipe)
        quick = await fast.measure(recipe)
        assert isinstance(plain, Made)
        assert isinstance(quick, Sizes)
        assert quick.text == plain.sizes.text


async def test_the_printed_commands_carry_the_decisions(llvm: Llvm, two: Module) -> None:
    found = await make(llvm, two, inlining((FIRST,)))
    assert isinstance(found, Made)
    assert "two.ll" in found.commands[0]
    assert INLINING_COST in found.commands[1]


async def test_what_must_not_be_inlined_is_not(llvm: Llvm) -> None:
    module = await read_module(llvm, HARD.encode(), "hard.ll")
    assert isinstance(module, Module)
    recipe = Recipe((MarkCalls(tuple(one.call for one in calls_in(module.text)), ()),))
    after = Recipe((*recipe.steps, Run("inline"), UnmarkCalls()))
    text = (await made(llvm, module, after)).text
    kept = [one.callee for one in calls_in(text) if one.call.caller == "caller"]
    assert kept == ["replaceable", "many", "closed", "caller"]
