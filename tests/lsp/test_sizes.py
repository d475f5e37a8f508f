"""C and C++ in an editor: what -Oz and tuning would give, in numbers, and nothing is changed."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types

from .harness import Editor, editor

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(shutil.which("clang-19") is None, reason="needs LLVM with clang"),
]
TITLE = "What would -Oz + tuning give here?"
SOURCE = """\
int sum(const int *v) { int s = 0; for (int i = 0; i < N; i++) s += v[i] * (v[i] & 3); return s; }
int same(const int *v) { int s = 0; for (int i = 0; i < N; i++) s += v[i] * (v[i] & 3); return s; }
int both(const int *v) { return sum(v) + same(v) * 8; }
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="one")
async def _one(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> AsyncGenerator[Editor]:
    async with editor(tmp_path_factory.mktemp("sources"), cache) as started:
        yield started


def opened(one: Editor, folder: Path, flags: str | None = "-O2 -DN=90") -> str:
    path = folder / "sums.c"
    path.write_text(SOURCE)
    if flags is not None:
        entry = {"directory": str(folder), "file": "sums.c", "command": f"cc {flags} -c sums.c"}
        (folder / "compile_commands.json").write_text(json.dumps([entry]))
    return one.open(path, language="c")


def wish(uri: str, seconds: float = 3) -> dict[str, object]:
    return {"textDocument": {"uri": uri}, "scope": "program", "seconds": seconds}


async def test_the_question_is_listed_where_the_build_is_known(one: Editor, tmp_path: Path) -> None:
    (tmp_path / "known").mkdir()
    (tmp_path / "unknown").mkdir()
    uri = opened(one, tmp_path / "known")
    listed = list[str]()
    async with asyncio.timeout(60):
        while TITLE not in listed:  # The database has to be read first.
            listed = [action.title for action in await one.actions(uri, one.place(uri, "both"))]
            await asyncio.sleep(0.1)
    uri = opened(one, tmp_path / "unknown", None)
    listed = [action.title for action in await one.actions(uri, one.place(uri, "both"))]
    assert TITLE not in listed


@pytest.mark.slow
async def test_the_answer_is_a_table_with_the_flags_for_the_build(
    one: Editor, tmp_path: Path
) -> None:
    uri = opened(one, tmp_path)
    token = one.watch_progress("sizes")
    answer = await one.request("hasten/sizes", {**wish(uri), "workDoneToken": token})
    assert answer["status"] == "sizes", answer
    sizes = [row["size"] for row in answer["rows"]]
    assert "by its own flags" in answer["rows"][0]["how"]
    assert sizes[1] < sizes[0]
    assert sizes == sorted(sizes, reverse=True)
    assert len(answer["flags"]) % 2 == 0
    assert one.progress("sizes")
    assert one.texts[uri] == (tmp_path / "sums.c").read_text() == SOURCE
    one.replace(uri, "* 8", "* 9")
    again = await one.request("hasten/sizes", wish(uri, 1))
    assert "as it was saved last" in again["message"]


async def test_what_clang_rejects_is_told(one: Editor, tmp_path: Path) -> None:
    uri = opened(one, tmp_path, "-O2")
    answer = await one.request("hasten/sizes", wish(uri))
    assert answer["status"] == "failed"
    assert "'N'" in answer["message"]
    await one.execute("hasten.sizes", wish(uri))
    await one.until("the message", lambda: any("'N'" in said for said in one.messages()))


async def test_finding_out_can_be_cancelled(one: Editor, tmp_path: Path) -> None:
    uri = opened(one, tmp_path)
    token = one.watch_progress("long")
    asked = {**wish(uri, 600), "workDoneToken": token}
    asking = asyncio.ensure_future(one.request("hasten/sizes", asked))
    await one.until("progress", lambda: len(one.progress("long")) >= 1)
    one.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
    with pytest.raises(Exception, match=r"(?i)cancel"):
        await asyncio.wait_for(asking, 20)
