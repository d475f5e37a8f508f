"""Settings come from the client and from `hasten.toml`, and trust decides about some."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from lsprotocol import types

from hasten.errors import SettingsError
from hasten.lsp.configuration import Configuration

from .harness import SLOW, editor, write_program


def test_the_nearest_folder_of_the_editor_decides(tmp_path: Path) -> None:
    configuration = Configuration()
    answers = [{"jobs": 1}, {"jobs": 2}, {"jobs": 3}]
    folders = [tmp_path.as_uri(), (tmp_path / "inner").as_uri()]
    configuration.pulled(answers, folders)
    assert configuration.settings_for(tmp_path / "inner" / "a.cpp").jobs == 3
    assert configuration.settings_for(tmp_path / "a.cpp").jobs == 2
    assert configuration.settings_for(Path("/elsewhere/a.cpp")).jobs == 1


def test_a_client_that_has_no_settings_gives_the_defaults(tmp_path: Path) -> None:
    configuration = Configuration()
    for answers in ([], [None], ["nonsense"]):
        configuration.pulled(list(answers), [])
        assert configuration.settings_for(tmp_path / "a.cpp").compiler == ""


@pytest.mark.parametrize(
    ("options", "trusted"),
    [(None, True), ({}, True), ({"trusted": True}, True), ({"trusted": False}, False), (3, True)],
)
def test_a_workspace_is_trusted_unless_the_client_says_otherwise(
    tmp_path: Path, options: object, trusted: bool
) -> None:
    (tmp_path / "hasten.toml").write_text('compiler = "/tmp/evil"\nsandbox = "off"\njobs = 3\n')
    configuration = Configuration()
    configuration.initialize(options)
    settings = configuration.settings_for(tmp_path / "a.cpp")
    assert settings.jobs == 3
    assert settings.compiler == ("/tmp/evil" if trusted else "")
    assert settings.sandbox == ("off" if trusted else "bubblewrap")


def test_pushed_settings_may_come_with_or_without_their_section(tmp_path: Path) -> None:
    configuration = Configuration()
    for pushed in ({"hasten": {"jobs": 4}}, {"jobs": 4}):
        configuration.push(pushed)
        assert configuration.settings_for(tmp_path / "a.cpp").jobs == 4


def test_a_setting_that_cannot_be_used_is_refused_but_listing_goes_on(tmp_path: Path) -> None:
    configuration = Configuration()
    configuration.push({"jobs": -1})
    with pytest.raises(SettingsError):
        configuration.settings_for(tmp_path / "a.cpp")
    assert configuration.settings_or_defaults(tmp_path / "a.cpp").jobs == 0


async def test_lenses_are_off_until_a_setting_turns_them_on(tmp_path: Path) -> None:
    path = write_program(tmp_path, "slow", SLOW)
    async with editor(tmp_path, tmp_path / "cache") as one:
        uri = one.open(path)
        params = types.CodeLensParams(types.TextDocumentIdentifier(uri))
        assert not await one.client.text_document_code_lens_async(params)
        before = one.lens_refreshes
        one.client.set_configuration({"codeLens": True}, section="hasten")
        one.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({}))
        lenses: Sequence[types.CodeLens] = ()
        while not lenses:  # a refresh may also come of what clang has found meanwhile
            await one.until(
                "the lenses to be refreshed", lambda seen=before: one.lens_refreshes > seen
            )
            before = one.lens_refreshes
            lenses = await one.client.text_document_code_lens_async(params) or ()
        assert [lens.command.title for lens in lenses if lens.command] == ["Optimize"] * 2
        assert [lens.range.start.line for lens in lenses] == [3, 8]


async def test_a_broken_project_file_is_told_when_it_changes(tmp_path: Path) -> None:
    async with editor(tmp_path, tmp_path / "cache") as one:
        await one.until("registrations", lambda: one.registrations)
        assert {registration.method for registration in one.registrations} == {
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
            types.WORKSPACE_DID_CHANGE_CONFIGURATION,
        }
        project = tmp_path / "hasten.toml"
        await asyncio.to_thread(project.write_text, "job = 3\n")
        change = types.FileEvent(project.as_uri(), types.FileChangeType.Changed)
        one.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
        await one.until("a message", lambda: one.messages())
        assert "`job`" in one.messages()[0]
        assert "jobs" in one.messages()[0]
