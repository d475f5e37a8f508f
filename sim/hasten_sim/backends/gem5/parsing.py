"""What gem5 leaves behind after a run, told as costs and counts, or as what went wrong."""

from __future__ import annotations

import json
import re
from typing import Any

from attrs import frozen

from hasten_sim.nouns import SimulatedTooLong, Unmeasurable, Verdict

FINISHED = "exiting with last active thread context"
TOO_MANY = "a thread reached the max instruction count"
HARMLESS = re.compile(r"^warn:\s+instruction '(?:prefetch\w*|bti)' unimplemented$")
"""Hints change no value: that one is left out costs accuracy, not truth."""
_SIGNS_OF_DEATH = ("panic:", "fatal:")
_STATISTICS = {
    "instructions": ("system.cpu.commitStats0.numInsts", "system.cpu.committedInsts", "simInsts"),
    "cycles": ("system.cpu.numCycles",),
    "branches": ("system.cpu.branchPred.condPredicted",),
    "branch_misses": (
        "system.cpu.commit.branchMispredicts",
        "system.cpu.branchPred.condIncorrect",
    ),
    "l1i_misses": ("system.l1i.overallMisses::total", "system.l1i.demandMisses::total"),
    "l1d_misses": ("system.l1d.overallMisses::total", "system.l1d.demandMisses::total"),
    "l2_misses": ("system.l2.overallMisses::total", "system.l2.demandMisses::total"),
    "l3_misses": ("system.l3.overallMisses::total", "system.l3.demandMisses::total"),
}
"""Our names of counts, and gem5's, which change from version to version: the first one counts."""


@frozen
class Simulated:
    """A run that came to its end: its time in picoseconds, the program's status, the counts."""

    picoseconds: int
    status: int
    counts: dict[str, int]


def read_result(
    result: bytes, statistics: str, complaints: str, case: str, most_instructions: int
) -> Simulated | Verdict:
    """What a run says of itself, or why it cannot be believed.

    `result` is what the configuration script wrote (b"" when it wrote nothing), `complaints` what
    the simulator printed on standard error.
    """
    if (unknown := unimplemented(complaints)) is not None:
        return Unmeasurable(f"gem5 lacks something that it uses (case {case}): {unknown}")
    try:
        said: dict[str, Any] = json.loads(result)
        cause, code = str(said["cause"]), int(said["code"])
        ticks, rate = int(said["ticks"]), float(said["ticks_per_second"])
    except (ValueError, KeyError, TypeError):
        return Unmeasurable(f"gem5 gave up on case {case}: {last_words(complaints)}")
    if cause == TOO_MANY:
        return SimulatedTooLong(case, instructions=most_instructions)
    if cause != FINISHED:
        return Unmeasurable(f"the simulation of case {case} ended early: {cause}")
    return Simulated(round(ticks * (1e12 / rate)), code, read_statistics(statistics))


def read_statistics(text: str) -> dict[str, int]:
    """The counts of the last section of a stats.txt; what a version does not count is left out."""
    values: dict[str, str] = {}
    for line in text.rpartition("Begin Simulation Statistics")[2].splitlines():
        words = line.split(None, 2)
        if len(words) >= 2:
            values[words[0]] = words[1]
    found: dict[str, int] = {}
    for name, places in _STATISTICS.items():
        for place in places:
            if values.get(place, "").isdigit():
                found[name] = int(values[place])
                break
    return found


def unimplemented(complaints: str) -> str | None:
    """The first thing that the simulator says it cannot do, and left out or did wrongly."""
    for line in complaints.splitlines():
        text = re.sub(r"^\S+:\d+: ", "", line.strip())
        if "unimplemented" in text.lower() and not HARMLESS.match(text):
            return " ".join(text.removeprefix("warn:").split())
    return None


def last_words(complaints: str) -> str:
    """The line in which a simulator that gave up says why."""
    lines = [line.strip() for line in complaints.splitlines() if line.strip()]
    for line in lines:
        for sign in _SIGNS_OF_DEATH:
            if sign in line:
                return line[line.index(sign) :][:300]
    errors = [line for line in lines if re.match(r"\w*(Error|Exception|Exit)\b", line)]
    return ([*errors, *lines[-1:]] or ["it said nothing"])[0][:300]
