"""`hasten corpus`: the bundled problems, listed, checked and written out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from hasten import numbers
from hasten.cli.console import notes, output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.farming import ClusterName, ResultsFile, cluster_of, on_cluster, results_path
from hasten.cli.options import Json
from hasten.cli.running import run
from hasten.corpus.check import Checked, check, read_costs, write_costs
from hasten.corpus.export import export
from hasten.corpus.problem import Problem, find_problem, load_problems
from hasten.errors import CorpusError
from hasten.settings import Settings
from hasten_sim.farm.address import Cluster
from hasten_sim.store import Store

corpus = typer.Typer(help="The bundled problems: programs from slow to fast, with their tests.")

Slugs = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PROBLEM...]", show_default=False, help="Only these problems."),
]


@corpus.command("list")
def _list(as_json: Json = False) -> int:
    """List the problems, with how much faster their best programs are."""
    costs = read_costs()
    if as_json:
        print_record({"problems": [_record(one, costs) for one in load_problems()]})
        return ExitCode.OK
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("problem", "kind", "split"):
        grid.add_column(name)
    grid.add_column("programs", justify="right")
    grid.add_column("speedup", justify="right")
    for one in load_problems():
        best = _solution_costs(one, costs).get(one.fastest.name, {}).get("speedup")
        kind = one.kind.replace("_", " ")
        grid.add_row(one.slug, kind, one.split, str(len(one.solutions)), numbers.speedup(best))
    output().print(grid)
    return ExitCode.OK


@corpus.command("check")
def _check(
    problems: Slugs = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write the costs into the package.")
    ] = False,
    seed: Annotated[
        int, typer.Option(metavar="N", min=0, help="Check on a fresh set of cases, made from N.")
    ] = 0,
    cluster: ClusterName = "",
    results: ResultsFile = None,
) -> int:
    """Build every program, judge it on generated cases, measure it, and compare it with the others.

    An interrupted check goes on where it stopped.
    """
    chosen = _chosen(problems)
    if (farm := cluster_of(cluster)) is not None:
        kept = results_path(results, "corpus", [str(seed)])
        found = run(_checked_on(farm, chosen, seed, kept))
    else:
        store = Store()
        try:
            found = run(check(chosen, store, _show, seed=seed))
        finally:
            store.close()
    faulty = [one for one in found if one.faults]
    if write and not seed:
        write_costs([one for one in found if not one.faults], load_problems())
    said = numbers.count(len(found), "problem")
    notes().print(Text(f"{said}, {len(faulty)} with faults"))
    return ExitCode.NOTHING if faulty else ExitCode.OK


async def _checked_on(
    cluster: Cluster, chosen: Sequence[Problem], seed: int, kept: Path
) -> list[Checked]:
    """Check problems on a cluster; those without a result are left out, and said."""
    from hasten.farming.problems import OPEN, checked_of, item_of
    from hasten.farming.profile import task

    items = {problem.slug: item_of(problem, seed) for problem in chosen}
    made = await on_cluster([*items.values()], task(OPEN, [Settings()]), cluster, kept)
    found = [
        checked_of(problem, value)
        for problem in chosen
        if (value := made.values.get(items[problem.slug].key)) is not None
    ]
    for one in found:
        _show(one)
    if len(found) < len(chosen):
        raise CorpusError(
            f"{len(chosen) - len(found)} problems were not checked",
            "See above why; the same command goes on.",
        )
    return found


@corpus.command("export")
def _export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the folders are made.")],
    problems: Slugs = None,
    split: Annotated[
        str, typer.Option(metavar="train|validation|test", help="Only problems of this split.")
    ] = "",
    every: Annotated[
        bool, typer.Option("--all", help="Every program but the fastest, not the slowest alone.")
    ] = False,
    seed: Annotated[
        int, typer.Option(metavar="N", min=0, help="Write a fresh set of cases, made from N.")
    ] = 0,
) -> int:
    """Write each problem as a folder that holds slow.cpp, fast.cpp and tests."""
    chosen = [one for one in _chosen(problems) if split in ("", one.split)]
    store = Store()
    try:
        made = run(export(chosen, folder, store, every=every, seed=seed))
    finally:
        store.close()
    notes().print(Text(f"{numbers.count(len(made), 'case')} in {folder}"))
    return ExitCode.OK if made else ExitCode.NOTHING


def _chosen(slugs: list[str] | None) -> tuple[Problem, ...]:
    return tuple(find_problem(slug) for slug in slugs) if slugs else load_problems()


def _show(checked: Checked) -> None:
    console = output()
    costs = ", ".join(
        f"{one.name} {numbers.speedup(one.speedup)} ({one.tag})" for one in checked.costs
    )
    first = numbers.cost(checked.costs[0].cost) if checked.costs else "–"
    console.print(Text(f"{checked.problem.slug}: {first}: {costs}"), soft_wrap=True)
    for fault in checked.faults:
        console.print(Text(f"  {fault}", style="red"), soft_wrap=True)


def _record(one: Problem, costs: dict[str, Any]) -> dict[str, Any]:
    known = _solution_costs(one, costs)
    return {
        "problem": one.slug,
        "title": one.title,
        "kind": one.kind,
        "split": one.split,
        "solutions": [
            {"name": each.name, "note": each.note, **known.get(each.name, {})}
            for each in one.solutions
        ],
    }


def _solution_costs(one: Problem, costs: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return costs.get(one.slug, {}).get("solutions", {})
