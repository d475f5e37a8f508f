"""The stage of `hasten ir train` in which the policy learns from what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

from rich.text import Text

from hasten.cli.console import notes
from hasten.errors import TargetError
from hasten.passes import labelling, policy
from hasten.passes.labelling import Labels, Lesson
from hasten.passes.policy import Policy
from hasten.passes.policy_taught import taught, usual
from hasten.passes.policy_training import Example, Grade, example_of, grade

FOLDS = 4
SEED = 10


def learn(folder: Path, lesson: Lesson) -> Policy:
    """What the labels in a folder teach. How well it does is told, on packages it has not seen.

    Raises TargetError when there are no labels.
    """
    known = labelling.read(folder / labelling.FILE)
    lesson = labelling.labelled(lesson, known.values())
    examples = [one for rows in known.values() if (one := _example(folder, lesson, rows))]
    if not any(one.is_framed for one in examples):
        raise TargetError(
            f"{folder} has no labels to learn from", "Run `hasten ir train DIR --stage labels`."
        )
    packages = sorted({one.package for one in examples})
    Random(SEED).shuffle(packages)
    for fold in range(FOLDS if len(packages) >= FOLDS else 0):
        held = set(packages[fold::FOLDS])
        seen = [one for one in examples if one.package not in held]
        unseen = [one for one in examples if one.package in held]
        if any(one.is_framed for one in unseen) and any(one.is_framed for one in seen):
            found = grade(taught(lesson, seen), unseen, usual(seen))
            notes().print(Text(f"without {', '.join(sorted(held))}: {_told(found)}"))
    return taught(lesson, examples)


def _example(folder: Path, lesson: Lesson, rows: Mapping[int, Labels]) -> Example | None:
    place = next(iter(rows.values()))
    path = folder / place.package / place.file
    if not path.exists():
        path = folder / place.file
    if path.suffix != ".ll" or not path.exists():
        return None
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    return example_of(lesson, rows, policy.rows_of(text))


def _told(found: Grade) -> str:
    return (
        f"{found.modules} modules, chosen {found.chosen:.2%}, one pipeline for all "
        f"{found.best_pipeline:.2%}, best of the pool {found.oracle:.2%}; sizes are off by "
        f"{found.before:.1%} without passes, {found.oz:.1%} by -Oz, {found.after:.1%} as chosen"
    )
