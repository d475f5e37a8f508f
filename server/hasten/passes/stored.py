"""Lists that won elsewhere, from the package's data file; `hasten ir train` writes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from attrs import frozen

from hasten.passes.plan import Pipeline
from hasten_sim.llvm_passes import Pass

Kind = Literal["prefix", "module", "function", "tail"]
FILE = "coreset.jsonl"


@frozen
class Stored:
    """One stored list. `gain` is what it added to the lists before it, in percent, over `modules`.

    "prefix": passes over a module before functions part; "module": a whole list; "function": in the
    words of `function(...)`; "tail": after the functions. `count_rank` is the place of a pipeline
    in the order for the fewest IR instructions, 0 where it has none.
    """

    kind: Kind
    passes: Pipeline
    gain: float = 0.0
    modules: int = 0
    count_rank: int = 0


@cache
def stored() -> tuple[Stored, ...]:
    """The lists of the package, best first within a kind."""
    text = resources.files("hasten.passes").joinpath(FILE).read_text(encoding="utf-8")
    return read(text)


def read(text: str) -> tuple[Stored, ...]:
    """Lists from JSON lines."""
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    return tuple(
        Stored(
            row["kind"],
            tuple(row["passes"]),
            row.get("gain", 0.0),
            row.get("modules", 0),
            row.get("count_rank", 0),
        )
        for row in rows
    )


def write(lists: Iterable[Stored], path: Path) -> None:
    """Write lists as JSON lines."""
    rows = [
        {
            "kind": one.kind,
            "passes": list(one.passes),
            "gain": round(one.gain, 4),
            "modules": one.modules,
            **({"count_rank": one.count_rank} if one.count_rank else {}),
        }
        for one in lists
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def usable(kind: Kind, passes: Iterable[Pass], *, by_count: bool = False) -> tuple[Pipeline, ...]:
    """The stored lists of a kind, without words that the `opt` at hand does not have.

    A word is had when every pass that it names is. `by_count`: in the order for the fewest IR
    instructions.
    """
    names = {one.name.partition("<")[0] for one in passes} | FRAMES
    found = [
        tuple(word for word in one.passes if names_in(word) <= names)
        for one in (sorted(stored(), key=_count_order) if by_count else stored())
        if one.kind == kind
    ]
    return tuple(dict.fromkeys(one for one in found if one))


def _count_order(one: Stored) -> int:
    return one.count_rank or len(stored())


FRAMES = {
    "default",
    "module",
    "cgscc",
    "function",
    "loop",
    "loop-mssa",
    "devirt",
    "require",
    "invalidate",
}
"""Words of pipelines that are no passes."""


def names_in(word: str) -> set[str]:
    """The passes and frames that an element of a pipeline names."""
    return set(re.findall(r"[\w-]+", re.sub(r"<[^<>]*>", "", word)))
