"""`hasten models`: what is set up, and what the user lets servers read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from .conftest import Hasten

TOML = """
[[models]]
name = "far"
kind = "openai"
url = "https://api.example.com/v1"
key = "env:FAR_KEY"

[[models]]
name = "here"
kind = "local"
path = "checkpoint"
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two models in its hasten.toml, and a data directory of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("FAR_KEY", "sk-very-secret")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hasten.toml").write_text(TOML)
    return tmp_path


def approved(hasten: Hasten) -> list[bool]:
    ran = hasten("models", "list", "--json")
    assert "sk-very-secret" not in ran.out
    return [one["approved"] for one in ran.record["models"]]


def test_a_server_is_approved_and_withdrawn(hasten: Hasten) -> None:
    assert approved(hasten) == [False, True]
    ran = hasten("models", "approve", "far", "--yes")
    assert ran.code == 0
    assert "https://api.example.com" in ran.err
    assert "the key of env:FAR_KEY" in " ".join(ran.err.split())
    assert approved(hasten) == [True, True]
    assert hasten("models", "withdraw", "far").code == 0
    assert approved(hasten) == [False, True]


def test_nothing_is_approved_where_nobody_can_be_asked(
    hasten: Hasten, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    ran = hasten("models", "approve", "far")
    assert ran.code == 2
    assert "--yes" in ran.err
    assert approved(hasten) == [False, True]


@pytest.mark.parametrize(("answer", "code", "is_approved"), [("y\n", 0, True), ("n\n", 1, False)])
def test_the_user_is_asked(
    hasten: Hasten, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, is_approved: bool
) -> None:
    asked = io.StringIO(answer)
    monkeypatch.setattr(asked, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", asked)
    assert hasten("models", "approve", "far").code == code
    assert approved(hasten) == [is_approved, True]


def test_the_models_are_shown_without_their_keys(hasten: Hasten) -> None:
    ran = hasten("models", "list")
    assert ran.code == 0
    for word in ("far", "https://api.example.com", "env:FAR_KEY", "here", "local", "checkpoint"):
        assert word in ran.out
    assert "sk-very-secret" not in ran.out


def test_the_ways_to_ask_are_listed_too(hasten: Hasten) -> None:
    strategies = hasten("models", "list", "--json").record["strategies"]
    assert "retrieval" in {one["name"] for one in strategies}
    assert "retrieval" in hasten("models", "list").out


def test_without_models_it_says_how_to_set_one_up(hasten: Hasten, project: Path) -> None:
    (project / "hasten.toml").unlink()
    assert "[[models]]" in hasten("models", "list").err


def test_a_model_that_is_not_there_is_told(hasten: Hasten) -> None:
    ran = hasten("models", "approve", "fur")
    assert ran.code == 2
    assert "'far'" in ran.err


def test_a_server_that_was_not_approved_cannot_be_withdrawn(hasten: Hasten) -> None:
    assert hasten("models", "withdraw", "https://nowhere.example").code == 2
