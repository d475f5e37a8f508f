"""Recipes are measured, fast and plainly, to the same size; what LLVM does to itself is a value."""

from __future__ import annotations

import pytest
from attrs import evolve

from hasten_sim.backends.opt_size import (
    Dress,
    FastMeasurer,
    Made,
    Mark,
    Module,
    Recipe,
    Run,
    RunOn,
    Sizes,
    Unmark,
    make,
    read_module,
    size_pipeline,
)
from hasten_sim.backends.opt_size import fast as fast_module
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.nouns import CompileError, Crashed, OutOfMemory, TimedOut
from tests.sim.opt_size.conftest import TARGET, TWO

OTHERS = ("sum", "pick")


def sizes(found: object) -> Sizes:
    assert isinstance(found, Sizes), found
    return found


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(),
        Recipe.of(["sroa", "early-cse", "inline", "globaldce"]),
        Recipe.of(["function(loop-mssa(licm))"]),
        Recipe((Mark("noinline", ("square",)), Run("inline"), Unmark("noinline", ("square",)))),
        Recipe((RunOn(("pick",), ("sroa",)), RunOn(("sum",), ("sroa", "instcombine")))),
        Recipe((Mark("alwaysinline", ("square",)), Run("always-inline"), Run("globaldce"))),
        Recipe.of(["sroa"], ("-enable-ipra", "-disable-lsr")),
        Recipe((Run("sroa"), Dress(("frame-pointer=all", "-minsize"), ("pick", "sum")))),
        Recipe((Dress(("-minsize", "-optsize", "noimplicitfloat")), Dress(("tune-cpu=atom",)))),
    ],
)
async def test_both_ways_give_the_same_size(
    llvm: Llvm, two: Module, fast: FastMeasurer, recipe: Recipe
) -> None:
    plain = await make(llvm, two, recipe)
    assert isinstance(plain, Made), plain
    quick = sizes(await fast.measure(recipe, "text+rodata+data"))
    assert (quick.text, quick.data, quick.rodata) == (
        plain.sizes.text,
        plain.sizes.data,
        plain.sizes.rodata,
    )
    assert sizes(await fast.measure(recipe)).of("text+data") == quick.of("text+data")


async def test_a_module_without_a_target_is_one_for_this_machine(
    llvm: Llvm, fast: FastMeasurer
) -> None:
    given = await read_module(llvm, b"define i32 @f() {\n  ret i32 1\n}\n", "bare.ll")
    assert isinstance(given, Module)
    await fast.use(given)
    made = await make(llvm, given, Recipe())
    assert isinstance(made, Made)
    assert sizes(await fast.measure(Recipe())).text == made.sizes.text


async def test_instructions_are_counted_alike(llvm: Llvm, two: Module, fast: FastMeasurer) -> None:
    recipe = Recipe.of(["sroa"])
    plain = await make(llvm, two, recipe, count=True)
    assert isinstance(plain, Made)
    quick = sizes(await fast.measure(recipe, "instructions", functions=True))
    assert quick.instructions == plain.sizes.instructions == 12
    assert quick.functions == plain.sizes.functions == {"square": 2, "sum": 6, "pick": 4}


async def test_passes_for_one_function_leave_the_others_alone(
    llvm: Llvm, two: Module, fast: FastMeasurer
) -> None:
    before = sizes(await fast.measure(Recipe(), functions=True)).functions
    after = sizes(await fast.measure(Recipe((RunOn(("pick",), ("sroa",)),)), functions=True))
    assert after.functions["pick"] < before["pick"]
    assert {name: after.functions[name] for name in ("sum", "square")} == {
        name: before[name] for name in ("sum", "square")
    }
    made = await make(llvm, two, Recipe((RunOn(("pick",), ("sroa",)),)))
    assert isinstance(made, Made)
    read = await read_module(llvm, made.bitcode, "tuned.bc")
    assert isinstance(read, Module)
    assert [one.attributes for one in read.functions] == [one.attributes for one in two.functions]


