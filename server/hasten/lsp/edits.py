"""Edits as the protocol writes them: versioned, annotated when the client can show that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lsprotocol import types

from hasten.lsp.capabilities import Client
from hasten.nouns import Edit, Span

ANNOTATION = "hasten"


class Version(Protocol):
    """One version of a document, of whatever language."""

    @property
    def uri(self) -> str:
        """The document."""
        ...

    @property
    def version(self) -> int | None:
        """The editor's number of it."""
        ...

    @property
    def newline(self) -> str:
        """The line ending of the text."""
        ...

    def range(self, span: Span) -> types.Range:
        """The range of a span."""
        ...


def workspace_edit(
    snapshot: Version, edits: Sequence[Edit], client: Client, label: str, description: str
) -> types.WorkspaceEdit:
    """The edits of one document in the richest form that the client understands.

    An annotated edit asks the user before it changes anything; a versioned one is refused by the
    client when the document has moved on.
    """
    if not client.versioned_edits:
        return types.WorkspaceEdit(changes={snapshot.uri: _text_edits(snapshot, edits)})
    identifier = types.OptionalVersionedTextDocumentIdentifier(snapshot.uri, snapshot.version)
    if not client.annotated_edits:
        change = types.TextDocumentEdit(identifier, _text_edits(snapshot, edits))
        return types.WorkspaceEdit(document_changes=[change])
    annotated = [
        types.AnnotatedTextEdit(ANNOTATION, edit.range, edit.new_text)
        for edit in _text_edits(snapshot, edits)
    ]
    annotation = types.ChangeAnnotation(label, needs_confirmation=True, description=description)
    return types.WorkspaceEdit(
        document_changes=[types.TextDocumentEdit(identifier, annotated)],
        change_annotations={ANNOTATION: annotation},
    )


def _text_edits(snapshot: Version, edits: Sequence[Edit]) -> list[types.TextEdit]:
    newline = snapshot.newline
    return [
        types.TextEdit(snapshot.range(edit.span), _with_newline(edit.text, newline))
        for edit in edits
    ]


def _with_newline(text: str, newline: str) -> str:
    """The text with the document's line endings, so that no file gets two kinds."""
    if newline == "\n":
        return text
    return text.replace("\r\n", "\n").replace("\n", newline)
