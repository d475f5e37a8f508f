"""Tell the model what hasten knows: matching rewrites, costliest lines, sizes; and show pairs."""

from __future__ import annotations

from hasten.prompts.asking import make_prompt
from hasten.prompts.question import Question
from hasten.prompts.strategies.retrieval import EXAMPLES
from hasten.prompts.strategy import Ask, Flow, Request, Retrieve, Strategy


def _begin(question: Question, request: Request) -> Flow:
    nearest = yield Retrieve(question.code, request.examples or EXAMPLES)
    examples = tuple(reversed(nearest))
    prompt = make_prompt("advised", "advised", question, request, examples=examples)
    yield Ask(prompt, request.samples)


STRATEGY = Strategy(
    name="advised",
    title="advised",
    explanation="The prompt says which rewrites match and where, also those that could not be "
    "shown to be right, which lines cost most, how large the inputs are, and what made the "
    "nearest programs of the corpus faster.",
    begin=_begin,
    source="ECO (arXiv 2510.10517)",
)
