"""Ask how the code could be made faster first, and for the program then."""

from __future__ import annotations

from hasten.prompts.asking import make_prompt
from hasten.prompts.question import Question
from hasten.prompts.strategies.few_shot import examples_for
from hasten.prompts.strategy import Ask, Flow, Request, Strategy


def _begin(question: Question, request: Request) -> Flow:
    examples = yield from examples_for(question, request)
    prompt = make_prompt(
        "chain_of_thought",
        "chain_of_thought",
        question,
        request,
        examples=examples,
        thinking=True,
    )
    yield Ask(prompt, request.samples)


STRATEGY = Strategy(
    name="chain_of_thought",
    title="chain of thought",
    explanation="Two pairs with what makes the fast one fast; the model says where the time goes "
    "before it writes the program. Only larger models gain from it.",
    begin=_begin,
    source="PIE (arXiv 2302.07867), section 3.1; Wei et al. (arXiv 2201.11903)",
)
