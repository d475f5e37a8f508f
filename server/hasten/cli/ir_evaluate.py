"""`hasten ir evaluate`: tune every module of a folder by several budgets, and write the results."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import Annotated

import typer
from attrs import define, evolve, field
from rich.text import Text

from hasten.cli.console import notes, output
from hasten.cli.exit_codes import ExitCode
from hasten.cli.farming import ClusterName, cluster_of
from hasten.cli.files import write_output
from hasten.cli.ir_running import (
    Bench,
    LlvmName,
    MetricName,
    Screened,
    budget_of,
    known_flags,
    metric_of,
    modules_below,
    open_bench,
    open_screening,
)
from hasten.cli.running import run
from hasten.engine.vetting import OWN_TRIAL, SUITE, Vetting
from hasten.errors import TargetError
from hasten.evaluation import ir
from hasten.evaluation.ir import PREDICTION, Row, Setting
from hasten.evaluation.ir_foretold import Foretold, foretold
from hasten.evaluation.page import with_section
from hasten.passes.tuning import Request, Tuned, expected, tune
from hasten_sim.backends.opt_size import Made, Metric, Recipe
from hasten_sim.nouns import Verdict
from hasten_sim.records import from_json, to_json

PAGE = Path(ir.__file__).with_name("IR.md")
KEPT = "results.jsonl"
TOOLS = "opt and llc"


def evaluate(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", show_default=False, help="Modules, in a folder for each package."
        ),
    ],
    budgets: Annotated[
        str,
        typer.Option(
            metavar="B,B...",
            help="Seconds or minutes of one core (1s, 10m), evaluations (200), or `prediction`: "
            "one plan, as predicted.",
        ),
    ] = "prediction,1s,200",
    save: Annotated[
        bool, typer.Option("--save", help="Write the results into the package's page.")
    ] = False,
    flags: Annotated[
        bool, typer.Option("--flags/--no-flags", help="With the code generator's flags, too.")
    ] = True,
    metric: MetricName = "text+data",
    screen: Screened = True,
    llvm: LlvmName = "",
    cluster: ClusterName = "",
) -> int:
    """Tune every module and say how much smaller they become than by a true -Oz.

    Results are kept in DIR as they come: an interrupted evaluation goes on where it stopped.
    """
    settings = _settings(budgets, flags, metric_of(metric))
    files = modules_below(folder)
    if not files:
        raise TargetError(f"there are no modules in {folder}", "Name a folder of .ll or .bc files.")
    if (farm := cluster_of(cluster)) is not None:
        from hasten.cli.ir_farming import evaluate_on

        run(evaluate_on(farm, folder, files, settings, llvm, screen))
    rows, version, origin = run(evaluated(folder, files, settings, llvm, screen))
    if not rows:
        return ExitCode.NOTHING
    text = ir.section(rows, version, origin, screened=screen)
    output().print(Text(text), soft_wrap=True)
    if save:
        page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        options = "" if metric == "text+data" else f" --metric {metric}"
        options += "" if screen else " --no-screen"
        command = f"hasten ir evaluate {folder.name} --budgets {budgets}{options}"
        written = with_section(page, command, text, "hasten ir evaluate")
        write_output(PAGE, lambda: PAGE.write_text(written, encoding="utf-8"))
    return ExitCode.OK


def _settings(budgets: str, flags: bool, metric: Metric) -> list[Setting]:
    found: list[Setting] = []
    for budget in budgets.split(","):
        if budget.strip() != PREDICTION:
            budget_of(budget)
        # The code generator's flags do nothing to the number of IR instructions.
        choices = (False, True) if flags and metric != "instructions" else (False,)
        found += [Setting(budget.strip(), one, metric) for one in choices]
    return found


async def evaluated(
    folder: Path, files: Sequence[Path], settings: Sequence[Setting], llvm: str, screened: bool
) -> tuple[list[Row], str, str]:
    """Tune what has no result in the folder yet; all results, LLVM's version and what -Oz is."""
    kept = folder / KEPT
    known = {(row.package, row.module, row.setting): row for row in read_rows(kept)}
    rows: list[Row] = []
    version = origin = ""
    for file in files:
        package, name = names_of(folder, file)
        try:
            async with (
                open_bench(file, llvm) as bench,
                open_screening(bench, screened) as vetting,
            ):
                version, origin = bench.llvm.version, bench.pipeline.origin
                plainly = _Plainly(bench)
                for setting in settings:
                    row = known.get((package, name, setting))
                    if row is None:
                        row = await _row(plainly, package, name, setting, vetting)
                        append_row(kept, row) if row is not None else None
                    rows += [row] if row is not None else []
        except TargetError as problem:
            notes().print(Text(problem.message), soft_wrap=True)
    order = {setting: at for at, setting in enumerate(settings)}
    return sorted(rows, key=lambda row: order[row.setting]), version, origin


