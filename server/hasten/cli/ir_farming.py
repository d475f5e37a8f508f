"""Modules of LLVM IR tuned, and labelled, on workers: for `hasten ir evaluate` and `ir train`.

What comes back is added to the same files that these commands keep on one machine, so either way
goes on where the other stopped.
"""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    Callable,
    Generator,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from attrs import define, field

from hasten.cli.farming import farmed
from hasten.cli.ir_evaluate import KEPT, append_row, evaluated, names_of, read_rows
from hasten.cli.ir_labels import label, to_be_labelled
from hasten.evaluation.ir import Row, Setting
from hasten.farming import profile
from hasten.passes import labelling
from hasten_sim.farm.address import Cluster
from hasten_sim.farm.orders import Payload, Task
from hasten_sim.farm.plan import Item
from hasten_sim.farm.profile import Profile
from hasten_sim.farm.results import Row as Result
from hasten_sim.farm.shard import Place, Work
from hasten_sim.records import from_json, to_json

SECONDS_OF_AN_EVALUATION = 0.12
SECONDS_OF_A_SCREEN = 5.0
LABELS_OF_A_MODULE = 400
MODULE = "module"


@define
class Added:
    """A keeper of results that hands them on to a file of the command's own."""

    keep: Callable[[Any], None]
    known: Mapping[str, Any] = field(factory=dict[str, Any])

    def add(self, rows: Iterable[Result]) -> None:
        """Hand on the values."""
        for row in rows:
            self.keep(row.value)


@contextmanager
def _added(keep: Callable[[Any], None], _: Profile) -> Generator[Added]:
    yield Added(keep)


# --- evaluations --------------------------------------------------------------------------------


async def evaluate_on(
    cluster: Cluster,
    folder: Path,
    files: Sequence[Path],
    settings: Sequence[Setting],
    llvm: str,
    screened: bool,
) -> None:
    """Tune what has no result yet on a cluster, and add the results to the folder's own file."""
    kept = folder / KEPT
    known = {(row.package, row.module, row.setting) for row in read_rows(kept)}
    items = [
        _tuning(file, names_of(folder, file), settings, llvm, screened)
        for file in files
        if any((*names_of(folder, file), setting) not in known for setting in settings)
    ]

    def keep(value: Any) -> None:
        for record in value:
            row = from_json(record, Row)
            if (row.package, row.module, row.setting) not in known:
                known.add((row.package, row.module, row.setting))
                append_row(kept, row)

    task = Task(f"{__name__}:open_tuning", f"{profile.__name__}:of_passes", {"llvm": llvm})
    await farmed(items, task, cluster, partial(_added, keep), str(kept))


def _tuning(
    file: Path, names: tuple[str, str], settings: Sequence[Setting], llvm: str, screened: bool
) -> Item:
    data = {
        "names": list(names),
        "settings": to_json(list(settings)),
        "llvm": llvm,
        "screened": screened,
    }
    seconds = sum(
        one.limit.cpu_seconds or (one.limit.evaluations or 1) * SECONDS_OF_AN_EVALUATION
        for one in settings
    )
    seconds += SECONDS_OF_A_SCREEN * len(settings) if screened else 0

    def load() -> Payload:
        return Payload(data, {"/".join(names): file.read_bytes()})

    return Item(load().digest, "/".join(names), seconds, load)


@asynccontextmanager
async def open_tuning(_: Place) -> AsyncGenerator[Work]:
    """On a worker: tune a module by every setting."""

    async def work(data: Mapping[str, Any], folder: Path) -> Any:
        settings = from_json(data["settings"], tuple[Setting, ...])
        file = folder / "/".join(data["names"])
        rows, _, _ = await evaluated(folder, [file], settings, data["llvm"], data["screened"])
        return to_json(rows)

    yield work


# --- labels -------------------------------------------------------------------------------------


async def label_on(
    cluster: Cluster, files: Sequence[Path], folder: Path, most: int, llvm: str
) -> int:
    """As `label`, on a cluster; returns how many modules there are in the file then."""
    path = folder / labelling.FILE
    wanted = await to_be_labelled(files, folder, most, llvm)
    items = [_labelling(file, whole, llvm) for file, whole in wanted]

    def keep(value: Any) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in value)

    task = Task(f"{__name__}:open_labelling", f"{profile.__name__}:of_passes", {"llvm": llvm})
    await farmed(items, task, cluster, partial(_added, keep), str(path))
    return len(labelling.read(path))


def _labelling(file: Path, whole: bool, llvm: str) -> Item:
    names = (file.parent.name or MODULE, file.name)
    evaluations = LABELS_OF_A_MODULE if whole else 2

    def load() -> Payload:
        data = {"names": list(names), "whole": whole, "llvm": llvm}
        return Payload(data, {"/".join(names): file.read_bytes()})

    return Item(load().digest, "/".join(names), evaluations * SECONDS_OF_AN_EVALUATION, load)


@asynccontextmanager
async def open_labelling(_: Place) -> AsyncGenerator[Work]:
    """On a worker: measure a module with every pipeline of the lesson."""

    async def work(data: Mapping[str, Any], folder: Path) -> Any:
        file = folder / "/".join(data["names"])
        await label([file], folder, 1 if data["whole"] else 0, data["llvm"])
        made = folder / labelling.FILE
        return made.read_text(encoding="utf-8").splitlines() if made.exists() else []

    yield work
