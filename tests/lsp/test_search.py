"""A search from an editor: from the question to the edit, and what is known afterwards."""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types
from pytest_lsp import client_capabilities

from .harness import CASES, SLOW, Editor, editor, read_json, write_program

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module", name="root")
def _root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("searches")


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="one")
async def _one(root: Path, cache: Path) -> AsyncGenerator[Editor]:
    async with editor(root, cache) as started:
        yield started


def edits_of(raw: dict[str, Any]) -> list[types.TextEdit]:
    """The edits of a proposal's only document."""
    (change,) = raw["documentChanges"]
    return [read_json(edit, types.TextEdit) for edit in change["edits"]]


def run_tests(folder: Path, text: str) -> None:
    """Compile a text without hasten, and run every case."""
    source, program = folder / "checked.cpp", folder / "checked"
    source.write_text(text)
    subprocess.run(["g++", "-O1", "-std=c++17", "-o", program, source], check=True)
    for given, expected in CASES.items():
        ran = subprocess.run([program], input=given, capture_output=True, text=True, check=True)
        assert ran.stdout.split() == expected.split()


async def test_a_request_finds_an_edit_that_is_right_and_faster(root: Path, one: Editor) -> None:
    uri = one.open(write_program(root, "slow", SLOW))
    answer = await one.optimize(uri, workDoneToken=one.watch_progress("mine"))
    assert answer["status"] == "proposals", answer["message"]
    best = answer["proposals"][0]
    assert best["speedup"] >= 1.1
    assert best["kind"] in ("exact", "test_guarded")
    assert best["title"].startswith("Apply verified edit: ")
    assert best["diff"].startswith("---")
    assert one.edited(uri, edits_of(best["edit"])) == best["newText"]
    assert answer["record"]["proposals"][0]["speedup"] == best["speedup"]
    assert answer["record"]["schema"] == 1
    await asyncio.to_thread(run_tests, root, best["newText"])
    reports = one.progress("mine")
    assert isinstance(reports[0], types.WorkDoneProgressBegin)
    assert reports[0].cancellable
    assert isinstance(reports[-1], types.WorkDoneProgressEnd)
    said = one.progress_messages("mine")[1:-1]
    assert any(re.search(r"\d+/\d+", message) for message in said), said
    assert one.texts[uri] == SLOW
    hover = await one.hover(uri, one.place(uri, "main"))
    assert hover is not None
    assert "the whole program" in hover


async def test_a_function_is_searched_by_itself(root: Path, one: Editor) -> None:
    uri = one.open(write_program(root, "function", SLOW))
    answer = await one.optimize(uri, "while (std::cin")
    assert answer["status"] == "proposals", answer["message"]
    assert answer["record"]["target"]["function"] == "main"
    text = answer["proposals"][0]["newText"]
    assert "return fib(n - 1) + fib(n - 2);" in text, "another function was changed"


async def test_what_was_found_is_known_until_the_function_changes(root: Path, one: Editor) -> None:
    uri = one.open(write_program(root, "known", SLOW))
    answer = await one.optimize(uri, "while (std::cin")
    assert answer["status"] == "proposals", answer["message"]

    hover = await one.hover(uri, one.place(uri, "main"))
    assert hover is not None
    assert "| test | before | after | speedup |" in hover
    assert "callgrind" in hover
    assert "3 test cases" in hover
    assert await one.hover(uri, one.place(uri, "while (std::cin")) is None

    actions = await one.actions(uri, one.place(uri, "while (std::cin"))
    assert re.fullmatch(r"Apply verified edit: [\d.]+× faster \(.+\)", actions[0].title)
    assert actions[0].edit is None
    resolved = await one.client.code_action_resolve_async(actions[0])
    assert resolved.edit is not None

    one.replace(uri, "    if (n < 2)", "    // The first two.\n    if (n < 2)")
    moved = await one.actions(uri, one.place(uri, "while (std::cin"))
    assert moved[0].title.endswith("verified before other lines changed")
    resolved = await one.client.code_action_resolve_async(moved[0])
    assert resolved.edit is not None
    one.apply(resolved.edit)
    await asyncio.to_thread(run_tests, root, one.texts[uri])
    after = await one.hover(uri, one.place(uri, "main"))
    assert after is not None
    assert "faster than before" in after

    with pytest.raises(Exception, match="changed"):
        await one.client.code_action_resolve_async(moved[0])
    actions = await one.actions(uri, one.place(uri, "int main()"))
    assert actions[0].title == "Optimize this function"


async def test_results_outlive_the_server(root: Path, one: Editor, cache: Path) -> None:
    path = write_program(root, "outlive", SLOW)
    uri = one.open(path)
    assert (await one.optimize(uri, "while (std::cin"))["status"] == "proposals"
    async with editor(root, cache) as other:
        uri = other.open(path)
        table = "| test | before | after | speedup |"
        assert await other.hover_that_says(uri, other.place(uri, "main"), table)
        actions = await other.actions(uri, other.place(uri, "while (std::cin"))
        assert actions[0].title.startswith("Apply verified edit")
        resolved = await other.client.code_action_resolve_async(actions[0])
        assert resolved.edit is not None


