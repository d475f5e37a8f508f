"""From the corpus and what was recorded of it to examples that predictions are learned from."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from attrs import frozen

from hasten import numbers
from hasten.corpus.check import read_costs
from hasten.corpus.problem import Problem
from hasten.errors import HastenError
from hasten.nouns import Span, text_digest
from hasten.predict import model, records
from hasten.predict.features import match_features, text_features
from hasten.predict.model import BY_HAND, GLANCE, SEARCH, model_to_lines
from hasten.predict.records import Collection, Searched
from hasten.predict.training import Example, Figures, train
from hasten.source.cpp import CppSource


@frozen
class Prepared:
    """The examples there are, and the programs that want recording or measuring first."""

    examples: tuple[Example, ...]
    missing: tuple[str, ...]


@frozen
class Checked:
    """The figures by target and split, and what keeps the shipped weights from being current."""

    figures: dict[str, dict[str, Figures]]
    faults: tuple[str, ...] = ()

    @property
    def is_current(self) -> bool:
        """Whether the shipped weights are what corpus and records give."""
        return not self.faults


def train_shipped(problems: Sequence[Problem]) -> Checked:
    """Learn from the records in the package, and write the weights there. Raises HastenError."""
    learned, faults = _learn(problems)
    model.FILE.write_text(learned, encoding="utf-8")
    return Checked(_figures(learned), faults)


def check_shipped(problems: Sequence[Problem]) -> Checked:
    """Learn again, and compare with the weights in the package. Raises HastenError."""
    learned, faults = _learn(problems)
    known = model.FILE.read_text(encoding="utf-8") if model.FILE.exists() else ""
    if known != learned:
        faults += ("The weights are not what the records give: run hasten predict train.",)
    return Checked(_figures(learned), faults)


def _figures(learned: str) -> dict[str, dict[str, Figures]]:
    """The figures of a model, from the first line of its file."""
    return json.loads(learned.partition("\n")[0])["figures"]


def _learn(problems: Sequence[Problem]) -> tuple[str, tuple[str, ...]]:
    """The weights as the text of their file, and what is missing for better ones."""
    if (collection := records.read()) is None:
        raise HastenError("nothing was recorded yet", "Search first: hasten predict collect.")
    prepared = prepare(problems, collection)
    trained = train(prepared.examples, records.digest_of_file())
    text = "\n".join(model_to_lines(trained)) + "\n"
    if not prepared.missing:
        return text, ()
    count = len(prepared.missing)
    fault = f"{numbers.count(count, 'program')} without a record: run hasten predict collect."
    return text, (fault,)


def prepare(problems: Sequence[Problem], collection: Collection) -> Prepared:
    """Join each program with its record and its cost; a record about another text is none."""
    costs = read_costs()
    examples: list[Example] = []
    missing: list[str] = []
    for problem in problems:
        known = costs.get(problem.slug, {}).get("solutions", {})
        by_name = {name: entry["cost"] for name, entry in known.items()}
        for solution in problem.solutions:
            name = f"{problem.slug}/{solution.name}"
            record = collection.known(name)
            digest = text_digest(solution.text)[:16]
            if record is None or record.digest != digest or solution.name not in by_name:
                missing.append(name)
                continue
            room = by_name[solution.name] / min(by_name.values())
            examples.append(_example(problem, solution.text, record, room))
    return Prepared(tuple(examples), tuple(missing))


def _example(problem: Problem, text: str, record: Searched, room: float) -> Example:
    source = CppSource.parse(text)
    values = text_features(source, Span(0, len(source.data)))
    values |= match_features(source, record.matches)
    found = math.log(record.speedup)
    return Example(
        name=record.name,
        group=problem.slug,
        split=problem.split,
        values=values,
        targets={SEARCH: found, GLANCE: found, BY_HAND: math.log(room)},
    )
