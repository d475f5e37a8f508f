"""LLVM IR in an editor: sizes in the hover, smaller text from the actions, nothing else touched."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types

from tests.ir_programs import SHORT_LOOPS, unoptimized, write_program

from .harness import Editor, editor

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(shutil.which("clang-19") is None, reason="needs LLVM with clang"),
]

TEXT = """\
; a note of the author
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

define i32 @other(i32 %x) #0 {
  %y = add i32 %x, 0 ; odd, and kept
  ret i32 %y
}

define i32 @wanted(ptr %bytes, i32 %n) #0 {
  %i = alloca i32
  %sum = alloca i32
  store i32 0, ptr %i
  store i32 0, ptr %sum
  br label %head
head:
  %a = load i32, ptr %i
  %less = icmp ult i32 %a, 40
  br i1 %less, label %body, label %end
body:
  %at = getelementptr i8, ptr %bytes, i32 %a
  %byte = load i8, ptr %at
  %wide = zext i8 %byte to i32
  %old = load i32, ptr %sum
  %odd = and i32 %wide, 1
  %is = icmp ne i32 %odd, 0
  br i1 %is, label %more, label %less1
more:
  %twice = mul i32 %wide, 2
  %s1 = add i32 %old, %twice
  store i32 %s1, ptr %sum
  br label %next
less1:
  %half = udiv i32 %wide, 2
  %s2 = add i32 %old, %half
  store i32 %s2, ptr %sum
  br label %next
next:
  %b = load i32, ptr %i
  %c = add i32 %b, 1
  store i32 %c, ptr %i
  br label %head
end:
  %result = load i32, ptr %sum
  ret i32 %result
}

