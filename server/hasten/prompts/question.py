"""What a strategy knows of the target when it makes a prompt."""

from __future__ import annotations

from attrs import field, frozen

from hasten.prompts.prompt import Example
from hasten_sim.nouns import Language


@frozen
class HotLine:
    """A line of the text as it is asked about (from 1), and its share of the cost in tests.

    `count` is that cost in the unit of the advice that the line is in, 0 where it is not known.
    """

    line: int
    text: str
    share: float
    count: int


@frozen
class Hint:
    """What a rule of the catalogue has to say: a rewrite that matches, or one that nearly does.

    `applies` is False where the rewrite could not be shown to be right.
    """

    title: str
    reason: str
    line: int
    applies: bool = True


@frozen
class Advice:
    """What hasten itself has found out about the target, to be written into a prompt.

    `bounds` are sentences about the sizes that were seen ("the largest input has 200,000 numbers",
    "the loop at line 12 runs up to 4,000,000 times").
    """

    hints: tuple[Hint, ...] = ()
    hot: tuple[HotLine, ...] = ()
    bounds: tuple[str, ...] = ()
    unit: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.hints or self.hot or self.bounds)


@frozen
class Question:
    """What is to be made faster.

    `code` is what the model is to write anew: the whole program, or one function, whose qualified
    name is `function` then. `context` is what the function needs to be understood (includes, types,
    signatures of what it calls), "" for a program. `tests` says in a sentence how the code is
    judged. `fixed` are the examples of prompts that show always the same ones.
    """

    code: str = field(repr=False)
    language: Language = "cpp"
    function: str = ""
    context: str = field(default="", repr=False)
    tests: str = ""
    advice: Advice = Advice()
    fixed: tuple[Example, ...] = field(default=(), repr=False)
