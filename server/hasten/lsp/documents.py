"""The documents that the client has open: their text by version, parsed when somebody asks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen
from lsprotocol import types
from pygls import uris

from hasten.errors import TargetError
from hasten.lsp.worker import Worker
from hasten.nouns import Edit, Span, Target
from hasten.source.cpp import CppSource, Function
from hasten.source.encoding import decode, encode
from hasten.source.positions import LineIndex, PositionEncoding
from hasten.source.target import function_target, program_target
from hasten.textfile import read_source

LANGUAGES = frozenset({"cpp", "c++", "c"})
SUFFIXES = frozenset(
    {".cc", ".cp", ".cpp", ".cxx", ".c++", ".C", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".tpp"}
    | {".c"}
)
HEADER_SUFFIXES = frozenset({".h", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".tpp", ".inl"})
LLVM_LANGUAGES = frozenset({"llvm", "llvm-ir", "ll"})
AT_ONCE = 32 << 10
"""Texts up to this many characters are parsed in the message loop: less than 10 ms."""

MANY_EDITS = 16
"""With more edits than this, parsing anew is as fast as following them."""


@frozen
class Snapshot:
    """One version of a document, parsed. Positions are in the client's encoding."""

    uri: str
    path: Path
    version: int | None
    source: CppSource
    lines: LineIndex
    encoding: PositionEncoding

    @property
    def text(self) -> str:
        """The whole text."""
        return self.source.text

    @property
    def newline(self) -> str:
        """The line ending of the text."""
        return self.source.newline

    def offset(self, position: types.Position) -> int:
        """The byte offset of a position."""
        return self.lines.offset(position.line, position.character, self.encoding)

    def position(self, offset: int) -> types.Position:
        """The position of a byte offset."""
        return types.Position(*self.lines.position(offset, self.encoding))

    def range(self, span: Span) -> types.Range:
        """The range of a span."""
        return types.Range(self.position(span.start), self.position(span.end))

    def function_target(self, function: Function) -> Target:
        """One function of this version, as what is to be improved."""
        return function_target(self.source, function, self.path, uri=self.uri, version=self.version)

    def program_target(self) -> Target:
        """This version as a whole, as what is to be improved."""
        return program_target(self.source, self.path, uri=self.uri, version=self.version)


class Document:
    """An open document. Its text changes in place; what is parsed follows when asked for."""

    def __init__(self, item: types.TextDocumentItem, encoding: PositionEncoding) -> None:
        self.uri = item.uri
        self.version: int | None = item.version
        self.path = path_of(item.uri)
        self.is_ours = _is_ours(item.language_id, self.path)
        self.is_llvm_ir = _is_llvm_ir(item.language_id, self.path)
        self._encoding: PositionEncoding = encoding
        self._data = encode(item.text)
        self._text: str | None = item.text
        self._lines: LineIndex | None = None
        self._parsed: CppSource | None = None
        self._pending: list[Edit] = []
        self._snapshot: asyncio.Future[Snapshot] | None = None

    @property
    def text(self) -> str:
        """The whole text as it is now."""
        if self._text is None:
            self._text = decode(self._data)
        return self._text

    @property
    def encoding(self) -> PositionEncoding:
        """The unit of the client's positions."""
        return self._encoding

    @property
    def is_header(self) -> bool:
        """Whether the name says that other files include this one."""
        return self.path is not None and self.path.suffix in HEADER_SUFFIXES

    def change(
        self, changes: Sequence[types.TextDocumentContentChangeEvent], version: int | None
    ) -> None:
        """Apply what the client says it did, in the order it says."""
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                self._replace(change.range, change.text)
            else:
                self._data, self._parsed, self._pending = encode(change.text), None, []
            self._text = self._lines = None
        self._snapshot = None
        self.version = version

    def _replace(self, where: types.Range, text: str) -> None:
        lines = self._line_index()
        start = lines.offset(where.start.line, where.start.character, self._encoding)
        end = lines.offset(where.end.line, where.end.character, self._encoding)
        edit = Edit(start, max(start, end), text)
        self._data = self._data[: edit.start] + encode(text) + self._data[edit.end :]
        if self._parsed is not None:
            self._pending.append(edit)

    def _line_index(self) -> LineIndex:
        if self._lines is None:
            self._lines = LineIndex(self.text)
        return self._lines

    async def snapshot(self, worker: Worker) -> Snapshot:
        """Return the document as it is now, parsed; a large one is parsed in the worker thread.

        Raises TargetError for what is not a file.
        """
        if self._snapshot is None:
            self._snapshot = asyncio.ensure_future(self._parse(worker, self._state()))
        return await asyncio.shield(self._snapshot)

    def _state(self) -> _State:
        if self.path is None:
            raise TargetError(
                f"{self.uri} is not a file",
                "Save it first: its tests are looked for in the folder that it is in.",
            )
        lines = self._line_index()
        return _State(self.path, self.version, self.text, lines, self._parsed, (*self._pending,))

    async def _parse(self, worker: Worker, state: _State) -> Snapshot:
        is_small = len(state.text) <= AT_ONCE
        source = state.parse() if is_small else await worker.run(state.parse)
        if self._snapshot is asyncio.current_task():  # Nothing was typed meanwhile.
            self._parsed, self._pending = source, []
        return Snapshot(self.uri, state.path, state.version, source, state.lines, self._encoding)


