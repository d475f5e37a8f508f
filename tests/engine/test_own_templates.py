from __future__ import annotations

from pathlib import Path

import pytest

from hasten.engine.own_templates import own_templates
from hasten.errors import SettingsError
from hasten.settings import Settings


def settings(root: Path, folder: str = "prompts") -> Settings:
    return Settings(prompt_templates=folder, root=root)


def test_templates_are_read_by_name_from_the_folder_beside_hasten_toml(tmp_path: Path) -> None:
    (tmp_path / "prompts/completion").mkdir(parents=True)
    (tmp_path / "prompts/terse.jinja").write_text("{{ code }}")
    (tmp_path / "prompts/completion/mine.jinja").write_text("[{{ code }}]")
    (tmp_path / "prompts/notes.txt").write_text("no template")
    assert own_templates(settings(tmp_path)) == (
        ("completion/mine", "[{{ code }}]"),
        ("terse", "{{ code }}"),
    )


def test_without_the_setting_there_are_none(tmp_path: Path) -> None:
    assert own_templates(settings(tmp_path, "")) == ()


def test_a_folder_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no folder"):
        own_templates(settings(tmp_path))


def test_a_template_that_is_no_text_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts/bad.jinja").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"bad\.jinja cannot be read"):
        own_templates(settings(tmp_path))
    (tmp_path / "prompts/bad.jinja").write_bytes(b"x" * 300_000)
    with pytest.raises(SettingsError, match="larger than 256 KiB"):
        own_templates(settings(tmp_path))
