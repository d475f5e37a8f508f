"""Search: build on the best verified answers, step by step, as far as the samples go.

A beam over answers that passed all tests. Each round picks good parents that differ in what was
changed, looks for examples like each of them, asks for the next change or for a combination of two
parents, and tries the rules of the catalogue on what is best. It ends when a round improves
nothing.
"""

from __future__ import annotations

import random
from collections.abc import Generator, Sequence
from itertools import combinations
from typing import Any

from attrs import evolve, field, frozen

from hasten.errors import ModelError
from hasten.prompts.asking import make_prompt
from hasten.prompts.edit_kinds import EditKind, kind_of_edit
from hasten.prompts.prompt import Example, Prompt
from hasten.prompts.question import Advice, Question
from hasten.prompts.strategies.retrieval import EXAMPLES
from hasten.prompts.strategy import (
    Answered,
    Ask,
    Effect,
    Flow,
    Polish,
    Request,
    Retrieve,
    Strategy,
    Together,
)

DEEPEST = 6
"""The most rounds, however many samples there are."""
WIDEST = 4
"""The most parents of a round."""
_IMPROVED = 1.02
"""A round that gains less has found nothing: smaller changes come and go with the next one."""


@frozen
class _Node:
    """A program that is known to be correct, and how much faster than the original it is."""

    code: str = field(repr=False)
    speedup: float
    kind: EditKind


def _begin(question: Question, request: Request) -> Flow:
    chance = random.Random(request.seed)
    original = _Node(question.code, 1.0, kind_of_edit(question.code, question.code))
    nodes = [original]
    rounds = _rounds(request.samples)
    fruitless = 0
    for number, samples in enumerate(rounds):
        best = max(node.speedup for node in nodes)
        parents = pick_parents(nodes, min(WIDEST, samples))
        steps = yield from _steps(question, request, parents, samples, chance)
        if not steps:
            return
        answers = yield Together(tuple(steps))
        found = [one for group in answers for one in group if one.accepted]
        found = yield from _polished(found, len(parents))
        nodes += _new_nodes(question, nodes, found)
        improved = max(node.speedup for node in nodes) > best * _IMPROVED
        # A first round that brings nothing says little: it may have failed by chance.
        fruitless = 0 if improved else fruitless + 1
        if fruitless > (number == 0):
            return


def _rounds(samples: int) -> list[int]:
    """How many samples each round has: about as many rounds as samples in each."""
    depth = min(DEEPEST, max(1, round(samples**0.5)))
    each, more = divmod(samples, depth)
    return [each + (number < more) for number in range(depth)]


def pick_parents(nodes: Sequence[_Node], width: int) -> list[_Node]:
    """The best programs, of those that were changed alike only the best, as far as there are."""
    ranked = sorted(nodes, key=lambda node: -node.speedup)
    picked: list[_Node] = []
    for node in ranked:
        if len(picked) < width and not any(node.kind.is_like(other.kind) for other in picked):
            picked.append(node)
    return picked


def _steps(
    question: Question,
    request: Request,
    parents: Sequence[_Node],
    samples: int,
    chance: random.Random,
) -> Generator[Effect, Any, list[Ask]]:
    """What a round asks: a combination where there are two good parents, else next changes."""
    asks: list[Ask] = []
    improved = [node for node in parents if node.speedup > _IMPROVED]
    pairs = list(combinations(improved, 2))
    if pairs and samples > 1 and request.form == "chat":
        prompt = _combination(question, request, *chance.choice(pairs))
        if prompt is not None:
            asks.append(Ask(prompt))
            samples -= 1
    parents = parents[:samples]
    count = request.examples or EXAMPLES
    nearest = yield Together(tuple(Retrieve(node.code, count) for node in parents))
    each, more = divmod(samples, len(parents))
    for place, (node, examples) in enumerate(zip(parents, nearest, strict=True)):
        prompt = _next_edit(question, request, node, examples)
        share = each + (place < more)
        if prompt is not None and share:
            asks.append(Ask(prompt, share))
    return asks


def _next_edit(
    question: Question, request: Request, node: _Node, nearest: Sequence[Example]
) -> Prompt | None:
    asked = question
    if node.code != question.code:
        # What is known of the original's lines is not true of another text.
        asked = evolve(question, code=node.code, advice=Advice())
    examples = tuple(reversed(nearest))
    speedup = node.speedup if node.speedup > 1 else None
    try:
        return make_prompt(
            "search", "next_edit", asked, request, examples=examples, speedup=speedup
        )
    except ModelError:
        # The original fits, or nothing could have been asked; what was made of it may not.
        if asked is question:
            raise
        return None


def _combination(
    question: Question, request: Request, first: _Node, second: _Node
) -> Prompt | None:
    try:
        return make_prompt("search", "combine", question, request, first=first, second=second)
    except ModelError:
        return None


def _polished(found: list[Answered], count: int) -> Generator[Effect, Any, list[Answered]]:
    """The answers, the best of them with what the rules make of them beside them."""
    best = sorted(found, key=lambda one: -(one.speedup or 0.0))[:count]
    if not best:
        return found
    polished: tuple[Answered, ...] = yield Together(tuple(Polish(one) for one in best))
    return [*found, *polished]


def _new_nodes(
    question: Question, nodes: Sequence[_Node], found: Sequence[Answered]
) -> list[_Node]:
    known = {node.code for node in nodes}
    new: list[_Node] = []
    for one in found:
        if one.code is not None and one.speedup is not None and one.code not in known:
            known.add(one.code)
            new.append(_Node(one.code, one.speedup, kind_of_edit(question.code, one.code)))
    return new


STRATEGY = Strategy(
    name="search",
    title="search",
    explanation="Builds on the best correct answers, one change after the other: several parents "
    "that differ, examples looked for anew for each, combinations of two, rules on what comes "
    "out. Ends when nothing improves.",
    begin=_begin,
    source="Retrieval Augmented Search (arXiv 2501.18916); SBLLM (arXiv 2408.12159)",
)
