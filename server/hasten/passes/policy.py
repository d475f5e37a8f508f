"""What passes will make of a module, told from its text alone by what earlier searches taught.

Nothing is compiled and nothing is started: features are counted in the text, and a small network
whose weights come with the package says how large the code will be and which pipeline suits each
function.
"""

from __future__ import annotations

from attrs import field, frozen

from hasten.passes.plan import Pipeline, Plan
from hasten_sim.backends.opt_size import Module


@frozen
class FunctionPrediction:
    """What is expected of one function. Sizes are bytes of code.

    `before` without any pass, `oz` by -Oz, `after` with the pipeline that suits it best.
    `pipelines` are the stored ones, best first.
    """

    name: str
    before: float
    oz: float
    after: float
    pipelines: tuple[Pipeline, ...] = field(repr=False)


@frozen
class Prediction:
    """What is expected of a module. Sizes are bytes of .text and .data.

    `before` without any pass, `oz` by -Oz, `after` by `plan`, whose tail and pipelines are stored
    ones. None of these was measured.
    """

    before: int
    oz: int
    after: int
    plan: Plan = field(repr=False)
    functions: tuple[FunctionPrediction, ...] = field(repr=False)

    @property
    def gain(self) -> float:
        """The share of -Oz that is expected to be saved; never negative, as -Oz is at hand."""
        return max(0.0, 1 - self.after / self.oz) if self.oz else 0.0


def predicted(module: Module) -> Prediction | None:
    """What to expect of a module, in some milliseconds; None while nothing was learned."""
    del module
    return None
