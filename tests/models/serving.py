"""A server on the loopback interface that does what a test has written down, act by act."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from attrs import define, field, frozen

from hasten.model_settings import ModelSettings
from hasten.prompts.prompt import Message, Prompt


@frozen
class Received:
    """A request as it came over the wire."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.raw)


Act = Callable[[Received, asyncio.StreamWriter], Coroutine[None, None, None]]


@define
class Server:
    """Plays one act a request, the last one again and again."""

    acts: list[Act]
    port: int = 0
    received: list[Received] = field(factory=list[Received])
    hung_up: asyncio.Event = field(factory=asyncio.Event)
    """Set when a client has closed its connection before its answer was whole."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def model(self, **settings: Any) -> ModelSettings:
        given: dict[str, Any] = {
            "name": "tester",
            "kind": "openai",
            "url": self.url,
            "timeout": 10.0,
        }
        return ModelSettings(**(given | settings))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _read(reader)) is not None:
                act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
                self.received.append(request)
                await self._play(act(request, writer), reader)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.hung_up.set()
        finally:
            writer.close()

    async def _play(self, act: Coroutine[None, None, None], reader: asyncio.StreamReader) -> None:
        """Play an act until it is over or its client is gone."""
        playing = asyncio.ensure_future(act)
        listening = asyncio.ensure_future(reader.read(1))
        await asyncio.wait({playing, listening}, return_when=asyncio.FIRST_COMPLETED)
        if listening.done() and not playing.done():
            self.hung_up.set()
            playing.cancel()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        with contextlib.suppress(asyncio.CancelledError):
            await playing
        # One request a connection: what is read ahead cannot be given back.
        raise ConnectionResetError


@asynccontextmanager
async def serving(*acts: Act) -> AsyncGenerator[Server]:
    """A server with these acts, for the length of a block."""
    server = Server(list(acts))
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


async def _read(reader: asyncio.StreamReader) -> Received | None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(first.split()[1], headers, body)


# --- acts ---------------------------------------------------------------------------------------


def refuses(status: int, body: object = None, **headers: str) -> Act:
    """Answers with a status, a body (JSON, or text as it is) and headers (`retry_after`)."""
    text = body if isinstance(body, str) else json.dumps(body or {})

    async def act(request: Received, writer: asyncio.StreamWriter) -> None:
        extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        data = text.encode()
        writer.write(
            f"HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\n{extra}"
            f"Content-Length: {len(data)}\r\nConnection: close\r\n\r\n".encode()
            + data
        )
        await writer.drain()

    return act


def streams(*events: object, end: str = "done", pause: float = 0.0) -> Act:
    """Answers with a stream of events; `end`: "done", "cut" (a broken connection) or "hang"."""

    async def act(request: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        )
        for event in events:
            text = event if isinstance(event, str) else f"data: {json.dumps(event)}\n\n"
            _chunk(writer, text.encode())
            await writer.drain()
            if pause:
                await asyncio.sleep(pause)
        if end == "hang":
            await asyncio.sleep(60)
        if end == "done":
            _chunk(writer, b"data: [DONE]\n\n")
            writer.write(b"0\r\n\r\n")
        await writer.drain()

    return act


def _chunk(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")


def piece(text: str, index: int = 0) -> dict[str, Any]:
    """A piece of a chat answer."""
    return {"choices": [{"index": index, "delta": {"content": text}}]}


def finish(reason: str = "stop", index: int = 0) -> dict[str, Any]:
    """The end of a sample."""
    return {"choices": [{"index": index, "delta": {}, "finish_reason": reason}]}


def usage(prompt: int, answer: int) -> dict[str, Any]:
    """What the request took."""
    counts = {"prompt_tokens": prompt, "completion_tokens": answer}
    return {"choices": [], "usage": counts}


def says(text: str, prompt: int = 10, answer: int = 5) -> Act:
    """Answers with one whole sample."""
    return streams(piece(text), finish(), usage(prompt, answer))


def make_prompt(text: str = "Make this faster: int main() {}", **settings: Any) -> Prompt:
    """A prompt that says something."""
    given: dict[str, Any] = {"messages": (Message("user", text),), "strategy": "instruction"}
    given["template"] = "0" * 64
    return Prompt(**(given | settings))
