"""Pairs from files of JSON lines, as the authors of PIE publish them (arXiv 2302.07867).

One object a line. Two sets of names are in use, and both are read: `src_code`, `tgt_code`,
`src_agg_runtime`, `tgt_agg_runtime`, `src_id`, `tgt_id` (times of gem5), and the earlier `input`,
`target`, `measured_runtime_v0`, `measured_runtime_v1`, `submission_id_v0`, `submission_id_v1`.
`target_reward_updated_pct_bin` is the tag for performance-conditioned prompts, from 1 to 10.
`explanation`, `description` and `category` are not PIE's; whoever has them may add them.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast, get_args

from attrs import evolve

from hasten.errors import RetrievalError
from hasten.nouns import Category
from hasten.prompts.prompt import Example
from hasten.retrieval.pairs import Corpus, Read
from hasten_sim.nouns import Language

LONGEST = 64 << 10
"""Characters of a program; a longer one would not fit into a prompt with anything beside it."""
NAMED = 10
"""Faults of which each is told; of more only the count."""

_SLOW = ("src_code", "input")
_FAST = ("tgt_code", "target")
_TIMES = (
    ("src_agg_runtime", "tgt_agg_runtime"),
    ("measured_runtime_v0", "measured_runtime_v1"),
    ("cpu_time_v0", "cpu_time_v1"),
)
_VERDICTS = ("src_status", "tgt_status", "status_v0", "status_v1")
_LANGUAGES: dict[str, Language] = {"": "cpp", "c++": "cpp", "cpp": "cpp", "c": "c"}


class _Unusable(Exception):
    """A line that is no pair, and why."""


def pie_corpus(path: Path) -> Corpus:
    """The pairs of a file of JSON lines; raises RetrievalError when the file cannot be read."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error
    return Corpus(str(path), digest, lambda: read_pie(path))


def read_pie(path: Path) -> Read:
    """All usable pairs of a file, in its order; the faults name the lines of the others.

    A pair that is there twice counts once. Raises RetrievalError when the file cannot be read or
    no line of it is a pair.
    """
    found: dict[tuple[str, str, str], Example] = {}
    faults: list[str] = []
    twice = 0
    for number, line in _lines(path):
        try:
            one = _pair(number, line)
        except _Unusable as why:
            faults.append(f"{path.name}, line {number}: {why}")
            continue
        place = (one.problem, one.slow, one.fast)
        twice += place in found
        found.setdefault(place, one)
    if not found:
        first = f" ({faults[0]})" if faults else ""
        raise RetrievalError(
            f"{path} holds no pairs of programs{first}",
            "It should hold one JSON object a line, with src_code and tgt_code.",
        )
    told = faults[:NAMED]
    if len(faults) > NAMED:
        told.append(f"{path.name}: {len(faults) - NAMED} more lines cannot be used")
    if twice:
        told.append(f"{path.name}: pairs that are there more than once: {twice}")
    return Read(_with_own_keys(found.values()), tuple(told))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> RetrievalError:
    return RetrievalError(
        f"{path} cannot be read: {error.strerror or error}", "Name a file of JSON lines."
    )


def _with_own_keys(examples: Iterable[Example]) -> tuple[Example, ...]:
    """The examples; keys that several have are told apart by a number."""
    seen: Counter[str] = Counter()
    told: list[Example] = []
    for one in examples:
        seen[one.key] += 1
        number = seen[one.key]
        told.append(one if number == 1 else evolve(one, key=f"{one.key}#{number}"))
    return tuple(told)


def _pair(number: int, line: bytes) -> Example:
    row = _object(line)
    slow, fast = _program(row, _SLOW, "slow"), _program(row, _FAST, "fast")
    if slow == fast:
        raise _Unusable("the fast program is the slow one")
    for name in _VERDICTS:
        if _text(row, name) not in ("", "Accepted"):
            raise _Unusable(f"{name} is {_text(row, name)!r}")
    language = _LANGUAGES.get(_text(row, "language").lower())
    if language is None:
        raise _Unusable(f"a program in {_text(row, 'language')[:40]}")
    speedup = _speedup(row)
    if speedup is not None and speedup <= 1:
        raise _Unusable("the fast program is not faster")
    problem = _text(row, "problem_id") or f"line {number}"
    ids = [_text(row, "src_id", "submission_id_v0"), _text(row, "tgt_id", "submission_id_v1")]
    return Example(
        key="/".join([problem, *(ids if all(ids) else [str(number)])]),
        problem=problem,
        slow=slow,
        fast=fast,
        explanation=_text(row, "explanation"),
        description=_text(row, "description"),
        speedup=speedup,
        tag=_tag(row),
        category=_category(row),
        language=language,
    )


def _object(line: bytes) -> dict[str, Any]:
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _Unusable(f"not JSON ({error})") from error
    if not isinstance(row, dict):
        raise _Unusable("not a JSON object")
    return cast("dict[str, Any]", row)


def _program(row: dict[str, Any], names: tuple[str, ...], which: str) -> str:
    text = _text(row, *names)
    if not text.strip():
        raise _Unusable(f"no {which} program ({' or '.join(names)})")
    if len(text) > LONGEST:
        raise _Unusable(f"the {which} program has {len(text)} characters")
    return text


def _text(row: dict[str, Any], *names: str) -> str:
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def _number(row: dict[str, Any], name: str) -> float | None:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and value > 0 else None


def _speedup(row: dict[str, Any]) -> float | None:
    for before, after in _TIMES:
        old, new = _number(row, before), _number(row, after)
        if old is not None and new is not None:
            return old / new
    return _number(row, "speedup")


def _tag(row: dict[str, Any]) -> str:
    value = _number(row, "target_reward_updated_pct_bin")
    return f"{value:.0f}/10" if value is not None and 1 <= value <= 10 else ""


def _category(row: dict[str, Any]) -> Category | None:
    value = _text(row, "category")
    return cast("Category", value) if value in get_args(Category) else None
