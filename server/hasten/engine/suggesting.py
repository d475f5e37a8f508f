"""Lists of passes from a language model: asked as the LLM Compiler is, tried like any other."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import aclosing

from hasten.errors import ModelError
from hasten.models.answerer import Answerer, Sampling
from hasten.passes.llm_compiler import Suggestion, question, read_answer
from hasten.prompts.prompt import Form, Message, Prompt
from hasten_sim.llvm_passes import Pass

STRATEGY = "llm_compiler"
CHARACTERS_PER_TOKEN = 2.5
"""Of LLVM IR, for models whose tokenizer is not known."""


async def suggestions(
    answerer: Answerer,
    text: str,
    passes: Sequence[Pass],
    *,
    samples: int,
    sampling: Sampling,
    form: Form = "completion",
    window: int | None = None,
) -> tuple[Suggestion, ...]:
    """What a model suggests for a module, each list once.

    Raises ModelError when it gives no answer, or the module is too long for it.
    """
    prompt = prompt_for(text, form)
    tokens = answerer.count_tokens(prompt.text) or int(len(prompt.text) / CHARACTERS_PER_TOKEN)
    if window is not None and tokens > window:
        raise ModelError(
            f"the module has about {tokens:,} tokens, more than the {window:,} that "
            f"{answerer.name} takes",
            "Split it: `hasten ir corpus` does so by functions.",
        )
    found: dict[object, Suggestion] = {}
    async with aclosing(answerer.answers(prompt, samples, sampling)) as replies:
        async for reply in replies:
            read = read_answer(reply.text, passes)
            if read is not None and read.passes:
                found.setdefault(read.passes, read)
    return tuple(found.values())


def prompt_for(text: str, form: Form = "completion") -> Prompt:
    """The question about a module, as it is sent."""
    asked = question(text)
    if form == "chat":
        # The marks of a turn are those of the checkpoint's own format; a chat brings its own.
        asked = asked.removeprefix("[INST] ").removesuffix(" [/INST]")
    template = hashlib.sha256(question("").encode()).hexdigest()
    return Prompt((Message("user", asked),), STRATEGY, template, form)
