"""The bundled problems as pairs to show to models: of the train split only, with descriptions."""

from __future__ import annotations

import json
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from hasten.corpus.check import read_costs
from hasten.corpus.problem import Problem, Solution, load_problems
from hasten.nouns import text_digest
from hasten.prompts.prompt import Example
from hasten.retrieval.pairs import Corpus, corpus_of

NAME = "corpus"
DESCRIPTIONS = Path(__file__).with_name("descriptions.json")
"""What each slow program of the train split does, as a performance engineer sees it."""


@cache
def bundled_corpus() -> Corpus:
    """Every slower and faster program of each problem of the train split, as a corpus of pairs.

    The tag of a fast program is how many tenths of the best program's speed it reaches: a problem
    has too few programs here for PIE's percentiles. Raises CorpusError.
    """
    return corpus_of(NAME, bundled_pairs())


@cache
def bundled_pairs() -> tuple[Example, ...]:
    """The pairs of the bundled corpus, in the order of their keys; raises CorpusError."""
    descriptions, costs = read_descriptions(), read_costs()
    pairs = [
        _pair(problem, slow, fast, descriptions, costs)
        for problem in load_problems("train")
        for slow, fast in combinations(problem.solutions, 2)
    ]
    return tuple(sorted(pairs, key=lambda one: one.key))


def read_descriptions() -> dict[str, dict[str, str]]:
    """The descriptions by problem and program."""
    return json.loads(DESCRIPTIONS.read_text(encoding="utf-8"))


def problem_of(text: str) -> str:
    """The bundled problem (of any split) of which this is a program, "" when it is of none.

    Whoever evaluates on the corpus leaves out the pairs of that problem.
    """
    return _problems_by_text().get(text_digest(text.strip()), "")


@cache
def _problems_by_text() -> dict[str, str]:
    return {
        text_digest(one.text.strip()): problem.slug
        for problem in load_problems()
        for one in problem.solutions
    }


def _pair(
    problem: Problem,
    slow: Solution,
    fast: Solution,
    descriptions: dict[str, dict[str, str]],
    costs: dict[str, Any],
) -> Example:
    known = costs.get(problem.slug, {}).get("solutions", {})
    before, after = known.get(slow.name, {}), known.get(fast.name, {})
    has_costs = bool(before and after)
    return Example(
        key=f"{problem.slug}/{slow.name}/{fast.name}",
        problem=problem.slug,
        slow=slow.text,
        fast=fast.text,
        explanation=f"Before: {slow.note}. After: {fast.note}.",
        description=descriptions.get(problem.slug, {}).get(slow.name, ""),
        speedup=round(before["cost"] / after["cost"], 3) if has_costs else None,
        tag=f"{after['tag']}/10" if has_costs else "",
        category=problem.kind,
    )
