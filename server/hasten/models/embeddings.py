"""Requests for embeddings, to a server that speaks the OpenAI protocol. For any thread."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models import openai
from hasten.models.accounting import Ledger, Price
from hasten.models.keys import NONE, Secret
from hasten.models.openai_connection import (
    CONNECT_SECONDS,
    Passing,
    client_options,
    unreachable,
)
from hasten.models.openai_errors import explained, read_refusal
from hasten.models.openai_protocol import NotTheProtocol, parsed

if TYPE_CHECKING:
    import httpx


class EmbeddingRequests:
    """Sends what `hasten.retrieval.openai` asks for to `/embeddings` of a model's server.

    `unlock` gives the key before the first request is made, or raises ModelError when none may be
    made. Called with the JSON of a request, it returns that of the answer; it raises ModelError
    when there is none. What was asked is booked in `ledger` as prompt tokens.
    """

    def __init__(
        self,
        model: ModelSettings,
        unlock: Callable[[], Secret] = lambda: NONE,
        ledger: Ledger | None = None,
    ) -> None:
        self._model = model
        self._unlock = unlock
        self._ledger = ledger or Ledger()
        self._key = NONE
        self._client: httpx.Client | None = None

    def __call__(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one request; tried again where that may help."""
        import httpx
        import stamina

        if self._client is None:
            self._key = self._unlock()
            timeout = httpx.Timeout(self._model.timeout, connect=CONNECT_SECONDS)
            self._client = httpx.Client(timeout=timeout, **client_options(self._model, self._key))
        content = json.dumps(request).encode("ascii")
        try:
            for attempt in stamina.retry_context(
                on=self._wait_for_another_try,
                attempts=openai.ATTEMPTS,
                timeout=self._model.timeout,
                wait_initial=openai.FIRST_WAIT,
                wait_max=openai.LONGEST_WAIT,
                wait_jitter=openai.JITTER,
            ):
                with attempt:
                    return self._once(self._client, content)
        except Passing as passing:
            raise passing.error from None
        raise AssertionError("the attempts end with an answer or an error")

    def close(self) -> None:
        """Close the connections. Closing twice is fine."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _wait_for_another_try(self, problem: Exception) -> bool | float:
        if not isinstance(problem, Passing):
            return False
        if problem.wait is None:
            return True
        return problem.wait if problem.wait <= self._model.timeout else False

    def _once(self, client: httpx.Client, content: bytes) -> dict[str, Any]:
        import httpx

        where = f"The server of {self._model.name} ({self._model.server})"
        address = self._model.url.rstrip("/") + "/embeddings"
        try:
            headers = {"Content-Type": "application/json"}
            response = client.post(address, content=content, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
            raise unreachable(self._model, problem) from None
        except httpx.TimeoutException:
            limit = f"{self._model.timeout:g} s"
            raise ModelError(f"{where} does not answer within {limit}.") from None
        except httpx.TransportError as problem:
            said = f"{where} broke the connection off ({type(problem).__name__})."
            raise Passing(ModelError(said)) from None
        if response.status_code != 200:
            refusal = read_refusal(response.status_code, response.text, response.headers)
            error = explained(refusal, self._model, self._key)
            raise Passing(error, refusal.wait) if refusal.may_pass else error
        try:
            answer = parsed(response.text)
        except NotTheProtocol as problem:
            what = f"answers with something that is no OpenAI protocol: {str(problem)!r}"
            raise ModelError(f"{where} {what}.", "Is `url` right? Most end in /v1.") from None
        self._book(answer.get("usage"))
        return answer

    def _book(self, usage: object) -> None:
        if isinstance(usage, Mapping):
            tokens = cast("Mapping[str, Any]", usage).get("prompt_tokens")
            if isinstance(tokens, int):
                self._ledger.book(Price.of(self._model).usage(tokens, 0))
