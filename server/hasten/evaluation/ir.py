"""How much smaller modules become: results by budget, as rows, and as a section of a page."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from attrs import field, frozen

from hasten.evaluation.ir_foretold import Foretold, lines_of
from hasten.passes.predicted import AT_ONCE
from hasten.passes.search import Budget
from hasten.passes.tuning import Tuned
from hasten_sim.backends.opt_size import UNITS, Made, Metric

PREDICTION = "prediction"
"""The budget of one prediction that is compiled once."""


@frozen
class Setting:
    """One way to tune: the budget as it is written ("1s" of processor time, "200"), and flags.

    `metric` is what is to be small, and what the sizes of the results are.
    """

    budget: str
    flags: bool
    metric: Metric = "text+data"

    @property
    def is_prediction(self) -> bool:
        """Whether one plan is predicted, and nothing else tried."""
        return self.budget == PREDICTION

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that may be asked, all if empty."""
        if not self.is_prediction:
            return ()
        return (AT_ONCE,) if self.flags else ("policy",)

    @property
    def limit(self) -> Budget:
        """The budget. Seconds are those of the processor: the same on a busy machine."""
        if self.is_prediction:
            return Budget(evaluations=1)
        if self.budget.endswith("s"):
            return Budget(cpu_seconds=float(self.budget[:-1]))
        if self.budget.endswith("m"):
            return Budget(cpu_seconds=60 * float(self.budget[:-1]))
        return Budget(evaluations=int(self.budget))

    @property
    def title(self) -> str:
        """As in a table."""
        if self.is_prediction:
            return "one prediction, one compile" + (", with flags" if self.flags else "")
        count = self.budget if self.budget.isdigit() else f"{self.budget} of one core"
        return f"{count}, {'with flags' if self.flags else 'opt alone'}"


@frozen
class Row:
    """One module tuned once. Sizes are by the setting's metric, measured with opt and llc.

    `tuned` is the baseline where nothing smaller was offered; `plain` is -Oz of the module without
    size attributes, 0 where it was not measured. `gains` are by source in the search, `lengths` of
    the plan before and after it was shortened. `foretold` is there for predictions. `screens` are,
    by what plans were tried on, how many were and how many of them were rejected.
    """

    module: str
    package: str
    setting: Setting
    baseline: int
    tuned: int
    as_it_stands: int
    rodata: tuple[int, int]
    evaluations: int
    cpu_seconds: float
    gains: dict[str, int]
    refused: dict[str, int]
    rejected: int
    lengths: tuple[int, int]
    plain: int = 0
    foretold: Foretold | None = None
    screens: dict[str, tuple[int, int]] = field(factory=dict[str, tuple[int, int]])


def row_of(tuned: Tuned, module: str, package: str, setting: Setting, plain: int = 0) -> Row:
    """The row of one tuning. `plain`: see `Row`."""
    best = tuned.best
    if setting.flags and tuned.flagged is not None:
        best = tuned.flagged
    offer = best or tuned.baseline
    before, after = tuned.baseline.made.sizes, offer.made.sizes
    stands = tuned.as_it_stands
    searched = tuned.searched
    plan = searched.board.best.plan
    return Row(
        module=module,
        package=package,
        setting=setting,
        baseline=before.of(setting.metric),
        tuned=after.of(setting.metric),
        as_it_stands=stands.sizes.of(setting.metric) if isinstance(stands, Made) else 0,
        rodata=(before.rodata or 0, after.rodata or 0),
        evaluations=searched.evaluations,
        cpu_seconds=searched.cpu_seconds,
        gains=searched.gains,
        refused=searched.refused,
        rejected=len(tuned.rejected),
        lengths=(plan.length, tuned.best.plan.length if tuned.best is not None else plan.length),
        plain=plain,
    )


@frozen
class Score:
    """Gains of one setting: `geomean` over modules, and `overall` over all sizes together.

    `plain` is the geomean over -Oz without size attributes. `with_rodata` is overall, in bytes;
    None where the sizes are not bytes of .text and .data.
    """

    modules: int
    geomean: float
    overall: float
    smaller: float
    plain: float | None
    with_rodata: float | None
    evaluations: float
    cpu_seconds: float


def score(rows: Sequence[Row]) -> Score:
    """The score of some rows, -Oz being the fall-back. Raises ValueError when there are none."""
    if not rows:
        raise ValueError("no modules")

    def bytes_of(size: Callable[[Row], int]) -> int:
        return max(1, sum(map(size, rows)))

    def geomean(before: Callable[[Row], int]) -> float:
        logs = [math.log(max(1, row.tuned) / max(1, before(row))) for row in rows]
        return 1 - math.exp(sum(logs) / len(rows))

    by_bytes = all(row.setting.metric == "text+data" for row in rows)
    whole = bytes_of(lambda row: row.baseline)
    return Score(
        modules=len(rows),
        geomean=geomean(lambda row: row.baseline),
        overall=1 - bytes_of(lambda row: row.tuned) / whole,
        smaller=sum(row.tuned < row.baseline for row in rows) / len(rows),
        plain=geomean(lambda row: row.plain) if all(row.plain for row in rows) else None,
        with_rodata=1
        - bytes_of(lambda row: row.tuned + row.rodata[1])
        / bytes_of(lambda row: row.baseline + row.rodata[0])
        if by_bytes
        else None,
        evaluations=sum(row.evaluations for row in rows) / len(rows),
        cpu_seconds=sum(row.cpu_seconds for row in rows) / len(rows),
    )


