"""What has been found out about programs, kept in the store under everything that it depends on."""

from __future__ import annotations

import hashlib
import logging
import platform
from functools import cache
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from hasten_sim.errors import RecordError, StoreError
from hasten_sim.nouns import (
    Measurement,
    Outcome,
    SimulatedTooLong,
    TimedOut,
    TooSlow,
    Unmeasurable,
)
from hasten_sim.records import from_json, to_json
from hasten_sim.store import Store

KIND = "outcome"
_LOG = logging.getLogger(__name__)


@frozen
class Reference:
    """What measuring the original taught: CPU seconds by case, the costs, and how it is linked."""

    seconds: dict[str, float]
    measurement: Measurement
    static_pie: bool

    def cost(self, case: str) -> float:
        """The original's cost on one case."""
        return next((known.cost for known in self.measurement.cases if known.case == case), 0.0)


@frozen
class Examined:
    """What became of a program, and the commands that did it, as a person could type them.

    `reference` is what was learnt, when the program was measured as the original.
    """

    outcome: Outcome
    commands: tuple[str, ...] = ()
    reference: Reference | None = None


@frozen
class Limit:
    """When a candidate is given up: above a cost, or when it has as good as lost to a rival.

    `rival` is the measurement that belongs to the cost to beat.
    """

    cost: float | None = None
    rival: Measurement | None = None


def serves(outcome: Outcome, stop_above: float | None) -> bool:
    """Whether an outcome answers the question also with this limit of cost."""
    verdict = outcome.verdict
    if isinstance(verdict, TooSlow):
        return stop_above is not None and verdict.cost > stop_above
    return True


class Outcomes:
    """Outcomes under given conditions. Without a store nothing is ever known.

    Once detached, what was found since is known, and only as long as this object lives.

    A store that fails is reported in the log and does no harm: it only saves time.
    """

    def __init__(self, store: Store | None, conditions: tuple[object, ...]) -> None:
        self._store = store
        self._found: dict[str, Any] | None = None
        self._conditions = "\0".join(map(repr, (*conditions, machine())))

    def detach(self) -> None:
        """Keep nothing from now on: what follows is measured against one run of the original."""
        if self._store is not None:
            self._store, self._found = None, {}

    def forget(self) -> None:
        """Know nothing any more of what was found since `detach`: it was about another original."""
        if self._found is not None:
            self._found.clear()

    def recall(self, *identity: object, stop_above: float | None = None) -> Examined | None:
        """What is known, marked as reused; None when it does not answer the question."""
        value = self._get(KIND, identity)
        if value is None:
            return None
        try:
            examined = from_json(value, Examined)
        except RecordError:
            return None
        if not serves(examined.outcome, stop_above):
            return None
        return evolve(examined, outcome=evolve(examined.outcome, reused=True, seconds={}))

    def remember(self, examined: Examined, *identity: object) -> None:
        """Keep an outcome, unless it depended on how busy the machine was."""
        if not isinstance(examined.outcome.verdict, TimedOut | Unmeasurable | SimulatedTooLong):
            self._put(KIND, identity, to_json(examined))

    def recall_number(self, *identity: object) -> float | None:
        """A number that was kept, None when it was not."""
        value = self._get("number", identity)
        return value if isinstance(value, float) else None

    def remember_number(self, number: float, *identity: object) -> None:
        """Keep a number."""
        self._put("number", identity, number)

    def _get(self, kind: str, identity: tuple[object, ...]) -> Any | None:
        if self._found is not None:
            return self._found.get(f"{kind} {self._key(identity)}")
        if self._store is None:
            return None
        try:
            return self._store.get(kind, self._key(identity))
        except StoreError as error:
            _LOG.warning("%s", error)
            return None

    def _put(self, kind: str, identity: tuple[object, ...], value: Any) -> None:
        if self._found is not None:
            self._found[f"{kind} {self._key(identity)}"] = value
        if self._store is None:
            return
        try:
            self._store.put(kind, self._key(identity), value)
        except StoreError as error:
            _LOG.warning("%s", error)

    def _key(self, identity: tuple[object, ...]) -> str:
        text = "\0".join(map(repr, identity)) + "\0\0" + self._conditions
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def machine() -> str:
    """Identify what costs depend on beside the executable: C libraries look at the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    told = [line for line in lines if line.startswith(("model name", "flags"))][:2]
    parts = [platform.release(), platform.machine(), *told]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
