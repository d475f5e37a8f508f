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
from hasten.prompts.question import HotLine, Question


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
class Draw:
    """Draw pairs of the corpus, the same for one seed. Sent back: a tuple of `Example`."""

    count: int = field(validator=validators.ge(1))
    seed: int = 0


@frozen
class Answered:
    """One answer: its text, and for programs what became of it.

    `code` is the new text of what was asked about, None when none could be found in the answer;
    `problem` says why then. Standard headers that were missing are in it already
    (`hasten.prompts.mending`). `trial` is what came of trying it, None where it was not tried
    (there is no code in it, or it says what was said before). `speedup` is old / new cost, known
    when all tests passed and it was measured.
    """

    text: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    trial: Trial | None = None
    problem: str = ""
    speedup: float | None = None

    @property
    def accepted(self) -> bool:
        """Whether it is a program that passed every test, with a known cost."""
        return self.code is not None and self.trial is not None and self.trial.accepted


@frozen
class Polish:
    """Try the rules of the catalogue on an accepted answer. Sent back: the best `Answered` of it.

    That is the given one where no rule makes it faster. The `code` of what is sent back says all
    that it changes: helpers and `#include` lines that the rules bring stand before the function.
    """

    answered: Answered


@frozen
class Diagnose:
    """Find out more about an answer that was tried. Sent back: a `Diagnosis`."""

    answered: Answered


@frozen
class Diagnosis:
    """What a tried answer did, "" or empty where that is not known or does not apply.

    Of the first failing case what it read, what it should have printed and what it printed; of an
    accepted program the costliest lines of its code.
    """

    input: str = field(default="", repr=False)
    expected: str = field(default="", repr=False)
    actual: str = field(default="", repr=False)
    hot: tuple[HotLine, ...] = ()


@frozen
class Together:
    """Do several things, at the same time where that can be. Sent back: a tuple, in their order."""

    effects: tuple[Effect, ...] = field(validator=validators.min_len(1))


Effect = Ask | Retrieve | Draw | Polish | Diagnose | Together


Flow = Generator[Effect, Any, None]
"""Yields effects, is sent their results, and returns when there is nothing more to ask."""


@frozen
class Request:
    """How much may be asked, and the model's ways.

    `samples` is the k of Best@k: how many programs are asked for. What `repair` asks comes on top,
    at most once for each of them. `seed` decides what is drawn at random. `examples` is how many
    pairs are shown, None what the strategy thinks best.

    `form` and `window` are those of the model: how it is asked, and how many tokens a prompt and
    its answer may have together; `count_tokens` counts them, where the tokenizer is known.
    `completion` names the format in which a model that continues a text is asked. `templates` are
    the user's own, by name: they take the place of those that hasten brings.
    """

    samples: int = field(default=8, validator=validators.ge(1))
    seed: int = 0
    examples: int | None = field(default=None, validator=validators.optional(validators.ge(1)))
    form: Form = "chat"
    window: int | None = None
    count_tokens: Callable[[str], int | None] | None = field(default=None, repr=False)
    completion: str = "pie"
    templates: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@frozen
class Strategy:
    """One way to ask. `begin` starts it; it must be pure: the same question, the same flow.

    `title` completes "Optimize this function with MODEL (...)". `source` names the paper and
    section that it is from. `over` puts it on top of another strategy ("retrieval+repair"); None
    where it stands for itself only.
    """

    name: str = field(validator=validators.matches_re(r"[a-z0-9]+(_[a-z0-9]+)*(\+[a-z0-9_]+)*"))
    title: str
    explanation: str
    begin: Callable[[Question, Request], Flow] = field(repr=False)
    source: str = ""
    over: Callable[[Strategy], Strategy] | None = field(default=None, repr=False)