@define
class _Plainly:
    """Measures recipes with opt and llc; what was measured is not measured again."""

    bench: Bench
    _known: dict[tuple[Recipe, bool], Made | Verdict] = field(
        factory=dict[tuple[Recipe, bool], Made | Verdict]
    )

    async def measure(self, recipe: Recipe, count: bool = False) -> Made | Verdict:
        """The sizes that a recipe gives."""
        if (recipe, count) not in self._known:
            self._known[recipe, count] = await self.bench.plainly(recipe, count=count)
        return self._known[recipe, count]


async def _row(
    plainly: _Plainly, package: str, name: str, setting: Setting, vetting: Vetting | None
) -> Row | None:
    bench = plainly.bench
    flags = await known_flags(bench) if setting.flags else ()
    count = setting.metric == "instructions"
    request = Request(
        bench.module,
        bench.pipeline,
        bench.llvm.passes,
        setting.limit,
        setting.metric,
        flags,
        only=setting.sources,
    )
    screen = vetting.plan if vetting is not None else None
    before = _screens(vetting)
    tuned = await tune(
        request, bench.measurer, lambda recipe: plainly.measure(recipe, count), screen=screen
    )
    if not isinstance(tuned, Tuned) or tuned.size(tuned.baseline) == 0:
        notes().print(Text(f"{package}/{name}: no code, left out"), soft_wrap=True)
        return None
    without = await plainly.measure(bench.pipeline.without_attributes(bench.module), count)
    plain = without.sizes.of(setting.metric) if isinstance(without, Made) else 0
    row = ir.row_of(tuned, name, package, setting, plain)
    screens = {
        trial: (tried - before[trial][0], rejected - before[trial][1])
        for trial, (tried, rejected) in _screens(vetting).items()
    }
    own = len(tuned.rejected) - sum(rejected for _, rejected in screens.values())
    row = evolve(row, screens={TOOLS: (tuned.remeasured, own), **screens})
    if setting.is_prediction and not setting.flags:
        row = evolve(row, foretold=await _foretold(plainly, tuned))
    gain = 1 - row.tuned / row.baseline
    notes().print(Text(f"{package}/{name}: {setting.title}: {gain:.2%}"), soft_wrap=True)
    return row


def _screens(vetting: Vetting | None) -> dict[str, tuple[int, int]]:
    """What plans were tried on so far, how many, and how many of them were rejected."""
    if vetting is None:
        return {}
    return {name: (vetting.tried[name], vetting.rejected[name]) for name in (SUITE, OWN_TRIAL)}


async def _foretold(plainly: _Plainly, tuned: Tuned) -> Foretold | None:
    """What the prediction said, and what is measured; None when there was none, or no sizes."""
    began = process_time()
    prediction = expected(tuned.request)
    seconds = process_time() - began
    if prediction is None:
        return None
    recipes = (Recipe(), prediction.plan.recipe())
    before, after = [await plainly.measure(recipe) for recipe in recipes]
    if not isinstance(before, Made) or not isinstance(after, Made):
        return None
    sizes = (before, tuned.baseline.made, after)
    first, second, third = (made.sizes.of("text+data") for made in sizes)
    return foretold(prediction, (first, second, third), seconds)


def names_of(folder: Path, file: Path) -> tuple[str, str]:
    """The package, which is the folder just below, and the module's name."""
    parts = file.relative_to(folder).parts
    return (parts[0] if len(parts) > 1 else folder.name), "/".join(parts[1:] or parts)


def read_rows(path: Path) -> list[Row]:
    """The results that a file keeps."""
    if not path.exists():
        return []
    rows: list[Row] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            rows.append(from_json(json.loads(line), Row))
        except ValueError:
            # The last line, when it was interrupted while it was written.
            continue
    return rows


def append_row(path: Path, row: Row) -> None:
    """Add a result to a file."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(to_json(row)) + "\n")
