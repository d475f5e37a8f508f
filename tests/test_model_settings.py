"""The list of models in the settings, and the keys that have no place in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hasten.errors import SettingsError
from hasten.model_settings import ModelSettings, models_from
from hasten.settings import load, schema

SECRET = "sk-live-abcdef0123456789"
SERVER = {"name": "a", "kind": "openai", "url": "https://api.example.com/v1"}


def check_refused(entry: dict[str, Any], *words: str) -> None:
    """The entry is refused with these words, and without showing what may be a key."""
    with pytest.raises(SettingsError) as refusal:
        models_from([entry])
    for word in words:
        assert word in str(refusal.value)
    assert SECRET not in str(refusal.value)


def test_models_are_read_from_the_projects_file(tmp_path: Path) -> None:
    (tmp_path / "hasten.toml").write_text(
        '[[models]]\nname = "qwen"\nkind = "openai"\nurl = "http://localhost:8000/v1"\n'
        'key = "env:QWEN_KEY"\nanswerPrice = 0.6\nwindow = 32768\n'
        '[[models]]\nname = "mine"\nkind = "local"\npath = "checkpoints/mine"\n'
    )
    first, second = load(tmp_path / "a.cpp").models
    assert (first.name, first.server, first.window) == ("qwen", "http://localhost:8000", 32768)
    assert (first.answer_price, first.asked_as, first.strategy) == (0.6, "qwen", "retrieval")
    assert (second.kind, second.path, second.server) == ("local", "checkpoints/mine", "")


def test_models_of_the_editor_stand_beside_those_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "hasten.toml").write_text('[[models]]\nname = "a"\nkind = "local"\npath = "here"\n')
    editor = {"models": [SERVER, {"name": "b", "kind": "editor"}]}
    found = load(tmp_path / "a.cpp", editor=editor).models
    assert [(one.name, one.kind) for one in found] == [("a", "local"), ("b", "editor")]


def test_an_untrusted_workspace_brings_no_models(tmp_path: Path) -> None:
    (tmp_path / "hasten.toml").write_text('[[models]]\nname = "b"\nkind = "editor"\n')
    assert load(tmp_path / "a.cpp", trusted=False).models == ()


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (SERVER | {"key": SECRET}, ["models.a.key", "env:NAME"]),
        (SERVER | {"key": f"env:{SECRET}"}, ["models.a.key", "env:NAME"]),
        (SERVER | {"apiKey": SECRET}, ["apiKey", "Keys are never read from files"]),
        (SERVER | {"token": SECRET}, ["token", "Keys are never read from files"]),
        (SERVER | {"headers": {"Authorization": SECRET}}, ["headers"]),
        (SERVER | {"url": f"https://me:{SECRET}@api.example.com/v1"}, ["url", "password"]),
        (SERVER | {"url": f"https://api.example.com/v1?key={SECRET}"}, ["url", "query"]),
    ],
)
def test_a_key_in_the_settings_is_refused_and_not_repeated(
    entry: dict[str, Any], words: list[str]
) -> None:
    check_refused(entry, *words)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"kind": "openai"}, ["name", "missing"]),
        ({"name": "a"}, ["models.a", "kind", "missing"]),
        ({"name": "a", "kind": "oracle"}, ["models.a.kind", "oracle", "recorded"]),
        ({"name": "a", "kind": "openai"}, ["models.a", "url"]),
        ({"name": "a", "kind": "local"}, ["models.a", "path"]),
        ({"name": "a", "kind": "editor", "key": "env:X"}, ["only a server"]),
        ({"name": "a", "kind": "editor", "url": "http://x/v1"}, ["models.a", "url", "openai"]),
        (SERVER | {"path": "here"}, ["models.a", "path", "local or recorded"]),
        (SERVER | {"precision": "4bit"}, ["models.a", "precision", "kind local"]),
        (SERVER | {"idle": 5}, ["models.a", "idle", "kind local"]),
        ({"name": "a", "kind": "local", "path": "x", "idle": -1}, ["models.a.idle"]),
        ({"name": "a", "kind": "local", "path": "x", "precision": "2bit"}, ["precision", "4bit"]),
        (SERVER | {"url": "file:///etc/passwd"}, ["models.a.url", "http"]),
        (SERVER | {"url": "api.example.com"}, ["models.a.url", "http"]),
        (SERVER | {"url": "http://[::1"}, ["models.a.url"]),
        (SERVER | {"window": -1}, ["models.a.window", "at least 0"]),
        (SERVER | {"timeout": "long"}, ["models.a.timeout", "number"]),
        (SERVER | {"colour": "red"}, ["models.a", "colour"]),
        ({"name": "../x\n", "kind": "editor"}, ["name"]),
    ],
)
def test_a_mistake_in_a_model_says_which_setting_it_is(
    entry: dict[str, Any], words: list[str]
) -> None:
    check_refused(entry, *words)


def test_two_models_cannot_have_one_name() -> None:
    with pytest.raises(SettingsError, match="two models of the name"):
        models_from([SERVER, SERVER])


@pytest.mark.parametrize("value", ["gpt", {"name": "a"}, ["gpt"], 3])
def test_models_that_are_no_list_of_tables_are_refused(value: object) -> None:
    with pytest.raises(SettingsError, match="table"):
        models_from(value)


def test_a_table_of_models_is_told_how_a_list_is_written(tmp_path: Path) -> None:
    (tmp_path / "hasten.toml").write_text('[models.gpt]\nkind = "openai"\n')
    with pytest.raises(SettingsError, match=r"\[\[models\]\]"):
        load(tmp_path / "a.cpp")


def test_the_schema_of_a_model_names_each_of_its_settings() -> None:
    item = schema()["hasten.models"]["items"]
    assert {"name", "kind", "url", "key", "window", "answerPrice"} <= set(item["properties"])
    assert item["required"] == ["name", "kind"]
    assert all(one["description"] for one in item["properties"].values())


def test_a_model_shows_where_its_key_is_and_nothing_else() -> None:
    (model,) = models_from([SERVER | {"key": "keyring:hasten/me"}])
    assert isinstance(model, ModelSettings)
    assert "keyring:hasten/me" in repr(model)
