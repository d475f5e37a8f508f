"""How good retrieval is on the bundled corpus, against BM25 and chance.

Pairs of the train split are retrieved for the slow programs of each split, never those of the
program's own problem; at most one comes of each problem. Two things are asked of what comes: is it
an improvement of the same category, and is its description near that of the program (train split
only, where there are descriptions). A third asks for the program's own problem: is another slow
version of it found?
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from random import Random

import numpy as np
from attrs import frozen

from hasten.corpus.pairs import read_descriptions
from hasten.corpus.problem import Split, load_problems
from hasten.evaluation.bm25 import BM25
from hasten.nouns import Category
from hasten.retrieval.embedder import Vectors
from hasten.retrieval.index import By, Index, similarities
from hasten.retrieval.retriever import Retriever, Scores, chosen_rows

SPLITS: tuple[Split, ...] = ("train", "validation", "test")
KS: tuple[int, ...] = (1, 2, 4)
SAME_PROBLEM_KS: tuple[int, ...] = (1, 2, 4, 8)
DRAWS = 50
"""Random rankings that chance is the mean of."""
RESAMPLES = 2_000
BASELINE = "BM25"


@frozen
class Query:
    """A slow program of the corpus; `description` is "" where there is none."""

    problem: str
    text: str
    category: Category
    description: str


@frozen
class Method:
    """A way to rank. `choose` gives rows for a query, one a problem; `scores` of all rows.

    `scores` is None for what is not to be asked for the program's own problem. What looks for
    descriptions `needs_description` of the query.
    """

    name: str
    choose: Callable[[Query, int], Sequence[int]]
    scores: Callable[[Query], Scores] | None = None
    needs_description: bool = False


@frozen
class Figures:
    """Shares from 0 to 1, by K. `gain` is the interval of the gain over BM25 in `precision[2]`."""

    method: str
    split: Split
    queries: int
    hit: Mapping[int, float]
    precision: Mapping[int, float]
    nearness: float | None
    gain: tuple[float, float, float] | None


def queries(split: Split) -> list[Query]:
    """Every program of a split but the fastest of each problem."""
    described = read_descriptions()
    return [
        Query(
            problem.slug,
            one.text,
            problem.kind,
            described.get(problem.slug, {}).get(one.name, ""),
        )
        for problem in load_problems(split)
        for one in problem.solutions[:-1]
    ]


def methods(retriever: Retriever, others: Mapping[str, Index] | None = None) -> list[Method]:
    """BM25 and embedders, by similarity alone and with the category that is expected."""
    index = retriever.code
    texts = [index.example(row).slow for row in range(len(index))]
    bm25 = BM25(texts)
    rows = {index.example(row).key: row for row in range(len(index))}

    def found(query: Query, text: str, count: int, by: By) -> list[int]:
        pairs = retriever.nearest(text, count, by=by, leave_out=[query.problem])
        return [rows[one.key] for one in pairs]

    def bm25_of_kind(query: Query, count: int) -> list[int]:
        left_out = frozenset({query.problem} & index.number_of.keys())
        scores = retriever.with_kind(bm25.scores(query.text), query.text, left_out)
        return chosen_rows_of(index, scores, query, count)

    embedders = {index.embedder.name: index, **(others or {})}
    return [
        _ranking(index, BASELINE, lambda query: bm25.scores(query.text)),
        *(
            _ranking(index, name, lambda query, one=one: one.similarities(query.text))
            for name, one in embedders.items()
        ),
        Method(
            "descriptions, by words",
            lambda query, count: found(query, query.description, count, "description"),
            needs_description=True,
        ),
        Method(f"{BASELINE} and expected category", bm25_of_kind),
        Method(
            f"{index.embedder.name} and expected category",
            lambda query, count: found(query, query.text, count, "code"),
        ),
    ]


def chance(index: Index) -> Callable[[Query], list[Vectors]]:
    """Random scores, the same on every run."""
    random = np.random.default_rng(0)
    return lambda _: list(random.random((DRAWS, len(index)), dtype=np.float32))


def evaluate(retriever: Retriever, asked: Sequence[Method]) -> list[Figures]:
    """The figures of each split and method, chance first."""
    index = retriever.code
    found: list[Figures] = []
    for split in SPLITS:
        items = queries(split)
        draw = chance(index)
        lucky = [
            [chosen_rows_of(index, scores, query, max(KS)) for scores in draw(query)]
            for query in items
        ]
        near = _nearness(retriever)
        found.append(_figures("chance", split, index, items, lucky, near, None))
        plain: list[list[Sequence[int]]] = []
        for method in asked:
            if method.needs_description and not all(query.description for query in items):
                continue
            rows = [[method.choose(query, max(KS))] for query in items]
            plain = rows if method.name == BASELINE else plain
            base = None if method.name == BASELINE else plain
            found.append(_figures(method.name, split, index, items, rows, near, base))
    return found


def same_problem(index: Index, asked: Sequence[Method]) -> dict[str, dict[int, float]]:
    """By method: how often another slow version of the same problem is among the first K.

    Over the programs of the train split whose problem has several slow versions.
    """
    texts = [index.example(row).slow for row in range(len(index))]
    found: dict[str, dict[int, float]] = {}
    for method in asked:
        if method.scores is None:
            continue
        ranks: list[int] = []
        for query in queries("train"):
            own = texts.index(query.text)
            number = index.number_of[query.problem]
            order = np.lexsort((np.arange(len(index)), -np.round(method.scores(query), 5)))
            others = [int(row) for row in order if row != own]
            places = [place for place, row in enumerate(others) if index.problems[row] == number]
            ranks += places[:1]
        found[method.name] = {k: statistics.fmean(r < k for r in ranks) for k in SAME_PROBLEM_KS}
    return found


def chosen_rows_of(index: Index, scores: Scores, query: Query, count: int) -> list[int]:
    """The rows to show for a query by given scores, without its own problem."""
    left_out = frozenset({query.problem} & index.number_of.keys())
    return list(chosen_rows(index, scores, count, left_out))


def _ranking(index: Index, name: str, scores: Callable[[Query], Scores]) -> Method:
    def choose(query: Query, count: int) -> list[int]:
        return chosen_rows_of(index, scores(query), query, count)

    return Method(name, choose, scores)


def _nearness(retriever: Retriever) -> Callable[[Query, int], float]:
    """How near the description of a row is to that of a query."""
    index = retriever.descriptions
    described = [index.example(row).slow for row in range(len(index))]
    vectors = dict(zip(described, index.vectors, strict=True))
    slow = [retriever.code.example(row).slow for row in range(len(retriever.code))]

    def near(query: Query, row: int) -> float:
        if query.text not in vectors or slow[row] not in vectors:
            return 0.0
        return float(similarities(vectors[slow[row]][None, :], vectors[query.text])[0])

    return near


def _figures(
    name: str,
    split: Split,
    index: Index,
    items: Sequence[Query],
    rows: Sequence[Sequence[Sequence[int]]],
    near: Callable[[Query, int], float],
    base: Sequence[Sequence[Sequence[int]]] | None,
) -> Figures:
    """Figures of the rows that came for each query, in one or several attempts."""

    def right(query: Query, row: int) -> bool:
        return index.categories[row] == query.category

    def share(query: Query, attempts: Sequence[Sequence[int]], k: int) -> float:
        return statistics.fmean(right(query, row) for found in attempts for row in found[:k])

    def any_right(query: Query, attempts: Sequence[Sequence[int]], k: int) -> float:
        return statistics.fmean(any(right(query, row) for row in found[:k]) for found in attempts)

    pairs = list(zip(items, rows, strict=True))
    gain = nearness = None
    if base is not None:
        usual = zip(items, base, strict=True)
        differences = [
            share(query, found, 2) - share(query, other, 2)
            for (query, found), (_, other) in zip(pairs, usual, strict=True)
        ]
        gain = _interval(items, differences)
    if split == "train":
        nearness = statistics.fmean(
            near(query, row) for query, found in pairs for one in found for row in one[:2]
        )
    return Figures(
        method=name,
        split=split,
        queries=len(items),
        hit={k: statistics.fmean(any_right(*pair, k) for pair in pairs) for k in KS},
        precision={k: statistics.fmean(share(*pair, k) for pair in pairs) for k in KS},
        nearness=nearness,
        gain=gain,
    )


def _interval(items: Sequence[Query], values: Sequence[float]) -> tuple[float, float, float]:
    """The mean and its 95% interval, drawing whole problems: their programs are not independent."""
    by_problem = [
        [value for _, value in group]
        for _, group in groupby(zip(items, values, strict=True), key=lambda pair: pair[0].problem)
    ]
    random = Random(0)
    means = sorted(
        statistics.fmean(
            value for group in random.choices(by_problem, k=len(by_problem)) for value in group
        )
        for _ in range(RESAMPLES)
    )
    edge = RESAMPLES // 40
    return statistics.fmean(values), means[edge], means[-edge - 1]


# --- the page -----------------------------------------------------------------------------------


def section(
    figures: Sequence[Figures], problems: Mapping[str, Mapping[int, float]], machine: str
) -> str:
    """A section of a page with all figures."""
    return "\n".join(_lines(figures, problems, machine)) + "\n"


def _lines(
    figures: Sequence[Figures], problems: Mapping[str, Mapping[int, float]], machine: str
) -> Iterator[str]:
    yield "## Retrieval on the bundled corpus"
    yield ""
    yield (
        "Pairs of the train split, retrieved for every slow program, never those of its own "
        "problem and at most one of each problem. `any of K`: at least one of K pairs is an "
        "improvement of the same category; `share of K`: how many of the K are. `descriptions`: "
        "the mean cosine of the descriptions of the program and of two retrieved pairs; one author "
        "wrote all of them. The last column is the gain over BM25 in the share of 2, with its 95% "
        "interval (problems resampled). Features and weights were chosen by looking at the train "
        f"split, and at the validation split beside it. {machine}."
    )
    yield ""
    for split in SPLITS:
        chosen = [one for one in figures if one.split == split]
        yield f"### {chosen[0].queries} programs of the {split} split"
        yield ""
        yield (
            "| method | any of 1 | any of 2 | any of 4 | share of 2 | share of 4 | descriptions "
            "| against BM25 |"
        )
        yield "|---|---|---|---|---|---|---|---|"
        for one in chosen:
            cells = [f"{one.hit[k]:.1%}" for k in KS] + [f"{one.precision[k]:.1%}" for k in KS[1:]]
            near = "–" if one.nearness is None else f"{one.nearness:.3f}"
            gain = "–"
            if one.gain is not None:
                gain = f"{one.gain[0]:+.1%} ({one.gain[1]:+.1%} to {one.gain[2]:+.1%})"
            yield f"| {one.method} | {' | '.join(cells)} | {near} | {gain} |"
        yield ""
    yield "### Another slow version of the same problem (train split)"
    yield ""
    yield "| method | " + " | ".join(f"among {k}" for k in SAME_PROBLEM_KS) + " |"
    yield "|---|" + "---|" * len(SAME_PROBLEM_KS)
    for name, by_k in problems.items():
        yield f"| {name} | " + " | ".join(f"{by_k[k]:.1%}" for k in SAME_PROBLEM_KS) + " |"
    yield ""
    yield (
        "BM25 sees names and literals, which the programs of one problem share ('nobody', "
        "1000000007). The structural embedder leaves them out: what a slow program calls its "
        "variables says nothing of why it is slow."
    )
