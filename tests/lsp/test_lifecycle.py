"""Beginning and end of a server, and what it says of itself."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from .harness import SLOW, Wire, editor, write_program

CLIENTS = ("visual-studio-code", "neovim@v0.7.0", "neovim@v0.11.0", "emacs")


async def test_initialize_is_answered_before_anyone_notices(tmp_path: Path) -> None:
    seconds: list[float] = []
    for _ in range(3):
        began = time.monotonic()
        wire = await Wire.start(tmp_path / "cache")
        await wire.initialize(tmp_path)
        seconds.append(time.monotonic() - began)
        await wire.end()
    # Half a second is the aim on an idle machine; this one is shared.
    assert min(seconds) < 2.0


async def test_the_server_says_what_it_can_do(tmp_path: Path) -> None:
    wire = await Wire.start(tmp_path / "cache")
    answer = await wire.initialize(tmp_path)
    capabilities: dict[str, Any] = answer["result"]["capabilities"]
    assert capabilities["hoverProvider"] is True
    assert capabilities["codeActionProvider"] == {
        "codeActionKinds": ["refactor.rewrite"],
        "resolveProvider": True,
    }
    assert capabilities["textDocumentSync"]["change"] == 2
    assert capabilities["textDocumentSync"]["openClose"] is True
    assert set(capabilities["executeCommandProvider"]["commands"]) == {
        "hasten.apply",
        "hasten.clearCache",
        "hasten.makeFaster",
        "hasten.optCommand",
        "hasten.optimize",
        "hasten.optimizeWorkspace",
        "hasten.showEvidence",
        "hasten.shrink",
        "hasten.sizes",
    }
    assert answer["result"]["serverInfo"]["name"] == "hasten"
    await wire.end()


async def test_a_server_that_was_asked_to_shut_down_exits_with_0(tmp_path: Path) -> None:
    wire = await Wire.start(tmp_path / "cache")
    await wire.initialize(tmp_path)
    wire.send({"id": 1, "method": "shutdown"})
    assert (await wire.answer(1)).get("result") is None
    wire.send({"method": "exit"})
    # Standard input stays open: a server must not wait for its end.
    assert await asyncio.wait_for(wire.process.wait(), 20) == 0


async def test_a_server_that_was_not_asked_exits_with_1(tmp_path: Path) -> None:
    wire = await Wire.start(tmp_path / "cache")
    await wire.initialize(tmp_path)
    wire.send({"method": "exit"})
    assert await asyncio.wait_for(wire.process.wait(), 20) == 1


@pytest.mark.parametrize("how", ["end of input", "half a message", "SIGTERM"])
async def test_a_server_ends_with_its_client(tmp_path: Path, how: str) -> None:
    wire = await Wire.start(tmp_path / "cache")
    await wire.initialize(tmp_path)
    assert wire.process.stdin is not None
    if how == "SIGTERM":
        wire.process.send_signal(signal.SIGTERM)
    else:
        if how == "half a message":
            wire.process.stdin.write(b"Content-Length: 100\r\n\r\n{")
        wire.process.stdin.close()
    assert await asyncio.wait_for(wire.process.wait(), 20) == 1


async def test_a_request_that_cannot_be_read_is_answered(tmp_path: Path) -> None:
    wire = await Wire.start(tmp_path / "cache")
    await wire.initialize(tmp_path)
    wire.send({"id": 1, "method": "textDocument/hover", "params": {"textDocument": 3}})
    assert (await wire.answer(1))["error"]["code"] == -32602
    wire.send({"id": 2, "method": "hasten/optimize", "params": {"scope": "function"}})
    answer = await wire.answer(2)
    assert answer["error"]["code"] == -32602
    assert "uri" in answer["error"]["message"]
    wire.send({"id": 3, "method": "hasten/unheard", "params": {}})
    assert (await wire.answer(3))["error"]["code"] == -32601
    await wire.end()


async def test_a_failing_notification_is_shown(tmp_path: Path) -> None:
    wire = await Wire.start(tmp_path / "cache")
    await wire.initialize(tmp_path)
    document = {"uri": (tmp_path / "never.cpp").as_uri(), "version": 2}
    changes = {"textDocument": document, "contentChanges": [{"text": "int main() {}"}]}
    wire.send({"method": "textDocument/didChange", "params": changes})
    message = await asyncio.wait_for(wire.read(), 20)
    assert message["method"] == "window/showMessage"
    assert "never opened" in message["params"]["message"]
    await wire.end()


async def test_one_client_is_served_over_tcp(tmp_path: Path) -> None:
    wire = await Wire.start(tmp_path / "cache", "--tcp", "0")
    assert wire.process.stderr is not None
    where = (await asyncio.wait_for(wire.process.stderr.readline(), 20)).decode()
    assert "listening on 127.0.0.1:" in where
    reader, writer = await asyncio.open_connection("127.0.0.1", int(where.rpartition(":")[2]))
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}'
    writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert (await asyncio.wait_for(reader.readline(), 20)).startswith(b"Content-Length")
    writer.close()
    assert await asyncio.wait_for(wire.process.wait(), 20) == 1


@pytest.mark.parametrize("client", CLIENTS)
async def test_every_client_can_shake_hands_and_list_actions(tmp_path: Path, client: str) -> None:
    path = write_program(tmp_path, "slow", SLOW)
    async with editor(tmp_path, tmp_path / "cache", client) as one:
        uri = one.open(path)
        titles = [action.title for action in await one.actions(uri, one.place(uri, "fib"))]
        assert titles == ["Optimize this function", "Optimize this program"]
        assert one.messages() == []
