"""Data sets of slow programs: folders of cases, and the JSON lines of the PIE paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from attrs import frozen

from hasten.errors import TargetError
from hasten.evaluation.harness import INSTANCE, Harness, read_task
from hasten.textfile import read_source

SUFFIXES = (".cpp", ".cc", ".cxx", ".c")
TESTS = "tests"
FRESH = "fresh"


@frozen
class EvaluationCase:
    """One slow program and where its tests are; with the human's faster version where known.

    `kind` is a label to break the scores down by, "" when the data set has none. `fresh` holds
    tests that a search does not see: what it offers must pass them as well. With a `harness`, the
    program checks itself and there are no tests.
    """

    name: str
    path: Path
    slow: str
    fast: str | None
    tests: Path | None
    kind: str = ""
    fresh: Path | None = None
    harness: Harness | None = None


def read_dataset(path: Path, tests: Path | None = None) -> list[EvaluationCase]:
    """Return the cases of a data set, in the order of their names.

    A folder holds a folder a case: `slow.cpp`, `tests/` with pairs of input and output as
    everywhere, and optionally `fast.cpp`, `kind.txt` and `fresh/` (more tests, for the answers).
    Or it holds tasks whose program is a harness (`hasten.evaluation.harness`).
    A file of JSON lines is one of PIE's (arXiv 2302.07867): `problem_id`, the slow program `input`
    or `src_code`, the fast one `target` or `tgt_code`; `tests` is then the folder with a folder of
    tests for each problem.

    Raises TargetError when nothing usable is there.
    """
    if path.is_dir():
        cases = [*_folders(path), *_tasks(path)]
        if not cases:
            raise TargetError(
                f"{path} holds no cases",
                "A case is a folder with slow.cpp (or slow.c) and tests/, or with instance.json.",
            )
        return cases
    if path.is_file():
        return _json_lines(path, tests)
    raise TargetError(f"there is no {path}", "Name a folder of cases or a file of JSON lines.")


def _folders(root: Path) -> Iterator[EvaluationCase]:
    for slow in sorted(p for suffix in SUFFIXES for p in root.glob(f"**/slow{suffix}")):
        folder = slow.parent
        fast, kind = slow.with_name(f"fast{slow.suffix}"), folder / "kind.txt"
        yield EvaluationCase(
            name=str(folder.relative_to(root)) if folder != root else folder.name,
            path=slow,
            slow=read_source(slow).text,
            fast=read_source(fast).text if fast.is_file() else None,
            tests=folder / TESTS,
            kind=kind.read_text(encoding="utf-8").strip() if kind.is_file() else "",
            fresh=folder / FRESH if (folder / FRESH).is_dir() else None,
        )


def _tasks(root: Path) -> Iterator[EvaluationCase]:
    for instance in sorted(root.glob(f"**/{INSTANCE}")):
        task = read_task(instance.parent)
        if not task.solution.is_file():
            continue
        fast = task.reference
        yield EvaluationCase(
            name=instance.parent.name,
            path=task.solution,
            slow=read_source(task.solution).text,
            fast=read_source(fast).text if fast is not None else None,
            tests=None,
            harness=task,
        )


def _json_lines(path: Path, tests: Path | None) -> list[EvaluationCase]:
    if tests is None:
        raise TargetError(
            f"{path.name} says nothing of where its tests are",
            "Name their folder with --tests: it holds PROBLEM/input.0.txt and output.0.txt.",
        )
    cases: list[EvaluationCase] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            cases.append(_pair(path, number, line, tests))
    if not cases:
        raise TargetError(f"{path} is empty", "It should hold one JSON object a line.")
    return cases


def _pair(path: Path, number: int, line: str, tests: Path) -> EvaluationCase:
    try:
        row: Any = json.loads(line)
    except ValueError as error:
        raise TargetError(f"{path}, line {number}: {error}", "It should be JSON.") from error
    fields = cast("dict[str, Any]", row) if isinstance(row, dict) else {}
    slow = fields.get("input") or fields.get("src_code")
    fast = fields.get("target") or fields.get("tgt_code")
    problem = fields.get("problem_id")
    if not isinstance(slow, str) or not isinstance(problem, str):
        raise TargetError(
            f"{path}, line {number}: no slow program, or no problem_id",
            "PIE's records have `problem_id`, and the slow program as `input` or `src_code`.",
        )
    if "/" in problem or problem in (".", ".."):
        raise TargetError(
            f"{path}, line {number}: {problem!r} is no name of a problem",
            "It is taken for the name of a folder below that of the tests.",
        )
    return EvaluationCase(
        name=f"{number:05d}-{problem}",
        path=path.with_name(f"{problem}-{number}.cpp"),
        slow=slow,
        fast=fast if isinstance(fast, str) else None,
        tests=tests / problem,
    )
