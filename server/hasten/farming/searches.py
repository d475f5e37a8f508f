"""Searches of programs on workers: for `hasten batch` and for `hasten evaluate`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from hasten.batch.batch import BatchResult, FileDone
from hasten.engine.engine import Engine
from hasten.engine.memory import conditions_digest, remember, slimmed
from hasten.engine.workbench import find_suite
from hasten.errors import HastenError
from hasten.evaluation.dataset import EvaluationCase
from hasten.evaluation.harness import read_task
from hasten.evaluation.run import evaluate
from hasten.evaluation.scores import CaseResult
from hasten.farming.travelling import Travelling, pack, unpack
from hasten.nouns import SearchResult, Target
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import program_target
from hasten.textfile import read_source
from hasten_sim.errors import SandboxUnavailable, SimError, ToolMissing
from hasten_sim.farm.orders import Payload
from hasten_sim.farm.plan import Item
from hasten_sim.farm.shard import Place, Work
from hasten_sim.records import from_json, to_json
from hasten_sim.store import Store

SEARCH_SECONDS = 20.0
"""About how long a search takes; the first shards show how long it is for these programs."""
FRESH = "fresh"
OPEN_SEARCHES = f"{__name__}:open_searches"
OPEN_CASES = f"{__name__}:open_cases"


def seconds_of(settings: Settings) -> float:
    """About how long a search with these settings takes."""
    return min(SEARCH_SECONDS, settings.budget_seconds)


# --- files of a batch ---------------------------------------------------------------------------


@frozen
class Prepared:
    """Files that are to be searched elsewhere, and what is known of the others already."""

    items: dict[Path, Item]
    done: dict[Path, FileDone] = field(factory=dict[Path, FileDone])
    settings: tuple[Settings, ...] = ()


def prepare(
    files: Sequence[Path], engine: Engine, settings_for: Callable[[Path], Settings]
) -> Prepared:
    """Look at each file: whether its result is known here, and what it needs to travel."""
    items: dict[Path, Item] = {}
    done: dict[Path, FileDone] = {}
    used: list[Settings] = []
    for path in files:
        try:
            settings = settings_for(path)
            target = _program(path)
            known = engine.finished(target, settings)
            if known is not None:
                problem = known.message if known.stopped == "baseline" else ""
                done[path] = FileDone(path, known, problem, True, 0, len(files))
                continue
            load = partial(_load, path, settings)
            items[path] = Item(load().digest, str(path), seconds_of(settings), load)
            used.append(settings)
        except SimError as error:
            done[path] = FileDone(path, None, str(error), False, 0, len(files))
    return Prepared(items, done, tuple(used))


def _load(path: Path, settings: Settings) -> Payload:
    return _packed(path, settings).payload()


def _packed(path: Path, settings: Settings) -> Travelling:
    return pack(path, read_source(path).text, settings)


def collect(
    files: Sequence[Path],
    prepared: Prepared,
    values: Mapping[str, Any],
    failed: Mapping[str, str],
    store: Store,
    settings_for: Callable[[Path], Settings],
) -> BatchResult:
    """Bring the results home: each file's own, kept in the store as if it had been searched here.

    `failed` says by name why an item has none.
    """
    found: list[FileDone] = []
    for number, path in enumerate(files, 1):
        done = prepared.done.get(path)
        if done is None:
            item = prepared.items[path]
            done = _home(path, values.get(item.key), settings_for(path), store)
            if done is None:
                reason = failed.get(item.name, "it was not done").strip().rpartition("\n")[2]
                done = FileDone(path, None, reason, False, 0, 0)
        found.append(evolve(done, done=number, total=len(files)))
    return BatchResult(tuple(found))


def _home(path: Path, value: Any, settings: Settings, store: Store) -> FileDone | None:
    if value is None:
        return None
    value = _packed(path, settings).at_home(value, path)
    if "result" not in value:
        return FileDone(path, None, value["problem"], False, 0, 0)
    result = evolve(from_json(value["result"], SearchResult), target=_program(path))
    remember(store, result, conditions_digest(settings, find_suite(path, settings)))
    problem = result.message if result.stopped == "baseline" else ""
    return FileDone(path, result, problem, False, 0, 0)


def _program(path: Path) -> Target:
    return program_target(CppSource.parse(read_source(path).text), path)


@asynccontextmanager
async def open_searches(place: Place) -> AsyncGenerator[Work]:
    """On a worker: search a file that arrived."""
    async with _engine(place) as engine:

        async def work(data: Mapping[str, Any], folder: Path) -> Any:
            arrived = unpack(dict(data), folder, place.processors)
            target = _program(arrived.path)
            try:
                result = engine.finished(target, arrived.settings, arrived.tests)
                if result is None:
                    result = await engine.optimize(target, arrived.settings, tests=arrived.tests)
            except (ToolMissing, SandboxUnavailable):
                raise
            except SimError as error:
                return {"problem": str(error)}
            return {"result": to_json(slimmed(result))}

        yield work


@asynccontextmanager
async def _engine(place: Place) -> AsyncGenerator[Engine]:
    store = Store(place.cache / "store.sqlite3")
    engine = Engine(store)
    try:
        yield engine
    finally:
        await engine.close()
        store.close()


# --- cases of an evaluation ---------------------------------------------------------------------


def case_item(case: EvaluationCase, answering: str, settings: Settings) -> Item:
    """A case as it is done elsewhere. Raises as `pack` does."""
    load = partial(_load_case, case, answering, settings)
    return Item(load().digest, case.name, seconds_of(settings), load)


def _load_case(case: EvaluationCase, answering: str, settings: Settings) -> Payload:
    packed = pack(case.path, case.slow, settings, case.tests)
    files = dict(packed.files)
    if case.fresh is not None:
        for file in sorted(case.fresh.iterdir()):
            if file.is_file():
                files[f"{FRESH}/{file.name}"] = file.read_bytes()
    return evolve(packed, files=files).payload(
        answering=answering,
        fast=case.fast if answering == "human" else None,
        fresh=case.fresh is not None,
        harness=case.harness is not None,
    )


def case_result(case: EvaluationCase, settings: Settings, value: Any) -> CaseResult:
    """The result of a case as it came back, under the names that things have here."""
    value = pack(case.path, case.slow, settings, case.tests).at_home(value, case.path)
    return evolve(from_json(value, CaseResult), name=case.name, kind=case.kind)


@asynccontextmanager
async def open_cases(place: Place) -> AsyncGenerator[Work]:
    """On a worker: answer a case that arrived."""
    async with _engine(place) as engine:

        async def work(data: Mapping[str, Any], folder: Path) -> Any:
            arrived = unpack(dict(data), folder, place.processors)
            if data["answering"] not in ("rules", "human"):
                raise HastenError(f"nobody is called {data['answering']!r}")
            root = arrived.settings.root
            case = EvaluationCase(
                name="case",
                path=arrived.path,
                slow=read_source(arrived.path).text,
                fast=data["fast"],
                tests=arrived.tests,
                fresh=folder / FRESH if data["fresh"] else None,
                harness=read_task(root) if data["harness"] and root is not None else None,
            )
            settings = arrived.settings
            found: list[CaseResult] = []
            await evaluate(
                [case],
                engine,
                data["answering"],
                lambda _: settings,
                lambda result, _done, _total: found.append(result),
            )
            return to_json(found[0])

        yield work
