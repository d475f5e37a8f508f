"""What the settings say of a language model: one entry of the list `models`.

A key is never written there, only where it is to be found. So these values may be shown, logged
and kept; a text that could be a key is refused without being repeated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, cast
from urllib.parse import urlsplit

import attrs
from attrs import frozen

from hasten.errors import SettingsError
from hasten.setting_schema import check, declared, properties, refuse, setting

Kind = Literal["openai", "local", "recorded", "editor"]

KEY_SOURCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|keyring:[^/\s]+/[^/\s]+")
KEYS_BELONG = (
    'Put the key into an environment variable and write key = "env:NAME", or into the keyring of '
    'your system and write key = "keyring:SERVICE/USER". Keys are never read from files.'
)
_KEY_WORDS = re.compile(r"key|token$|secret|password|auth|bearer", re.IGNORECASE)


@frozen
class ModelSettings:
    """One model that may be asked. Times are seconds; prices are per million tokens."""

    name: str = setting(
        attrs.NOTHING,
        "name",
        "What the model is called in menus, on the command line and in evidence.",
        type="string",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._:/@+-]{0,79}$",
    )
    kind: Kind = setting(
        attrs.NOTHING,
        "kind",
        "Who answers: a server that speaks the OpenAI protocol, a checkpoint on this machine, "
        "answers that were kept from a model, or the model of the editor.",
        type="string",
        enum=["openai", "local", "recorded", "editor"],
    )
    url: str = setting(
        "", "url", "Address of the server, up to and with `/v1`.", trusted=True, type="string"
    )
    model: str = setting("", "model", "The server's name for it; empty: `name`.", type="string")
    path: str = setting(
        "",
        "path",
        "Of a checkpoint: its folder, or its name on the Hugging Face hub once it has been "
        "downloaded. Of kept answers: their folder or JSONL file. Relative to hasten.toml.",
        trusted=True,
        type="string",
    )
    key: str = setting(
        "",
        "key",
        "Where the key is: `env:NAME` or `keyring:SERVICE/USER`; never the key itself.",
        trusted=True,
        type="string",
    )
    form: Literal["chat", "completion"] = setting(
        "chat",
        "form",
        "Whether it is asked in messages, or continues a text.",
        type="string",
        enum=["chat", "completion"],
    )
    format: str = setting(
        "pie",
        "format",
        "How a model that continues a text is asked: as the checkpoints of the PIE paper were "
        "trained (`pie`), in the words of its few-shot prompts (`slow_fast`), or by "
        "completion/NAME.jinja among your own templates.",
        type="string",
        pattern=r"^[A-Za-z0-9_-]+$",
    )
    window: int = setting(
        0,
        "window",
        "Tokens that a prompt and its answer may have together; 0: not known.",
        type="integer",
        minimum=0,
    )
    answer_tokens: int = setting(
        0,
        "answerTokens",
        "Most tokens of one answer; 0: the model's own limit.",
        type="integer",
        minimum=0,
    )
    prompt_price: float = setting(
        0.0, "promptPrice", "Price of a million tokens of a prompt.", type="number", minimum=0
    )
    answer_price: float = setting(
        0.0, "answerPrice", "Price of a million tokens of an answer.", type="number", minimum=0
    )
    strategy: str = setting(
        "retrieval", "strategy", "How it is asked if nothing else is said.", type="string"
    )
    examples: int = setting(
        0,
        "examples",
        "How many pairs of a slow and a fast program a prompt shows; 0: what the strategy thinks "
        "best.",
        type="integer",
        minimum=0,
    )
    parallel: int = setting(
        4,
        "parallel",
        "Requests to the server that may be under way at the same time.",
        type="integer",
        minimum=1,
    )
    timeout: float = setting(
        300.0, "timeout", "Longest time that an answer may take.", type="number", exclusiveMinimum=0
    )
    idle: float = setting(
        600.0,
        "idle",
        "Seconds that a checkpoint stays loaded after it was last asked; 0: it is loaded anew for "
        "each search.",
        type="number",
        minimum=0,
    )
    precision: Literal["auto", "8bit", "4bit"] = setting(
        "auto",
        "precision",
        "Of a checkpoint's weights: as they are, or in fewer bits (needs bitsandbytes and a GPU).",
        type="string",
        enum=["auto", "8bit", "4bit"],
    )

    def __attrs_post_init__(self) -> None:
        for one in _FIELDS:
            if one.name != "key":
                check(one, getattr(self, one.name), f"models.{self.name}.")
        _check_key(self.name, self.key)
        needed = {"openai": "url", "local": "path", "recorded": "path"}.get(self.kind)
        if needed is not None and not getattr(self, needed):
            raise SettingsError(
                f"setting models.{self.name}: a model of kind {self.kind} needs `{needed}`."
            )
        if self.kind == "openai":
            _check_url(self.name, self.url)
        elif self.key:
            raise SettingsError(f"setting models.{self.name}: only a server needs a key.")
        for name, owners in _OWNERS.items():
            if self.kind not in owners and getattr(self, name) != _DEFAULTS[name]:
                raise SettingsError(
                    f"setting models.{self.name}: `{name}` says nothing of a model of kind "
                    f"{self.kind}.",
                    f"It is for models of kind {' or '.join(owners)}.",
                )

    @property
    def asked_as(self) -> str:
        """The name that the server knows it by."""
        return self.model or self.name

    @property
    def server(self) -> str:
        """Scheme, host and port of the server, "" where there is none: what the user approves."""
        if self.kind != "openai":
            return ""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}".lower()


def _check_key(name: str, key: object) -> None:
    if key == "" or (isinstance(key, str) and KEY_SOURCE.fullmatch(key)):
        return
    raise SettingsError(f"setting models.{name}.key does not say where the key is.", KEYS_BELONG)


def _check_url(name: str, url: str) -> None:
    key = f"models.{name}.url"
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise SettingsError(f"setting {key} is no address of a server.") from None
    if parts.username is not None or parts.password is not None or parts.query:
        raise SettingsError(f"setting {key} may hold neither a password nor a query.", KEYS_BELONG)
    if not is_web or parts.fragment:
        raise refuse(key, url, "must be an address that begins with http:// or https://")


def models_from(entries: object) -> tuple[ModelSettings, ...]:
    """Build the models from the list `models` as TOML or JSON gives it; raises SettingsError."""
    if not isinstance(entries, list | tuple):
        raise SettingsError("setting models: must be a list of tables ([[models]] in hasten.toml).")
    found = tuple(_model_from(one) for one in cast("list[object]", entries))
    names = [one.name for one in found]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(f"setting models: there are two models of the name {name!r}.")
    return found


def _model_from(entry: object) -> ModelSettings:
    if isinstance(entry, ModelSettings):
        return entry
    if not isinstance(entry, Mapping):
        raise SettingsError("setting models: each model must be a table of settings.")
    given = cast("Mapping[str, Any]", entry)
    by_key = {one.metadata["key"]: one.name for one in _FIELDS}
    label = given.get("name") if isinstance(given.get("name"), str) else "?"
    for key in given:
        if key not in by_key:
            # A value under an unknown key may be a secret: it is not repeated.
            remedy = KEYS_BELONG if _KEY_WORDS.search(str(key)) else "README lists the settings."
            raise SettingsError(f"setting models.{label}: there is no setting `{key}`.", remedy)
    for key in ("name", "kind"):
        if key not in given:
            raise SettingsError(f"setting models.{label}: `{key}` is missing.")
    values = {by_key[key]: value for key, value in given.items() if value is not None}
    return ModelSettings(**values)


def models_schema() -> dict[str, Any]:
    """The JSON schema of one entry."""
    return {
        "type": "object",
        "properties": properties(ModelSettings),
        "required": ["name", "kind"],
        "additionalProperties": False,
    }


_FIELDS = declared(ModelSettings)
_OWNERS: dict[str, tuple[Kind, ...]] = {
    "url": ("openai",),
    "path": ("local", "recorded"),
    "precision": ("local",),
    "idle": ("local",),
}
"""Settings that only some kinds of models have: elsewhere they are a misunderstanding."""
_DEFAULTS = {one.name: one.default for one in _FIELDS}
