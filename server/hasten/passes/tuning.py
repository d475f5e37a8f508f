"""A module made smaller: search, shorten what was found, and measure it the plain way.

Nothing here starts a process: whoever calls hands over a measurer, and a way to measure plainly.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Awaitable, Callable, Sequence

from attrs import evolve, field, frozen

from hasten.errors import PolicyUnusable
from hasten.passes.attributes import Attributes, variants
from hasten.passes.clearing import cleared
from hasten.passes.flags import Flags, fitting, stored_sets
from hasten.passes.inlining import Inlining, sites_of
from hasten.passes.lists import Vocabulary
from hasten.passes.plan import Pipeline, Plan
from hasten.passes.policy import Prediction, predicted
from hasten.passes.predicted import AT_ONCE, AtOnce, Predicted
from hasten.passes.search import Budget, Listener, Search, Searched, Start, baselines
from hasten.passes.shortening import Shortening
from hasten.passes.sources import Mutations, RandomLists, Source, StoredLists, Tails
from hasten.passes.stitching import Stitching
from hasten.passes.stored import usable
from hasten_sim.backends.opt_size import (
    Evaluation,
    Made,
    Measurer,
    Metric,
    Module,
    Recipe,
    SizePipeline,
)
from hasten_sim.llvm_passes import Pass
from hasten_sim.nouns import Unmeasurable, Verdict

logger = logging.getLogger(__name__)

SHARE_OF_SHORTENING = 0.15
"""Of the budget, for making lists shorter."""
SHORT, SHARE_OF_SHORT = 5.0, 0.05
"""Seconds of a search in which nearly all goes into finding something, and what is left of them."""
MOST_SHORTENING = 400
MOST_AFTER_A_LIST = 12
"""Stored pipelines that are tried after a list which does much of their work already."""
PRIORS = {
    "policy": 2.0,
    AT_ONCE: 2.0,
    "stored": 0.15,
    "stitched after inlining": 0.5,
    "stitched without inlining": 0.25,
    "stitched after inlining twice": 0.2,
    "stitched": 0.15,
    "stitched after a list": 0.15,
    "inlining": 0.45,
    "attributes": 0.8,
    "tail": 0.1,
    "mutation": 0.1,
    "random": 0.03,
    "model": 1.0,
}
OPENING = (*["policy"] * 4, *["attributes"] * 2, *["policy"] * 3, *["attributes"] * 2)
"""Whose turn it is at first: what gives most for the code that has to be made for it."""
OPENING_BY_INSTRUCTIONS = ("stitched without inlining", "stitched after inlining twice") * 2
SUGGESTED = "model"
PRIORS_BY_INSTRUCTIONS = {**PRIORS, "stitched without inlining": 0.6, "policy": 0.5}
"""A call is one instruction, however long the code that it takes."""
STITCHED = (
    "stitched",
    "stitched after inlining",
    "stitched without inlining",
    "stitched after inlining twice",
)
"""The stitching sources, by the stored prefix that each begins with."""

Plainly = Callable[[Recipe], Awaitable[Made | Verdict]]
"""Measures a recipe with LLVM's own tools."""
Screen = Callable[[Plan], Awaitable[str]]
"""Why a plan must not be offered, "" when nothing speaks against it."""


@frozen
class Request:
    """What is asked: the module and its -Oz, the passes that there are, and how long to search.

    `flags` are the code-generator flags that may be tried, none if empty. `suggested` are lists
    that a language model has named.
    """

    module: Module
    pipeline: SizePipeline
    passes: tuple[Pass, ...] = field(repr=False)
    budget: Budget = Budget(evaluations=200)
    metric: Metric = "text+data"
    flags: tuple[str, ...] = ()
    seed: int = 0
    only: tuple[str, ...] = ()
    """Names of sources to use, all if empty."""
    suggested: tuple[Pipeline, ...] = ()


@frozen
class Offer:
    """A plan that was measured the plain way, and is smaller than the baseline."""

    plan: Plan
    made: Made


