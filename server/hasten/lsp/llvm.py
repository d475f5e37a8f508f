"""Documents of LLVM IR: their functions by version, what -Oz gives, and what has been found."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field, frozen
from lsprotocol import types

from hasten.engine.shrunk import AtOz, Hastened, NotShrunk, Shrunk
from hasten.lsp.documents import AT_ONCE, Document
from hasten.lsp.worker import Worker
from hasten.nouns import Span, text_digest
from hasten.source.encoding import line_ending
from hasten.source.llvm_ir import LlvmModule
from hasten.source.positions import LineIndex, PositionEncoding

if TYPE_CHECKING:
    from hasten.engine.ir_workplace import IrWorkplace

KEPT = 64
LARGEST = 64 << 20
"""Characters of a text that is looked at; LLVM itself is not given more either."""

Outcome = Shrunk | Hastened | NotShrunk


@frozen
class LlvmSnapshot:
    """One version of a document, scanned. Positions are in the client's encoding."""

    uri: str
    path: Path
    version: int | None
    module: LlvmModule
    lines: LineIndex
    encoding: PositionEncoding
    digest: str
    """Identifies the text."""

    @property
    def text(self) -> str:
        """The whole text."""
        return self.module.text

    @property
    def newline(self) -> str:
        """The line ending of the text."""
        return line_ending(self.module.data)

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
    found: dict[tuple[str, str], Outcome] = field(factory=dict[tuple[str, str], Outcome])
    made: dict[str, Shrunk | Hastened] = field(factory=dict[str, Shrunk | Hastened])
    """What was found, by the digest of the text that it makes."""
    workplaces: dict[tuple[str, str], IrWorkplace] = field(
        factory=lambda: dict[tuple[str, str], "IrWorkplace"]()
    )
    has_own_flags: dict[Path, bool] = field(factory=dict[Path, bool])
    """Whether a compilation database knows a C or C++ file, as far as that has been looked up."""
    _snapshots: dict[str, LlvmSnapshot] = field(factory=dict[str, LlvmSnapshot])
    _scans: dict[str, tuple[object, asyncio.Future[LlvmSnapshot]]] = field(
        factory=dict[str, tuple[object, "asyncio.Future[LlvmSnapshot]"]]
    )

    def remember(self, digest: str, function: str, found: Outcome) -> None:
        """Keep the outcome of a search of a text."""
        if len(self.found) >= KEPT:
            self.found.pop(next(iter(self.found)))
        if len(self.made) >= KEPT:
            self.made.pop(next(iter(self.made)))
        self.found[digest, function] = found
        if not isinstance(found, NotShrunk):
            self.made[text_digest(found.text)] = found

    def edit_for(self, digest: str, function: str) -> Shrunk | Hastened | None:
        """What was found for a text (the function before the module), or what it came from."""
        for name in (function, ""):
            found = self.found.get((digest, name))
            if found is not None and not isinstance(found, NotShrunk):
                return found
        return self.made.get(digest)

    def measured(self, digest: str, size: AtOz | NotShrunk) -> None:
        """Keep the size of a text."""
        if len(self.at_oz) >= KEPT:
            self.at_oz.pop(next(iter(self.at_oz)))
        self.at_oz[digest] = size

    async def snapshot(self, document: Document, worker: Worker) -> LlvmSnapshot:
        """Scan a document as it is now; a large one in the worker thread."""
        kept = self._snapshots.get(document.uri)
        if kept is not None and kept.version == document.version and kept.text == document.text:
            return kept
        if len(document.text) <= AT_ONCE:
            return self._keep(_snapshot(document, document.version, *_scanned(document.text)))
        wanted = (document.version, document.text)
        under_way = self._scans.get(document.uri)
        if under_way is None or under_way[0] != wanted or under_way[1].cancelled():
            scan = asyncio.ensure_future(self._scan(document, *wanted, worker))
            under_way = self._scans[document.uri] = (wanted, scan)
        return await asyncio.shield(under_way[1])

    async def _scan(
        self, document: Document, version: int | None, text: str, worker: Worker
    ) -> LlvmSnapshot:
        found = await worker.run(_scanned, text)
        self._scans.pop(document.uri, None)
        return self._keep(_snapshot(document, version, *found))

    def _keep(self, made: LlvmSnapshot) -> LlvmSnapshot:
        if len(self._snapshots) >= KEPT:
            self._snapshots.clear()
        self._snapshots[made.uri] = made
        return made


def _snapshot(
    document: Document, version: int | None, module: LlvmModule, lines: LineIndex, digest: str
) -> LlvmSnapshot:
    assert document.path is not None
    uri, path, encoding = document.uri, document.path, document.encoding
    return LlvmSnapshot(uri, path, version, module, lines, encoding, digest)


def _scanned(text: str) -> tuple[LlvmModule, LineIndex, str]:
    module = LlvmModule.parse(text)
    # Found here, so that the message loop does not have to.
    _ = module.functions
    return module, LineIndex(text), text_digest(text)