async def test_functions_seen_before_are_not_compiled_again_and_count_the_same(
    fast: FastMeasurer,
) -> None:
    first = await fast.measure(Recipe.of(["sroa"]), functions=True, keep=(1,))
    assert await fast.measure(Recipe.of(["sroa", "dce"]), functions=True) == first
    assert await fast.measure(Recipe.of(["sroa"]), functions=True) == first


@pytest.mark.parametrize(
    ("recipe", "verdict"),
    [
        (Recipe.of(["no-such-pass"]), CompileError),
        (Recipe.of(["trigger-crash-module"]), Crashed),
    ],
)
async def test_what_fails_is_a_verdict_and_the_next_recipe_is_measured(
    llvm: Llvm, two: Module, fast: FastMeasurer, recipe: Recipe, verdict: type
) -> None:
    expected = await fast.measure(Recipe.of(["sroa"]))
    assert isinstance(await fast.measure(recipe), verdict)
    assert await fast.measure(Recipe.of(["sroa"])) == expected
    assert not isinstance(await make(llvm, two, recipe), Made)


async def test_what_ends_llvm_with_a_message_is_told_with_it(
    llvm: Llvm, fast: FastMeasurer
) -> None:
    loop = "define void @f() {\n  br label %1\n1:\n  br label %1\n}\n"
    module = await read_module(llvm, f"{TARGET}{loop}".encode(), "loop.ll")
    assert isinstance(module, Module)
    await fast.use(module)
    found = await fast.measure(Recipe.of(["licm"]))
    assert isinstance(found, CompileError)
    assert "MemorySSA" in found.message
    assert isinstance(await fast.measure(Recipe.of(["sroa"])), Sizes)


async def test_flags_do_not_stay_for_the_next_recipe(fast: FastMeasurer) -> None:
    plain = sizes(await fast.measure(Recipe(), "text+rodata+data"))
    flagged = sizes(await fast.measure(Recipe(flags=("-frame-pointer=all", "-O0"))))
    assert flagged.rodata is not None
    assert await fast.measure(Recipe(), "text+rodata+data") == plain


async def test_a_killed_worker_is_replaced(llvm: Llvm, two: Module, fast: FastMeasurer) -> None:
    expected = await fast.measure(Recipe.of(["sroa"]))
    assert fast._session is not None  # pyright: ignore[reportPrivateUsage]
    await fast._session.close()  # pyright: ignore[reportPrivateUsage]
    assert await fast.measure(Recipe.of(["sroa"])) == expected


async def test_the_commands_are_what_a_person_would_type(llvm: Llvm, two: Module) -> None:
    made = await make(llvm, two, Recipe.of(["sroa", "globaldce"], ("-enable-ipra",)))
    assert isinstance(made, Made)
    assert made.commands == (
        f"{llvm.opt} '-passes=module(sroa,globaldce)' two.ll -o tuned.bc",
        f"{llvm.llc} -filetype=obj -relocation-model=static -enable-ipra tuned.bc -o tuned.o",
    )


async def test_attributes_with_values_are_told_by_a_table_that_the_commands_write(
    llvm: Llvm, two: Module
) -> None:
    made = await make(llvm, two, Recipe((Dress(("frame-pointer=all", "-minsize"), ("pick",)),)))
    assert isinstance(made, Made)
    assert made.commands[0] == "printf %s 'pick,frame-pointer=all\n' > attributes.csv"
    read = await read_module(llvm, made.bitcode, "tuned.bc")
    assert isinstance(read, Module)
    asked = {one.name: one.attributes for one in read.functions}
    assert '"frame-pointer"="all"' in asked["pick"]
    assert "minsize" not in asked["pick"]
    assert asked["sum"] == {"minsize", "optsize", "nounwind"}


