"""`hasten ir train`: fill the package's stored lists from searches of a folder of modules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from attrs import evolve
from rich.text import Text

from hasten import numbers
from hasten import passes as package
from hasten.cli.console import notes
from hasten.cli.exit_codes import ExitCode
from hasten.cli.farming import ClusterName, cluster_of
from hasten.cli.ir_labels import label
from hasten.cli.ir_running import Bench, LlvmName, modules_below, open_bench
from hasten.cli.running import run
from hasten.errors import SettingsError, TargetError
from hasten.passes import training
from hasten.passes.labelling import FILE as LABELS
from hasten.passes.labelling import Lesson, in_turn
from hasten.passes.plan import Pipeline
from hasten.passes.policy import FILE as POLICY
from hasten.passes.search import Budget
from hasten.passes.stored import FILE, Stored, stored, usable, write
from hasten.passes.training import Sizing, Winners
from hasten.passes.tuning import Request, Tuned, tune
from hasten_sim.llvm_passes import Pass
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.sandbox import open_sandbox

MOST_CANDIDATES = 160
MOST_STORED = 40
MOST_LISTS = 8
LARGEST = 300_000
SEED = 10
STAGES = ("lists", "labels", "policy")


def train(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", show_default=False, help="Modules, .ll and .bc.")
    ],
    evaluations: Annotated[
        int, typer.Option(metavar="N", min=1, help="Evaluations of the search of each module.")
    ] = 300,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; else into the package.")
    ] = None,
    stage: Annotated[
        str,
        typer.Option(
            metavar="lists|labels|policy",
            help="Search for lists to store; measure them on functions; learn from that which "
            "of them suits which function.",
        ),
    ] = "lists",
    modules: Annotated[
        int, typer.Option(metavar="N", min=0, help="For labels: modules that all is tried on.")
    ] = 1500,
    largest: Annotated[
        int, typer.Option(metavar="BYTES", min=1, help="For labels: of a module's file.")
    ] = LARGEST,
    llvm: LlvmName = "",
    cluster: ClusterName = "",
) -> int:
    """Search every module, try what won on all of them, and store the lists that add most.

    With `--stage labels` and then `--stage policy`: teach the policy that is shipped with hasten,
    which tells from a module's text what suits its functions. An interrupted training goes on where
    it stopped: what was found is kept in DIR.
    """
    if cluster and stage != "labels":
        raise SettingsError(
            f"--stage {stage} does not use a cluster", "Leave out --cluster: labels alone do."
        )
    if stage not in STAGES:
        raise SettingsError(f"--stage {stage} is not known", f"Write one of {', '.join(STAGES)}.")
    files = modules_below(folder)
    if not files:
        raise TargetError(f"there are no modules in {folder}", "Name a folder of .ll or .bc files.")
    if stage == "labels":
        chosen = in_turn(files, largest, SEED)
        if (farm := cluster_of(cluster)) is not None:
            from hasten.cli.ir_farming import label_on

            known = run(label_on(farm, chosen, folder, modules, llvm))
        else:
            known = run(label(chosen, folder, modules, llvm))
        notes().print(Text(f"{numbers.count(known, 'module')} in {folder / LABELS}"))
        return ExitCode.OK if known else ExitCode.NOTHING
    if stage == "policy":
        # What learns needs numpy, which other commands do without.
        from hasten.cli.ir_policy import learn

        lesson = Lesson.of(run(_passes(llvm)))
        path = out or Path(package.__file__).parent / POLICY
        learn(folder, lesson).save(path)
        notes().print(Text(f"weights in {path}"), soft_wrap=True)
        return ExitCode.OK
    path = out or Path(package.__file__).parent / FILE
    lists = run(_trained(files, folder / "winners.jsonl", evaluations, llvm))
    write(lists, path)
    notes().print(Text(f"{len(lists)} lists in {path}"), soft_wrap=True)
    return ExitCode.OK


async def _passes(llvm: str) -> tuple[Pass, ...]:
    return (await Llvm.discover(await open_sandbox(), llvm)).passes


async def _trained(
    files: Sequence[Path], progress: Path, evaluations: int, llvm: str
) -> list[Stored]:
    rows = _read(progress)
    for file in files:
        try:
            async with open_bench(file, llvm) as bench:
                if bench.module.digest in rows:
                    continue
                row = await _searched(bench, evaluations)
        except TargetError as problem:
            notes().print(Text(problem.message), soft_wrap=True)
            continue
        if row is not None:
            rows[row.module] = row
            _append(progress, row)
            notes().print(Text(f"{file.name}: {row.gain:.2%}"), soft_wrap=True)
    return await _stored(files, list(rows.values()), llvm)


async def _searched(bench: Bench, evaluations: int) -> Winners | None:
    budget = Budget(evaluations=evaluations)
    request = Request(bench.module, bench.pipeline, bench.llvm.passes, budget)
    tuned = await tune(request, bench.measurer, bench.plainly)
    return training.winners(tuned) if isinstance(tuned, Tuned) else None


async def _stored(files: Sequence[Path], rows: Sequence[Winners], llvm: str) -> list[Stored]:
    """Every candidate tried on every module, and the best few of them."""
    functions: list[Sizing] = []
    lists: list[Sizing] = []
    whole = list(dict.fromkeys(one for row in rows for one in row.lists))
    for file in files:
        try:
            async with open_bench(file, llvm) as bench:
                known = bench.llvm.passes
                pool = training.candidates(rows, usable("function", known), MOST_CANDIDATES)
                prefix, tail = usable("prefix", known)[0], usable("tail", known)[0]
                functions.append(await training.sizing(bench.measurer, prefix, pool, tail))
                wanted: list[Pipeline] = [*usable("module", known), *whole]
                marked = not bench.module.has_size_attributes
                found = await training.sizes_of_lists(bench.measurer, wanted, marked)
                lists.append(found)
        except TargetError:
            continue
        notes().print(Text(f"{file.name}: tried"), soft_wrap=True)
    frames = [one for one in stored() if one.kind in ("prefix", "tail")]
    best = [evolve(one, kind="module") for one in training.chosen(lists, MOST_LISTS)]
    return [*frames, *best, *training.chosen(functions, MOST_STORED)]


def _append(path: Path, row: Winners) -> None:
    record = {
        "module": row.module,
        "gain": row.gain,
        "functions": [[list(pipeline), size] for pipeline, size in row.functions],
        "lists": [list(one) for one in row.lists],
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")


def _read(path: Path) -> dict[str, Winners]:
    rows: dict[str, Winners] = {}
    if not path.exists():
        return rows
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            one = json.loads(line)
        except ValueError:
            # The last line, when it was interrupted while it was written.
            continue
        functions = tuple((tuple(pipeline), size) for pipeline, size in one["functions"])
        lists = tuple(tuple(each) for each in one["lists"])
        rows[one["module"]] = Winners(one["module"], one["gain"], functions, lists)
    return rows
