"""Modules that are broken, foreign or unusual: a clear message, or an edit that respects them.

Nothing here ever touches a document: what is returned is all there is.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from hasten.engine.hastening import Hastener
from hasten.engine.ir_workplace import IrWorkplace
from hasten.engine.shrinking import Shrinker
from hasten.engine.shrunk import AtOz, NotShrunk, Shrunk
from hasten.settings import Settings
from hasten_sim.backends.opt_size import module as opt_module
from hasten_sim.store import Store
from tests.ir_programs import unoptimized
from tests.llvm import installed
from tests.passes.test_tuning import HEAD, LOOPS

SMALL = LOOPS.replace("ATTRIBUTES", "minsize optsize")
LAYOUT = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
UNUSUAL = """\
declare i32 @__gxx_personality_v0(...)
declare void @throws(i32)
declare void @told()

define i32 @assembly(i32 %x) #0 {
  %slot = alloca i32
  store i32 %x, ptr %slot
  %y = load i32, ptr %slot
  %z = call i32 asm sideeffect "bswap $0", "=r,0,~{flags}"(i32 %y)
  ret i32 %z
}

define i32 @tail(i32 %x, i32 %n) #0 {
  %slot = alloca i32
  store i32 %n, ptr %slot
  %y = load i32, ptr %slot
  %r = musttail call i32 @assembly2(i32 %x, i32 %y)
  ret i32 %r
}

define i32 @assembly2(i32 %x, i32 %n) #0 {
  %r = add i32 %x, %n
  ret i32 %r
}

define i32 @untouched(i32 %x) noinline optnone {
  %slot = alloca i32
  store i32 %x, ptr %slot
  %y = load i32, ptr %slot
  %z = add i32 %y, 0
  ret i32 %z
}

define void @cleans(i32 %x) #0 personality ptr @__gxx_personality_v0 {
  %slot = alloca i32
  store i32 %x, ptr %slot
  %y = load i32, ptr %slot
  invoke void @throws(i32 %y) to label %fine unwind label %pad
fine:
  ret void
pad:
  %caught = landingpad { ptr, i32 } cleanup
  call void @told()
  resume { ptr, i32 } %caught
}

attributes #0 = { minsize optsize }
"""
COROUTINE = """\
declare token @llvm.coro.id(i32, ptr, ptr, ptr)
declare i64 @llvm.coro.size.i64()
declare ptr @llvm.coro.begin(token, ptr)
declare i8 @llvm.coro.suspend(token, i1)
declare ptr @llvm.coro.free(token, ptr)
declare i1 @llvm.coro.end(ptr, i1, token)
declare ptr @malloc(i64)
declare void @free(ptr)
declare void @print(i32)

define ptr @counts(i32 %n) presplitcoroutine minsize optsize {
entry:
  %id = call token @llvm.coro.id(i32 0, ptr null, ptr null, ptr null)
  %size = call i64 @llvm.coro.size.i64()
  %alloc = call ptr @malloc(i64 %size)
  %handle = call ptr @llvm.coro.begin(token %id, ptr %alloc)
  br label %loop
loop:
  %i = phi i32 [ %n, %entry ], [ %next, %loop ]
  %next = add i32 %i, 1
  call void @print(i32 %i)
  %state = call i8 @llvm.coro.suspend(token none, i1 false)
  switch i8 %state, label %suspend [ i8 0, label %loop
                                     i8 1, label %cleanup ]
cleanup:
  %memory = call ptr @llvm.coro.free(token %id, ptr %handle)
  call void @free(ptr %memory)
  br label %suspend
suspend:
  %unused = call i1 @llvm.coro.end(ptr %handle, i1 false, token none)
  ret ptr %handle
}
"""
SOURCE = """\
struct pair { int a, b; };
static int twice(struct pair *p) { return p->a * 2 + p->b; }
int sum(struct pair *p, int n) {
    int s = 0;
    for (int i = 0; i < n; i++) s += twice(p + i);
    return s;
}
int again(struct pair *p, int n) {
    int s = 0;
    for (int i = 0; i < n; i++) s += twice(p + i);
    return s;
}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> IrWorkplace:
    installed()
    return IrWorkplace(Store(tmp_path_factory.mktemp("store") / "results.db"))


def quiet(message: str, share: float) -> None:
    del message, share


async def shrunk(place: IrWorkplace, text: str, function: str = "") -> Shrunk | NotShrunk:
    shrinker, path = Shrinker(place), Path("/nowhere/given.ll")
    if not function:
        return await shrinker.shrink_module(text, path, Settings(), 1.5, quiet)
    return await shrinker.shrink_function(text, path, function, Settings(), 1.0, quiet)


async def refused(place: IrWorkplace, text: str) -> str:
    found = await shrunk(place, text)
    assert isinstance(found, NotShrunk), found
    size = await Shrinker(place).at_oz(text, Path("/nowhere/given.ll"))
    assert isinstance(size, NotShrunk)
    return found.message


async def is_valid(place: IrWorkplace, text: str) -> None:
    llvm = await place.llvm()
    read = await place.read(llvm, text.encode(), "given.ll")
    assert not isinstance(read, NotShrunk), read


