"""How long an editor waits: the part `lsp` of `tools/bench`."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from attrs import define, field

Say = Callable[[str, str], None]

LSP = (sys.executable, "-m", "hasten", "lsp")
LINES = 10_000
STARTS = 7
KEYSTROKES = 60


@define
class Client:
    """A minimal client: requests are answered by number, everything else is acknowledged."""

    process: asyncio.subprocess.Process
    waiting: dict[int, asyncio.Future[Any]] = field(factory=dict[int, "asyncio.Future[Any]"])
    last: int = 0

    @classmethod
    async def start(cls) -> Client:
        """Start a server on pipes."""
        process = await asyncio.create_subprocess_exec(
            *LSP,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        client = cls(process)
        client.reader = asyncio.create_task(client.read())
        return client

    reader: asyncio.Task[None] = field(init=False)

    def send(self, message: dict[str, Any]) -> None:
        """Write one message."""
        assert self.process.stdin is not None
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))

    async def read(self) -> None:
        """Read messages until the server ends."""
        stream = self.process.stdout
        assert stream is not None
        while header := await stream.readline():
            length = int(header.split(b":")[1])
            while (await stream.readline()).strip():
                pass
            message = json.loads(await stream.readexactly(length))
            if "method" in message and "id" in message:
                self.send({"id": message["id"], "result": None})
            elif "id" in message:
                self.waiting.pop(message["id"]).set_result(message)

    async def request(self, method: str, params: Any) -> Any:
        """Send a request and wait for its result."""
        self.last += 1
        future = self.waiting[self.last] = asyncio.get_running_loop().create_future()
        self.send({"id": self.last, "method": method, "params": params})
        answer = await future
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    async def initialize(self) -> float:
        """Shake hands; returns the seconds until the server's answer."""
        started = time.perf_counter()
        capabilities = {"window": {"workDoneProgress": True}}
        params = {"processId": os.getpid(), "rootUri": None, "capabilities": capabilities}
        await self.request("initialize", params)
        self.send({"method": "initialized", "params": {}})
        return time.perf_counter() - started

    def open(self, path: Path, text: str) -> dict[str, str]:
        """Open a document; returns its identifier."""
        document = {"uri": path.as_uri(), "languageId": "cpp", "version": 1, "text": text}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return {"uri": path.as_uri()}

    async def close(self) -> None:
        """Shut the server down."""
        await self.request("shutdown", None)
        self.send({"method": "exit", "params": None})
        await asyncio.wait_for(self.process.wait(), 20)
        await self.reader


def figures(demo: Path, say: Say) -> None:
    """Print start-up, and latency in a large file: while a search is running, and while typing."""
    starts = [asyncio.run(start_up()) for _ in range(STARTS)]
    say("`hasten lsp` until initialize is answered, median", f"{statistics.median(starts):.3f} s")
    actions, hovers = asyncio.run(latencies(demo, demo.read_text(encoding="utf-8")))
    title = f"in a file of {LINES:,} lines while a search runs"
    say(f"code actions {title}, p95 of {len(actions)}", spread(actions))
    say(f"hover {title}, p95 of {len(hovers)}", spread(hovers))
    typed = asyncio.run(typing(demo.with_name("typed.cpp")))
    say(f"code actions in such a file after a keystroke, p95 of {len(typed)}", spread(typed))


def spread(samples: Sequence[float]) -> str:
    """Return what most samples stay below, and their median."""
    most = statistics.quantiles(samples, n=100, method="inclusive")[94]
    return f"{1000 * most:.1f} ms (median {1000 * statistics.median(samples):.1f} ms)"


async def start_up() -> float:
    """Return the seconds from starting the process to the answer to `initialize`."""
    started = time.perf_counter()
    client = await Client.start()
    await client.initialize()
    elapsed = time.perf_counter() - started
    await client.close()
    return elapsed


async def latencies(demo: Path, demo_text: str) -> tuple[list[float], list[float]]:
    """Return the latencies of code actions and of hovers during one search of the demo."""
    client = await Client.start()
    await client.initialize()
    text = large_file()
    large = client.open(demo.with_name("large.cpp"), text)
    program = client.open(demo, demo_text)
    await client.request("textDocument/hover", {"textDocument": large, "position": at(10)})
    search = asyncio.create_task(
        client.request("hasten/optimize", {"textDocument": program, "scope": "program"})
    )
    actions: list[float] = []
    hovers: list[float] = []
    line = 0
    while not search.done():
        line = (line + 997) % LINES
        params: dict[str, Any] = {"textDocument": large, "position": at(line)}
        hovers.append(await timed(client.request("textDocument/hover", params)))
        place = {"start": at(line), "end": at(line)}
        params = {"textDocument": large, "range": place, "context": {"diagnostics": []}}
        actions.append(await timed(client.request("textDocument/codeAction", params)))
        await asyncio.sleep(0.02)
    answer = await search
    if not answer["proposals"]:
        raise RuntimeError(f"the search under load failed: {answer['message']}")
    await client.close()
    return actions, hovers


async def typing(path: Path) -> list[float]:
    """Return the latencies of code actions that are asked for after every keystroke."""
    client = await Client.start()
    await client.initialize()
    text = large_file()
    document = client.open(path, text)
    await client.request("textDocument/hover", {"textDocument": document, "position": at(10)})
    rows = text.split("\n")
    line = next(i for i in range(LINES // 2, LINES) if "total +=" in rows[i])
    samples: list[float] = []
    for version in range(2, 2 + KEYSTROKES):
        change = {"range": {"start": at(line), "end": at(line)}, "text": " "}
        versioned = {**document, "version": version}
        params: dict[str, Any] = {"textDocument": versioned, "contentChanges": [change]}
        client.send({"method": "textDocument/didChange", "params": params})
        place = {"start": at(line), "end": at(line)}
        params = {"textDocument": document, "range": place, "context": {"diagnostics": []}}
        samples.append(await timed(client.request("textDocument/codeAction", params)))
        await asyncio.sleep(0.1)
    await client.close()
    return samples


async def timed(work: Awaitable[Any]) -> float:
    """Return how many seconds some work takes."""
    started = time.perf_counter()
    await work
    return time.perf_counter() - started


def at(line: int) -> dict[str, int]:
    """Return a position in a line."""
    return {"line": line, "character": 8}


def large_file() -> str:
    """Return a C++ text of many functions, some of which rules have something to say about."""
    function = (
        "long long work_{0}(std::vector<int> values, int limit) {{\n"
        "    long long total = {0};\n"
        "    for (size_t i = 0; i < values.size(); i++) {{\n"
        "        if (values[i] > limit) total += values[i];\n"
        "        std::cout << total << std::endl;\n"
        "    }}\n"
        "    return total;\n"
        "}}\n\n"
    )
    text = "#include <iostream>\n#include <vector>\n\n"
    number = 0
    while text.count("\n") < LINES - 20:
        text += "".join(function.format(number + i) for i in range(50))
        number += 50
    return text + "int main() { return 0; }\n"
