"""Problems of the corpus checked on workers: for `hasten corpus check`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from hasten.corpus.check import Checked, SolutionCost, check, read_costs
from hasten.corpus.problem import Problem, find_problem
from hasten.errors import CorpusError
from hasten_sim.farm.orders import Payload
from hasten_sim.farm.plan import Item
from hasten_sim.farm.shard import Place, Work
from hasten_sim.records import from_json, to_json
from hasten_sim.store import Store

OPEN = f"{__name__}:open_checks"
COMPILE_SECONDS = 1.5
SECONDS_OF_A_COST = 60 * 0.11e-9
"""What measuring one unit of cost takes: about 60 times as long as running it."""


def item_of(problem: Problem, seed: int) -> Item:
    """A problem as it is checked elsewhere. Its files do not travel: they are part of hasten."""
    costs: Mapping[str, Any] = read_costs().get(problem.slug, {}).get("solutions", {})
    seconds = COMPILE_SECONDS * len(problem.solutions)
    seconds += sum(each["cost"] for each in costs.values()) * SECONDS_OF_A_COST
    payload = Payload({"slug": problem.slug, "digest": problem.digest, "seed": seed})
    return Item(payload.digest, problem.slug, seconds, lambda: payload)


def checked_of(problem: Problem, value: Any) -> Checked:
    """The result of a problem as it came back."""
    costs: Sequence[SolutionCost] = from_json(value["costs"], tuple[SolutionCost, ...])
    return Checked(problem, tuple(costs), tuple(value["faults"]), value["backend"])


@asynccontextmanager
async def open_checks(place: Place) -> AsyncGenerator[Work]:
    """On a worker: check a problem."""
    store = Store(place.cache / "store.sqlite3")

    async def work(data: Mapping[str, Any], folder: Path) -> Any:  # noqa: ARG001
        problem = find_problem(data["slug"])
        if problem.digest != data["digest"]:
            raise CorpusError(f"{problem.slug} is another problem on this worker")
        (one,) = await check(
            [problem], store, lambda _: None, seed=data["seed"], jobs=place.processors
        )
        return {"costs": to_json(one.costs), "faults": list(one.faults), "backend": one.backend}

    try:
        yield work
    finally:
        store.close()