async def test_size_attributes_are_added_to_all_that_may_have_them(
    llvm: Llvm, fast: FastMeasurer
) -> None:
    text = TWO.replace("@pick(i32 %at) #0", "@pick(i32 %at) #1").replace("minsize optsize ", "")
    given = await read_module(
        llvm, f"{text}attributes #1 = {{ noinline optnone }}\n".encode(), "plain.ll"
    )
    assert isinstance(given, Module)
    await fast.use(given)
    recipe = (await size_pipeline(llvm, given)).with_attributes()
    made = await make(llvm, given, recipe)
    assert isinstance(made, Made), made
    assert sizes(await fast.measure(recipe)).of("text+data") == made.sizes.of("text+data")


async def test_the_baseline_is_clangs_own_list_where_clang_is_there(
    llvm: Llvm, two: Module
) -> None:
    found = await size_pipeline(llvm, two)
    assert found.origin == ("clang -Oz" if llvm.clang else "default<Oz>")
    assert isinstance(await make(llvm, two, found.as_it_stands()), Made)


@pytest.mark.parametrize("triple", ["i686-linux-gnu", "s390x-linux-gnu", "aarch64-linux-gnu"])
async def test_objects_for_other_processors_are_read(
    llvm: Llvm, fast: FastMeasurer, triple: str
) -> None:
    text = "define i32 @f(i32 %x) {\n  %y = add i32 %x, 1\n  ret i32 %y\n}\n@data = global i64 7\n"
    given = await read_module(llvm, f'target triple = "{triple}"\n{text}'.encode(), "other.ll")
    assert isinstance(given, Module)
    await fast.use(given)
    made = await make(llvm, given, Recipe())
    if isinstance(made, CompileError):
        pytest.skip(f"this LLVM makes no code for {triple}")
    assert isinstance(made, Made)
    assert (made.sizes.data, made.exported) == (8, {"f", "data"})
    quick = sizes(await fast.measure(Recipe(), "text+rodata+data", functions=True))
    assert (quick.text, quick.data, quick.rodata) == (made.sizes.text, 8, made.sizes.rodata)


def growing() -> str:
    """A module that becomes 2^40 times as large when all is inlined that asks to be."""
    calls = "".join(
        f"define internal i32 @f{n}(i32 %x) alwaysinline {{\n"
        f"  %a = call i32 @f{n - 1}(i32 %x)\n  %b = call i32 @f{n - 1}(i32 %a)\n  ret i32 %b\n}}\n"
        for n in range(1, 40)
    )
    leaf = "define internal i32 @f0(i32 %x) alwaysinline {\n  %y = mul i32 %x, 3\n  ret i32 %y\n}\n"
    root = "define i32 @root(i32 %x) {\n  %y = call i32 @f39(i32 %x)\n  ret i32 %y\n}\n"
    return f"{TARGET}{leaf}{calls}{root}"


@pytest.mark.parametrize(("seconds", "memory"), [(1.0, 4 << 30), (20.0, 500 << 20)])
async def test_passes_that_do_not_end_are_cut_and_the_next_recipe_is_measured(
    llvm: Llvm, monkeypatch: pytest.MonkeyPatch, seconds: float, memory: int
) -> None:
    monkeypatch.setattr(fast_module, "SECONDS", seconds)
    monkeypatch.setattr(fast_module, "LIMITS", evolve(fast_module.LIMITS, memory_bytes=memory))
    module = await read_module(llvm, growing().encode(), "grows.ll")
    assert isinstance(module, Module)
    measurer = await FastMeasurer.open(llvm)
    try:
        await measurer.use(module)
        found = await measurer.measure(Recipe.of(["always-inline"]))
        assert isinstance(found, TimedOut if seconds < 2 else OutOfMemory | Crashed), found
        assert isinstance(await measurer.measure(Recipe.of(["strip-dead-prototypes"])), Sizes)
    finally:
        await measurer.close()
