"""What is sent to a model: messages, and what went into them. Frozen plain data."""

from __future__ import annotations

import hashlib
import json
from typing import Literal

from attrs import field, frozen, validators

from hasten.nouns import Category
from hasten_sim.nouns import Language

Role = Literal["system", "user", "assistant"]
Form = Literal["chat", "completion"]
"""chat: messages by role; completion: one text that the model continues, as a checkpoint that was
fine-tuned on such texts knows it."""


@frozen
class Message:
    """One turn of a conversation."""

    role: Role
    text: str = field(repr=False)


@frozen
class Example:
    """A slow program and a fast one that does the same: what a prompt may show, or retrieve by.

    `key` identifies the pair in its corpus. `explanation` says what makes it faster,
    `description` what the slow program does from the point of view of performance; both may be "".
    `speedup` is old / new where it was measured. `tag` is the fast program's score of the PIE
    paper ("10/10": among the fastest tenth of the problem's programs), "" where it is not known.
    """

    key: str
    problem: str
    slow: str = field(repr=False)
    fast: str = field(repr=False)
    explanation: str = ""
    description: str = ""
    speedup: float | None = None
    tag: str = ""
    category: Category | None = None
    language: Language = "cpp"


@frozen
class Prompt:
    """A question to a model, complete: the same prompt, model and seed give the same answer.

    `strategy` is who asks; `template` the SHA-256 of the templates that made it; `tag` the score
    that is asked for ("10/10"), "" if none; `examples` are the keys of the pairs that are shown,
    in their order. `stop` are texts at which an answer ends.
    """

    messages: tuple[Message, ...] = field(validator=validators.min_len(1))
    strategy: str
    template: str
    form: Form = "chat"
    tag: str = ""
    examples: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All that is sent, as a person reads it; for a completion exactly what the model gets."""
        if self.form == "completion":
            return "".join(message.text for message in self.messages)
        return "\n\n".join(f"[{message.role}]\n{message.text}" for message in self.messages)

    @property
    def digest(self) -> str:
        """SHA-256 of what the model gets, hexadecimal: what answers are kept under."""
        parts = [self.form, [[one.role, one.text] for one in self.messages], list(self.stop)]
        return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()
