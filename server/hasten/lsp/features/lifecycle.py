"""Beginning and end: what the client can do, what the server may see, and a clean shutdown."""

from __future__ import annotations

from lsprotocol import types

from hasten.lsp.capabilities import Client
from hasten.lsp.language_server import HastenServer


def initialize(ls: HastenServer, params: types.InitializeParams) -> None:
    """Note what the client can do."""
    ls.client = Client.of(params.capabilities)
    ls.configuration.initialize(params.initialization_options)
    encoding = types.PositionEncodingKind(ls.workspace.position_encoding)
    ls.documents.encoding = encoding.value


async def shutdown(ls: HastenServer, *_: object) -> None:
    """End every search before the answer: when the client has it, no child is left."""
    await ls.close()


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.feature(types.INITIALIZE)(initialize)
    server.feature(types.SHUTDOWN)(shutdown)
