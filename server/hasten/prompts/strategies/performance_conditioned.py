"""Ask for a version of a given score: 10/10 is among the fastest tenth."""

from __future__ import annotations

from hasten.prompts.asking import make_prompt
from hasten.prompts.question import Question
from hasten.prompts.strategy import Ask, Flow, Request, Strategy

BEST = "10/10"


def ask_for(strategy: str, tag: str, samples: int, question: Question, request: Request) -> Ask:
    """Ask for versions of that score."""
    prompt = make_prompt(strategy, "performance_conditioned", question, request, tag=tag)
    return Ask(prompt, samples)


def _begin(question: Question, request: Request) -> Flow:
    yield ask_for("performance_conditioned", BEST, request.samples, question, request)


STRATEGY = Strategy(
    name="performance_conditioned",
    title=BEST,
    explanation="Asks for a version that scores 10/10. Meant for models that were trained on "
    "programs with such scores; others understand it, too.",
    begin=_begin,
    source="PIE (arXiv 2302.07867), section 3.2",
)
