"""pygls' protocol, changed where a client could be left without an answer or a child behind."""

from __future__ import annotations

from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    LanguageServerProtocol,
    lsp_method,
)

OWN_METHODS = "hasten/"


class Protocol(LanguageServerProtocol):
    """Answers what cannot be read, and ends by leaving the loop instead of `sys.exit`."""

    exit_code = 1
    """1 until the client has asked for shutdown, as the protocol wants it."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Read a message; a request that cannot be read is answered, not dropped.

        The params of hasten's own messages stay plain JSON, for their handlers to check.
        """
        method = data.get("method")
        if "jsonrpc" in data and isinstance(method, str) and method.startswith(OWN_METHODS):
            params = data.get("params")
            if "id" in data:
                return JsonRPCRequestMessage(data["id"], method, data["jsonrpc"], params)
            return JsonRPCNotification(method, data["jsonrpc"], params)
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *args: object) -> Any:
        """End every search and its children, then the requests that are still open."""
        if (handler := cast("Any", self.fm).features.get(types.SHUTDOWN)) is not None:
            yield handler, args, None
        current = self.msg_id
        # A copy: a request that is cancelled removes itself while we walk.
        for message, future in list(self._request_futures.items()):
            if message != current and not future.done():
                future.cancel()
        self._shutdown = True
        self.exit_code = 0

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: object) -> Any:
        """Leave the message loop; what was started is ended there."""
        cast("Any", self._server).leave()
