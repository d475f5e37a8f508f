"""The bundled corpus as a data set: the slow programs, with fresh tests for what is offered."""

from __future__ import annotations

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from hasten.corpus.export import export
from hasten.corpus.problem import Split, load_problems
from hasten.errors import TargetError
from hasten_sim.store import Store

NAME = "corpus"
FRESH_SEED = 1


def split_of(name: str) -> Split | None:
    """Return the split that `corpus:SPLIT` names, None for all of `corpus`; raises TargetError."""
    _, _, wanted = name.partition(":")
    match wanted:
        case "":
            return None
        case "train" | "validation" | "test":
            return wanted
        case _:
            raise TargetError(
                f"the corpus has no split {wanted!r}", "Choose train, validation or test."
            )


@contextmanager
def sole_use(folder: Path) -> Generator[None]:
    """Keep other evaluations from writing into a folder; raises TargetError when one does."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TargetError(
                "another evaluation of this part of the corpus is running",
                "Wait for its end, or set XDG_CACHE_HOME to another folder for one of the two.",
            ) from None
        yield


async def write_corpus(folder: Path, store: Store, split: Split | None) -> None:
    """Write every program but the fastest of each problem as a case, with two sets of tests.

    `tests` are the bundled ones, for the search; `fresh` others of the same sizes. Raises
    TargetError when there is no such problem, CorpusError when one cannot be written.
    """
    problems = load_problems(split)
    if not problems:
        raise TargetError(f"the corpus has no problem of the split {split}", "Choose another.")
    kinds = {problem.slug: problem.kind for problem in problems}
    await export(problems, folder / "fresh", store, every=True, seed=FRESH_SEED)
    made = await export(problems, folder / "cases", store, every=True)
    for case in made:
        slug = next(s for s in kinds if case.name.startswith(f"{s}-"))
        (case / "kind.txt").write_text(kinds[slug], encoding="utf-8")
        (folder / "fresh" / case.name / "tests").rename(case / "fresh")
