"""Settings: where they come from, which source wins, and what a mistake is told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from hasten.errors import SettingsError
from hasten.settings import FIELDS, Settings, find_file, load, schema


def check_refused(folder: Path, toml: str, *words: str) -> None:
    """The text is refused as a hasten.toml, with a message that holds the words."""
    (folder / "hasten.toml").write_text(toml)
    with pytest.raises(SettingsError) as refusal:
        load(folder / "a.cpp")
    for word in words:
        assert word in str(refusal.value)


def test_without_any_source_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path / "a.cpp") == Settings()


def test_the_nearest_file_upwards_is_read(tmp_path: Path) -> None:
    (tmp_path / "hasten.toml").write_text("jobs = 3\n")
    inner = tmp_path / "deep" / "er"
    inner.mkdir(parents=True)
    assert find_file(inner / "a.cpp") == tmp_path / "hasten.toml"
    settings = load(inner / "a.cpp")
    assert (settings.jobs, settings.root) == (3, tmp_path)


@pytest.mark.parametrize(
    ("toml", "editor", "flags", "seconds"),
    [
        ("", {}, {}, 60),
        ("", {"budget": {"seconds": 5}}, {}, 5),
        ("[budget]\nseconds = 7\n", {"budget": {"seconds": 5}}, {}, 7),
        ("[budget]\nseconds = 7\n", {"budget": {"seconds": 5}}, {"budget.seconds": 9}, 9),
    ],
)
def test_flags_beat_the_file_and_the_file_beats_the_editor(
    tmp_path: Path, toml: str, editor: Mapping[str, Any], flags: Mapping[str, Any], seconds: int
) -> None:
    (tmp_path / "hasten.toml").write_text(toml)
    assert load(tmp_path / "a.cpp", editor=editor, flags=flags).budget_seconds == seconds


def test_what_an_editor_sends_beside_our_settings_is_ignored(tmp_path: Path) -> None:
    editor = {"trace": {"server": "off"}, "jobs": None, "pythonPath": "python3"}
    assert load(tmp_path / "a.cpp", editor=editor) == Settings()


def test_an_untrusted_workspace_names_no_programs_and_keeps_the_sandbox(tmp_path: Path) -> None:
    (tmp_path / "hasten.toml").write_text(
        'sandbox = "off"\ncompiler = "./evil"\njobs = 2\n[project]\ntest = "rm -r ~"\n'
    )
    settings = load(tmp_path / "a.cpp", trusted=False)
    assert (settings.sandbox, settings.compiler, settings.project_test) == ("bubblewrap", "", "")
    assert settings.jobs == 2


def test_a_misspelt_setting_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    check_refused(tmp_path, "[budget]\nsecond = 3\n", "hasten.toml", "Did you mean", "seconds")


def test_a_value_of_the_wrong_type_or_range_is_refused_by_name(tmp_path: Path) -> None:
    check_refused(tmp_path, 'jobs = "two"\n', "jobs", "integer")
    check_refused(tmp_path, "jobs = true\n", "jobs", "integer")
    check_refused(tmp_path, "jobs = -1\n", "jobs", "at least 0")
    check_refused(tmp_path, "[budget]\nseconds = 0\n", "budget.seconds", "more than 0")
    check_refused(tmp_path, 'sandbox = "none"\n', "sandbox", "bubblewrap, off")
    check_refused(tmp_path, "flags = [1]\n", "flags", "strings")


def test_a_pattern_must_be_a_regular_expression_and_a_backend_one_that_there_is(
    tmp_path: Path,
) -> None:
    check_refused(tmp_path, '[project]\ntime_pattern = "took ("\n', "project.time_pattern")
    check_refused(tmp_path, 'backend = "stopwatch"\n', "backend", "native")
    (tmp_path / "hasten.toml").write_text('[project]\ntime_pattern = "took ([0-9]+) ms"\n')
    settings = load(tmp_path / "a.cpp")
    assert (settings.project_time_pattern, settings.backend) == ("took ([0-9]+) ms", "auto")
    assert load(tmp_path / "a.cpp", trusted=False).project_time_pattern == ""


def test_a_file_that_is_no_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    check_refused(tmp_path, "jobs = 1\njobs 2\n", "TOML", "line 2")


def test_every_setting_is_documented_once_and_its_default_fits_its_schema() -> None:
    keys = [one.metadata["key"] for one in FIELDS]
    assert len(set(keys)) == len(keys)
    for name, entry in schema().items():
        assert name.startswith("hasten.")
        assert entry["description"].endswith(".")
        if "enum" in entry:
            assert entry["default"] in entry["enum"]
