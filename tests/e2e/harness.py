"""Runs scenarios inside an editor, and says what became of each."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
INSTALL = "Run tools/e2e/install (or `make e2e`, which does)."

GRACE_SECONDS = 10.0


@frozen
class Outcomes:
    """What became of the scenarios that ran inside an editor, by name."""

    by_name: dict[str, dict[str, Any]]
    log: Path

    def check(self, name: str) -> None:
        """Fail with the editor's own words when the scenario failed or never ran."""
        outcome = self.by_name.get(name)
        if outcome is None:
            tail = self.log.read_text(errors="replace")[-4000:]
            pytest.fail(f"{name} did not run. The end of the editor's log:\n{tail}")
        if outcome["error"] is not None:
            pytest.fail(outcome["error"])


def run_scenarios(
    command: list[str], results: Path, environment: dict[str, str], patience: float
) -> Outcomes:
    """Run a harness in a process group of its own, and end the group whatever happens."""
    log = results.with_suffix(".log")
    with log.open("wb") as output:
        harness = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        try:
            harness.wait(patience)
        except subprocess.TimeoutExpired:
            output.write(f"\nended after {patience} s\n".encode())
        finally:
            _end_group(harness)
    lines = results.read_text().splitlines() if results.exists() else []
    outcomes = [json.loads(line) for line in lines]
    return Outcomes({one["name"]: one for one in outcomes}, log)


def _end_group(leader: subprocess.Popen[bytes]) -> None:
    """End every process of the group: those of an editor that has ended by itself get time to."""
    ended_by_itself = leader.poll() is not None
    for number in (0, signal.SIGTERM, signal.SIGKILL)[0 if ended_by_itself else 1 :]:
        if not _signal_group(leader.pid, number):
            break
        give_up = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < give_up and _signal_group(leader.pid, 0):
            leader.poll()
            time.sleep(0.1)
    leader.wait()


def _signal_group(group: int, number: int) -> bool:
    """Whether there was anybody to take the signal."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


def find_program(name: str) -> str:
    """Path of a program that the tests drive; fails with what to install."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is not installed. {INSTALL}")
    return found
