"""What a prompt strategy is: the whole surface that a third party needs to write one.

A strategy does no input or output. It is a generator that yields what it wants done, one thing
after the other, and is sent what came of it; whoever drives it asks the model, looks up examples,
and tries programs. So the same strategy works with every model, and can be tested without any.

A module that holds a module-level `STRATEGY` of type `Strategy`, in a package that is named by an
entry point of the group `hasten.strategies`, is found by `hasten.prompts.registry`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Literal

from attrs import field, frozen, validators

from hasten.nouns import Trial
from hasten.prompts.prompt import Form, Prompt
from hasten.prompts.question import Question


@frozen
class Ask:
    """Ask the model `samples` times. Sent back: a tuple of `Answered`, in the order of the samples.

    Answers that are to be programs are taken out of their text and tried as they come in; `about`
    "program". Others ("text": a description) are sent back as they are.
    """

    prompt: Prompt
    samples: int = field(default=1, validator=validators.ge(1))
    about: Literal["program", "text"] = "program"


@frozen
class Retrieve:
    """Look for the pairs nearest to a text. Sent back: a tuple of `Example`, the nearest first.

    `by`: whether the text is code like that of slow programs, or a description of such.
    """

    text: str = field(repr=False)
    count: int = field(validator=validators.ge(1))
    by: Literal["code", "description"] = "code"


@frozen
class Polish:
    """Try the rules of the catalogue on an accepted program. Sent back: the best `Trial` of it.

    That is the given one where no rule makes it faster.
    """

    trial: Trial


Effect = Ask | Retrieve | Polish


@frozen
class Answered:
    """One answer: its text, and for programs what became of it.

    `code` is the new text of what was asked about, None when none could be found in the answer;
    `problem` says why then. `trial` is what came of trying it, None where it was not tried
    (there is no code in it, or it says what was said before).
    """

    text: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    trial: Trial | None = None
    problem: str = ""


Flow = Generator[Effect, Any, None]
"""Yields effects, is sent their results, and returns when there is nothing more to ask."""


@frozen
class Request:
    """How much may be asked: samples in all, and the model's ways.

    `samples` is the k of Best@k. `seed` decides what is drawn at random. `form` and `window` are
    those of the model: how it is asked, and how many tokens a prompt and its answer may have.
    """

    samples: int = field(default=8, validator=validators.ge(1))
    seed: int = 0
    form: Form = "chat"
    window: int | None = None


@frozen
class Strategy:
    """One way to ask. `begin` starts it; it must be pure: the same question, the same flow.

    `title` completes "Optimize this function with MODEL (...)". `source` names the paper and
    section that it is from.
    """

    name: str = field(validator=validators.matches_re(r"[a-z0-9]+(_[a-z0-9]+)*"))
    title: str
    explanation: str
    begin: Callable[[Question, Request], Flow] = field(repr=False)
    source: str = ""
