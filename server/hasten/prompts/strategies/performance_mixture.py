"""Ask for versions of several scores: less of the same, and more that is correct."""

from __future__ import annotations

from hasten.prompts.question import Question
from hasten.prompts.strategies.performance_conditioned import ask_for
from hasten.prompts.strategy import Flow, Request, Strategy, Together

TAGS = ("10/10", "9/10", "8/10")


def _begin(question: Question, request: Request) -> Flow:
    each, more = divmod(request.samples, len(TAGS))
    shares = [each + (place < more) for place in range(len(TAGS))]
    yield Together(
        tuple(
            ask_for("performance_mixture", tag, share, question, request)
            for tag, share in zip(TAGS, shares, strict=True)
            if share
        )
    )


STRATEGY = Strategy(
    name="performance_mixture",
    title="10/10, 9/10 and 8/10",
    explanation="Shares the samples among the scores 10/10, 9/10 and 8/10. The paper found more "
    "correct programs among such samples than when all are asked for the highest score.",
    begin=_begin,
    source="PIE (arXiv 2302.07867), analysis of errors",
)