_BASELINE = (
    "the better of the module as it stands and with size attributes added; where nothing smaller "
    "is offered it counts as the result. The last but two column compares with -Oz of the module "
    "without size attributes, as others have published it."
)
_COLUMNS = (
    "modules",
    "geomean",
    "overall",
    "smaller in",
    "with .rodata, overall",
    "over -Oz without attributes",
    "evaluations",
    "processor seconds",
)


def section(rows: Sequence[Row], llvm: str, origin: str, *, screened: bool) -> str:
    """The page's section: a table of gains by budget, then by source, then by package."""
    by_setting: dict[Setting, list[Row]] = defaultdict(list)
    for row in rows:
        by_setting[row.setting].append(row)
    packages = sorted({row.package for row in rows})
    modules = len({(row.package, row.module) for row in rows})
    named = f"{modules} modules of {len(packages)} packages ({', '.join(packages)}), LLVM {llvm}."
    lines = [
        f"{named} The baseline is {origin}, {_BASELINE}",
        f"Sizes are {_units(by_setting)}, measured with opt and llc.",
        "",
        f"| budget | {' | '.join(_COLUMNS)} |",
        "|---" * (len(_COLUMNS) + 1) + "|",
    ]
    for setting, own in by_setting.items():
        one = score(own)
        lines.append(
            f"| {setting.title} | {one.modules} | {one.geomean:.2%} | {one.overall:.2%} "
            f"| {one.smaller:.0%} | {_percent(one.with_rodata)} | {_percent(one.plain)} "
            f"| {one.evaluations:.0f} "
            f"| {one.cpu_seconds:.2f} |"
        )
    lines += ["", *_sources(by_setting), "", *_packages(by_setting, packages), ""]
    refused = Counter[str]()
    for row in rows:
        refused.update(row.refused)
    evaluations = sum(row.evaluations for row in rows)
    told = ", ".join(f"{count} {name}" for name, count in sorted(refused.items())) or "none"
    before, after = (sum(row.lengths[i] for row in rows) / max(1, len(rows)) for i in (0, 1))
    rejected = sum(row.rejected for row in rows)
    remark = "" if screened else " (lists were not tried on the self-checking programs)"
    screens = _screens(rows)
    lines += [
        f"Of {evaluations} evaluations LLVM refused or failed: {told}.",
        f"Plans that measured well and were not offered: {rejected}{remark}.",
        *screens,
        f"Passes in a plan on average: {before:.1f} as found, {after:.1f} after shortening.",
        "",
        *lines_of([row.foretold for row in rows if row.foretold is not None]),
    ]
    return "\n".join(lines)


def _screens(rows: Iterable[Row]) -> list[str]:
    """How many plans each screen rejects, of those that come to it."""
    tried, rejected = Counter[str](), Counter[str]()
    for row in rows:
        for name, (count, wrong) in row.screens.items():
            tried[name] += count
            rejected[name] += wrong
    shares = (f"{rejected[name]} of {tried[name]} by {name}" for name in tried if tried[name])
    told = "; ".join(f"{one}" for one in shares)
    return [f"Rejected on the way to an offer: {told}."] if told else []


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.2%}"


def _units(settings: Iterable[Setting]) -> str:
    return " and ".join(dict.fromkeys(UNITS[one.metric] for one in settings))


def _sources(by_setting: dict[Setting, list[Row]]) -> list[str]:
    names = sorted({name for rows in by_setting.values() for row in rows for name in row.gains})
    head = " | ".join(names)
    lines = [
        "Where the gain came from, in percent of the baselines' sizes, as booked when a source",
        "made the best plan better:",
        "",
        f"| budget | {head} |",
        "|---" * (len(names) + 1) + "|",
    ]
    for setting, rows in by_setting.items():
        whole = sum(row.baseline for row in rows) or 1
        shares = [sum(row.gains.get(name, 0) for row in rows) / whole for name in names]
        lines.append(f"| {setting.title} | {' | '.join(f'{one:.2%}' for one in shares)} |")
    return lines


def _packages(by_setting: dict[Setting, list[Row]], packages: Iterable[str]) -> list[str]:
    settings = list(by_setting)
    lines = [
        "By package (geomean):",
        "",
        f"| package | modules | {' | '.join(one.title for one in settings)} |",
        "|---" * (len(settings) + 2) + "|",
    ]
    for package in packages:
        cells: list[str] = []
        count = 0
        for setting in settings:
            own = [row for row in by_setting[setting] if row.package == package]
            count = max(count, len(own))
            cells.append(f"{score(own).geomean:.2%}" if own else "–")
        lines.append(f"| {package} | {count} | {' | '.join(cells)} |")
    return lines
