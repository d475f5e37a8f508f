"""What was told of modules before anything was tried, against what was then measured."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from attrs import frozen

from hasten.passes.policy import Prediction


@frozen
class Foretold:
    """Bytes of .text and .data as told and as measured: without passes, by -Oz, by the plan.

    `seconds` are those of the processor that telling took.
    """

    before: tuple[int, int]
    oz: tuple[int, int]
    after: tuple[int, int]
    seconds: float


def foretold(prediction: Prediction, measured: tuple[int, int, int], seconds: float) -> Foretold:
    """What a prediction was worth. `measured`: without passes, by -Oz, by its plan."""
    before, oz, after = measured
    return Foretold(
        (prediction.before, before), (prediction.oz, oz), (prediction.after, after), seconds
    )


def error_of(pairs: Sequence[tuple[int, int]]) -> float:
    """The mean absolute error of what was told, as a share of what was measured.

    Raises ValueError when there is nothing.
    """
    if not pairs:
        raise ValueError("nothing was told")
    return sum(abs(told - true) / max(1, true) for told, true in pairs) / len(pairs)


def lines_of(every: Sequence[Foretold]) -> list[str]:
    """What a page says of predictions; nothing when there are none."""
    if not every:
        return []
    errors = [error_of([pick(one) for one in every]) for pick in (_before, _oz, _after)]
    milliseconds = 1000 * median(one.seconds for one in every)
    told = (
        f"Sizes told from the text of {len(every)} modules, in {milliseconds:.1f} ms of one core "
        f"(median), are off on average (MAPE) by {errors[0]:.1%} without passes, {errors[1]:.1%} "
        f"by -Oz and {errors[2]:.1%} by the plan that was predicted."
    )
    return [told, ""]


def _before(one: Foretold) -> tuple[int, int]:
    return one.before


def _oz(one: Foretold) -> tuple[int, int]:
    return one.oz


def _after(one: Foretold) -> tuple[int, int]:
    return one.after
