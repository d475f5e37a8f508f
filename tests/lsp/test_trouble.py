"""What can go wrong around a search, and that nothing is left running."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path

import pytest
from lsprotocol import types

from .harness import SLOW, Editor, Wire, alive, descendants, editor, write_program

PATIENT = """\
#include <iostream>
#include <vector>

int steps(int rounds) {
    volatile int total = 0;
    for (int i = 0; i < rounds; ++i) {
        for (int j = 0; j < 1000; ++j) total = total + 1;
    }
    return total;
}

int main() {
    int rounds;
    while (std::cin >> rounds) {
        std::cout << steps(rounds) << std::endl;
    }
    return 0;
}
"""
PATIENT_CASES = {f"{rounds}": f"{rounds * 1000}\n" for rounds in range(30000, 30040)}


def patient(folder: Path) -> Path:
    """A program whose search takes long enough to do something meanwhile."""
    return write_program(folder, "patient", unseen(PATIENT, folder), PATIENT_CASES)


def unseen(text: str, folder: Path) -> str:
    """A text of which the cache knows nothing: else there would be no search."""
    return f"{text}// {folder}\n"


def programs(pid: int) -> list[int]:
    """The children that measure."""
    return [
        child
        for child in descendants(pid)
        if "callgrind" in _command_line(child) or "./prog" in _command_line(child)
    ]


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


async def searching(one: Editor) -> list[int]:
    """Wait until programs are measured; return every process below the server."""
    await one.until("a program under test", lambda: programs(one.pid))
    return descendants(one.pid)


async def ended(pids: list[int], seconds: float = 4.0) -> None:
    """Wait until processes have ended."""
    deadline = time.monotonic() + seconds
    while alive(pids):
        assert time.monotonic() < deadline, (
            f"still running: {list(map(_command_line, alive(pids)))}"
        )
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("how", ["$/cancelRequest", "window/workDoneProgress/cancel"])
async def test_cancelling_ends_every_program(tmp_path: Path, how: str, cache: Path) -> None:
    path = patient(tmp_path)
    async with editor(tmp_path, cache) as one:
        uri = one.open(path)
        token = one.watch_progress("mine")
        answer = one.optimize(uri, "volatile", "my-search", workDoneToken=token)
        await searching(one)
        measuring = programs(one.pid)
        if how == "$/cancelRequest":
            one.cancel("my-search")
        else:
            cancel = types.WorkDoneProgressCancelParams("mine")
            one.client.window_work_done_progress_cancel(cancel)
        with pytest.raises(Exception, match="cancel"):
            await answer
        await ended(measuring)
        assert programs(one.pid) == []
        assert isinstance(one.progress("mine")[-1], types.WorkDoneProgressEnd)
        # The server is none the worse for it.
        assert await one.actions(uri, one.place(uri, "volatile"))


async def test_the_command_is_cancelled_by_its_progress(tmp_path: Path, cache: Path) -> None:
    path = patient(tmp_path)
    async with editor(tmp_path, cache) as one:
        uri = one.open(path)
        await one.execute("hasten.optimize", {"uri": uri, "scope": "program"})
        await searching(one)
        measuring = programs(one.pid)
        (token,) = one.client.progress_reports
        cancel = types.WorkDoneProgressCancelParams(token)
        one.client.window_work_done_progress_cancel(cancel)
        await ended(measuring)
        await one.until(
            "the end of the progress",
            lambda: isinstance(one.progress()[-1], types.WorkDoneProgressEnd),
        )
        assert one.edits == []


@pytest.mark.parametrize(
    "how", ["shutdown", "end of input", "SIGTERM", "SIGTERM, and again", "SIGKILL"]
)
async def test_no_process_outlives_the_server(tmp_path: Path, how: str, cache: Path) -> None:
    path = patient(tmp_path)
    scratch = tmp_path / "scratch"
    await asyncio.to_thread(scratch.mkdir)
    wire = await Wire.start(cache, TMPDIR=str(scratch))
    await wire.initialize(tmp_path)
    wire.open(path)
    params = {"textDocument": {"uri": path.as_uri()}, "scope": "program"}
    wire.send({"id": 1, "method": "hasten/optimize", "params": params})
    deadline = time.monotonic() + 60
    while not programs(wire.process.pid):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    below = descendants(wire.process.pid)
    assert wire.process.stdin is not None
    if how == "shutdown":
        wire.send({"id": 2, "method": "shutdown"})
        await wire.answer(2)
        assert wire.answered(1)["error"]["code"] == -32800
        assert programs(wire.process.pid) == []
        wire.send({"method": "exit"})
    elif how == "end of input":
        wire.process.stdin.close()
    else:
        name, _, again = how.partition(", ")
        wire.process.send_signal(signal.Signals[name])
        if again:
            await asyncio.sleep(0.02)
            wire.process.send_signal(signal.Signals[name])
    await asyncio.wait_for(wire.process.wait(), 20)
    await ended(below)
    if how != "SIGKILL":
        assert await asyncio.to_thread(lambda: [*scratch.iterdir()]) == []


async def test_typing_elsewhere_does_not_disturb_a_search(tmp_path: Path, cache: Path) -> None:
    path = write_program(tmp_path, "slow", unseen(SLOW, tmp_path))
    async with editor(tmp_path, cache) as one:
        uri = one.open(path)
        answer = one.optimize(uri, "while (std::cin")
        await one.until("the search", lambda: descendants(one.pid))
        one.replace(uri, "return n;", "return n;  // typed during the search: ä😀")
        found = await answer
        assert found["status"] == "proposals", found["message"]
        assert "typed during the search" in found["proposals"][0]["newText"]
        (change,) = found["proposals"][0]["edit"]["documentChanges"]
        assert change["textDocument"]["version"] == one.versions[uri] == 2


async def test_an_edit_of_a_function_that_has_changed_is_dropped(
    tmp_path: Path, cache: Path
) -> None:
    path = write_program(tmp_path, "slow", unseen(SLOW, tmp_path))
    async with editor(tmp_path, cache) as one:
        uri = one.open(path)
        answer = one.optimize(uri, "while (std::cin")
        await one.until("the search", lambda: descendants(one.pid))
        one.replace(uri, "while (std::cin >> n)", "for (; std::cin >> n;)")
        found = await answer
        assert found["status"] == "changed"
        assert "changed" in found["message"]
        assert found["proposals"] == []


async def test_a_question_about_an_older_version_is_refused(tmp_path: Path, cache: Path) -> None:
    path = write_program(tmp_path, "slow", unseen(SLOW, tmp_path))
    async with editor(tmp_path, cache) as one:
        uri = one.open(path)
        one.replace(uri, "return n;", "return 0 + n;")
        identifier = {"uri": uri, "version": 1}
        found = await one.optimize(uri, "while (std::cin", textDocument=identifier)
        assert found["status"] == "changed"


async def test_a_document_that_is_closed_meanwhile_is_not_edited(
    tmp_path: Path, cache: Path
) -> None:
    path = write_program(tmp_path, "slow", unseen(SLOW, tmp_path))
    async with editor(tmp_path, cache) as one:
        uri = one.open(path)
        await one.execute("hasten.optimize", {"uri": uri, "scope": "program"})
        await one.until("the search", lambda: descendants(one.pid))
        one.close(uri)
        await one.until("a message", one.messages)
        assert "closed" in one.messages()[0]
        assert one.edits == []


@pytest.mark.parametrize(
    ("name", "text", "cases", "settings", "expected"),
    [
        ("untested", SLOW, {}, {}, "no tests were found"),
        ("broken", SLOW.replace("return 0;", "return zero;"), None, {}, "does not compile"),
        ("wrong", SLOW, {"1": "2\n"}, {}, "wrong output"),
        ("compiler", SLOW, None, {"compiler": "no-such-compiler"}, "no-such-compiler"),
        ("setting", SLOW, None, {"jobs": -1}, "jobs"),
    ],
)
async def test_what_is_wrong_is_said(
    tmp_path: Path,
    name: str,
    text: str,
    cases: dict[str, str] | None,
    settings: dict[str, object],
    expected: str,
    cache: Path,
) -> None:
    path = write_program(tmp_path, name, text, cases)
    async with editor(tmp_path, cache, settings=settings) as one:
        uri = one.open(path)
        found = await one.optimize(uri)
        assert found["status"] == "failed"
        assert expected in found["message"]
        assert found["proposals"] == []
        await one.execute("hasten.optimize", {"uri": uri, "scope": "program"})
        await one.until("the message", lambda: any(expected in m for m in one.messages()))


async def test_a_place_without_a_function_is_named(tmp_path: Path, cache: Path) -> None:
    path = write_program(tmp_path, "slow", unseen(SLOW, tmp_path))
    async with editor(tmp_path, cache) as one:
        uri = one.open(path)
        found = await one.optimize(uri, "#include <vector>")
        assert found["status"] == "failed"
        assert "line 2" in found["message"]
        found = await one.request("hasten/optimize", {"uri": uri, "function": "nowhere"})
        assert "nowhere" in found["message"]
        gone = (tmp_path / "gone.cpp").as_uri()
        found = await one.request("hasten/optimize", {"uri": gone, "scope": "program"})
        assert found["status"] == "failed"
        assert "gone.cpp" in found["message"]


async def test_a_missing_sandbox_is_named_with_its_remedy(tmp_path: Path, cache: Path) -> None:
    path = write_program(tmp_path, "slow", unseen(SLOW, tmp_path))
    nothing = tmp_path / "nothing"
    await asyncio.to_thread(nothing.mkdir)
    async with editor(tmp_path, cache, PATH=str(nothing)) as one:
        uri = one.open(path)
        found = await one.optimize(uri)
        assert found["status"] == "failed"
        assert "bwrap" in found["message"]
        assert "nstall" in found["message"]
        assert await one.actions(uri, one.place(uri, "fib"))
        hover = await one.hover(uri, one.place(uri, "main"))
        assert hover is not None
