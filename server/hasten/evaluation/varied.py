"""Copies of a task whose harness makes other inputs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from attrs import evolve

from hasten.evaluation.dataset import EvaluationCase
from hasten.evaluation.harness import read_task
from hasten.source.variation import variations
from hasten.textfile import read_source

_ANSWERS = "candidate"


def varied_cases(case: EvaluationCase, folder: Path) -> Iterator[tuple[str, EvaluationCase]]:
    """Write a copy of the case's task for each variation of its harness below the folder.

    Yields what was changed, and the case of the copy.
    """
    if case.harness is None:
        return
    root = case.harness.root
    for other in case.harness.others:
        changed = variations(read_source(other).text, case.slow)
        for number, variation in enumerate(changed, 1):
            copy = folder / f"{other.stem}-{number}"
            shutil.copytree(root, copy, ignore=shutil.ignore_patterns(_ANSWERS, ".*"))
            (copy / other.relative_to(root)).write_text(variation.text, encoding="utf-8")
            task = read_task(copy)
            yield variation.name, evolve(case, path=task.solution, harness=task)
