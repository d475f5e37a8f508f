"""Let the model describe the code, and show pairs of which the slow one is described alike."""

from __future__ import annotations

from hasten.prompts.asking import make_prompt
from hasten.prompts.question import Question
from hasten.prompts.strategies.retrieval import EXAMPLES
from hasten.prompts.strategy import Answered, Ask, Flow, Request, Retrieve, Strategy


def _begin(question: Question, request: Request) -> Flow:
    count = request.examples or EXAMPLES
    description = ""
    if request.form == "chat":
        # A model that only continues programs cannot be asked to describe one.
        prompt = make_prompt("described", "describe", question, request)
        answers: tuple[Answered, ...] = yield Ask(prompt, about="text")
        description = answers[0].text.strip() if answers else ""
    nearest = yield (
        Retrieve(description, count, by="description")
        if description
        else Retrieve(question.code, count)
    )
    examples = tuple(reversed(nearest))
    prompt = make_prompt("described", "described", question, request, examples=examples)
    yield Ask(prompt, request.samples)


STRATEGY = Strategy(
    name="described",
    title="described",
    explanation="The model first says in words what costs time in the code; pairs are looked for "
    "by that, so that programs are found that look different and are slow for the same reason.",
    begin=_begin,
    source="Retrieval Augmented Search (arXiv 2501.18916); ECO (arXiv 2510.10517)",
)
