"""The table of an evaluation, as a record for programs and as Markdown for people."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import asdict, frozen

from hasten import __version__
from hasten.evaluation.scores import (
    CaseResult,
    Score,
    by,
    fates,
    length_correlation,
    score,
)

SCHEMA = 1


@frozen
class Evaluation:
    """All that an evaluation found, and what it was asked. `ks` are the k of Best@k."""

    dataset: str
    engine: str
    machine: str
    command: str
    ks: tuple[int, ...]
    results: tuple[CaseResult, ...]

    @property
    def backend(self) -> str:
        """What measured the cases."""
        return ", ".join(sorted({result.backend for result in self.results if result.backend}))

    @property
    def tools(self) -> str:
        """The compilers and backends of what was offered, with their versions."""
        return ", ".join(sorted({tool for result in self.results for tool in result.tools}))

    @property
    def scores(self) -> tuple[Score, ...]:
        """One row for each k; none when no case counts."""
        if not any(not result.problem for result in self.results):
            return ()
        return tuple(score(self.results, k) for k in self.ks)

    @property
    def violations(self) -> tuple[CaseResult, ...]:
        """The cases whose offered edit failed tests that the search had not seen."""
        return tuple(result for result in self.results if result.is_violated)


def record(evaluation: Evaluation) -> dict[str, Any]:
    """What `hasten evaluate --json` prints."""
    first = evaluation.ks[0]
    counted = evaluation.scores
    return {
        "schema": SCHEMA,
        "kind": "evaluation",
        "hasten": __version__,
        "dataset": evaluation.dataset,
        "engine": evaluation.engine,
        "backend": evaluation.backend,
        "tools": evaluation.tools,
        "machine": evaluation.machine,
        "command": evaluation.command,
        "scores": [asdict(one) for one in counted],
        "by_kind": {
            name: asdict(one) for name, one in by(evaluation.results, _kind, first).items()
        },
        "fates": fates(evaluation.results),
        "length_correlation": length_correlation(evaluation.results, first),
        "violations": [result.name for result in evaluation.violations],
        "cases": [asdict(result) for result in evaluation.results],
    }


def markdown(evaluation: Evaluation) -> str:
    """Return a section of a page: the paper's table, the breakdowns, every case."""
    return "\n".join(_lines(evaluation)) + "\n"


def _lines(evaluation: Evaluation) -> Iterator[str]:
    results, first = evaluation.results, evaluation.ks[0]
    yield f"## {evaluation.engine} on {evaluation.dataset}"
    yield ""
    yield f"`{evaluation.command}`"
    yield ""
    tools = "; ".join(part for part in (evaluation.tools, evaluation.machine) if part)
    yield f"hasten {__version__}, measured by {evaluation.backend or 'nothing'}; {tools}."
    yield ""
    yield from _score_table(evaluation.scores)
    if evaluation.scores:
        outliers = ", ".join(f"{n} {g:.1f}×" for n, g in evaluation.scores[0].outliers)
        yield f"The mean is ruled by: {outliers}."
        yield ""
    tested = [result for result in results if result.fresh]
    if tested:
        yield (
            f"Of {len(tested)} offered edits, {len(evaluation.violations)} failed tests that the "
            "search had not seen."
        )
        yield ""
    correlation = length_correlation(results, first)
    if correlation is not None:
        yield f"Spearman's correlation of length and speedup: {correlation:.2f}."
        yield ""
    seconds = [result.seconds for result in results if result.seconds]
    if seconds:
        yield f"Median time of a search: {statistics.median(seconds):.1f} s."
        yield ""
    yield from _breakdown("kind", by(results, _kind, first))
    yield from _fates(results)
    yield from _cases(results, first)


def _score_table(scores: Sequence[Score]) -> Iterator[str]:
    yield "| Best@k | programs | %OPT | SPEEDUP | %Correct | geometric mean | capped at 10 |"
    yield "|---|---|---|---|---|---|---|"
    for one in scores:
        yield (
            f"| {one.k} | {one.cases} | {one.optimized:.2%} | {one.speedup:.2f} | "
            f"{one.correct:.2%} | {one.geometric:.2f} | {one.capped:.2f} |"
        )
    yield ""


def _breakdown(what: str, groups: dict[str, Score]) -> Iterator[str]:
    if len(groups) < 2:
        return
    yield f"| {what} | programs | %OPT | SPEEDUP | geometric mean |"
    yield "|---|---|---|---|---|"
    for name, one in groups.items():
        yield (
            f"| {name or '–'} | {one.cases} | {one.optimized:.0%} | {one.speedup:.2f} | "
            f"{one.geometric:.2f} |"
        )
    yield ""


def _fates(results: Sequence[CaseResult]) -> Iterator[str]:
    found = fates(results)
    total = sum(found.values())
    if total:
        shares = ", ".join(f"{name} {count / total:.0%}" for name, count in found.items())
        yield f"What became of {total} candidates: {shares}."
        yield ""


def _cases(results: Sequence[CaseResult], k: int) -> Iterator[str]:
    yield "| case | speedup | what |"
    yield "|---|---|---|"
    for result in results:
        if result.problem:
            yield f"| {_cell(result.name)} | – | does not count: {_cell(result.problem)} |"
            continue
        what = _cell(result.best.what) if result.best is not None else ""
        yield f"| {_cell(result.name)} | {result.gain(k):.2f} | {what} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _kind(result: CaseResult) -> str:
    return result.kind
