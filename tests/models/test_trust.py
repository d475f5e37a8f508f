"""Keys, approvals and what the user is told: nothing goes where the user has not sent it."""

from __future__ import annotations

import logging
import pickle
import sys
from pathlib import Path
from types import ModuleType

import pytest

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.answerer import Sampling
from hasten.models.approvals import Approvals, notice
from hasten.models.keys import Secret, find_key
from hasten.models.openai import OpenAIAnswerer
from tests.models.serving import make_prompt, refuses, serving

KEY = "sk-very-secret-0123456789"
URL = "https://api.example.com/v1"


def make_model(url: str = URL, key: str = "env:HASTEN_TEST_KEY") -> ModelSettings:
    return ModelSettings(name="tester", kind="openai", url=url, key=key)


# --- keys ---------------------------------------------------------------------------------------


def test_a_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HASTEN_TEST_KEY", f" {KEY}\n")
    assert find_key(make_model()).reveal() == KEY


def test_a_key_that_is_not_there_is_told_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HASTEN_TEST_KEY", raising=False)
    with pytest.raises(ModelError, match="HASTEN_TEST_KEY"):
        find_key(make_model())


def test_a_key_that_can_be_none_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HASTEN_TEST_KEY", f"{KEY}\r\nHost: evil")
    with pytest.raises(ModelError) as refusal:
        find_key(make_model())
    assert KEY not in str(refusal.value)


def test_a_key_comes_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = ModuleType("keyring")
    keyring.get_password = lambda service, user: {("hasten", "me"): KEY}.get((service, user))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    assert find_key(make_model(key="keyring:hasten/me")).reveal() == KEY
    with pytest.raises(ModelError, match="keyring set hasten you"):
        find_key(make_model(key="keyring:hasten/you"))


def test_without_the_keyring_package_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ModelError, match="pip install"):
        find_key(make_model(key="keyring:hasten/me"))


def test_a_keyring_that_fails_does_not_tell_what_it_was_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(service: str, user: str) -> str:
        raise OSError(f"locked: {KEY}")

    keyring = ModuleType("keyring")
    keyring.get_password = fail  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    with pytest.raises(ModelError) as refusal:
        find_key(make_model(key="keyring:hasten/me"))
    assert KEY not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_key_shows_itself_nowhere() -> None:
    secret = Secret(KEY)
    assert KEY not in f"{secret} {secret!r} {[secret]}"


async def test_a_key_is_in_no_log_and_no_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = {"error": {"message": f"bad key {KEY}"}}
    async with serving(refuses(500, said)) as server:
        monkeypatch.setattr("hasten.models.openai.FIRST_WAIT", 0.01)
        monkeypatch.setattr("hasten.models.openai.JITTER", 0.01)
        answerer = OpenAIAnswerer(server.model(key="env:HASTEN_TEST_KEY"), lambda: Secret(KEY))
        with pytest.raises(ModelError) as refusal:
            await anext(answerer.answers(make_prompt(), 1, Sampling()))
        shown = f"{answerer!r} {vars(answerer)!r} {vars(answerer._connection)!r}"  # pyright: ignore[reportPrivateUsage]
        await answerer.close()
        assert server.received[0].headers["authorization"].endswith(KEY)
    assert KEY not in str(refusal.value)
    assert KEY not in shown
    assert KEY not in caplog.text
    assert "HTTP Request" in caplog.text or caplog.records


# --- approvals ----------------------------------------------------------------------------------


def test_a_server_is_not_asked_before_the_user_has_approved_it(tmp_path: Path) -> None:
    approvals = Approvals(tmp_path / "data" / "approved.json")
    with pytest.raises(ModelError, match=r"api\.example\.com.*\n.*hasten models approve"):
        approvals.require(make_model())
    approvals.approve(make_model())
    approvals.require(make_model())
    Approvals(approvals.path).require(make_model(url=f"{URL}/"))


@pytest.mark.parametrize(
    "other",
    [
        make_model(url="https://api.example.com.evil.org/v1"),
        make_model(url="http://api.example.com/v1"),
        make_model(url="https://api.example.com:8443/v1"),
        make_model(key="env:AWS_SECRET_ACCESS_KEY"),
        make_model(key=""),
    ],
)
def test_an_approval_holds_for_no_other_server_and_no_other_key(
    tmp_path: Path, other: ModelSettings
) -> None:
    approvals = Approvals(tmp_path / "approved.json")
    approvals.approve(make_model())
    assert not approvals.allow(other)


def test_an_approval_can_be_withdrawn(tmp_path: Path) -> None:
    approvals = Approvals(tmp_path / "approved.json")
    approvals.approve(make_model())
    approvals.approve(make_model(url="https://other.example/v1"))
    assert approvals.withdraw("https://api.example.com") == 1
    assert not approvals.allow(make_model())
    assert approvals.allow(make_model(url="https://other.example/v1"))


@pytest.mark.parametrize("content", ["", "{}", '[{"server": 1}]', '["x"]', "\udcff"])
def test_a_damaged_list_of_approvals_approves_nothing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "approved.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert not Approvals(path).allow(make_model())
    Approvals(path).approve(make_model())
    assert Approvals(path).allow(make_model())


def test_what_stays_on_the_machine_needs_no_approval(tmp_path: Path) -> None:
    approvals = Approvals(tmp_path / "approved.json")
    for model in (
        ModelSettings(name="a", kind="local", path="there"),
        ModelSettings(name="b", kind="recorded", path="there"),
    ):
        approvals.require(model)
        assert approvals.allow(model)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (make_model(), ["sends the function", "https://api.example.com", "env:HASTEN_TEST_KEY"]),
        (make_model(url="http://api.example.com/v1"), ["not encrypted"]),
        (make_model(url="http://localhost:8000/v1", key=""), ["on this machine"]),
        (ModelSettings(name="m", kind="local", path="x"), ["Nothing leaves"]),
        (ModelSettings(name="m", kind="editor"), ["your editor", "provider"]),
    ],
)
def test_the_user_is_told_what_leaves_the_machine(model: ModelSettings, words: list[str]) -> None:
    for word in words:
        assert word in notice(model)


def test_a_model_can_be_kept_without_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HASTEN_TEST_KEY", KEY)
    model = make_model()
    find_key(model)
    assert KEY.encode() not in pickle.dumps(model)
