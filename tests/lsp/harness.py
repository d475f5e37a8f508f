"""A test's own editor: a real server over stdio, and documents that change when it says so."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from lsprotocol import types
from lsprotocol.converters import get_converter
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import make_test_lsp_client

Encoding = Literal["utf-8", "utf-16", "utf-32"]

T = TypeVar("T")

SERVER = (sys.executable, "-m", "hasten", "lsp")
PATIENCE_SECONDS = 90.0

SLOW = """\
#include <iostream>
#include <vector>

long long fib(int n) {
    if (n < 2) return n;
    return fib(n - 1) + fib(n - 2);
}

int main() {
    int n;
    while (std::cin >> n) {
        std::cout << fib(n) << std::endl;
    }
    return 0;
}
"""
CASES = {"1 2 10 " * 100: "1\n1\n55\n" * 100, "15 3": "610\n2\n", "22": "17711\n"}


def write_program(folder: Path, name: str, text: str, cases: dict[str, str] | None = None) -> Path:
    """Write a program with its tests where they are looked for by convention."""
    path = folder / f"{name}.cpp"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    tests = folder / "tests" / name
    tests.mkdir(parents=True, exist_ok=True)
    for number, (given, expected) in enumerate((CASES if cases is None else cases).items(), 1):
        (tests / f"input.{number}.txt").write_text(given)
        (tests / f"output.{number}.txt").write_text(expected)
    return path


def server_environment(cache: Path, **more: str) -> dict[str, str]:
    """The environment of a server with a cache of its own."""
    return {**os.environ, "XDG_CACHE_HOME": str(cache), **more}


class Editor:
    """What a test sees of one client with one server."""

    def __init__(self, client: LanguageClient, capabilities: types.ClientCapabilities) -> None:
        self.client = client
        self.capabilities = capabilities
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.asked: list[types.ShowMessageRequestParams] = []
        self.answers: Callable[[types.ShowMessageRequestParams], str | None] = lambda _: None
        self.edits: list[types.ApplyWorkspaceEditParams] = []
        self.accepts_edits = True
        self.registrations: list[types.Registration] = []
        self.lens_refreshes = 0
        self.encoding: Encoding = "utf-16"
        self._register()

    def _register(self) -> None:
        register = cast("Callable[[str], Callable[[Any], Any]]", self.client.feature)

        def apply_edit(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
            self.edits.append(params)
            if self.accepts_edits:
                self.apply(params.edit)
            return types.ApplyWorkspaceEditResult(applied=self.accepts_edits)

        def ask(params: types.ShowMessageRequestParams) -> types.MessageActionItem | None:
            self.asked.append(params)
            title = self.answers(params)
            return types.MessageActionItem(title) if title is not None else None

        def registered(params: types.RegistrationParams) -> None:
            self.registrations.extend(params.registrations)

        def refresh(*_: Any) -> None:
            self.lens_refreshes += 1

        register(types.WORKSPACE_APPLY_EDIT)(apply_edit)
        register(types.WINDOW_SHOW_MESSAGE_REQUEST)(ask)
        register(types.CLIENT_REGISTER_CAPABILITY)(registered)
        register(types.WORKSPACE_CODE_LENS_REFRESH)(refresh)

    # --- documents -----------------------------------------------------------------------------

    def open(self, path: Path, text: str | None = None, language: str = "cpp") -> str:
        """Open a document; return its URI."""
        uri = path.as_uri()
        self.texts[uri] = path.read_bytes().decode("utf-8") if text is None else text
        self.versions[uri] = 1
        item = types.TextDocumentItem(uri, language, 1, self.texts[uri])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def close(self, uri: str) -> None:
        """Close a document."""
        identifier = types.TextDocumentIdentifier(uri)
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))

    def replace(self, uri: str, old: str, new: str) -> None:
        """Replace the first occurrence of a text, as typing does."""
        start = self.texts[uri].index(old)
        self.change(uri, start, start + len(old), new)

    def change(self, uri: str, start: int, end: int, new: str) -> None:
        """Replace the characters from start to end."""
        text = self.texts[uri]
        where = types.Range(self.position(text, start), self.position(text, end))
        self.texts[uri] = text[:start] + new + text[end:]
        self.versions[uri] += 1
        change = types.TextDocumentContentChangePartial(where, new)
        self._changed(uri, change)

    def change_all(self, uri: str, text: str) -> None:
        """Send a whole new text."""
        self.texts[uri] = text
        self.versions[uri] += 1
        self._changed(uri, types.TextDocumentContentChangeWholeDocument(text))

    def _changed(self, uri: str, change: types.TextDocumentContentChangeEvent) -> None:
        identifier = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(identifier, [change])
        )

    def position(self, text: str, index: int) -> types.Position:
        """The position of a character of a text, in the encoding of this editor."""
        before = text[:index].replace("\r\n", "\n\n").replace("\r", "\n")
        line = text[:index].replace("\r\n", "\n").count("\n")
        column = before[before.rfind("\n") + 1 :]
        units = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[self.encoding]
        encoding = f"{self.encoding}-le" if units > 1 else self.encoding
        return types.Position(line, len(column.encode(encoding)) // units)

    def place(self, uri: str, needle: str, inside: int = 0) -> types.Position:
        """The position of the first occurrence of a text in a document."""
        text = self.texts[uri]
        return self.position(text, text.index(needle) + inside)

    def apply(self, edit: types.WorkspaceEdit) -> None:
        """Apply an edit as an editor does, and tell the server; refuse a wrong version."""
        for uri, version, edits in _by_document(edit):
            assert version is None or version == self.versions[uri], "edit of another version"
            self.change_all(uri, self.edited(uri, edits))

    def edited(self, uri: str, edits: Iterable[types.TextEdit]) -> str:
        """The text of a document after edits."""
        text = self.texts[uri]
        cuts = [
            (self._index(text, e.range.start), self._index(text, e.range.end), e) for e in edits
        ]
        for start, end, one in sorted(cuts, key=lambda cut: cut[:2], reverse=True):
            text = text[:start] + one.new_text + text[end:]
        return text

    def _index(self, text: str, position: types.Position) -> int:
        lines = text.splitlines(keepends=True)
        before = sum(len(line) for line in lines[: position.line])
        line = lines[position.line] if position.line < len(lines) else ""
        for index in range(len(line) + 1):
            if self.position(line[:index], index).character >= position.character:
                return before + index
        return before + len(line)

    # --- questions -----------------------------------------------------------------------------

    async def actions(
        self, uri: str, where: types.Position, only: Sequence[str] | None = None
    ) -> list[types.CodeAction]:
        """List the code actions at a position."""
        kinds = cast("Sequence[types.CodeActionKind]", only) if only is not None else None
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(uri),
                types.Range(where, where),
                types.CodeActionContext([], only=kinds),
            )
        )
        return cast("list[types.CodeAction]", list(found or []))

    async def hover(self, uri: str, where: types.Position) -> str | None:
        """Return what the hover says at a position."""
        found = await self.client.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(uri), where)
        )
        return cast("types.MarkupContent", found.contents).value if found else None

    async def hover_that_says(self, uri: str, where: types.Position, wanted: str) -> str:
        """Point at a position again until what earlier days left there has been looked up."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while wanted not in (said := await self.hover(uri, where) or ""):
            assert asyncio.get_running_loop().time() < deadline, f"no {wanted!r} in {said!r}"
            await asyncio.sleep(0.05)
        return said

    async def execute(self, command: str, *arguments: object) -> Any:
        """Execute a command of the server."""
        return await self.client.workspace_execute_command_async(
            types.ExecuteCommandParams(command, arguments=list(arguments))
        )

    def request(
        self, method: str, params: object, identifier: str | None = None
    ) -> asyncio.Future[Any]:
        """Send one of hasten's own requests; the answer is plain JSON."""
        protocol = cast("Any", self.client.protocol)
        answer = protocol.send_request_async(method, params, identifier)
        return asyncio.ensure_future(_plain(answer))

    def optimize(
        self, uri: str, needle: str = "", identifier: str | None = None, **more: object
    ) -> asyncio.Future[Any]:
        """Ask for a search of the function around a text, of the program without one."""
        place = self.place(uri, needle) if needle else None
        position = {"line": place.line, "character": place.character} if place else None
        params = {
            "textDocument": {"uri": uri, "version": self.versions.get(uri)},
            "position": position,
            "scope": "function" if needle else "program",
            **more,
        }
        return self.request("hasten/optimize", params, identifier)

    def cancel(self, identifier: str) -> None:
        """Cancel a request."""
        self.client.cancel_request(types.CancelParams(identifier))

    def messages(self) -> list[str]:
        """What the server has shown to the user."""
        return [message.message for message in self.client.messages]

    async def until(self, what: str, question: Callable[[], object]) -> None:
        """Wait until something is so."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while not question():
            assert asyncio.get_running_loop().time() < deadline, (
                f"waited in vain for {what}; messages: {self.messages()}"
            )
            await asyncio.sleep(0.05)

    # --- the server's process ------------------------------------------------------------------

    @property
    def pid(self) -> int:
        """The process of the server."""
        server = cast("Any", self.client)._server
        return int(server.pid)

    def watch_progress(self, token: str) -> str:
        """Expect progress on a token of our own; return it."""
        self.client.progress_reports[token] = []
        return token

    def progress(self, token: object = None) -> list[Any]:
        """Every progress value that was received on a token, or on the only one."""
        reports = cast("dict[object, list[Any]]", self.client.progress_reports)
        if token is None:
            (token,) = reports
        return reports[token]

    def progress_messages(self, token: object = None) -> list[str]:
        """What those values said."""
        return [str(getattr(value, "message", None) or "") for value in self.progress(token)]


async def _plain(answer: Any) -> Any:
    return to_json(await answer)


def read_json(raw: object, kind: type[T]) -> T:
    """Read JSON as one of the protocol's types."""
    return cast("Any", get_converter()).structure(raw, kind)