async def test_text_that_llvm_rejects_is_told_with_its_line(place: IrWorkplace) -> None:
    said = await refused(place, "define i32 @f() {\n  ret i32 %x\n}\n")
    assert said.startswith("given.ll:2:11: error: use of undefined value")


async def test_text_of_a_newer_llvm_is_told_with_its_line_and_what_to_do(
    place: IrWorkplace,
) -> None:
    said = await refused(place, "define void @f(ptr captures(nowhere) %p) {\n  ret void\n}\n")
    assert "given.ll:1:" in said
    assert "newer LLVM" in said


async def test_a_huge_module_is_refused_unread(
    place: IrWorkplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opt_module, "LARGEST_MODULE", 100)
    assert "MiB" in await refused(place, HEAD + SMALL)


async def test_a_layout_that_is_not_the_targets_is_refused(place: IrWorkplace) -> None:
    other = LAYOUT.replace("e-m:e", "E-m:e")
    text = f'target datalayout = "{other}"\n{HEAD}{SMALL}'
    assert "data layout is big-endian" in await refused(place, text)


async def test_a_module_for_another_processor_is_not_run(
    place: IrWorkplace, tmp_path: Path
) -> None:
    path = tmp_path / "other.ll"
    path.write_text('target triple = "aarch64-linux-gnu"\ndefine i32 @main() {\n  ret i32 0\n}\n')
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "1.in").write_text("")
    (tmp_path / "tests" / "1.out").write_text("")
    content = path.read_bytes()
    found = await Hastener(place).hasten_module(content, path, Settings(), 1.0, quiet)
    assert isinstance(found, NotShrunk)
    assert found.failed
    assert "aarch64-linux-gnu" in found.message


@pytest.mark.slow
async def test_a_module_for_another_processor_is_shrunk(place: IrWorkplace) -> None:
    text = HEAD.replace("x86_64-pc-linux-gnu", "aarch64-linux-gnu")
    found = await shrunk(place, text + SMALL)
    if isinstance(found, NotShrunk) and "target" in found.message:
        pytest.skip("this LLVM makes no code for it")
    assert isinstance(found, Shrunk), found
    assert "aarch64-linux-gnu" in found.text


@pytest.mark.slow
async def test_what_passes_must_not_touch_stays(place: IrWorkplace) -> None:
    found = await shrunk(place, HEAD + UNUSUAL)
    text = HEAD + UNUSUAL if isinstance(found, NotShrunk) else found.text
    assert not isinstance(found, NotShrunk) or not found.failed, found
    await is_valid(place, text)
    assert 'asm sideeffect "bswap $0"' in text
    assert "%z = add i32 %y, 0" in text


@pytest.mark.slow
@pytest.mark.parametrize("name", ["assembly", "tail", "cleans"])
async def test_an_unusual_function_is_shrunk_alone_or_a_reason_given(
    place: IrWorkplace, name: str
) -> None:
    found = await shrunk(place, HEAD + UNUSUAL, name)
    if isinstance(found, NotShrunk):
        assert not found.failed, found
        return
    await is_valid(place, found.text)
    assert found.text.count("define") == UNUSUAL.count("define")
    assert "%z = add i32 %y, 0" in found.text
    assert {"assembly": "asm side", "tail": "musttail", "cleans": "invoke"}[name] in found.text


async def test_a_function_that_is_closed_to_passes_is_told_so(place: IrWorkplace) -> None:
    found = await shrunk(place, HEAD + UNUSUAL, "untouched")
    assert isinstance(found, NotShrunk)
    assert "optnone" in found.message


@pytest.mark.slow
async def test_a_coroutine_is_shrunk_or_a_reason_given(place: IrWorkplace) -> None:
    found = await shrunk(place, HEAD + COROUTINE)
    if isinstance(found, Shrunk):
        await is_valid(place, found.text)
        assert "@counts" in found.text
    else:
        assert found.message
    alone = await shrunk(place, HEAD + COROUTINE, "counts")
    if isinstance(alone, Shrunk):
        await is_valid(place, alone.text)


@pytest.mark.slow
async def test_debug_information_is_kept_and_not_counted(
    place: IrWorkplace, tmp_path: Path
) -> None:
    texts = [unoptimized(SOURCE, "-Oz", *more) for more in ((), ("-g",))]
    sizes = [await Shrinker(place).at_oz(text, tmp_path / "p.ll") for text in texts]
    plain, debug = sizes
    assert isinstance(plain, AtOz)
    assert isinstance(debug, AtOz)
    assert (plain.module, plain.functions) == (debug.module, debug.functions)
    found = await shrunk(place, texts[1])
    assert isinstance(found, Shrunk), found
    assert "!DICompileUnit" in found.text
    assert 'name: "pair"' in found.text
    await is_valid(place, found.text)
    alone = await shrunk(place, texts[1], "sum")
    if isinstance(alone, Shrunk):
        await is_valid(place, alone.text)
        assert alone.text.count("!DISubprogram") == texts[1].count("!DISubprogram")
