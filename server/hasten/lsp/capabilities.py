"""What the client can do, as questions."""

from __future__ import annotations

from attrs import frozen
from lsprotocol import types


@frozen
class Client:
    """The client's capabilities, read once."""

    versioned_edits: bool = False
    annotated_edits: bool = False
    applies_edits: bool = False
    resolves_edits: bool = False
    literal_actions: bool = False
    markdown: bool = True
    progress: bool = False
    configuration: bool = False
    watches_files: bool = False
    watches_configuration: bool = False
    shows_documents: bool = False
    refreshes_lenses: bool = False

    @classmethod
    def of(cls, capabilities: types.ClientCapabilities) -> Client:
        """Read them; what is not said is not there."""
        workspace = capabilities.workspace or types.WorkspaceClientCapabilities()
        document = capabilities.text_document or types.TextDocumentClientCapabilities()
        window = capabilities.window or types.WindowClientCapabilities()
        edit = workspace.workspace_edit or types.WorkspaceEditClientCapabilities()
        action = document.code_action or types.CodeActionClientCapabilities()
        resolves = action.resolve_support.properties if action.resolve_support else ()
        hover = document.hover.content_format if document.hover else None
        watched = workspace.did_change_watched_files
        configured = workspace.did_change_configuration
        return cls(
            versioned_edits=bool(edit.document_changes),
            annotated_edits=bool(edit.document_changes) and bool(edit.change_annotation_support),
            applies_edits=bool(workspace.apply_edit),
            resolves_edits=bool(action.data_support) and "edit" in resolves,
            literal_actions=action.code_action_literal_support is not None,
            markdown=hover is None or types.MarkupKind.Markdown in hover,
            progress=bool(window.work_done_progress),
            configuration=bool(workspace.configuration),
            watches_files=bool(watched and watched.dynamic_registration),
            watches_configuration=bool(configured and configured.dynamic_registration),
            shows_documents=bool(window.show_document and window.show_document.support),
            refreshes_lenses=bool(workspace.code_lens and workspace.code_lens.refresh_support),
        )
