"""Documents of LLVM IR: their functions by version, what -Oz gives, and what has been found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field, frozen
from lsprotocol import types

from hasten.engine.shrunk import AtOz, NotShrunk, Shrunk
from hasten.lsp.documents import AT_ONCE, Document
from hasten.lsp.worker import Worker
from hasten.nouns import Span, text_digest
from hasten.source.encoding import line_ending
from hasten.source.llvm_ir import LlvmModule
from hasten.source.positions import LineIndex, PositionEncoding

if TYPE_CHECKING:
    from hasten.engine.shrinking import Shrinker

KEPT = 64


@frozen
class LlvmSnapshot:
    """One version of a document, scanned. Positions are in the client's encoding."""

    uri: str
    path: Path
    version: int | None
    module: LlvmModule
    lines: LineIndex
    encoding: PositionEncoding

    @property
    def text(self) -> str:
        """The whole text."""
        return self.module.text

    @property
    def newline(self) -> str:
        """The line ending of the text."""
        return line_ending(self.module.data)

    @property
    def digest(self) -> str:
        """Identifies the text."""
        return text_digest(self.text)

    def offset(self, position: types.Position) -> int:
        """The byte offset of a position."""
        return self.lines.offset(position.line, position.character, self.encoding)

    def range(self, span: Span) -> types.Range:
        """The range of a span."""
        start, end = (self.lines.position(at, self.encoding) for at in (span.start, span.end))
        return types.Range(types.Position(*start), types.Position(*end))


@define
class LlvmDocuments:
    """What is known of documents of LLVM IR; sizes and results are by the text's digest.

    `found` has the outcome of the last search, by digest and function ("" for the module).
    """

    at_oz: dict[str, AtOz | NotShrunk] = field(factory=dict[str, AtOz | NotShrunk])
    asked: set[str] = field(factory=set[str])
    found: dict[tuple[str, str], Shrunk | NotShrunk] = field(
        factory=dict[tuple[str, str], Shrunk | NotShrunk]
    )
    shrinker: Shrinker | None = None
    _snapshots: dict[str, LlvmSnapshot] = field(factory=dict[str, LlvmSnapshot])

    async def snapshot(self, document: Document, worker: Worker) -> LlvmSnapshot:
        """Scan a document as it is now; a large one in the worker thread."""
        kept = self._snapshots.get(document.uri)
        if kept is not None and kept.version == document.version and kept.text == document.text:
            return kept
        assert document.path is not None
        text = document.text
        if len(text) <= AT_ONCE:
            module, lines = _scanned(text)
        else:
            module, lines = await worker.run(_scanned, text)
        made = LlvmSnapshot(
            document.uri, document.path, document.version, module, lines, document.encoding
        )
        if len(self._snapshots) >= KEPT:
            self._snapshots.clear()
        self._snapshots[document.uri] = made
        return made


def _scanned(text: str) -> tuple[LlvmModule, LineIndex]:
    module = LlvmModule.parse(text)
    # Found here, so that the message loop does not have to.
    _ = module.functions
    return module, LineIndex(text)
