"""Finds the strategies, Hasten's own and other people's, through entry points of one group."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from hasten.errors import HastenError
from hasten.plugins import load_parts
from hasten.prompts import templates
from hasten.prompts.asking import make_prompt
from hasten.prompts.question import Question
from hasten.prompts.strategy import Ask, Flow, Request, Retrieve, Strategy

GROUP = "hasten.strategies"

_EXAMPLES = 2
_NAME = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")


def all_strategies(own: templates.OwnTemplates = ()) -> tuple[Strategy, ...]:
    """Every installed strategy, and one for each template of the user's own, sorted by name.

    Raises HastenError when two of them claim the same name.
    """
    found = {strategy.name: strategy for strategy in _installed()}
    for strategy in _of_templates(own):
        if strategy.name in found:
            raise HastenError(
                f"your own template {strategy.name!r} is called like an installed strategy",
                "Give the file another name.",
            )
        found[strategy.name] = strategy
    return tuple(found[name] for name in sorted(found))


def strategy_named(name: str, own: templates.OwnTemplates = ()) -> Strategy:
    """The strategy of that name; `one+other` is the other on top of the one.

    Raises HastenError, which says what there is, when it is unknown or cannot be on top.
    """
    known = {strategy.name: strategy for strategy in all_strategies(own)}
    first, *others = (_known(part.strip(), known) for part in name.split("+"))
    for other in others:
        if other.over is None:
            raise HastenError(
                f"the strategy {other.name!r} cannot be put on top of another",
                f"{', '.join(n for n, s in known.items() if s.over)} can.",
            )
        first = other.over(first)
    return first


def load_strategies(points: Iterable[EntryPoint]) -> tuple[Strategy, ...]:
    """The strategies of the packages that the entry points name, sorted by name.

    A package of which any module cannot be imported is logged and left out whole. Raises
    HastenError when two strategies claim the same name.
    """
    return load_parts(points, "STRATEGY", Strategy, lambda one: one.name, "strategy")


@cache
def _installed() -> tuple[Strategy, ...]:
    return load_strategies(entry_points(group=GROUP))


def _known(name: str, known: dict[str, Strategy]) -> Strategy:
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, 1)
    raise HastenError(
        f"there is no prompt strategy {name!r}",
        f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(known)}.",
    )


def _of_templates(own: templates.OwnTemplates) -> Iterable[Strategy]:
    for name, _ in own:
        if name not in templates.built_in() and "/" not in name:
            if not _NAME.fullmatch(name):
                raise HastenError(
                    f"the prompt template {name!r} has a name that no strategy can have",
                    "Use lower-case letters, digits and underscores.",
                )
            yield _of_template(name)


def _of_template(name: str) -> Strategy:
    def begin(question: Question, request: Request) -> Flow:
        examples = ()
        if "examples" in templates.variables_of(name, request.templates):
            count = request.examples or _EXAMPLES
            examples = tuple(reversed((yield Retrieve(question.code, count))))
        prompt = make_prompt(name, name, question, request, examples=examples)
        yield Ask(prompt, request.samples)

    return Strategy(
        name=name,
        title=name.replace("_", " "),
        explanation=f"Your own template {name}.jinja; the nearest pairs, where it shows examples.",
        begin=begin,
    )
