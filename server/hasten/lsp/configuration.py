"""The settings of each file: the editor's section `hasten`, the nearest `hasten.toml`, trust.

A workspace counts as trusted unless the client says `{"trusted": false}` in its initialization
options: editors without that notion could not say so. In a workspace that is not trusted, settings
that name programs or weaken the sandbox are taken from nowhere.

Another option is `{"commandLinks": true}`: the client follows `command:` links in a hover; and
`{"completes": true}`: it answers `hasten/complete` with a language model of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from hasten.errors import SettingsError
from hasten.lsp.documents import path_of
from hasten.settings import Settings, load

SECTION = "hasten"
WAIT_SECONDS = 5.0


class Configuration:
    """What the client said about settings and trust."""

    def __init__(self) -> None:
        self.trusted = True
        self.command_links = False
        self.completes = False
        self.ready = asyncio.Event()
        """Set when the client has been asked; before that its settings are not known."""
        self._editor: Mapping[str, Any] = {}
        self._folders: dict[Path, Mapping[str, Any]] = {}

    def initialize(self, options: object) -> None:
        """Take the initialization options: `trusted`, and `settings` until others are pulled."""
        given = as_mapping(options)
        self.trusted = given.get("trusted") is not False
        self.command_links = given.get("commandLinks") is True
        self.completes = given.get("completes") is True
        self._editor = as_mapping(given.get("settings"))

    def push(self, settings: object) -> None:
        """Take what the client sent by itself; the section may or may not be around it."""
        given = as_mapping(settings)
        self._editor = as_mapping(given.get(SECTION, given))
        self._folders = {}

    def pulled(self, answers: list[Any], folders: list[str]) -> None:
        """Take the answers to `workspace/configuration`: for everything, then by folder."""
        self._editor = as_mapping(answers[0]) if answers else {}
        paths = [path_of(folder) for folder in folders]
        self._folders = {
            path: as_mapping(answer)
            for path, answer in zip(paths, answers[1:], strict=False)
            if path is not None
        }

    async def wait(self) -> None:
        """Wait until the client has given its settings, but not for ever."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.ready.wait(), WAIT_SECONDS)

    def settings_for(self, path: Path) -> Settings:
        """Return the settings of a file; raises SettingsError."""
        nearest = [folder for folder in self._folders if path.is_relative_to(folder)]
        editor = self._editor
        if nearest:
            editor = self._folders[max(nearest, key=lambda folder: len(folder.parts))]
        return load(path, editor=editor, trusted=self.trusted)

    def settings_or_defaults(self, path: Path) -> Settings:
        """Return the settings of a file; the defaults when they cannot be read."""
        try:
            return self.settings_for(path)
        except SettingsError:
            return Settings()


def as_mapping(value: object) -> Mapping[str, Any]:
    """The value if it is a JSON object, an empty one if it is anything else."""
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}
