"""One run of the simulator: what it is told, where it runs, what it leaves."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from hasten_sim.backends.gem5.discovery import MEMORY, OUT, Simulator
from hasten_sim.backends.gem5.parsing import Simulated, last_words, read_result
from hasten_sim.backends.gem5.processors import Processor
from hasten_sim.errors import MeasurementFailed
from hasten_sim.nouns import SimulatedTooLong, Unmeasurable, Verdict
from hasten_sim.runs import BOX, ENVIRONMENT, PROGRAM, box, read_untrusted
from hasten_sim.sandbox_types import Job, Limits, Mount, Sandbox

SCRIPT = Path(__file__).with_name("configuration.py")
SCRIPT_FOLDER = "/configuration"
SIMULATED_MEMORY = "4GiB"
LARGEST_FILE = 64 << 20
_QUIET = (
    "--quiet",
    "--redirect-stdout",
    "--redirect-stderr",
    "--silent-redirect",
    "--listener-mode=off",
    "--dump-config=",
    "--json-config=",
    "--dot-config=",
)


@frozen
class Run:
    """What a simulated program is to do. `main` is the address up to which it is not measured."""

    executable: Path
    stdin: Path
    limits: Limits
    most_instructions: int
    host_seconds: float
    main: int | None = None


@frozen
class Ran:
    """What a run of the simulator gave: its measure or what went wrong, and the guest's output."""

    found: Simulated | Verdict
    output: bytes


async def simulate(
    sandbox: Sandbox, simulator: Simulator, processor: Processor, run: Run, scratch: Path, case: str
) -> Ran:
    """Simulate a program on an input. Raises MeasurementFailed when gem5 does not even begin."""
    out = scratch / "out"
    out.mkdir(parents=True, exist_ok=True)
    # A name that a program cannot guess: what it opens, it opens as the simulator does.
    name = f"run-{secrets.token_hex(8)}"
    (scratch / "request").mkdir(exist_ok=True)
    request = scratch / "request" / "request.json"
    # What a file says of places is not put right where there is no sandbox.
    hidden = sandbox.name != "off"
    home, left = (BOX, OUT) if hidden else (str(box(run.executable)), str(out))
    told = _request(processor, run, home, f"{left}/{name}")
    request.write_text(json.dumps(told), encoding="utf-8")
    finished = await sandbox.run(_job(simulator, run, scratch, name))
    complaints = _contents(out / f"{name}.err").decode(errors="replace").replace("\0", "")
    if finished.ending == "time":
        return Ran(SimulatedTooLong(case, host_seconds=run.host_seconds), b"")
    if finished.ending == "memory":
        return Ran(Unmeasurable(f"gem5 ran out of memory on case {case}"), b"")
    if not (out / f"{name}.err").exists():
        words = _contents(scratch / "stderr").decode(errors="replace").strip()[-500:]
        raise MeasurementFailed(f"gem5 did not run: {words}", "Try `hasten doctor`.")
    if "Traceback (most recent call last)" in complaints:
        raise MeasurementFailed(
            f"gem5 {simulator.version} refuses hasten's configuration: {last_words(complaints)}",
            "Use version 23, 24 or 25; please report it if you do.",
        )
    found = read_result(
        _contents(out / f"{name}.json"),
        _contents(out / f"{name}.stats").decode(errors="replace"),
        complaints,
        case,
        run.most_instructions,
    )
    return Ran(found, _contents(out / f"{name}.guest"))


def _request(processor: Processor, run: Run, home: str, left: str) -> dict[str, Any]:
    """What the configuration script reads: where the program is, and how its files are to begin."""
    return {
        "processor": processor.parameters,
        "executable": f"{home}/prog",
        "argv": [PROGRAM],
        "env": [f"{key}={value}" for key, value in ENVIRONMENT.items()],
        "cwd": home,
        "output": f"{left}.guest",
        "errors": f"{left}.guest-err",
        "result": f"{left}.json",
        "memory": SIMULATED_MEMORY,
        "stack": f"{run.limits.stack_bytes >> 20}MiB",
        "most_instructions": run.most_instructions,
        "main": run.main,
    }


def _job(simulator: Simulator, run: Run, scratch: Path, name: str) -> Job:
    named = (f"--stdout-file={name}.out", f"--stderr-file={name}.err", f"--stats-file={name}.stats")
    return Job(
        argv=(
            str(simulator.path),
            *_QUIET,
            f"--outdir={OUT}",
            *named,
            f"{SCRIPT_FOLDER}/{SCRIPT.name}",
            "/request/request.json",
        ),
        stdin=run.stdin,
        stdout=scratch / "stdout",
        stderr=scratch / "stderr",
        cwd=BOX,
        mounts=(
            *simulator.mounts,
            Mount(SCRIPT.parent, SCRIPT_FOLDER),
            Mount(scratch / "request", "/request"),
            Mount(box(run.executable), BOX),
            Mount(scratch / "out", OUT, writable=True),
        ),
        env=simulator.environment,
        limits=evolve(
            run.limits,
            wall_seconds=run.host_seconds,
            cpu_seconds=run.host_seconds,
            memory_bytes=MEMORY,
            stack_bytes=Limits().stack_bytes,
            output_bytes=max(run.limits.output_bytes, LARGEST_FILE),
        ),
    )


def _contents(path: Path) -> bytes:
    return read_untrusted(path, LARGEST_FILE)
