"""Edits as the protocol writes them: versioned, annotated when the client can show that."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from hasten.lsp.capabilities import Client
from hasten.lsp.documents import Snapshot
from hasten.nouns import Edit

ANNOTATION = "hasten"


def workspace_edit(
    snapshot: Snapshot, edits: Sequence[Edit], client: Client, label: str, description: str
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


def _text_edits(snapshot: Snapshot, edits: Sequence[Edit]) -> list[types.TextEdit]:
    newline = snapshot.source.newline
    return [
        types.TextEdit(snapshot.range(edit.span), _with_newline(edit.text, newline))
        for edit in edits
    ]


def _with_newline(text: str, newline: str) -> str:
    """The text with the document's line endings, so that no file gets two kinds."""
    if newline == "\n":
        return text
    return text.replace("\r\n", "\n").replace("\n", newline)
