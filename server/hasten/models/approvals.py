"""Which servers the user lets read their code: asked once, kept in the user's own data directory.

A workspace can name any server in its settings. What it names is not asked until the user has said
yes to that server, and to the key that would be sent there.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from attrs import asdict, frozen
from platformdirs import user_data_path

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings

_LOCAL = ("localhost", "127.0.0.1", "::1")


@frozen
class Approval:
    """The user's yes: code may go to a server, with a key from a source ("env:NAME", or "")."""

    server: str
    kind: str
    key: str = ""

    @classmethod
    def wanted_by(cls, model: ModelSettings) -> Approval | None:
        """What a model needs, None where nothing goes to a server."""
        if model.kind != "openai":
            return None
        return cls(model.server, model.kind, model.key)


class Approvals:
    """What the user has approved. `path` None: in the user's data directory."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or user_data_path("hasten") / "approved-models.json"

    def allow(self, model: ModelSettings) -> bool:
        """Whether a model may be asked."""
        wanted = Approval.wanted_by(model)
        return wanted is None or wanted in self.all()

    def require(self, model: ModelSettings) -> None:
        """Raise ModelError, which says what to do, unless the model may be asked."""
        if not self.allow(model):
            with_key = f" with the key of {model.key}" if model.key else ""
            raise ModelError(
                f"The model {model.name} is at {model.server}, and you have not approved that "
                f"code is sent there{with_key}.",
                f"Approve it when your editor asks, or run: hasten models approve {model.name!r}",
            )

    def all(self) -> tuple[Approval, ...]:
        """Every approval; a file that cannot be read holds none."""
        try:
            entries = json.loads(self.path.read_text(encoding="utf-8"))
            return tuple(Approval(**one) for one in cast("list[dict[str, Any]]", entries))
        except (OSError, ValueError, TypeError):
            return ()

    def approve(self, model: ModelSettings) -> None:
        """Keep the user's yes. Only for a front end that has asked, with `notice`."""
        wanted = Approval.wanted_by(model)
        if wanted is not None:
            with self._alone():
                self._write((*(one for one in self.all() if one != wanted), wanted))

    def withdraw(self, server: str) -> int:
        """Forget all approvals of a server; returns how many there were."""
        with self._alone():
            kept = tuple(one for one in self.all() if one.server != server)
            removed = len(self.all()) - len(kept)
            self._write(kept)
        return removed

    @contextmanager
    def _alone(self) -> Generator[None]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise self._unusable(error) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _write(self, approvals: tuple[Approval, ...]) -> None:
        text = json.dumps([asdict(one) for one in approvals], indent=1)
        try:
            file, name = tempfile.mkstemp(dir=self.path.parent, prefix=".approved-")
            try:
                with os.fdopen(file, "w", encoding="utf-8") as writer:
                    writer.write(text + "\n")
                Path(name).replace(self.path)
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(name).unlink()
                raise
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: OSError) -> ModelError:
        return ModelError(
            f"Your approvals cannot be kept in {self.path}: {error.strerror or error}.",
            "Make that directory writable.",
        )


def notice(model: ModelSettings) -> str:
    """What leaves the machine when a model is asked, in words: shown once, before it is asked."""
    if model.kind == "local":
        return f"The model {model.name} runs on this machine. Nothing leaves it."
    if model.kind == "recorded":
        return f"The answers of {model.name} are on this machine. Nothing leaves it."
    if model.kind == "editor":
        return (
            f"Asking {model.name} hands {_WHAT} to your editor, which gives it to the model that "
            "you have chosen there. The terms of that model's provider apply."
        )
    key = f" It is sent with the key of {model.key}." if model.key else ""
    if on_this_machine(model.server):
        return f"Asking {model.name} sends {_WHAT} to {model.server}, on this machine.{key}"
    openly = (
        ""
        if model.server.startswith("https:")
        else (" The connection is not encrypted: whoever is on the way can read it.")
    )
    return (
        f"Asking {model.name} sends {_WHAT} to {model.server}.{key}{openly} Your tests' files, "
        "your other files and the names of your folders are not sent. What the server keeps, and "
        "what it is used for, is up to whoever runs it."
    )


def on_this_machine(server: str) -> bool:
    """Whether an address is this machine's own."""
    return urlsplit(server).hostname in _LOCAL


_WHAT = (
    "the function or program that is to be faster, the declarations that it needs, the output of "
    "a failed test where an answer is to be mended, and what hasten has measured"
)