@frozen
class Tuned:
    """What tuning came to. `baseline` is -Oz, the better of the two; all measured the plain way.

    `best` needs nothing but `opt`; `flagged` needs flags for the code generator as well, and is
    there when it is smaller still. `rejected` says why plans that measured well are not offered,
    `remeasured` is how many of those were measured the plain way.
    `prediction` is what was expected before anything was tried.
    """

    request: Request = field(repr=False)
    baseline: Offer
    as_it_stands: Made | Verdict | None
    with_attributes: Made | Verdict | None
    best: Offer | None
    flagged: Offer | None
    searched: Searched
    rejected: tuple[str, ...] = ()
    remeasured: int = 0
    prediction: Prediction | None = field(default=None, repr=False)

    def size(self, offer: Offer) -> int:
        """An offer's size by the metric that was asked for."""
        return offer.made.sizes.of(self.request.metric)

    def gain(self, offer: Offer | None) -> float:
        """How much smaller than the baseline, as a share of it; 0 where there is no offer."""
        before = self.size(self.baseline)
        return 1 - self.size(offer) / before if offer is not None and before else 0.0


async def tune(
    request: Request,
    measurer: Measurer,
    plainly: Plainly,
    *,
    screen: Screen | None = None,
    listener: Listener | None = None,
) -> Tuned | Evaluation:
    """Search for the smallest version of a module. A verdict when -Oz itself cannot be measured."""
    began = time.monotonic()
    start = await baselines(measurer, request.module, request.pipeline, request.metric)
    if not isinstance(start, Start):
        return start
    prediction = expected(request)
    search = search_of(request, measurer, prediction, listener)
    functions = tuple(one.name for one in request.module.functions)
    searched = await search.run(start, functions, _shares(request.budget)[0])
    spent = measurer.cpu_seconds - searched.cpu_seconds

    def is_over() -> bool:
        return not request.budget.left(0, measurer.cpu_seconds - spent, began)

    shortening = Shortening(measurer, request.metric, request.pipeline.element, is_over)
    shortened = await shortening.of_board(searched.board, _shares(request.budget)[1])
    tuned = await _offered(request, start, searched, shortened, plainly, screen)
    return evolve(tuned, prediction=prediction) if isinstance(tuned, Tuned) else tuned


def search_of(
    request: Request,
    measurer: Measurer,
    prediction: Prediction | None,
    listener: Listener | None = None,
) -> Search:
    """The search that a request asks for."""
    counting = request.metric == "instructions"
    return Search(
        measurer,
        request.metric,
        sources_of(request, prediction),
        PRIORS_BY_INSTRUCTIONS if counting else PRIORS,
        Flags(fitting(request.flags, request.module.text)) if request.flags else None,
        request.seed,
        listener,
        OPENING_BY_INSTRUCTIONS if counting else OPENING,
    )


def expected(request: Request) -> Prediction | None:
    """What the learned policy expects of the module; None where its weights cannot be used."""
    try:
        return predicted(request.module, {one.name.partition("<")[0] for one in request.passes})
    except PolicyUnusable as problem:
        logger.warning("%s", problem)
        return None


def sources_of(request: Request, prediction: Prediction | None = None) -> list[Source]:
    """The sources of plans for a module; what is predicted is tried first."""
    module, passes = request.module, request.passes
    counting = request.metric == "instructions"
    prefixes, pool = usable("prefix", passes), usable("function", passes, by_count=counting)
    if prediction is not None and not counting:
        known = frozenset(pool)
        pool = tuple(dict.fromkeys((*(one for one in prediction.pool if one in known), *pool)))
    words = Vocabulary.of_module(passes)
    local = Vocabulary.of_function(passes, pool)
    tail = next(iter(usable("tail", passes)), ())
    made: list[Source] = [
        *([Predicted(prediction)] if prediction is not None else []),
        *([AtOnce(prediction, usual_flags(request))] if prediction is not None else []),
        *([StoredLists(request.suggested, SUGGESTED)] if request.suggested else []),
        StoredLists(usable("module", passes)),
        *(
            Stitching(prefix, pool, tail, local, name)
            for prefix, name in zip(prefixes, STITCHED, strict=False)
        ),
        Stitching(None, ((), *pool[:MOST_AFTER_A_LIST]), tail, local, "stitched after a list"),
        Inlining(sites_of(module)),
        Attributes(() if counting else variants(module)),
        Tails(words),
        Mutations(words),
        RandomLists(words),
    ]
    if any(":" in one.name for one in module.functions):
        # `opt` cannot be told of single functions: what follows a colon is the attribute to it.
        of_functions = Predicted | AtOnce | Stitching | Inlining | Attributes
        made = [one for one in made if not isinstance(one, of_functions)]
    wanted = request.only or {one.name for one in made} - {AT_ONCE}
    return [one for one in made if one.name in wanted]


