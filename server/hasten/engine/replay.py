"""Repeat what an evidence claims: same texts, same tests, same compiler; same numbers or not."""

from __future__ import annotations

import asyncio
from pathlib import Path

from attrs import evolve, frozen

from hasten import numbers
from hasten.engine.engine import Engine, Verification
from hasten.engine.reliances import changed
from hasten.errors import EvidenceError, SettingsError
from hasten.nouns import Evidence, Span, Target
from hasten.settings import Settings
from hasten_sim.nouns import Measurement, Suite, language_of
from hasten_sim.suite import discover


@frozen
class ReplayResult:
    """Whether every cost was the same digit for digit; if not, what differs, in sentences.

    Costs that vary from run to run are the same when the intervals of the speedup have something
    in common. A file that the candidate relies on and that has changed is a difference, too.
    """

    identical: bool
    differences: tuple[str, ...]
    verification: Verification


async def replay(evidence: Evidence, engine: Engine, settings: Settings) -> ReplayResult:
    """Measure both texts of an evidence again, reusing nothing.

    Raises EvidenceError when its tests are not at hand, and as `Engine.optimize` does.
    """
    suite = _suite(evidence)
    settings = with_backend(settings, evidence.backend)
    target = Target(
        text=evidence.original,
        path=Path(evidence.path),
        span=Span(0, len(evidence.original.encode("utf-8", "surrogatepass"))),
        name=evidence.function,
        language=language_of(Path(evidence.path)),
    )
    verification = await engine.compare(target, evidence.candidate, settings, suite, None)
    differences = (
        *_differences("original", evidence.baseline, verification.original.measurement),
        *_differences("candidate", evidence.measurement, verification.candidate.measurement),
        *_apart(evidence.measurement, verification.candidate.measurement),
        *(await asyncio.to_thread(_changed, evidence)),
    )
    return ReplayResult(not differences, differences, verification)


def with_backend(settings: Settings, backend: str) -> Settings:
    """The settings with the backend of an evidence; raises EvidenceError for an unknown one."""
    try:
        return evolve(settings, backend=backend)
    except SettingsError as error:
        raise EvidenceError(
            f"it was measured with the backend {backend!r}", error.message
        ) from error


def _suite(evidence: Evidence) -> Suite:
    if evidence.tests is not None:
        return evidence.tests
    found = discover(Path(evidence.path), Path(evidence.suite_path))
    if found is None or found.digest != evidence.suite_digest:
        raise EvidenceError(
            f"the tests of this evidence are not at {evidence.suite_path}, or have changed",
            "Bring the tests back as they were; their digest is in the evidence.",
        )
    return found


def _differences(who: str, claimed: Measurement, found: Measurement | None) -> tuple[str, ...]:
    if found is None:
        return (f"{who}: could not be measured again",)
    if (found.backend, found.version) != (claimed.backend, claimed.version):
        return (
            f"{who}: measured with {found.backend} {found.version}, not {claimed.backend} "
            + claimed.version,
        )
    if not claimed.deterministic:
        return ()
    old = {case.case: case.cost for case in claimed.cases}
    new = {case.case: case.cost for case in found.cases}
    return tuple(
        f"{who}, case {name}: cost {new.get(name)!r}, claimed {old.get(name)!r}"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    )


def _changed(evidence: Evidence) -> tuple[str, ...]:
    """What is to be said of the other files that the candidate relies on."""
    return tuple(
        f"{one.path} is not as it was when the candidate was found to be right"
        for one in changed(evidence.origin.relies_on)
    )


def _apart(claimed: Measurement, found: Measurement | None) -> tuple[str, ...]:
    """What is to be said when the intervals of both comparisons have nothing in common."""
    old, new = claimed.relative, found.relative if found is not None else None
    if old is None or new is None or (old.low <= new.high and new.low <= old.high):
        return ()
    return (f"speedup: {numbers.interval(new)}, claimed {numbers.interval(old)}",)