@pytest.mark.parametrize("client", ["visual-studio-code", "neovim@v0.7.0", "emacs"])
async def test_the_command_offers_the_edit_as_the_client_can_take_it(
    root: Path, client: str, cache: Path
) -> None:
    path = write_program(root, "offered", SLOW)
    async with editor(root, cache, client) as other:
        other.answers = lambda _: "Apply"
        uri = other.open(path)
        action = next(
            action
            for action in await other.actions(uri, other.place(uri, "fib"))
            if action.title == "Optimize this program"
        )
        assert action.command is not None
        assert (
            await other.execute(action.command.command, *(action.command.arguments or ())) is None
        )
        await other.until("an edit", lambda: other.edits)
        annotated = other.edits[0].edit.change_annotations is not None
        assert annotated == (client == "visual-studio-code")
        assert len(other.asked) == (0 if annotated else 1)
        assert other.texts[uri] != SLOW
        await asyncio.to_thread(run_tests, root, other.texts[uri])
        ends = [one for one in other.progress() if isinstance(one, types.WorkDoneProgressEnd)]
        assert len(ends) == 1
        assert "faster" in (ends[0].message or "")


async def test_an_edit_that_the_user_declines_changes_nothing(root: Path, cache: Path) -> None:
    path = write_program(root, "declined", SLOW)
    async with editor(root, cache, "neovim@v0.7.0") as other:
        uri = other.open(path)
        await other.execute("hasten.optimize", {"uri": uri, "scope": "program"})
        await other.until("a question", lambda: other.asked)
        titles = [action.title for action in other.asked[0].actions or ()]
        assert titles == ["Apply", "Show evidence"]
        assert other.edits == []
        assert other.texts[uri] == SLOW


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_line_endings_and_characters_of_all_kinds_survive(
    root: Path, encoding: str, cache: Path
) -> None:
    text = SLOW.replace("int main", "/* Größe 😀\t日本 */ int main").replace("\n", "\r\n")
    path = write_program(root, "foreign", text)
    capabilities = client_capabilities("visual-studio-code")
    capabilities.general = types.GeneralClientCapabilities(
        position_encodings=[types.PositionEncodingKind(encoding)]
    )
    async with editor(root, cache, capabilities) as other:
        uri = other.open(path)
        answer = await other.optimize(uri, "while (std::cin")
        assert answer["status"] == "proposals", answer["message"]
        best = answer["proposals"][0]
        edited = other.edited(uri, edits_of(best["edit"]))
        assert "\n" not in edited.replace("\r\n", "")
        assert edited.replace("\r\n", "\n") == best["newText"].replace("\r\n", "\n")
        assert "/* Größe 😀\t日本 */ int main" in edited


async def test_evidence_is_a_page(root: Path, one: Editor, cache: Path) -> None:
    uri = one.open(write_program(root, "evident", SLOW))
    place = one.place(uri, "while (std::cin")
    where = {"position": {"line": place.line, "character": place.character}}
    question = {"textDocument": {"uri": uri}, **where}
    assert await one.request("hasten/evidence", question) is None
    assert (await one.optimize(uri, "while (std::cin"))["status"] == "proposals"
    answer = await one.request("hasten/evidence", question)
    assert answer["html"].lstrip().lower().startswith("<!doctype html>")
    assert answer["record"]["proposals"]
    page = Path(answer["path"])
    assert cache in page.parents
    assert await asyncio.to_thread(page.read_text) == answer["html"]
    await one.execute("hasten.showEvidence", {"uri": uri, **where})
    await one.until("the page", lambda: one.client.shown_documents)
    assert one.client.shown_documents[-1].uri == page.as_uri()


async def test_the_workspace_is_searched_without_changing_it(
    tmp_path_factory: pytest.TempPathFactory, cache: Path
) -> None:
    root = tmp_path_factory.mktemp("workspace")
    write_program(root, "first", SLOW)
    write_program(root / "inner", "second", SLOW.replace("std::endl", '"\\n" << std::flush'))
    (root / "untested.cpp").write_text("int main() {}\n")
    async with editor(root, cache) as other:
        token = other.watch_progress("all")
        answer = await other.request("hasten/optimizeWorkspace", {"workDoneToken": token})
        assert "2 of 2 programs can be made faster" in answer["message"]
        best = {Path(one["uri"]).name: one["speedup"] for one in reversed(answer["proposals"])}
        assert set(best) == {"first.cpp", "second.cpp"}
        assert (root / "first.cpp").read_text() == SLOW
        said = other.progress_messages("all")
        assert any("(2/2)" in message for message in said), said

        again = await other.request(
            "hasten/optimizeWorkspace", {"paths": [(root / "first.cpp").as_uri()]}
        )
        assert "1 of 1 program can be made faster" in again["message"]

        await other.execute("hasten.optimizeWorkspace")
        await other.until("the end", lambda: any("2 of 2" in m for m in other.messages()))
        assert other.edits == []


async def test_the_cache_can_be_cleared(root: Path, cache: Path) -> None:
    path = write_program(root, "cleared", SLOW)
    async with editor(root, cache) as other:
        uri = other.open(path)
        assert (await other.optimize(uri))["status"] == "proposals"
        assert await other.execute("hasten.clearCache") > 0
        actions = await other.actions(uri, other.place(uri, "#include"))
        assert [action.title for action in actions] == ["Optimize this program"]
