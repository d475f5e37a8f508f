"""What hasten knows about a target, as advice for a prompt."""

from __future__ import annotations

from collections.abc import Sequence

from hasten.nouns import Rewrite, Target
from hasten.prompts.question import Advice, Hint, HotLine
from hasten.prompts.suspects import suspects
from hasten.source.cpp import CppSource

MOST_HINTS = 8
MOST_LINES = 6


def advice_about(
    target: Target,
    rewrites: Sequence[Rewrite] = (),
    *,
    hot: Sequence[HotLine] = (),
    inputs: Sequence[bytes] = (),
    unit: str = "",
) -> Advice:
    """Put together what is known: matching rewrites, suspicions, costliest lines, sizes of inputs.

    `rewrites` are those that the rules find in the target's span: the ones that promise most come
    first. `hot` lines count from the target's first line; `unit` is what their shares are of.
    """
    source = CppSource.parse(target.text)
    first = source.line_of(target.span.start)
    hints: dict[tuple[str, int], Hint] = {}
    for rewrite in sorted(rewrites, key=lambda one: (-one.gain, one.at.start)):
        line = source.line_of(rewrite.at.start) - first + 1
        applies = rewrite.guarantee == "exact"
        hints.setdefault((rewrite.title, line), Hint(rewrite.title, rewrite.reason, line, applies))
    for one in suspects(source, target.span):
        line = source.line_of(one.start) - first + 1
        hints.setdefault((one.title, line), Hint(one.title, one.reason, line, applies=False))
    costliest = sorted(hot, key=lambda line: -line.share)[:MOST_LINES]
    return Advice(
        hints=tuple(hints.values())[:MOST_HINTS],
        hot=tuple(costliest),
        bounds=tuple(_sizes(inputs)),
        unit=unit,
    )


def _sizes(inputs: Sequence[bytes]) -> list[str]:
    """What the largest input is like, as sentences."""
    if not inputs:
        return []
    largest = max(inputs, key=len)
    words, lines = len(largest.split()), len(largest.splitlines())
    longest = max((len(word) for word in largest.split()), default=0)
    said = f"The largest of {len(inputs):,} inputs" if len(inputs) > 1 else "The input"
    sizes = f"{words:,} numbers or words in {lines:,} lines, {len(largest):,} bytes"
    return [f"{said} has {sizes}; the longest word has {longest:,} characters."]
