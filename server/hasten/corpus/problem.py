"""The nouns of the corpus, and how its problems are found.

A problem is a folder of `problems/` with a `problem.py` (its docstring is the title and the
statement, `PROBLEM` the problem) and one C++ file for each program.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Literal, get_args

from attrs import field, frozen, validators

from hasten.errors import CorpusError
from hasten_sim.nouns import Comparison

Kind = Literal["algorithmic", "io", "data_structure", "miscellaneous"]
"""What mainly changes from slow to fast, by the classes of the PIE paper."""
Split = Literal["train", "validation", "test"]
Size = Literal["edge", "small", "large"]
Generator = Callable[[Random, Size], str]
"""Makes one input; the same for the same state of the random numbers."""

FOLDER = Path(__file__).with_name("problems")
SIZES: tuple[Size, ...] = get_args(Size)
CASES_OF_A_SIZE = 3
MOST_DRAWS = 40


@frozen
class Solution:
    """A program that is right. `note` says how it works, in the words of a reviewer."""

    name: str
    text: str = field(repr=False)
    note: str


@frozen
class Problem:
    """A task with its programs, from the slowest to the fastest.

    `comparison` and `tolerance` say when an output is right, as in a suite of cases. `checker` is
    the text of a C++ program in the place of a comparison (testlib's convention), or "".
    """

    slug: str
    title: str
    statement: str = field(repr=False)
    kind: Kind = field(validator=validators.in_(get_args(Kind)))
    split: Split = field(validator=validators.in_(get_args(Split)))
    solutions: tuple[Solution, ...] = field(repr=False, validator=validators.min_len(3))
    generate: Generator = field(repr=False)
    comparison: Comparison = "tokens"
    tolerance: float = 1e-9
    checker: str = field(default="", repr=False)

    @property
    def slowest(self) -> Solution:
        """The program with which a search begins."""
        return self.solutions[0]

    @property
    def fastest(self) -> Solution:
        """The best program; what it prints is expected of the others."""
        return self.solutions[-1]

    def inputs(self, seed: int = 0) -> dict[str, str]:
        """The inputs by name ("edge-1", "large-3"), no two alike.

        Seed 0 makes the set that comes with the problem, any other one a fresh set. A size that
        has fewer different inputs than are wanted gives what it has.
        """
        made: dict[str, str] = {}
        for size in SIZES:
            random = Random(f"{self.slug} {seed} {size}")
            draws = (self.generate(random, size) for _ in range(MOST_DRAWS))
            number = 0
            for text in draws:
                if text not in made.values():
                    number += 1
                    made[f"{size}-{number}"] = text
                if number == CASES_OF_A_SIZE:
                    break
        return made

    @property
    def digest(self) -> str:
        """SHA-256 of what decides the costs (programs, bundled inputs, judging), hexadecimal."""
        parts = [self.comparison, str(self.tolerance), self.checker]
        parts += [part for one in self.solutions for part in (one.name, one.text)]
        parts += [part for case in self.inputs().items() for part in case]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def problem(
    file: str,
    text: str | None,
    generate: Generator,
    *,
    kind: Kind,
    split: Split,
    solutions: Mapping[str, str],
    comparison: Comparison = "tokens",
    tolerance: float = 1e-9,
) -> Problem:
    """Put a problem together from its folder; called by each `problem.py`.

    `file` and `text` are the module's own `__file__` and docstring. `solutions` gives the programs
    (`NAME.cpp`), slow to fast, with a note on each; a `checker.cpp` judges in the place of a
    comparison. Raises CorpusError.
    """
    folder = Path(file).parent
    title, _, statement = inspect.cleandoc(text or "").partition("\n")
    checker = folder / "checker.cpp"
    try:
        programs = tuple(
            Solution(name, (folder / f"{name}.cpp").read_text(encoding="utf-8"), note)
            for name, note in solutions.items()
        )
        judge = checker.read_text(encoding="utf-8") if checker.exists() else ""
    except OSError as error:
        raise CorpusError(
            f"a program of the problem {folder.name} cannot be read: {error}",
            "Install hasten anew.",
        ) from error
    return Problem(
        slug=folder.name,
        title=title.removesuffix("."),
        statement=statement.strip(),
        kind=kind,
        split=split,
        solutions=programs,
        generate=generate,
        comparison="checker" if judge else comparison,
        tolerance=tolerance,
        checker=judge,
    )


@cache
def load_problems(split: Split | None = None) -> tuple[Problem, ...]:
    """All problems, or those of one split, by slug. Raises CorpusError."""
    if split is not None:
        return tuple(one for one in load_problems() if one.split == split)
    folders = sorted(file.parent for file in FOLDER.glob("*/problem.py"))
    return tuple(_load(folder.name) for folder in folders)


def _load(slug: str) -> Problem:
    found = getattr(import_module(f"hasten.corpus.problems.{slug}.problem"), "PROBLEM", None)
    if not isinstance(found, Problem):
        raise CorpusError(f"corpus/problems/{slug}/problem.py defines no PROBLEM")
    return found


def find_problem(slug: str) -> Problem:
    """The problem of that name. Raises CorpusError."""
    for one in load_problems():
        if one.slug == slug:
            return one
    raise CorpusError(f"there is no problem {slug}", "`hasten corpus list` lists them.")
