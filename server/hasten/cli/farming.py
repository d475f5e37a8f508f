"""What commands that can use a cluster share: options, where results are kept, what is shown."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from hasten import numbers
from hasten.cli.console import notes
from hasten.cli.files import check_output
from hasten.errors import SettingsError
from hasten.settings import Settings, load
from hasten_sim.errors import FarmError
from hasten_sim.farm.address import Cluster, parse
from hasten_sim.farm.orders import Task
from hasten_sim.farm.plan import Item
from hasten_sim.store import default_directory

if TYPE_CHECKING:
    # A cluster is loaded when one is asked for.
    from hasten_sim.farm.dispatch import Event
    from hasten_sim.farm.farm import Farmed
    from hasten_sim.farm.profile import Profile
    from hasten_sim.farm.results import Keeper, ResultFile

ClusterName = Annotated[
    str,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Have it done by workers: local:N, or tcp://HOST:PORT of a scheduler of Dask.",
    ),
]
ResultsFile = Annotated[
    Path | None,
    typer.Option(
        "--results",
        metavar="FILE.jsonl",
        help="With a cluster: where results are kept as they come; else in the cache.",
    ),
]
LINE_SECONDS = 10.0


def cluster_of(given: str, settings: Settings | None = None) -> Cluster | None:
    """The cluster that is asked for on the command line, or by the settings; None without one.

    Raises SettingsError.
    """
    if not given:
        given = (settings or load(Path.cwd())).cluster
    if not given:
        return None
    try:
        return parse(given)
    except FarmError as error:
        raise SettingsError(error.message, error.remedy) from error


def results_path(given: Path | None, command: str, what: Iterable[str]) -> Path:
    """The file of results: the one that is named, else one of the command and what it is about."""
    if given is not None:
        check_output(given)
        return given
    digest = hashlib.sha256("\0".join(what).encode("utf-8", "surrogatepass")).hexdigest()
    return default_directory() / "farm" / f"{command}-{digest[:16]}.jsonl"


async def on_cluster(
    items: Sequence[Item],
    task: Task,
    cluster: Cluster,
    path: Path,
    told: Callable[[Item], None] = lambda _: None,
) -> Farmed:
    """Have the items done, with what happens on standard error. `told` hears of each result.

    Raises FarmError.
    """
    return await farmed(items, task, cluster, partial(_results, path), str(path), told)


async def farmed(
    items: Sequence[Item],
    task: Task,
    cluster: Cluster,
    open_keeper: Callable[[Profile], AbstractContextManager[Keeper]],
    where: str,
    told: Callable[[Item], None] = lambda _: None,
) -> Farmed:
    """As `on_cluster`, with results kept `where` the keeper puts them. Raises FarmError."""
    from hasten_sim.farm.farm import farm

    with _shown(told) as tell:
        made = await farm(items, task, cluster, open_keeper, tell)
    _sum_up(made, where)
    return made


def _results(path: Path, profile: Profile) -> ResultFile:
    from hasten_sim.farm.results import ResultFile

    return ResultFile(path, profile.digest)


@contextmanager
def _shown(told: Callable[[Item], None]) -> Generator[Callable[[Event], None]]:
    """Tell of workers as they come and go, and from time to time how far the whole is."""
    from hasten_sim.farm.dispatch import Advanced, Joined, Lost, Refused

    began = last = time.monotonic()
    shown = -1

    def tell(event: Event) -> None:
        nonlocal last, shown
        match event:
            case Joined(member=member):
                _say(f"worker {member.address}: {numbers.count(member.processors, 'processor')}")
            case Refused(member=member, reasons=reasons):
                _say(f"worker {member.address} is refused: {'; '.join(reasons)}", "yellow")
            case Lost(member=member, items=items):
                lost = numbers.count(items, "item")
                _say(f"worker {member.address} was lost; {lost} handed out again", "yellow")
            case Advanced(done=done, total=total, finished=finished):
                for item in finished:
                    told(item)
                now = time.monotonic()
                if done == total != shown or (done > shown and now - last > LINE_SECONDS):
                    rate = done / max(now - began, 1e-9)
                    left = f", about {(total - done) / rate:.0f} s left" if 0 < done < total else ""
                    _say(f"{done}/{total}{left}")
                    last, shown = now, done

    yield tell


def _say(what: str, style: str = "not dim") -> None:
    notes().print(Text(what, style=style), soft_wrap=True)
    sys.stderr.flush()


def _sum_up(made: Farmed, where: str) -> None:
    summary = made.summary
    said = f"{summary.done} done in {numbers.count(summary.shards, 'shard')} "
    said += f"by {numbers.count(len(summary.shares), 'worker')}, {made.known} known from before, "
    said += f"{made.repeated} the same as others"
    if summary.duplicates:
        said += f", {summary.duplicates} came twice"
    _say(f"{said}; results in {where}")
    for name, reason in summary.failed.items():
        _say(f"{name} has no result: {reason.strip().rpartition(chr(10))[2]}", "red")
