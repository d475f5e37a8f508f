"""Embeddings of a server, asked for over a real connection."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.accounting import Ledger
from hasten.models.approvals import Approvals
from hasten.models.embeddings import EmbeddingRequests
from hasten.models.keys import Secret
from hasten.models.registry import open_embeddings
from hasten.settings import Settings
from tests.models.serving import Act, refuses, serving

REQUEST: dict[str, Any] = {"model": "embedder", "input": ["int x;", "\udcff"]}
ANSWER = {"data": [{"index": 0, "embedding": [0.5]}], "usage": {"prompt_tokens": 9}}
KEY = "sk-very-secret-0123456789"


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hasten.models.openai.FIRST_WAIT", 0.01)
    monkeypatch.setattr("hasten.models.openai.JITTER", 0.01)


async def check_refused(act: Act, *words: str, **model: Any) -> None:
    async with serving(act) as server:
        requests = EmbeddingRequests(server.model(**model), lambda: Secret(KEY))
        with pytest.raises(ModelError) as refusal:
            await asyncio.to_thread(requests, REQUEST)
        requests.close()
    for word in words:
        assert word in str(refusal.value)
    assert KEY not in str(refusal.value)


async def test_a_request_is_answered_and_its_tokens_are_booked() -> None:
    async with serving(refuses(503), refuses(200, ANSWER)) as server:
        ledger = Ledger()
        requests = EmbeddingRequests(server.model(), lambda: Secret(KEY), ledger)
        assert (await asyncio.to_thread(requests, REQUEST))["data"] == ANSWER["data"]
        requests.close()
        requests.close()
        assert [one.path for one in server.received] == ["/v1/embeddings"] * 2
        assert server.received[0].body == REQUEST
        assert server.received[0].headers["authorization"] == f"Bearer {KEY}"
        assert ledger.prompt_tokens == 9


async def test_what_goes_wrong_is_told() -> None:
    await check_refused(refuses(401, {"error": f"bad {KEY}"}), "env:K", "[key]", key="env:K")
    await check_refused(refuses(429), "too many requests")
    await check_refused(refuses(200, "<html>"), "no OpenAI protocol")


def test_a_server_that_the_user_has_not_approved_gets_no_code(tmp_path: Path) -> None:
    model = ModelSettings(name="e", kind="openai", url="https://api.example.com/v1")
    requests = open_embeddings(
        Settings(models=(model,)), "e", approvals=Approvals(tmp_path / "approved.json")
    )
    with pytest.raises(ModelError, match="not approved"):
        requests(REQUEST)


def test_only_servers_make_embeddings() -> None:
    settings = Settings(models=(ModelSettings(name="e", kind="editor"),))
    with pytest.raises(ModelError, match="no server"):
        open_embeddings(settings, "e")
