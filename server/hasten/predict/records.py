"""What searches of the bundled corpus found: the data that a prediction is learned from.

Kept as JSON lines in the package, the first of which says how the searches were made. A record
names its program and the digest of its text, so that one about an older text is noticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import asdict, evolve, field, frozen

from hasten.errors import HastenError
from hasten.nouns import Category, Rewrite, Span, text_digest

FILE = Path(__file__).with_name("searches.jsonl")
SCHEMA = 1


@frozen
class Match:
    """A place where a rule fires: all that a prediction looks at of a rewrite."""

    rule: str
    category: Category
    gain: float
    at: Span

    @classmethod
    def of(cls, rewrite: Rewrite) -> Match:
        """Return what matters of a rewrite."""
        return cls(rewrite.rule, rewrite.category, rewrite.gain, rewrite.at)


@frozen
class Searched:
    """One program of the corpus, the rewrites that match it, and what a search made of them.

    `speedup` is old cost / new cost of the best proposal, 1 when there is none. `rules` are those
    of the best proposal; `singles` the speedups of rewrites that were accepted alone, by rule.
    `digest` is that of the text, `found` that of the rewrites with their edits. `stopped` is
    "exhausted", "budget" (of trials), "time" or, when there was nothing to try, "unmatched".
    """

    problem: str
    solution: str
    split: str
    digest: str
    found: str
    matches: tuple[Match, ...]
    speedup: float
    stopped: str
    rules: tuple[str, ...] = ()
    singles: dict[str, float] = field(factory=dict[str, float])

    @property
    def name(self) -> str:
        """The problem and the program's own name."""
        return f"{self.problem}/{self.solution}"


@frozen
class Collection:
    """Records, and how they were made: `trials` and `seconds` of each search, its test cases."""

    trials: int
    seconds: float
    cases: tuple[str, ...]
    records: tuple[Searched, ...] = ()

    def known(self, name: str) -> Searched | None:
        """Return the record of a program."""
        return next((one for one in self.records if one.name == name), None)

    def with_record(self, record: Searched) -> Collection:
        """Return the collection with a record added, or put in place of the program's older one."""
        others = [one for one in self.records if one.name != record.name]
        return evolve(self, records=tuple(sorted([*others, record], key=lambda one: one.name)))


def digest_of(rewrites: Sequence[Rewrite]) -> str:
    """Identify rewrites by their rules and edits, so that a search can be known to be the same."""
    parts = [
        f"{one.rule}\0{edit.start}\0{edit.end}\0{edit.text}"
        for one in rewrites
        for edit in one.edits
    ]
    return text_digest("\0\0".join(parts))[:16]


def read(file: Path = FILE) -> Collection | None:
    """Return the records of a file, None when there is no such file. Raises HastenError."""
    if not file.exists():
        return None
    try:
        head, *rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
        if head["schema"] != SCHEMA:
            raise ValueError(f"its schema is {head['schema']}")
        return Collection(
            trials=head["trials"],
            seconds=head["seconds"],
            cases=tuple(head["cases"]),
            records=tuple(map(_record, rows)),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HastenError(
            f"{file} cannot be read: {error}", "Make it anew: hasten predict collect."
        ) from error


def write(collection: Collection, file: Path = FILE) -> None:
    """Write the records, one a line; a reader sees the old file or the new one."""
    head = {
        "schema": SCHEMA,
        "trials": collection.trials,
        "seconds": collection.seconds,
        "cases": list(collection.cases),
    }
    lines = [json.dumps(one) for one in (head, *map(_row, collection.records))]
    made = file.with_suffix(".new")
    made.write_text("\n".join(lines) + "\n", encoding="utf-8")
    made.replace(file)


def digest_of_file(file: Path = FILE) -> str:
    """Identify the data that a model was trained on."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def _row(record: Searched) -> dict[str, Any]:
    row = asdict(record)
    row["matches"] = [
        [one.rule, one.category, one.gain, one.at.start, one.at.end] for one in record.matches
    ]
    row["speedup"] = round(record.speedup, 4)
    row["singles"] = {rule: round(gain, 4) for rule, gain in record.singles.items()}
    return row


def _record(row: dict[str, Any]) -> Searched:
    matches = tuple(
        Match(rule, category, gain, Span(start, end))
        for rule, category, gain, start, end in row["matches"]
    )
    fields: dict[str, Any] = row | {"matches": matches, "rules": tuple(row["rules"])}
    return Searched(**fields)