def to_json(value: Any) -> Any:
    """The JSON that pygls had made objects of."""
    if hasattr(value, "_asdict"):
        return {key: to_json(one) for key, one in value._asdict().items()}
    if isinstance(value, list):
        return [to_json(one) for one in cast("list[Any]", value)]
    return value


def _by_document(
    edit: types.WorkspaceEdit,
) -> Iterator[tuple[str, int | None, Sequence[types.TextEdit]]]:
    for change in edit.document_changes or ():
        assert isinstance(change, types.TextDocumentEdit)
        edits = cast("Sequence[types.TextEdit]", change.edits)
        yield change.text_document.uri, change.text_document.version, edits
    for uri, edits in (edit.changes or {}).items():
        yield uri, None, edits


@asynccontextmanager
async def editor(
    root: Path,
    cache: Path,
    capabilities: types.ClientCapabilities | str = "visual-studio-code",
    options: object = None,
    settings: dict[str, Any] | None = None,
    **environment: str,
) -> AsyncGenerator[Editor]:
    """Start a server for a workspace, and shut it down properly at the end."""
    if isinstance(capabilities, str):
        capabilities = client_capabilities(capabilities)
    client = make_test_lsp_client()
    _mend(client)
    client.set_configuration({"hasten": settings or {}})
    one = Editor(client, capabilities)
    await cast("Any", client).start_io(*SERVER, env=server_environment(cache, **environment))
    result = await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities,
            root_uri=root.as_uri(),
            workspace_folders=[types.WorkspaceFolder(root.as_uri(), root.name)],
            initialization_options=options,
        )
    )
    encoding = result.capabilities.position_encoding or types.PositionEncodingKind.Utf16
    one.encoding = types.PositionEncodingKind(encoding).value
    try:
        yield one
    finally:
        if cast("Any", client)._server.returncode is None:
            await asyncio.wait_for(client.shutdown_session(), 20)
        await client.stop()


