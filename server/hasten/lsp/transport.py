"""The wire: standard input and output, or one TCP connection, as asyncio streams.

pygls reads standard input in its thread pool; a thread that waits for input cannot be ended, and
would keep the process alive after `exit`. Pipes and sockets are read by the loop itself here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import Awaitable, Callable
from typing import Any, BinaryIO, cast

from pygls.io_ import StdinAsyncReader, StdoutWriter

logger = logging.getLogger(__name__)

Serve = Callable[[Any, Any], Awaitable[None]]
"""Serves one client, given what reads and what writes, until it leaves."""


async def over_stdio(serve: Serve) -> None:
    """Serve the client at the other end of standard input and output."""
    output = sys.stdout.buffer
    # What anybody prints must not get between the messages.
    sys.stdout = sys.stderr
    try:
        reader, writer = await _pipes(output)
    except (OSError, ValueError):
        # A terminal or a file: no editor does this, a person trying things out may.
        logger.debug("standard input and output are no pipes, reading in a thread")
        await serve(StdinAsyncReader(sys.stdin.buffer), StdoutWriter(output))
        return
    try:
        await serve(reader, writer)
    finally:
        await _finish(writer)


async def _pipes(
    output: BinaryIO,
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    loop = asyncio.get_running_loop()
    if sys.stdin.isatty() or output.isatty():
        raise ValueError("a terminal")
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await loop.connect_read_pipe(lambda: protocol, sys.stdin.buffer)
    # A second protocol: the end of the output must not end the input.
    flow = asyncio.StreamReaderProtocol(asyncio.StreamReader())
    transport, _ = await loop.connect_write_pipe(lambda: flow, output)
    return reader, asyncio.StreamWriter(cast("Any", transport), flow, None, loop)


async def over_tcp(serve: Serve, host: str, port: int) -> None:
    """Wait for one client on a TCP port, say on standard error where, and serve it alone."""
    done = asyncio.Event()
    taken = False

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        if taken:
            logger.warning("a second client was turned away: one server serves one editor")
            writer.close()
            return
        taken = True
        try:
            await serve(reader, writer)
        finally:
            await _finish(writer)
            done.set()

    server = await asyncio.start_server(connected, host, port)
    where = ", ".join("{}:{}".format(*one.getsockname()[:2]) for one in server.sockets)
    print(f"hasten: listening on {where}", file=sys.stderr, flush=True)
    await done.wait()
    server.close()


async def _finish(writer: asyncio.StreamWriter) -> None:
    """Send what is still unsent, unless the client has gone."""
    with contextlib.suppress(OSError, asyncio.TimeoutError):
        await asyncio.wait_for(writer.drain(), 1.0)
    writer.close()
