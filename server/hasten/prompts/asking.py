"""From a question to a prompt that fits into the model's window."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from hasten.errors import ModelError
from hasten.nouns import Target
from hasten.prompts import templates
from hasten.prompts.context import context_of
from hasten.prompts.prompt import Example, Prompt
from hasten.prompts.question import Advice, Question
from hasten.prompts.strategy import Request
from hasten.source.cpp import CppSource

ASSUMED_WINDOW = 32_768
"""Tokens that a model is taken to have room for, where nobody knows."""

CHARACTERS_PER_TOKEN = 3.5
"""Of C++ with the usual tokenizers; for models whose tokenizer is not known."""

_LANGUAGES = {"cpp": "C++", "c": "C"}
_BESIDE_CODE = 400
"""Tokens that an answer may take beside its code: a fence, a sentence or two."""
_THOUGHTS = 600
"""Tokens of the sentences that a model is asked to write before its code."""


def count_tokens(text: str, request: Request) -> int:
    """How many tokens the model makes of a text, an estimate where its tokenizer is not known."""
    known = request.count_tokens(text) if request.count_tokens is not None else None
    return known if known is not None else int(len(text) / CHARACTERS_PER_TOKEN) + 1


def window_of(request: Request) -> int:
    """How many tokens a prompt and its answer may have together."""
    return request.window if request.window is not None else ASSUMED_WINDOW


def room_for_answer(code: str, request: Request) -> int:
    """How many tokens are kept free for an answer that writes this code anew."""
    return count_tokens(code, request) * 5 // 4 + _BESIDE_CODE


def question_about(
    target: Target,
    request: Request,
    *,
    tests: str = "",
    advice: Advice | None = None,
    fixed: tuple[Example, ...] = (),
) -> Question:
    """The question of how to make a target faster; a function comes with what it refers to.

    `tests`, `advice` and `fixed` are as in `Question`; lines in the advice count from the first
    line of the target.
    """
    advice = advice or Advice()
    if target.kind == "program":
        return Question(target.text, target.language, "", "", tests, advice, fixed)
    source = CppSource.parse(target.text)
    code = source.slice(target.span)
    left = window_of(request) - count_tokens(code, request) - room_for_answer(code, request)
    function = source.function_at(target.span.start)
    context = ""
    if function is not None and left > 0:
        # Half of what is left: examples and advice want to be told, too.
        context = context_of(source, function, left // 2, lambda text: count_tokens(text, request))
    return Question(code, target.language, target.name, context, tests, advice, fixed)


def make_prompt(
    strategy: str,
    template: str,
    question: Question,
    request: Request,
    *,
    examples: Sequence[Example] = (),
    tag: str = "",
    thinking: bool = False,
    **more: object,
) -> Prompt:
    """Fill in a template, or the request's completion format, for a question.

    `examples` are shown in their order. Where all together is too long for the model, examples are
    left out, the first ones first, then advice, then context. Raises ModelError when even the code
    alone is too long, TemplateError when the template cannot be used.
    """
    code = templates.sendable(question.code)
    room = window_of(request) - room_for_answer(code, request) - (_THOUGHTS if thinking else 0)
    if count_tokens(code, request) > room:
        raise _too_long(question, request)
    is_chat = request.form == "chat"
    name = template if is_chat else f"completion/{request.completion}"
    for reduced, shown in _ever_less(question, tuple(examples)):
        rendered = templates.render(
            name,
            request.templates,
            {
                "code": reduced.code,
                "context": reduced.context,
                "function": reduced.function,
                "tests": reduced.tests,
                "advice": reduced.advice,
                "language": reduced.language,
                "language_name": _LANGUAGES[reduced.language],
                "examples": shown,
                "tag": tag,
                "thinking": thinking,
                **more,
            },
        )
        prompt = Prompt(
            messages=rendered.messages,
            strategy=strategy,
            template=rendered.digest,
            form=request.form,
            tag=tag,
            examples=tuple(one.key for one in shown),
            stop=rendered.stop,
        )
        if sum(count_tokens(one.text, request) for one in prompt.messages) <= room:
            return prompt
    raise _too_long(question, request)


def _ever_less(
    question: Question, examples: tuple[Example, ...]
) -> list[tuple[Question, tuple[Example, ...]]]:
    found = [(question, examples[start:]) for start in range(len(examples) + 1)]
    if not question.advice.is_empty:
        question = evolve(question, advice=Advice())
        found.append((question, ()))
    if question.context:
        found.append((evolve(question, context=""), ()))
    return found


def _too_long(question: Question, request: Request) -> ModelError:
    what = f"`{question.function}`" if question.function else "the program"
    tokens = count_tokens(question.code, request)
    known = "takes" if request.window is not None else "is taken to have room for"
    return ModelError(
        f"{what} has about {tokens:,} tokens; with an answer as long as itself that is more than "
        f"the {window_of(request):,} tokens that the model {known}",
        "Take a model with a larger window."
        if question.function
        else "Ask about one function of it, or take a model with a larger window.",
    )
