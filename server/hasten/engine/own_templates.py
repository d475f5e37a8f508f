"""Reads the user's own prompt templates from the folder that the settings name."""

from __future__ import annotations

from pathlib import Path

from hasten.errors import SettingsError
from hasten.prompts.templates import OwnTemplates
from hasten.settings import Settings

LARGEST_BYTES = 256 << 10
MOST_FILES = 200


def own_templates(settings: Settings) -> OwnTemplates:
    """The texts of NAME.jinja and completion/NAME.jinja by name, sorted; empty without a folder.

    Raises SettingsError when the folder, or a template in it, cannot be read.
    """
    if not settings.prompt_templates:
        return ()
    folder = (settings.root or Path()) / Path(settings.prompt_templates).expanduser()
    if not folder.is_dir():
        raise SettingsError(
            f"setting prompts.templates: there is no folder {folder}",
            "It is relative to hasten.toml.",
        )
    files = sorted([*folder.glob("*.jinja"), *folder.glob("completion/*.jinja")])
    if len(files) > MOST_FILES:
        raise SettingsError(f"setting prompts.templates: {folder} holds {len(files)} templates")
    names = [file.relative_to(folder).with_suffix("").as_posix() for file in files]
    return tuple((name, _read(file)) for name, file in zip(names, files, strict=True))


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise SettingsError(f"{file} is no prompt template: it is larger than 256 KiB")
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
