"""Ask for a faster version, in so many words."""

from __future__ import annotations

from hasten.prompts.asking import make_prompt
from hasten.prompts.question import Question
from hasten.prompts.strategy import Ask, Flow, Request, Strategy


def _begin(question: Question, request: Request) -> Flow:
    prompt = make_prompt("instruction", "instruction", question, request)
    yield Ask(prompt, request.samples)


STRATEGY = Strategy(
    name="instruction",
    title="instruction",
    explanation="The code, and what is wanted of it; nothing else. Short, and the least that a "
    "model can be asked.",
    begin=_begin,
    source="PIE (arXiv 2302.07867), section 3.1",
)
