"""Show two slow programs with their fast versions first, always the same or drawn at random."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from hasten.prompts.asking import make_prompt
from hasten.prompts.prompt import Example
from hasten.prompts.question import Question
from hasten.prompts.strategy import Ask, Draw, Effect, Flow, Request, Strategy

_EXAMPLES = 2


def examples_for(
    question: Question, request: Request
) -> Generator[Effect, Any, tuple[Example, ...]]:
    """The examples of a question: its fixed ones, else some drawn at random."""
    count = request.examples or _EXAMPLES
    if question.fixed:
        return question.fixed[:count]
    return tuple((yield Draw(count, request.seed)))


def _begin(question: Question, request: Request) -> Flow:
    examples = yield from examples_for(question, request)
    prompt = make_prompt("few_shot", "examples", question, request, examples=examples)
    yield Ask(prompt, request.samples)


STRATEGY = Strategy(
    name="few_shot",
    title="few-shot",
    explanation="Two pairs of the corpus, slow then fast, show what kind of answer is wanted. They "
    "have nothing to do with the code; `retrieval` shows pairs that have.",
    begin=_begin,
    source="PIE (arXiv 2302.07867), section 3.1",
)
