"""What can be done at a place in a document, before anything has been searched."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types

from .harness import SLOW, Editor, editor, to_json, write_program

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module", name="root")
def _root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("actions")


@pytest_asyncio.fixture(scope="module", loop_scope="module", name="one")
async def _one(root: Path) -> AsyncGenerator[Editor]:
    async with editor(root, root / "cache") as started:
        yield started


def titles(actions: list[Any]) -> list[str]:
    return [action.title for action in actions]


def argument_of(action: types.CodeAction) -> dict[str, Any]:
    assert action.command is not None
    assert action.command.arguments is not None
    (argument,) = action.command.arguments
    return to_json(argument)


@pytest.mark.parametrize(
    "only", [None, [""], ["refactor"], ["refactor.rewrite"], ["source", "refactor"]]
)
async def test_actions_are_listed_for_their_kind(
    root: Path, one: Editor, only: list[str] | None
) -> None:
    uri = one.open(write_program(root, "kinds", SLOW))
    actions = await one.actions(uri, one.place(uri, "return fib"), only)
    assert titles(actions) == ["Optimize this function", "Optimize this program"]
    assert {action.kind for action in actions} == {"refactor.rewrite"}


@pytest.mark.parametrize(
    "only", [["quickfix"], ["refactor.rewrite.other"], ["refactor.re"], ["source"]]
)
async def test_actions_are_not_listed_for_other_kinds(
    root: Path, one: Editor, only: list[str]
) -> None:
    uri = one.open(write_program(root, "kinds", SLOW))
    assert await one.actions(uri, one.place(uri, "return fib"), only) == []


async def test_outside_of_functions_there_is_only_the_program(root: Path, one: Editor) -> None:
    uri = one.open(write_program(root, "outside", SLOW))
    actions = await one.actions(uri, one.place(uri, "#include"))
    assert titles(actions) == ["Optimize this program"]


async def test_a_file_without_main_offers_its_functions(root: Path, one: Editor) -> None:
    uri = one.open(root / "part.cpp", "int f(int n) { return n; }\n")
    assert titles(await one.actions(uri, one.place(uri, "n;"))) == ["Optimize this function"]


async def test_a_header_offers_nothing_without_tests_of_the_project(
    root: Path, one: Editor
) -> None:
    uri = one.open(root / "part.hpp", "inline int f(int n) { return n; }\n")
    assert await one.actions(uri, one.place(uri, "n;")) == []


async def test_a_header_of_a_project_with_tests_offers_its_functions(
    root: Path, one: Editor
) -> None:
    folder = root / "project"
    folder.mkdir()
    (folder / "hasten.toml").write_text('[project]\ntest = "make check"\n')
    uri = one.open(folder / "part.hpp", "inline int f(int n) { return n; }\n")
    assert titles(await one.actions(uri, one.place(uri, "n;"))) == ["Optimize this function"]


async def test_other_languages_are_left_alone(root: Path, one: Editor) -> None:
    uri = one.open(root / "a.py", "def f():\n    pass\n", "python")
    assert await one.actions(uri, one.place(uri, "pass")) == []
    assert await one.hover(uri, one.place(uri, "f()")) is None


@pytest.mark.parametrize("text", ["", "\n", "int f( {{{", "}}}", "\ufeff", "\0"])
async def test_broken_text_is_no_reason_to_fail(root: Path, one: Editor, text: str) -> None:
    uri = one.open(root / "broken.cpp", text)
    await one.actions(uri, one.position(text, len(text)))
    await one.hover(uri, one.position(text, 0))
    await one.execute("hasten.optimize", {"uri": uri, "scope": "program"})
    one.close(uri)
    assert await one.hover(uri, one.position(text, 0)) is None


async def test_an_unopened_document_has_no_actions(root: Path, one: Editor) -> None:
    uri = (root / "never.cpp").as_uri()
    one.texts[uri] = "x"
    assert await one.actions(uri, one.position("x", 0)) == []
    assert await one.hover(uri, one.position("x", 0)) is None


async def test_the_command_of_an_action_names_its_function(root: Path, one: Editor) -> None:
    text = SLOW.replace("long long fib", "/* ä😀 */ long long fib")
    uri = one.open(write_program(root, "named", text), text)
    action = (await one.actions(uri, one.place(uri, "return n")))[0]
    plain = argument_of(action)
    assert plain["uri"] == uri
    assert plain["function"] == "fib"
    assert plain["scope"] == "function"
    assert plain["version"] == 1
    where = one.place(uri, "fib")
    assert plain["position"] == {"line": where.line, "character": where.character}


async def test_actions_follow_what_is_typed(root: Path, one: Editor) -> None:
    uri = one.open(write_program(root, "typed", SLOW))
    one.replace(uri, "int main() {", "void side() { /* 😀 */ }\r\n\r\nint main() {")
    action = (await one.actions(uri, one.place(uri, "side")))[0]
    assert argument_of(action)["function"] == "side"
    one.replace(uri, "int main() {", "int maine() {")
    actions = await one.actions(uri, one.place(uri, "fib"))
    assert titles(actions) == ["Optimize this function"]


async def test_a_command_without_its_argument_is_refused(root: Path, one: Editor) -> None:
    for command in ("hasten.optimize", "hasten.showEvidence", "hasten.apply"):
        with pytest.raises(Exception, match="argument"):
            await one.execute(command)
