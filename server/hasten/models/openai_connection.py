"""One request to a server and its stream of events. The only module that opens a connection."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.approvals import on_this_machine
from hasten.models.keys import NONE, Secret
from hasten.models.openai_errors import Refusal, read_refusal, refusal_in_stream
from hasten.models.openai_protocol import (
    Answer,
    Lines,
    NotTheProtocol,
    ServerError,
    objects,
    parsed,
)
from hasten.prompts.prompt import Form

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 10.0
LIST_SECONDS = 5.0
COUNT_SECONDS = 2.0
"""How long the count of tokens is waited for when all else has come."""
LARGEST_REFUSAL = 64 << 10
_PLACES: dict[Form, str] = {"chat": "/chat/completions", "completion": "/completions"}


class Refused(Exception):
    """The server answered with an error in place of an answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"status {refusal.status}")
        self.refusal = refusal


class Passing(Exception):
    """Nothing came, and it may be otherwise a little later; `error` is for the user if not."""

    def __init__(self, error: ModelError, wait: float | None = None) -> None:
        super().__init__(error.message)
        self.error = error
        self.wait = wait


class Cut(Exception):
    """The answer ended in the middle; what had come is in the `Answer`."""


class Connection:
    """Requests to the server of one model. Belongs to one event loop."""

    def __init__(self, model: ModelSettings, transport: httpx.AsyncBaseTransport | None) -> None:
        self._model = model
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    @property
    def is_open(self) -> bool:
        """Whether requests can be made."""
        return self._client is not None

    def open(self, key: Secret) -> None:
        """Be ready for requests with a key."""
        import httpx

        self._client = httpx.AsyncClient(
            transport=self._transport,
            # Each answer has one limit over all, which `ask` keeps.
            timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
            **client_options(self._model, key),
        )

    async def ask(
        self, content: bytes, form: Form, answer: Answer, ended: Callable[[int], None]
    ) -> None:
        """Fill the answer from the server's, and tell of each sample that has ended.

        Raises Refused, Passing or Cut, and ModelError for what only the user can change. When it
        is cancelled, the connection is closed at once.
        """
        import httpx

        limit = self._model.timeout
        try:
            async with asyncio.timeout(limit) as deadline:
                await self._stream(content, form, answer, ended, deadline)
        except TimeoutError:
            if answer.still_open <= 0:
                return
            raise self._lost(answer, f"does not answer within {limit:g} s", passing=False) from None
        except NotTheProtocol as problem:
            what = f"answers with something that is no OpenAI protocol: {str(problem)!r}"
            raise self._lost(answer, what, passing=False) from None
        except ServerError as problem:
            if answer.has_text:
                raise Cut from None
            raise Refused(refusal_in_stream(problem.event)) from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
            raise unreachable(self._model, problem) from None
        except httpx.TransportError as problem:
            what = f"broke the connection off ({type(problem).__name__})"
            raise self._lost(answer, what, passing=True) from None

    async def models(self) -> str:
        """Which models the server has, as advice for the user; "" when it does not say."""
        import httpx

        try:
            async with asyncio.timeout(LIST_SECONDS):
                response = await self._requests.get(f"{self._base}/models")
            listed = objects(parsed(response.text).get("data"))
        except (httpx.HTTPError, NotTheProtocol, TimeoutError):
            return ""
        names = [str(one["id"]) for one in listed if "id" in one]
        near = difflib.get_close_matches(self._model.asked_as, names, 3, 0.5) or names[:8]
        return f"It has: {', '.join(near)}." if near else ""

    async def close(self) -> None:
        """Close what is open. Closing twice is fine."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    @property
    def _requests(self) -> httpx.AsyncClient:
        assert self._client is not None, "open() comes first"
        return self._client

    @property
    def _base(self) -> str:
        return self._model.url.rstrip("/")

    async def _stream(
        self,
        content: bytes,
        form: Form,
        answer: Answer,
        ended: Callable[[int], None],
        deadline: asyncio.Timeout,
    ) -> None:
        request = self._requests.build_request(
            "POST",
            self._base + _PLACES[form],
            content=content,
            headers={"Content-Type": "application/json", "Accept": "text/event-stream"},
        )
        response = await self._requests.send(request, stream=True)
        try:
            if response.status_code != 200:
                text = await _beginning(response)
                raise Refused(read_refusal(response.status_code, text, response.headers))
            is_done = False
            async for data in _events(response):
                if data.strip() == "[DONE]":
                    is_done = True
                    break
                for index in answer.take(data):
                    ended(index)
                    if answer.still_open <= 0:
                        soon = asyncio.get_running_loop().time() + COUNT_SECONDS
                        deadline.reschedule(min(soon, deadline.when() or soon))
        finally:
            await response.aclose()
        if not is_done and any(not one.ended for one in answer.samples.values()):
            raise self._lost(answer, "broke its answer off", passing=True)
        for index, sample in answer.samples.items():
            if not sample.ended:
                sample.ended = "stop"
                ended(index)

    def _lost(self, answer: Answer, what: str, *, passing: bool) -> Exception:
        if answer.has_text:
            return Cut()
        error = ModelError(
            f"The server of {self._model.name} ({self._model.server}) {what}.",
            "Check that an OpenAI-compatible server runs there, and that `url` is its address "
            "(most end in /v1). `timeout` is the longest time that an answer may take.",
        )
        return Passing(error) if passing else error


def client_options(model: ModelSettings, key: Secret) -> dict[str, Any]:
    """How any client of httpx speaks to a model's server."""
    import httpx

    headers = {"Accept-Encoding": "identity", "User-Agent": "hasten"}
    if key is not NONE:
        headers["Authorization"] = f"Bearer {key.reveal()}"
    return {
        "headers": headers,
        "limits": httpx.Limits(max_connections=None),
        # Certificates take a moment to read.
        "verify": model.server.startswith("https:"),
        # A redirection would take code to a server that nobody has approved.
        "follow_redirects": False,
        # A proxy of the environment is not asked for what is on this machine.
        "trust_env": not on_this_machine(model.server),
    }


def unreachable(model: ModelSettings, problem: Exception) -> ModelError:
    """The message about a server that no connection can be made to."""
    said = " ".join(str(problem).split())[:200]
    where = f"The server of {model.name} ({model.server}) cannot be reached"
    if "CERTIFICATE" in said.upper():
        return ModelError(f"{where}: its certificate is not trusted ({said}).")
    return ModelError(f"{where}: {said or type(problem).__name__}.", "Is it running?")


async def _events(response: httpx.Response) -> AsyncIterator[str]:
    """The data of each event; the whole of an answer that is no stream."""
    if "event-stream" not in response.headers.get("content-type", ""):
        lines = Lines()
        pieces = bytearray()
        async for piece in response.aiter_raw():
            pieces += piece
        text = bytes(pieces).decode("utf-8", "replace")
        # Some servers stream without saying so.
        if not text.lstrip().startswith("data:"):
            yield text
            return
        for data in (*lines.feed(bytes(pieces)), *lines.end()):
            yield data
        return
    lines = Lines()
    async for piece in response.aiter_raw():
        for data in lines.feed(piece):
            yield data
    for data in lines.end():
        yield data


async def _beginning(response: httpx.Response) -> str:
    """As much of a refusal as a message may need."""
    found = bytearray()
    async for piece in response.aiter_raw():
        found += piece
        if len(found) > LARGEST_REFUSAL:
            break
    return bytes(found).decode("utf-8", "replace")