@frozen
class _State:
    """What a snapshot is made of, taken before anything else can be typed."""

    path: Path
    version: int | None
    text: str
    lines: LineIndex
    parsed: CppSource | None
    pending: tuple[Edit, ...]

    def parse(self) -> CppSource:
        """Parse the text anew, or what has changed in it since it was parsed last."""
        source = self.parsed
        if source is None or len(self.pending) > MANY_EDITS:
            source = CppSource.parse(self.text)
        else:
            for edit in self.pending:
                source = source.edited([edit])
        # Found here, so that the message loop does not have to.
        _ = source.functions
        return source


class Documents:
    """Every open document, by URI."""

    def __init__(self) -> None:
        self.encoding: PositionEncoding = "utf-16"
        self._open: dict[str, Document] = {}

    def open(self, item: types.TextDocumentItem) -> Document:
        """Take a document over from the client."""
        self._open[item.uri] = Document(item, self.encoding)
        return self._open[item.uri]

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._open.pop(uri, None)

    def get(self, uri: str) -> Document | None:
        """The open document with that URI."""
        return self._open.get(uri)

    def all(self) -> tuple[Document, ...]:
        """Every open document."""
        return tuple(self._open.values())

    def get_or_read(self, uri: str) -> Document:
        """The open document, or the file as it is on disk; raises TargetError."""
        if (document := self._open.get(uri)) is not None:
            return document
        path = path_of(uri)
        if path is None:
            raise TargetError(f"{uri} is not open and is not a file", "Open it in the editor.")
        text = read_source(path).text
        document = Document(types.TextDocumentItem(uri, "", 0, text), self.encoding)
        document.version = None
        return document


def path_of(uri: str) -> Path | None:
    """The file that a URI names, None when it names none (untitled, inside an archive)."""
    if not uri.startswith("file:"):
        return None
    path = uris.to_fs_path(uri)
    return Path(path) if path else None


def uri_of(path: Path) -> str:
    """The URI of a file."""
    return path.absolute().as_uri()


def _is_ours(language: str, path: Path | None) -> bool:
    """Whether it is C++ or C."""
    if language:
        return language.lower() in LANGUAGES
    return path is not None and path.suffix in SUFFIXES


def _is_llvm_ir(language: str, path: Path | None) -> bool:
    """Whether it is LLVM IR as text."""
    if language:
        return language.lower() in LLVM_LANGUAGES
    return path is not None and path.suffix == ".ll"
