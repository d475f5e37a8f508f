"""What a model is to hasten: something that answers prompts, as a stream, and can be stopped."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol

from attrs import field, frozen, validators

from hasten.prompts.prompt import Prompt


@frozen
class Sampling:
    """How answers are drawn. `seed` None: the model's own chance.

    `tokens` is the most that an answer may have; None leaves it to the model. The paper on PIE
    samples at temperature 0.7 (section 4).
    """

    temperature: float = field(default=0.7, validator=validators.ge(0.0))
    top_p: float = field(default=1.0, validator=[validators.gt(0.0), validators.le(1.0)])
    tokens: int | None = None
    seed: int | None = 0


@frozen
class Usage:
    """What an answer took: tokens of the prompt and of the answer, and money where it is known."""

    prompt_tokens: int = 0
    answer_tokens: int = 0
    cost: float | None = None


@frozen
class Reply:
    """One whole answer. `index` is the number of the sample; `ended` why it ended.

    `ended` "stop": the model was done; "length": it was cut at the most tokens; "broken": the
    connection or the model ended in the middle, and `text` is what had come by then.
    """

    index: int
    text: str = field(repr=False)
    ended: str = "stop"
    usage: Usage = Usage()
    seconds: float = 0.0


class Answerer(Protocol):
    """Answers prompts. What goes wrong with the model is a ModelError; see `hasten.errors`."""

    name: str
    """The model, as a person names it and as evidence does: "gpt-x", "a path's last part"."""

    def answers(
        self, prompt: Prompt, samples: int, sampling: Sampling
    ) -> AsyncGenerator[Reply, None]:
        """Yield answers as they are complete, in any order. Closing it ends what is under way.

        Raises ModelError when there is no (further) answer; those that were yielded stay good.
        """
        ...

    def count_tokens(self, text: str) -> int | None:
        """How many tokens the model makes of a text, None where its tokenizer is not known."""
        ...

    async def close(self) -> None:
        """Give back connections and processes. Closing twice is fine."""
        ...
