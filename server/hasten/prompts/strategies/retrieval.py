"""Show the pairs of the corpus whose slow programs are nearest to the code."""

from __future__ import annotations

from hasten.prompts.asking import make_prompt
from hasten.prompts.question import Question
from hasten.prompts.strategy import Ask, Flow, Request, Retrieve, Strategy

EXAMPLES = 2
"""How many pairs are shown: the paper's best choice of 1, 2 and 4 for most models."""


def _begin(question: Question, request: Request) -> Flow:
    nearest = yield Retrieve(question.code, request.examples or EXAMPLES)
    # What stands next to the question weighs most with a model.
    examples = tuple(reversed(nearest))
    prompt = make_prompt("retrieval", "examples", question, request, examples=examples)
    yield Ask(prompt, request.samples)


STRATEGY = Strategy(
    name="retrieval",
    title="retrieval",
    explanation="The pairs of the corpus whose slow programs are most like the code come first, "
    "the nearest last.",
    begin=_begin,
    source="PIE (arXiv 2302.07867), section 3.1",
)