attributes #0 = { minsize nounwind optsize }
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="one")
async def _one(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> AsyncGenerator[Editor]:
    async with editor(tmp_path_factory.mktemp("modules"), cache) as started:
        yield started


def opened(one: Editor, tmp_path: Path, text: str = TEXT) -> str:
    path = tmp_path / "module.ll"
    path.write_text(text)
    return one.open(path, language="llvm")


async def shrunk(one: Editor, uri: str, **more: Any) -> Any:
    wish = {"textDocument": {"uri": uri}, "seconds": 2, **more}
    return await one.request("hasten/shrink", wish)


async def test_actions_are_listed_for_the_function_and_the_module(
    one: Editor, tmp_path: Path
) -> None:
    uri = opened(one, tmp_path)
    inside = await one.actions(uri, one.place(uri, "%sum = alloca"))
    assert [action.title for action in inside] == ["Shrink this function", "Shrink this module"]
    assert inside[0].command is not None
    assert inside[0].command.command == "hasten.shrink"
    outside = await one.actions(uri, one.place(uri, "target triple"))
    assert [action.title for action in outside] == ["Shrink this module"]


async def test_hover_tells_the_size_at_oz_of_function_and_module(
    one: Editor, tmp_path: Path
) -> None:
    uri = opened(one, tmp_path)
    for place, what in (("@wanted", "bytes at -Oz"), ("; a note", "bytes of .text and .data")):
        where = one.place(uri, place)
        said = await one.hover(uri, where)
        while said is None or "being measured" in said:
            await asyncio.sleep(0.1)
            said = await one.hover(uri, where)
        assert what in said
    assert await one.hover(uri, one.place(uri, "%half = udiv")) is None


@pytest.mark.slow
async def test_a_function_is_shrunk_and_everything_else_stays(one: Editor, tmp_path: Path) -> None:
    uri = opened(one, tmp_path)
    token = one.watch_progress("function")
    answer = await shrunk(one, uri, scope="function", function="wanted", workDoneToken=token)
    assert answer["status"] == "proposals", answer
    assert one.progress("function")
    assert answer["after"] < answer["before"]
    assert "%y = add i32 %x, 0 ; odd, and kept" in answer["newText"]
    assert answer["newText"].startswith("; a note of the author")
    assert any("-passes=" in command for command in answer["commands"])
    said = await one.execute("hasten.optCommand", {"uri": uri, "function": "wanted"})
    assert said == answer["command"]
    assert said.endswith("-S -passes=verify -o module.tuned.ll")
    assert await one.execute("hasten.optCommand", {"uri": uri, "function": "other"}) is None
    place = {"textDocument": {"uri": uri}, "scope": "function", "function": "wanted"}
    page = await one.request("hasten/evidence", place)
    assert "bytes" in page["html"]
    assert "-passes=" in page["html"]


@pytest.mark.slow
async def test_a_module_is_shrunk_by_an_edit_that_is_applied(one: Editor, tmp_path: Path) -> None:
    uri = opened(one, tmp_path)
    answer = await shrunk(one, uri, scope="program", apply=True)
    assert answer["status"] == "proposals", answer
    assert answer["after"] < answer["before"]
    assert answer["applied"]
    assert one.texts[uri] == answer["newText"]
    assert "self-checking programs" in answer["message"]


async def test_a_program_with_tests_can_be_made_faster(one: Editor, tmp_path: Path) -> None:
    path = write_program(tmp_path, "loops", SHORT_LOOPS, ("5",))
    uri = one.open(path, language="llvm")
    titles = [action.title for action in await one.actions(uri, one.place(uri, "target triple"))]
    assert titles == ["Shrink this module", "Make this module faster"]
    (tmp_path / "tests" / "loops" / "output.1.txt").write_text("wrong")
    wish = {"textDocument": {"uri": uri}, "scope": "program", "seconds": 2}
    answer = await one.request("hasten/makeFaster", wish)
    assert answer["status"] == "failed"
    assert "wrong output on case 1" in answer["message"]


async def test_without_tests_nothing_is_made_faster_and_why_is_told(
    one: Editor, tmp_path: Path
) -> None:
    path = tmp_path / "loops.ll"
    path.write_text(unoptimized(SHORT_LOOPS))
    uri = one.open(path, language="llvm")
    titles = [action.title for action in await one.actions(uri, one.place(uri, "target triple"))]
    assert titles == ["Shrink this module"]
    await one.execute("hasten.makeFaster", {"uri": uri, "scope": "program"})
    await one.until("the message", lambda: any("no tests were found" in m for m in one.messages()))
    assert one.texts[uri] == path.read_text()


@pytest.mark.slow
async def test_a_program_is_made_faster_by_an_edit(one: Editor, tmp_path: Path) -> None:
    path = write_program(tmp_path, "loops", SHORT_LOOPS, ("5 9",))
    uri = one.open(path, language="llvm")
    wish = {"textDocument": {"uri": uri}, "scope": "program", "seconds": 15, "apply": True}
    answer = await one.request("hasten/makeFaster", wish)
    assert answer["status"] == "proposals", answer
    assert answer["before"] / answer["after"] >= 1.02
    assert "instructions executed" in answer["message"]
    assert one.texts[uri] == answer["newText"]
    said = await one.execute("hasten.optCommand", {"uri": uri})
    assert said == answer["command"]


@pytest.mark.slow
async def test_text_that_changes_during_the_search_keeps_the_edit_of_a_function(
    one: Editor, tmp_path: Path
) -> None:
    uri = opened(one, tmp_path)
    asking = asyncio.ensure_future(
        shrunk(one, uri, scope="function", function="wanted", apply=True)
    )
    await asyncio.sleep(0.5)
    one.replace(uri, "; a note of the author", "; another note\n; of two lines")
    one.replace(uri, "%y = add i32 %x, 0 ; odd, and kept", "%y = add i32 %x, 7")
    answer = await asking
    assert answer["status"] == "proposals", answer
    assert answer["applied"], one.messages()
    assert "; of two lines" in one.texts[uri]
    assert "%y = add i32 %x, 7" in one.texts[uri]
    assert "%sum = alloca" not in one.texts[uri]


@pytest.mark.slow
async def test_an_edit_for_a_text_that_is_gone_is_refused_with_a_message(
    one: Editor, tmp_path: Path
) -> None:
    uri = opened(one, tmp_path)
    asking = asyncio.ensure_future(shrunk(one, uri, scope="program", apply=True))
    await asyncio.sleep(0.5)
    one.replace(uri, "%y = add i32 %x, 0", "%y = add i32 %x, 9")
    changed = one.texts[uri]
    answer = await asking
    assert answer["status"] == "proposals", answer
    assert not answer["applied"]
    assert one.texts[uri] == changed
    assert any("has changed meanwhile" in message for message in one.messages())
    said = await one.execute("hasten.optCommand", {"uri": uri})
    assert said is None


async def test_the_settings_say_which_llvm(one: Editor, tmp_path: Path) -> None:
    uri = opened(one, tmp_path)
    (tmp_path / "hasten.toml").write_text('llvm = "77"\n')
    answer = await shrunk(one, uri, scope="program")
    assert answer["status"] == "failed"
    assert "LLVM '77' was not found" in answer["message"]
    (tmp_path / "hasten.toml").write_text('llvm = "/usr/lib/llvm-19/bin"\n')
    broken = opened(one, tmp_path, "define void @f() {\n  ret i32 0\n}\n")
    answer = await shrunk(one, broken, scope="program")
    assert "module.ll:2:" in answer["message"]
    assert one.texts[broken].startswith("define")


async def test_what_llvm_rejects_is_told_with_its_line(one: Editor, tmp_path: Path) -> None:
    uri = opened(one, tmp_path, TEXT.replace("ret i32 %y", "ret i64 %y"))
    answer = await shrunk(one, uri, scope="program")
    assert answer["status"] == "failed"
    assert "module.ll:7" in answer["message"]
    assert "ret i64 %y" in one.texts[uri]
    missing = await shrunk(one, uri, scope="function", function="nobody")
    assert missing["status"] == "failed"
    assert "no such function" in missing["message"]


async def test_a_search_that_is_cancelled_ends(one: Editor, tmp_path: Path) -> None:
    uri = opened(one, tmp_path)
    token = one.watch_progress("long")
    wish = {
        "textDocument": {"uri": uri},
        "scope": "program",
        "seconds": 600,
        "workDoneToken": token,
    }
    asking = asyncio.ensure_future(one.request("hasten/shrink", wish))
    await one.until("progress", lambda: len(one.progress("long")) >= 1)
    one.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
    with pytest.raises(Exception, match=r"(?i)cancel"):
        await asyncio.wait_for(asking, 20)
