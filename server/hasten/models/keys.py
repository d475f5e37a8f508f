"""Keys of servers: found in the environment or in the keyring of the system, nowhere else."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from attrs import field, frozen

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings


@frozen(eq=False)
class Secret:
    """A key. It shows itself nowhere: not in a repr, not in a record, not when it is compared."""

    _text: str = field(repr=False)

    def __str__(self) -> str:
        return "[key]"

    def reveal(self) -> str:
        """The key itself, for the header of a request and for nothing else."""
        return self._text

    def hidden_in(self, text: str) -> str:
        """A text of others (a server's message) with the key taken out of it."""
        return text.replace(self._text, "[key]") if self._text else text


NONE = Secret("")


def find_key(model: ModelSettings) -> Secret:
    """The key that a model's server wants. Raises ModelError when it is not where it should be."""
    kind, _, place = model.key.partition(":")
    if not kind:
        return NONE
    found = os.environ.get(place, "") if kind == "env" else _from_keyring(model.name, place)
    text = found.strip()
    if not text:
        raise ModelError(f"The key of the model {model.name} is not there.", _remedy(kind, place))
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ModelError(
            f"The key of the model {model.name} holds characters that no key has.",
            _remedy(kind, place),
        )
    return Secret(text)


def _remedy(kind: str, place: str) -> str:
    if kind == "env":
        return f"Set the environment variable {place} before hasten, or the editor, is started."
    service, _, user = place.partition("/")
    return f"Store it: keyring set {service} {user}"


def _from_keyring(name: str, place: str) -> str:
    service, _, user = place.partition("/")
    try:
        keyring: Any = import_module("keyring")
    except ImportError:
        raise ModelError(
            f"The key of the model {name} is in the keyring, which needs the package keyring.",
            "Install it: pip install 'hasten[keyring]', or use env:NAME.",
        ) from None
    try:
        return str(keyring.get_password(service, user) or "")
    except Exception as error:
        # Back ends raise what they like; some hold the request in what they raise.
        raise ModelError(
            f"The keyring does not give the key of the model {name} ({type(error).__name__}).",
            "Unlock it, or use env:NAME.",
        ) from None
