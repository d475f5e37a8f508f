"""Settings: pulled from the client, and `hasten.toml` watched."""

from __future__ import annotations

import logging

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from hasten.errors import SettingsError
from hasten.lsp.configuration import SECTION
from hasten.lsp.documents import path_of
from hasten.lsp.language_server import HastenServer
from hasten.settings import FILE_NAME

logger = logging.getLogger(__name__)


async def initialized(ls: HastenServer, _: types.InitializedParams) -> None:
    """Ask for the settings, and to be told when they change."""
    registrations: list[types.Registration] = []
    if ls.client.watches_files:
        watcher = types.FileSystemWatcher(f"**/{FILE_NAME}")
        registrations.append(
            types.Registration(
                "hasten-toml",
                types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                types.DidChangeWatchedFilesRegistrationOptions([watcher]),
            )
        )
    if ls.client.watches_configuration:
        registrations.append(
            types.Registration(
                "hasten-configuration",
                types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                types.DidChangeConfigurationRegistrationOptions(SECTION),
            )
        )
    await _pull(ls)
    ls.configuration.ready.set()
    if registrations:
        await _register(ls, registrations)


async def _register(ls: HastenServer, registrations: list[types.Registration]) -> None:
    try:
        await ls.client_register_capability_async(types.RegistrationParams(registrations))
    except JsonRpcException as error:
        logger.warning("the client will not tell of changed settings: %s", error)


async def _pull(ls: HastenServer) -> None:
    """Ask for the section, for everything and for each folder."""
    if not ls.client.configuration:
        return
    folders = list(ls.workspace.folders)
    items = [types.ConfigurationItem(section=SECTION)]
    items += [types.ConfigurationItem(scope_uri=folder, section=SECTION) for folder in folders]
    try:
        answers = await ls.workspace_configuration_async(types.ConfigurationParams(items))
    except JsonRpcException as error:
        logger.warning("the client gave no settings: %s", error)
        return
    ls.configuration.pulled(list(answers), folders)
    ls.refresh_lenses()
    _complain(ls)


def _complain(ls: HastenServer) -> None:
    """Show what is wrong with the settings, once, when they have changed."""
    folders = [path_of(uri) for uri in ls.workspace.folders] or [
        path_of(ls.workspace.root_uri or "")
    ]
    for folder in folders:
        if folder is None:
            continue
        try:
            ls.configuration.settings_for(folder)
        except SettingsError as error:
            ls.show(str(error), types.MessageType.Error)


async def did_change_configuration(
    ls: HastenServer, params: types.DidChangeConfigurationParams
) -> None:
    """Take the new settings, or ask for them."""
    if ls.client.configuration:
        await _pull(ls)
        return
    ls.configuration.push(params.settings)
    ls.refresh_lenses()
    _complain(ls)


async def did_change_watched_files(
    ls: HastenServer, params: types.DidChangeWatchedFilesParams
) -> None:
    """Say what is wrong with a `hasten.toml` that was changed; it is read when it is needed."""
    for change in params.changes:
        path = path_of(change.uri)
        if path is None or path.name != FILE_NAME or change.type == types.FileChangeType.Deleted:
            continue
        try:
            ls.configuration.settings_for(path)
        except SettingsError as error:
            ls.show(str(error), types.MessageType.Error)
    ls.refresh_lenses()


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.feature(types.INITIALIZED)(initialized)
    server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(did_change_configuration)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(did_change_watched_files)
