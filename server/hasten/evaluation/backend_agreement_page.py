"""The page of how backends agree, written from the rows that were measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from pathlib import Path

from hasten.evaluation.backend_agreement import (
    SHORTEST_TIME,
    SPLITS,
    USUAL,
    Agreement,
    Fitted,
    Pair,
    Row,
    agreement,
    fitted,
    pairs_of,
    weighed,
)
from hasten_sim.cost_model import WEIGHTS, unsure_of

PAGE = Path(__file__).with_name("BACKENDS.md")
NAMES = {"native": "native times", "gem5": "gem5"}
INSTRUCTIONS = {"Ir": 1.0}
AIM = (0.97, 0.12)
CALLS_SHARE = 0.02
WEIGHTS_NOTE = (
    "Those in use were fitted to other programs on another machine (Cascade Lake); a fit to a few "
    "pairs says what this machine, and gem5's model, charge differently."
)
UNSURE_NOTE = (
    "Flagged are programs that may wait for memory or for chains of floating-point arithmetic: "
    "callgrind counts both, and cannot tell what waits for what."
)


def section(rows: Sequence[Row]) -> str:
    """The figures as Markdown."""
    pairs = pairs_of(rows)
    fits = {truth: fitted(pairs, truth) for truth in NAMES}
    parts = [
        "## How far backends agree on what an edit gains",
        _about(rows, pairs),
        *(_agreement(pairs, truth, fits[truth]) for truth in NAMES),
        _weights(fits),
        _unsure(pairs),
        _by_pair(rows, pairs),
        _speed(rows),
        _twice(rows),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _about(rows: Sequence[Row], pairs: Sequence[Pair]) -> str:
    versions = sorted({f"{row.backend} {row.version}" for row in rows})
    counted = ", ".join(
        f"{sum(name in pair.speedups for pair in pairs)} by {name}"
        for name in ("callgrind", "native", "gem5")
    )
    return (
        "Pairs of a slower and a faster program of the corpus (train and validation), each on one "
        f"case: {counted}. Speedups are ratios of costs net of what an empty program costs there. "
        "A native time is the shortest of fifteen rounds by turns, many runs a round; on a shared "
        "machine it carries noise of its own (the column `spread`: how far the quickest quarter of "
        "the rounds lies apart), which no model can explain. "
        f"What a clock says of a program that takes less than {SHORTEST_TIME:g} µs is mostly what "
        "the kernel does for it (starting it, page faults): such pairs stand in the table of all "
        "pairs, and nothing is fitted to their times. "
        f"Versions: {'; '.join(versions)}. {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors, {_processor()}."
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")


def _agreement(pairs: Sequence[Pair], truth: str, fit: Fitted | None) -> str:
    known = [pair for pair in pairs if truth in pair.speedups]
    if len(known) < 3:
        return ""
    lines = [
        f"### Against {NAMES[truth]}: {len(known)} pairs",
        "",
        "| speedups by | Spearman | median error |",
        "|---|---|---|",
    ]
    models: list[tuple[str, Callable[[Pair], float]]] = [
        ("instructions (Ir)", lambda pair: weighed(pair, INSTRUCTIONS)),
        ("callgrind's usual estimate", lambda pair: weighed(pair, USUAL)),
        ("hasten's weights", lambda pair: weighed(pair, WEIGHTS)),
    ]
    lines += [_line(name, agreement(known, model, truth)) for name, model in models]
    for other in NAMES:
        both = [pair for pair in known if other in pair.speedups]
        if other != truth and len(both) >= 3:
            found = agreement(both, lambda pair, other=other: pair.speedups[other], truth)
            lines.append(_line(f"{NAMES[other]} ({len(both)} pairs)", found))
    calm = [pair for pair in known if not _calls_kernel(pair)]
    if 3 <= len(calm) < len(known):
        name = f"hasten's weights, without programs that call the kernel often ({len(calm)} pairs)"
        lines.append(_line(name, agreement(calm, lambda pair: weighed(pair, WEIGHTS), truth)))
    if fit is not None:
        name = f"weights fitted to other problems, {SPLITS} half splits"
        lines.append(_line(name, fit.held_back))
        found = fit.held_back
        is_reached = (found.spearman or 0.0) >= AIM[0] and found.error <= AIM[1]
        said = (
            f"A tenth of the splits had a median error above {fit.worst:.1%}. The aim, a "
            f"correlation of {AIM[0]} and an error of {AIM[1]:.0%} on pairs that were not fitted, "
            f"is {'reached' if is_reached else 'not reached'} here."
        )
        lines += ["", said]
    return "\n".join(lines)


def _calls_kernel(pair: Pair) -> bool:
    """Whether system calls make up much of a cost: machines differ most in what they take."""
    return any(
        WEIGHTS["syscalls"] * counts.get("syscalls", 0) > CALLS_SHARE * counts.get("Ir", 0)
        for counts in (pair.before, pair.after)
    )


def _line(name: str, found: Agreement | None) -> str:
    if found is None:
        return f"| {name} | – | – |"
    ranks = "–" if found.spearman is None else f"{found.spearman:.3f}"
    return f"| {name} | {ranks} | {found.error:.1%} |"


def _weights(fits: dict[str, Fitted | None]) -> str:
    shown = {truth: fit for truth, fit in fits.items() if fit is not None}
    if not shown:
        return ""
    lines = [
        "### Weights",
        "",
        WEIGHTS_NOTE,
        "",
        "| count | in use | " + " | ".join(f"as {NAMES[truth]}" for truth in shown) + " |",
        "|---|---|" + "---|" * len(shown),
    ]
    for name, weight in WEIGHTS.items():
        fitted_ones = (
            f"{fit.weights[name]:g}" if name in fit.weights else "–" for fit in shown.values()
        )
        lines.append(f"| {name} | {weight:g} | " + " | ".join(fitted_ones) + " |")
    return "\n".join(lines)


def _unsure(pairs: Sequence[Pair]) -> str:
    """Whether the flag of what the model is unsure of tells apart good claims and bad ones."""
    lines = [
        "### Where the model is unsure",
        "",
        UNSURE_NOTE,
        "",
        "| against | flagged pairs | median error | others | median error |",
        "|---|---|---|---|---|",
    ]
    for truth, name in NAMES.items():
        known = [pair for pair in pairs if truth in pair.speedups]
        halves = [
            [one for one in known if bool(_flag(one)) is flagged] for flagged in (True, False)
        ]
        shown: list[str] = []
        for half in halves:
            found = agreement(half, lambda pair: weighed(pair, WEIGHTS), truth)
            shown += [str(len(half)), f"{found.error:.1%}" if found is not None else "–"]
        lines.append(f"| {name} | " + " | ".join(shown) + " |")
    return "\n".join(lines)


def _flag(pair: Pair) -> str:
    return unsure_of(pair.before) or unsure_of(pair.after)


def _by_pair(rows: Sequence[Row], pairs: Sequence[Pair]) -> str:
    spreads = {row.key: row.spread for row in rows if row.backend == "native"}
    lines = [
        "### Pair by pair",
        "",
        "| problem | slower → faster | hasten's weights | native | spread | gem5 | unsure |",
        "|---|---|---|---|---|---|---|",
    ]
    compared = [pair for pair in pairs if len(pair.speedups) > 1]
    for pair in sorted(compared, key=lambda one: (one.problem, one.slow, one.fast)):
        spread = max(
            spreads.get((pair.problem, name, pair.case, "native", 1), 0.0)
            for name in (pair.slow, pair.fast)
        )
        cells = [
            pair.problem,
            f"{pair.slow} → {pair.fast}",
            f"{weighed(pair, WEIGHTS):.2f}",
            _ratio(pair, "native", "too short"),
            f"{spread:.0%}" if spread else "–",
            _ratio(pair, "gem5"),
            _flag(pair),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _ratio(pair: Pair, backend: str, unreliable: str = "") -> str:
    if unreliable in pair.speedups:
        return f"({pair.speedups[unreliable]:.2f})"
    return f"{pair.speedups[backend]:.2f}" if backend in pair.speedups else "–"


def _speed(rows: Sequence[Row]) -> str:
    """What simulating takes."""
    simulated = [row for row in rows if row.backend == "gem5" and row.host_seconds]
    if not simulated:
        return ""
    instructions = sum(row.events["instructions"] for row in simulated)
    seconds = sum(row.host_seconds for row in simulated)
    said = (
        f"{len(simulated)} runs of {instructions / 1e6:.0f} million instructions took "
        f"{seconds:.0f} s of this machine, which was busy with other work at the time: "
        f"{instructions / seconds / 1e3:.0f} thousand instructions a second."
    )
    return f"### What gem5 takes\n\n{said}"


def _twice(rows: Sequence[Row]) -> str:
    """Whether gem5 says the same when it is asked again."""
    again = {row.key[:-1]: row for row in rows if row.backend == "gem5" and row.run == 2}
    first = [row for row in rows if row.run == 1 and row.key[:-1] in again]
    if not first:
        return ""
    same = sum((row.cost, row.events) == _measured(again[row.key[:-1]]) for row in first)
    lines = [
        "### Measured twice with gem5",
        "",
        f"{same} of {len(first)} runs gave the same time to the picosecond and the same counts.",
        "",
        "| program | case | instructions | IPC | first, µs | again, µs | seconds | again |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in sorted(first, key=lambda one: one.key):
        other = again[row.key[:-1]]
        instructions = row.events["instructions"]
        cells = [
            f"{row.problem}/{row.program}",
            row.case,
            f"{instructions:,}",
            f"{instructions / max(row.events['cycles'], 1):.2f}",
            f"{row.cost:.6f}",
            f"{other.cost:.6f}",
            *(f"{one.host_seconds:.0f}" if one.host_seconds else "–" for one in (row, other)),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _measured(row: Row) -> tuple[float, dict[str, int]]:
    return row.cost, row.events
