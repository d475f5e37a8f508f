"""The server's text is the client's text, whatever was typed in whatever encoding."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from hasten.lsp.capabilities import Client
from hasten.lsp.documents import Document, Documents
from hasten.lsp.edits import workspace_edit
from hasten.lsp.worker import Worker
from hasten.nouns import Edit
from hasten.source.cpp import CppSource
from hasten.source.positions import LineIndex, PositionEncoding

URI = "file:///home/someone/a.cpp"
ENCODINGS: tuple[PositionEncoding, ...] = ("utf-8", "utf-16", "utf-32")
PIECES = st.lists(
    st.sampled_from(["int f() {", "}", "\n", "\r\n", "\r", "ä", "😀", "\t", " ", "x", "// é", '"']),
    max_size=20,
).map("".join)


def open_document(text: str, encoding: PositionEncoding = "utf-16") -> Document:
    return Document(types.TextDocumentItem(URI, "cpp", 1, text), encoding)


def partial(where: types.Range, text: str) -> types.TextDocumentContentChangePartial:
    return types.TextDocumentContentChangePartial(where, text)


def parsed_again(document: Document) -> CppSource:
    async def snapshot() -> CppSource:
        worker = Worker()
        try:
            return (await document.snapshot(worker)).source
        finally:
            worker.close()

    return asyncio.run(snapshot())


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.data(), st.sampled_from(ENCODINGS), PIECES)
def test_changes_are_applied_in_order(
    data: st.DataObject, encoding: PositionEncoding, text: str
) -> None:
    document = open_document(text, encoding)
    parsed_again(document)
    for version in range(2, 5):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        if "\r\n" in (text[start - 1 : start + 1], text[end - 1 : end + 1]):
            continue  # No position stands between the two halves of a line ending.
        new = data.draw(PIECES)
        lines = LineIndex(text)
        places = [lines.position(len(text[:at].encode()), encoding) for at in (start, end)]
        where = types.Range(types.Position(*places[0]), types.Position(*places[1]))
        document.change([partial(where, new)], version)
        text = text[:start] + new + text[end:]
        assert document.text == text
    assert str(parsed_again(document).root) == str(CppSource.parse(text).root)


def test_a_whole_new_text_replaces_the_old_one() -> None:
    document = open_document("int a;")
    document.change([types.TextDocumentContentChangeWholeDocument("int b;\n")], 2)
    assert (document.text, document.version) == ("int b;\n", 2)


def test_a_range_beyond_the_end_means_the_end() -> None:
    document = open_document("int a;\n")
    end = types.Position(99, 0)
    document.change([partial(types.Range(end, end), "int b;\n")], 2)
    assert document.text == "int a;\nint b;\n"


def test_half_a_surrogate_pair_is_no_reason_to_fail() -> None:
    document = open_document("int a; // \ud83d\nint main() {}\n")
    assert parsed_again(document).has_main


@pytest.mark.parametrize(
    ("language", "name", "expected"),
    [
        ("cpp", "a.cpp", True),
        ("c++", "a.cc", True),
        ("c", "a.h", True),
        ("c", "a.c", True),
        ("", "a.c", True),
        ("python", "a.cpp", False),
        ("", "a.cpp", True),
        ("", "a.py", False),
    ],
)
def test_only_cpp_and_c_are_ours(language: str, name: str, expected: bool) -> None:
    document = Document(types.TextDocumentItem(f"file:///{name}", language, 1, ""), "utf-16")
    assert document.is_ours is expected


async def test_a_large_document_is_parsed_while_it_changes() -> None:
    worker = Worker()
    text = "int f(int n) { return n; }\n" * 20_000
    document = open_document(text)
    parsing = asyncio.create_task(document.snapshot(worker))
    await asyncio.sleep(0)
    start = types.Position(0, 0)
    document.change([partial(types.Range(start, start), "int g() { return 1; }\n")], 2)
    first, second = await parsing, await document.snapshot(worker)
    assert first.text == text
    assert second.text == "int g() { return 1; }\n" + text
    assert second.source.functions[0].name == "g"
    assert (first.version, second.version) == (1, 2)
    worker.close()


async def test_an_edit_takes_the_line_endings_of_its_document() -> None:
    worker = Worker()
    snapshot = await open_document("int a;\r\nint b;\r\n").snapshot(worker)
    edit = workspace_edit(snapshot, [Edit(8, 8, "int c;\nint d;\n")], Client(), "l", "d")
    assert edit.changes is not None
    assert edit.changes[URI][0].new_text == "int c;\r\nint d;\r\n"
    assert edit.changes[URI][0].range.start == types.Position(1, 0)
    worker.close()


async def test_an_edit_asks_for_confirmation_where_the_client_can_ask() -> None:
    worker = Worker()
    snapshot = await open_document("int a;\n").snapshot(worker)
    client = Client(versioned_edits=True, annotated_edits=True)
    edit = workspace_edit(snapshot, [Edit(4, 5, "b")], client, "faster", "passed 3 test cases")
    assert edit.change_annotations is not None
    ((identifier, annotation),) = edit.change_annotations.items()
    assert annotation.needs_confirmation is True
    assert edit.document_changes is not None
    change = cast("types.TextDocumentEdit", edit.document_changes[0])
    assert change.text_document.version == 1
    assert cast("types.AnnotatedTextEdit", change.edits[0]).annotation_id == identifier
    worker.close()


def test_an_unnamed_document_is_not_a_file() -> None:
    document = Document(types.TextDocumentItem("untitled:Untitled-1", "cpp", 1, ""), "utf-16")
    assert document.path is None


def test_documents_are_forgotten_when_they_are_closed() -> None:
    documents = Documents()
    documents.open(types.TextDocumentItem(URI, "cpp", 1, ""))
    documents.close(URI)
    assert documents.get(URI) is None