def _mend(client: LanguageClient) -> None:
    """Have actions with a command read as actions; lsprotocol takes them for commands."""
    converter = cast("Any", client.protocol)._converter

    def read(raw: dict[str, Any], _: object) -> types.CodeAction | types.Command:
        is_command = isinstance(raw.get("command"), str)
        return converter.structure(raw, types.Command if is_command else types.CodeAction)

    converter.register_structure_hook(types.Command | types.CodeAction, read)


class Wire:
    """A server spoken to in raw JSON, for what no decent client sends."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.log: list[dict[str, Any]] = []

    @classmethod
    async def start(cls, cache: Path, *arguments: str, **environment: str) -> Wire:
        """Start a server that has been told nothing yet."""
        process = await asyncio.create_subprocess_exec(
            *SERVER,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=server_environment(cache, **environment),
        )
        return cls(process)

    def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    async def read(self) -> dict[str, Any]:
        """Return the next message."""
        assert self.process.stdout is not None
        length = 0
        while (line := await self.process.stdout.readline()) not in (b"\r\n", b""):
            if line.startswith(b"Content-Length:"):
                length = int(line.split(b":")[1])
        message = json.loads(await self.process.stdout.readexactly(length))
        self.log.append(message)
        return message

    async def answer(self, identifier: int) -> dict[str, Any]:
        """Return the answer to a request; what comes before it is in the log."""
        for message in self.log:
            if message.get("id") == identifier and "method" not in message:
                return message
        while True:
            message = await asyncio.wait_for(self.read(), PATIENCE_SECONDS)
            if message.get("id") == identifier and "method" not in message:
                return message

    def answered(self, identifier: int) -> dict[str, Any]:
        """Return an answer that has come already."""
        return next(m for m in self.log if m.get("id") == identifier and "method" not in m)

    async def initialize(self, root: Path) -> dict[str, Any]:
        """Shake hands."""
        params: dict[str, Any] = {
            "processId": os.getpid(),
            "rootUri": root.as_uri(),
            "capabilities": {},
        }
        self.send({"id": 0, "method": "initialize", "params": params})
        answer = await self.answer(0)
        self.send({"method": "initialized", "params": {}})
        return answer

    def open(self, path: Path) -> None:
        """Open a file as a document."""
        document = {
            "uri": path.as_uri(),
            "languageId": "cpp",
            "version": 1,
            "text": path.read_text(),
        }
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    async def end(self) -> None:
        """End a server that a test has not ended itself."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


def descendants(pid: int) -> list[int]:
    """Every process below another, by the process table."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (parent := _parent_of(entry)) is not None:
            children.setdefault(parent, []).append(int(entry.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _parent_of(entry: Path) -> int | None:
    try:
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1]) if fields[0] != "Z" else None


def alive(pids: Iterable[int]) -> list[int]:
    """Those processes that have not ended."""
    return [pid for pid in pids if _parent_of(Path(f"/proc/{pid}")) is not None]
