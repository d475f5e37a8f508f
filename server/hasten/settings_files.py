"""`hasten.toml`: found, and read into dotted keys."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from hasten.errors import SettingsError

FILE_NAME = "hasten.toml"


def find_file(path: Path) -> Path | None:
    """Return the nearest `hasten.toml` in the folder of `path` or above it."""
    start = path.resolve()
    for folder in (start, *start.parents) if start.is_dir() else start.parents:
        candidate = folder / FILE_NAME
        if candidate.is_file():
            return candidate
    return None


def read_file(path: Path) -> dict[str, Any]:
    """Read a `hasten.toml` into a flat mapping; raises SettingsError that names the line."""
    try:
        return flatten(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from error


def flatten(mapping: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Turn nested tables into dotted keys; nulls (unset in an editor) are left out."""
    flat: dict[str, Any] = {}
    for key, value in mapping.items():
        if isinstance(value, Mapping):
            flat |= flatten(cast("Mapping[str, Any]", value), f"{prefix}{key}.")
        elif value is not None:
            flat[f"{prefix}{key}"] = value
    return flat
