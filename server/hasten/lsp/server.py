"""How the server starts, fast: on standard input and output, or on a TCP port.

Editors wait for the first answer, so nothing is imported here that is not needed to begin.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from hasten.lsp.kept_methods import KeptMethods

if TYPE_CHECKING:
    from hasten.lsp.transport import Serve

LOCAL = "127.0.0.1"

SWITCH_SECONDS = 0.001
"""How long a busy thread keeps the interpreter from the message loop, which may need it several
times for one answer. Python's own 5 ms would add up to what a user notices."""

SETTLED_SECONDS = 2.0
"""After so long the start is over, and what it left for later is done."""


def run_stdio() -> int:
    """Serve the editor that started this process; returns the exit status."""

    async def over(serve: Serve) -> None:
        from hasten.lsp.transport import over_stdio

        await over_stdio(serve)

    return _run(over)


def run_tcp(port: int, host: str = LOCAL) -> int:
    """Serve the first editor that connects to the port (0: any free one); returns the status."""

    async def over(serve: Serve) -> None:
        from hasten.lsp.transport import over_tcp

        await over_tcp(serve, host, port)

    return _run(over)


def _run(over: Callable[[Serve], Awaitable[None]]) -> int:
    # All that is made at the start stays: looking through it for garbage costs a tenth of a second.
    gc.disable()
    _log_to_stderr()
    sys.setswitchinterval(SWITCH_SECONDS)

    methods = KeptMethods()

    def settle() -> None:
        gc.freeze()
        gc.enable()
        methods.save()

    async def main() -> int:
        with methods.used():
            from hasten.lsp.language_server import HastenServer

        server = HastenServer()
        asyncio.get_running_loop().call_later(SETTLED_SECONDS, settle)
        await over(server.serve)
        return server.exit_code

    return asyncio.run(main())


def _log_to_stderr() -> None:
    """Log warnings of everybody and what hasten itself does; editors show it as the server's log.

    pygls logs every message in full at the level below.
    """
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("hasten").setLevel(logging.INFO)