def usual_flags(request: Request) -> tuple[str, ...]:
    """The flags that pay in most modules, those of them that may be tried."""
    known = fitting(request.flags, request.module.text)
    return tuple(one for one in known if one in stored_sets()[0])


def _shares(budget: Budget) -> tuple[Budget, int]:
    """The budget of the search, and the evaluations for shortening."""
    count = budget.evaluations
    spared = MOST_SHORTENING if count is None else int(count * SHARE_OF_SHORTENING)

    def share(seconds: float | None) -> float | None:
        if seconds is None:
            return None
        return seconds * (1 - (SHARE_OF_SHORT if seconds <= SHORT else SHARE_OF_SHORTENING))

    search = Budget(
        None if count is None else max(1, count - spared),
        share(budget.seconds),
        share(budget.cpu_seconds),
    )
    return search, min(spared, MOST_SHORTENING)


# --- offering -----------------------------------------------------------------------------------


async def _offered(
    request: Request,
    start: Start,
    searched: Searched,
    plans: tuple[Plan, Plan],
    plainly: Plainly,
    screen: Screen | None,
) -> Tuned | Evaluation:
    """What holds when it is measured plainly; plans that do not are passed over, and told."""
    stands = await plainly(request.pipeline.as_it_stands())
    asked = None
    if not request.module.has_size_attributes:
        asked = await plainly(request.pipeline.with_attributes())
    base = asked if start.plan.attributes else stands
    if not isinstance(base, Made):
        return base if base is not None else Unmeasurable("there is no baseline")
    metric, rejected, remeasured = request.metric, list[str](), 0

    async def examined(plan: Plan, below: float) -> Offer | str:
        nonlocal remeasured
        remeasured += 1
        made = await plainly(plan.recipe())
        reason = objection_to(made, base, metric)
        if isinstance(made, Made) and not reason:
            if made.sizes.of(metric) >= below:
                return ""
            reason = await screen(plan) if screen is not None else ""
            if not reason:
                return Offer(plan, made)
        rejected.append(reason)
        return reason

    async def objection(plan: Plan) -> str:
        found = await examined(plan, math.inf)
        return found if isinstance(found, str) else ""

    async def first(candidates: Sequence[Plan], below: int) -> Offer | None:
        for plan in candidates:
            found = await examined(plan, below)
            if isinstance(found, Offer):
                return found
        return None

    size = base.sizes.of(metric)
    found = searched.board.best.plan
    # `opt` before LLVM 18 cannot be told of attributes with values.
    others = [plans[0].undressed, found, found.undressed]
    others += [one.plan for one in searched.board.top[:3]]
    best = await first(_without(start.plan, [plans[0], *others]), size)
    flagged = None
    if plans[1].flags:
        below = best.made.sizes.of(metric) if best is not None else size
        before, whole = len(rejected), searched.board.flagged.plan
        flagged = await first([plans[1], whole], below)
        if flagged is None and len(rejected) > before:
            fewer = await cleared(whole, objection)
            flagged = await first([fewer], below) if fewer is not None else None
    return Tuned(
        request,
        Offer(start.plan, base),
        stands,
        asked,
        best,
        flagged,
        searched,
        tuple(rejected),
        remeasured,
    )


def _without(plan: Plan, plans: Sequence[Plan]) -> list[Plan]:
    return [one for one in dict.fromkeys(plans) if one != plan]


def objection_to(made: Made | Verdict, base: Made, metric: Metric = "text+data") -> str:
    """Why what a plan made cannot be offered, "" if it can.

    Bytes must not just have moved; where instructions are to be few, bytes do not count.
    """
    if not isinstance(made, Made):
        return made.explain()
    if made.exported != base.exported:
        return "the module would define other symbols than before"
    whole: Metric = "text+rodata+data"
    if metric != "instructions" and made.sizes.of(whole) > base.sizes.of(whole):
        return "what it saves in .text and .data it more than adds to .rodata"
    return ""
