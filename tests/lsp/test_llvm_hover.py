"""What a hover in LLVM IR says, from what is known; and that it never makes anybody wait."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import time
from pathlib import Path

import pytest
from lsprotocol import types

from hasten.engine.shrunk import AtOz, Expected, NotShrunk, Shrunk
from hasten.lsp import llvm
from hasten.lsp.language_server import HastenServer
from hasten.lsp.llvm_hover import told
from hasten.lsp.progress import WorkDone
from hasten.lsp.tuning import searched
from hasten.lsp.wish import Wish

from .harness import Editor, editor

FUNCTION = """\
define i32 @solve_{0}(ptr %values, i32 %n) #0 {{
entry:
  %slot = alloca i32
  store i32 %n, ptr %slot
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %loop ]
  %next = add i32 %i, 1
  %value = load i32, ptr %slot
  %less = icmp ult i32 %next, %value
  br i1 %less, label %loop, label %end
end:
  %sum = add i32 %next, {0}
  ret i32 %sum
}}

"""
HEAD = 'target triple = "x86_64-pc-linux-gnu"\n\n'
ROUNDS = 30


def known(*, attributes: int | None = None, gain: float | None = None) -> HastenServer:
    ls = HastenServer()
    expected = {} if gain is None else {"": Expected(gain, "sroa"), "f": Expected(gain, "gvn")}
    ls.llvm.measured("text", AtOz(1000, {"f": 40}, "19.1.7", attributes, expected))
    return ls


async def test_the_gain_of_attributes_is_told_apart_from_the_predicted_one() -> None:
    said = told(known(attributes=900, gain=0.04), "text", "")
    assert "1000 bytes of .text and .data at -Oz" in said
    assert "900 with size attributes" in said
    assert "10.0% less" in said
    assert "predicted after tuning, not measured: 864 bytes, 4.0% less" in said
    said = told(known(gain=0.05), "text", "f")
    assert "40 bytes at -Oz" in said
    assert "not measured: 38 bytes" in said
    assert "gvn" in said
    assert "predicted" not in told(known(), "text", "")


async def test_what_was_measured_takes_the_place_of_the_prediction() -> None:
    ls = known(gain=0.05)
    found = Shrunk("module", "m.ll", 1000, 930, "new", (), "dce", "opt", (), "tried", "19.1.7", 9)
    ls.llvm.remember("text", "", found)
    said = told(ls, "text", "")
    assert "1000 → 930 bytes, 7.0% below -Oz" in said
    assert "predicted" not in said
    ls.llvm.remember("text", "f", NotShrunk("f: nothing smaller than 40 bytes was found"))
    assert "nothing smaller" in told(ls, "text", "f")
    assert "being measured" in told(ls, "other text", "f")


@pytest.mark.asyncio
async def test_a_huge_module_is_not_looked_at_and_the_reason_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(llvm, "LARGEST", 100)
    ls = HastenServer()
    uri = "file:///nowhere/huge.ll"
    ls.documents.open(types.TextDocumentItem(uri, "llvm", 1, FUNCTION.format(1)))
    assert await ls.llvm_snapshot(uri) is None

    async def never(*_: object) -> NotShrunk:
        raise AssertionError

    snapshot, found = await searched(ls, Wish(uri, "program"), never, WorkDone(ls, None))
    assert snapshot is None
    assert isinstance(found, NotShrunk)
    assert found.failed
    assert "MiB" in found.message


@pytest.mark.asyncio
@pytest.mark.skipif(shutil.which("clang-19") is None, reason="needs LLVM with clang")
async def test_hovering_takes_no_time_in_a_long_file_while_it_is_searched(tmp_path: Path) -> None:
    path = tmp_path / "long.ll"
    count = 2_000
    functions = "".join(map(FUNCTION.format, range(count)))
    path.write_text(f"{HEAD}{functions}attributes #0 = {{ minsize optsize }}\n")
    async with editor(tmp_path, tmp_path / "cache") as one:
        uri = one.open(path, language="llvm")
        token = one.watch_progress("search")
        wish = {"textDocument": {"uri": uri}, "scope": "program", "seconds": 300}
        asking = asyncio.ensure_future(
            one.request("hasten/shrink", {**wish, "workDoneToken": token})
        )
        await one.until("progress", lambda: one.progress("search"))
        await one.hover(uri, one.place(uri, "@solve_0("))
        seconds = await _seconds_of_each(one, uri, count)
        one.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
        with pytest.raises(Exception, match=r"(?i)cancel"):
            await asyncio.wait_for(asking, 30)
    # On a machine that has nothing else to do this takes a tenth.
    assert statistics.median(seconds) < 0.3, sorted(seconds)


async def _seconds_of_each(one: Editor, uri: str, count: int) -> list[float]:
    """Point at one function after the other, typing at times, and take the time of the answers."""
    found: list[float] = []
    for number in range(ROUNDS):
        name = f"@solve_{number * count // ROUNDS}("
        if number % 5 == 0:
            one.replace(uri, f"{name}ptr %values", f"{name}ptr  %values")
        place = one.place(uri, name)
        began = time.monotonic()
        assert await one.hover(uri, place) is not None
        found.append(time.monotonic() - began)
        await asyncio.sleep(0.05)
    return found
