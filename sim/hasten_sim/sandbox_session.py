"""A long-lived sandboxed child that answers requests, one line each way."""

from __future__ import annotations

import asyncio
import socket

from hasten_sim.errors import FrontendError
from hasten_sim.sandbox_process import Tree

LONGEST_ANSWER = 64 << 20


class Session:
    """Requests to a running worker. Ends with its worker: a broken session is not repaired.

    Requests are answered in turn. Made by `Sandbox.open_session`.
    """

    def __init__(self, tree: Tree, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self._tree = tree
        self._reader = reader
        self._writer = writer
        self._turn = asyncio.Lock()

    @classmethod
    async def over(cls, tree: Tree, ours: socket.socket) -> Session:
        """The session with a tree whose input and output are the other end of `ours`."""
        reader, writer = await asyncio.open_unix_connection(sock=ours, limit=LONGEST_ANSWER)
        return cls(tree, reader, writer)

    @property
    def alive(self) -> bool:
        """Whether the worker still runs and may be asked."""
        return not self._tree.gone.done()

    async def request(self, line: bytes, timeout: float) -> bytes:
        """The answer to one line, without its newline; waits at most `timeout` seconds.

        Raises FrontendError when the worker has died, does not answer in time, or answers with
        more than 64 MiB. Then, and when the caller is cancelled, the worker is killed: what it
        would still say belongs to no request.
        """
        async with self._turn:
            if not self.alive:
                raise FrontendError("the worker is not running")
            try:
                async with asyncio.timeout(timeout):
                    self._writer.write(line.rstrip(b"\n") + b"\n")
                    await self._writer.drain()
                    return (await self._reader.readuntil(b"\n"))[:-1]
            except TimeoutError as problem:
                await self.close()
                raise FrontendError(f"the worker did not answer within {timeout:g} s") from problem
            except (asyncio.IncompleteReadError, ConnectionError) as problem:
                await self.close()
                raise FrontendError("the worker died") from problem
            except asyncio.LimitOverrunError as problem:
                await self.close()
                raise FrontendError("the worker's answer is too long") from problem
            except asyncio.CancelledError:
                await self.close()
                raise

    async def close(self) -> None:
        """Kill the worker and wait until it is gone. Closing twice is fine."""
        self._writer.close()
        await self._tree.end()
