"""LLVM IR made smaller or faster from the editor: the searches as commands and as requests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from hasten.engine.shrunk import Hastened, NotShrunk, Shrunk
from hasten.errors import TargetError
from hasten.lsp.language_server import HastenServer
from hasten.lsp.llvm import LlvmSnapshot
from hasten.lsp.progress import WorkDone, new_token
from hasten.lsp.tuning import Listener, Work, answer_of, offer, searched, seconds_of
from hasten.lsp.wish import Wish
from hasten.settings import Settings
from hasten.source.encoding import encode
from hasten_sim.suite import is_tested

if TYPE_CHECKING:
    from hasten.engine.ir_workplace import IrWorkplace

SHRINK = "hasten.shrink"
SHRINK_REQUEST = "hasten/shrink"
SPEED_UP = "hasten.makeFaster"
SPEED_UP_REQUEST = "hasten/makeFaster"
SECONDS = 10.0
"""A search for a smaller text; one for a faster text takes `budget.seconds`."""


def actions(
    ls: HastenServer, snapshot: LlvmSnapshot, position: types.Position, kind: types.CodeActionKind
) -> Iterator[types.CodeAction]:
    """Offer to shrink the function at a position and the module, to make a tested one faster.

    Runs nothing.
    """
    function = snapshot.module.function_at(snapshot.offset(position))
    if function is not None:
        wish = Wish(snapshot.uri, "function", snapshot.version, function=function.name)
        yield _action("Shrink this function", SHRINK, wish, kind)
    wish = Wish(snapshot.uri, "program", snapshot.version)
    if snapshot.module.functions:
        yield _action("Shrink this module", SHRINK, wish, kind)
    if snapshot.module.function_named("main") is not None and _is_tested(ls, snapshot):
        yield _action("Make this module faster", SPEED_UP, wish, kind)


def actions_unseen(
    uri: str, position: types.Position, kind: types.CodeActionKind
) -> Iterator[types.CodeAction]:
    """What is offered for a text that is still being scanned: the commands look for themselves."""
    wish = Wish(uri, "function", position=position)
    yield _action("Shrink this function", SHRINK, wish, kind)
    yield _action("Shrink this module", SHRINK, Wish(uri, "program"), kind)


def _is_tested(ls: HastenServer, snapshot: LlvmSnapshot) -> bool:
    settings = ls.configuration.settings_or_defaults(snapshot.path)
    return is_tested(snapshot.path, settings.tests_folder(snapshot.path))


def _action(title: str, command: str, wish: Wish, kind: types.CodeActionKind) -> types.CodeAction:
    asked = types.Command(title, command, arguments=[wish.argument()])
    return types.CodeAction(title, kind=kind, command=asked)


async def workplace(ls: HastenServer, settings: Settings) -> IrWorkplace:
    """The LLVM and the screen that the settings ask for; made when they are first needed."""
    key = (settings.sandbox, settings.llvm)
    if key not in ls.llvm.workplaces:
        await ls.engine()
        made = await ls.worker.run(_load, ls, settings)
        ls.llvm.workplaces.setdefault(key, made)
    return ls.llvm.workplaces[key]


def _load(ls: HastenServer, settings: Settings) -> IrWorkplace:
    from hasten.engine.ir_workplace import IrWorkplace

    return IrWorkplace(ls.store, settings.sandbox, settings.llvm)


# --- the searches -------------------------------------------------------------------------------


async def _shrink(
    ls: HastenServer,
    wish: Wish,
    seconds: float,
    snapshot: LlvmSnapshot,
    settings: Settings,
    tell: Listener,
) -> Shrunk | NotShrunk:
    from hasten.engine.shrinking import Shrinker

    shrinker = Shrinker(await workplace(ls, settings))
    text, path = snapshot.text, snapshot.path
    if wish.scope == "program":
        return await shrinker.shrink_module(text, path, settings, seconds, tell)
    name = wish.function
    if not name and wish.position is not None:
        function = snapshot.module.function_at(snapshot.offset(wish.position))
        name = function.name if function is not None else ""
    if not name or snapshot.module.function_named(name) is None:
        raise TargetError("there is no such function", "Put the cursor inside a function.")
    return await shrinker.shrink_function(text, path, name, settings, seconds, tell)


async def _speed_up(
    ls: HastenServer,
    seconds: float | None,
    snapshot: LlvmSnapshot,
    settings: Settings,
    tell: Listener,
) -> Hastened | NotShrunk:
    from hasten.engine.hastening import Hastener

    hastener = Hastener(await workplace(ls, settings))
    budget = seconds or settings.budget_seconds
    content = encode(snapshot.text)
    return await hastener.hasten_module(content, snapshot.path, settings, budget, tell)


def _shrinking(ls: HastenServer, wish: Wish, raw: object) -> Work:
    return partial(_shrink, ls, wish, seconds_of(raw, SECONDS))


def _speeding_up(ls: HastenServer, wish: Wish, raw: object) -> Work:
    del wish
    given = cast("Mapping[str, Any]", raw).get("seconds")
    return partial(_speed_up, ls, None if given is None else seconds_of(raw, SECONDS))


# --- as commands, and as requests ---------------------------------------------------------------


async def shrink_command(ls: HastenServer, *arguments: Any) -> None:
    """Begin a search for a smaller text; its result is offered as an edit."""
    wish = _one(arguments, SHRINK)
    title = f"hasten: shrinking {wish.function}" if wish.function else "hasten: shrinking"
    ls.jobs.start(_in_background(ls, wish, _shrinking(ls, wish, arguments[0]), title), title)


async def speed_up_command(ls: HastenServer, *arguments: Any) -> None:
    """Begin a search for a faster text; its result is offered as an edit."""
    wish = _one(arguments, SPEED_UP)
    work = _speeding_up(ls, wish, arguments[0])
    ls.jobs.start(_in_background(ls, wish, work, SPEEDING), SPEEDING)


SPEEDING = "hasten: making the module faster"


def _one(arguments: tuple[Any, ...], command: str) -> Wish:
    if len(arguments) != 1:
        raise JsonRpcInvalidParams(f"{command} takes one argument: a document, and what in it")
    return Wish.read(arguments[0])


async def _in_background(ls: HastenServer, wish: Wish, work: Work, title: str) -> None:
    progress = WorkDone.open(ls, title, await new_token(ls))
    snapshot, found = await searched(ls, wish, work, progress)
    await offer(ls, snapshot, found)


async def shrink_request(ls: HastenServer, params: object) -> dict[str, Any]:
    """Search, and answer with the outcome; nothing is applied unless `apply` is true."""
    wish = Wish.read(params)
    title = f"hasten: shrinking {wish.function}" if wish.function else "hasten: shrinking"
    return await _answered(ls, params, wish, _shrinking(ls, wish, params), title)


async def speed_up_request(ls: HastenServer, params: object) -> dict[str, Any]:
    """Search, and answer with the outcome; nothing is applied unless `apply` is true."""
    wish = Wish.read(params)
    return await _answered(ls, params, wish, _speeding_up(ls, wish, params), SPEEDING)


async def _answered(
    ls: HastenServer, params: object, wish: Wish, work: Work, title: str
) -> dict[str, Any]:
    given = cast("Mapping[str, Any]", params)
    progress = WorkDone.open(ls, title, given.get("workDoneToken"))
    if (task := asyncio.current_task()) is not None:
        ls.jobs.watch(task)
    snapshot, found = await searched(ls, wish, work, progress)
    answer = await answer_of(ls, snapshot, found)
    if given.get("apply") is True:
        answer["applied"] = await offer(ls, snapshot, found)
    return answer


def register(server: HastenServer) -> None:
    """Register this feature."""
    server.command(SHRINK)(shrink_command)
    server.command(SPEED_UP)(speed_up_command)
    server.feature(SHRINK_REQUEST)(shrink_request)
    server.feature(SPEED_UP_REQUEST)(speed_up_request)
