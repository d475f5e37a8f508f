"""Which lines of a program cost most: instructions under callgrind, told by the lines of its text.

What the compiler put in place of a call (a vector's `operator[]`) counts for the line that calls,
and so does what is spent in functions that are not in the text (`std::sort`).
"""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from attrs import evolve, frozen

from hasten_sim.backends.callgrind import Callgrind
from hasten_sim.nouns import Case, Program
from hasten_sim.runs import BOX, box, program_job
from hasten_sim.sandbox_types import Job, Limits, Mount
from hasten_sim.toolchain import Executable, Toolchain

DEBUG = "-g1"
LONGEST_SECONDS = 30.0
_LINES = re.compile(r"^(0x[0-9a-f]+)$|^(.*):(\d+|\?)(?: \(discriminator \d+\))?$", re.MULTILINE)


@frozen
class LineCost:
    """A line of the text (from 1), and the instructions that were executed for it."""

    line: int
    instructions: int


@frozen
class LineProfile:
    """The lines that cost anything, the costliest first; `total` is what the whole run executed."""

    lines: tuple[LineCost, ...]
    total: int


@frozen
class _Instruction:
    """One address of a function: its own count, and that of the calls made there, by callee."""

    address: int
    own: int
    calls: tuple[tuple[str, int], ...]


async def costly_lines(
    toolchain: Toolchain, callgrind: Callgrind, program: Program, case: Case, limits: Limits
) -> LineProfile | None:
    """Run a program on a case, and say what its lines cost.

    None when that cannot be told: the program does not compile or end, or there is no addr2line.
    Raises SandboxUnavailable.
    """
    tool = shutil.which("addr2line")
    if tool is None:
        return None
    with tempfile.TemporaryDirectory(prefix="hasten-lines-") as scratch:
        folder = Path(scratch)
        made = await _compiled(toolchain, program, folder / "made")
        if made is None:
            return None
        stdin = folder / "stdin"
        stdin.write_bytes(case.input)
        job = program_job(made.path, stdin, folder / "run", limits)
        (folder / "run").mkdir()
        _, finished, data = await callgrind.profile(job, folder / "run", LONGEST_SECONDS)
        if not finished.ok:
            return None
        functions = await asyncio.to_thread(_functions_of, data)
        addresses = sorted({one.address for own in functions.values() for one in own})
        lines = await _lines_of(callgrind, Path(tool), made, addresses, folder)
    return await asyncio.to_thread(_added_up, functions, lines)


async def _compiled(toolchain: Toolchain, program: Program, scratch: Path) -> Executable | None:
    flags = (*(toolchain.default_flags if program.flags is None else program.flags), DEBUG)
    made = await evolve(toolchain, headers=None).compile(evolve(program, flags=flags), scratch)
    return made if isinstance(made, Executable) else None


async def _lines_of(
    callgrind: Callgrind, tool: Path, made: Executable, addresses: list[int], folder: Path
) -> dict[int, int]:
    """The line of the text that each address stands for, where it stands for one."""
    asked = folder / "addresses"
    asked.write_text("".join(f"{address:#x}\n" for address in addresses))
    job = Job(
        (str(tool), "-a", "-i", "-e", "./prog"),
        folder / "lines.out",
        folder / "lines.err",
        stdin=asked,
        cwd=BOX,
        mounts=(Mount(box(made.path), BOX),),
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
    )
    finished = await callgrind.sandbox.run(job)
    if not finished.ok:
        return {}
    name = f"prog.{made.text_of.language}"
    found: dict[int, int] = {}
    address = -1
    for match in _LINES.finditer((folder / "lines.out").read_text(errors="replace")):
        if match[1]:
            address = int(match[1], 16)
        elif Path(match[2]).name == name and match[3] not in ("?", "0"):
            # Frames come from the inside out: the first one in the text is the nearest to it.
            found.setdefault(address, int(match[3]))
    return found


def _functions_of(data: bytes) -> dict[str, list[_Instruction]]:
    """The instructions of each function, from a profile by instructions."""
    own: dict[str, Counter[int]] = defaultdict(Counter)
    calls: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
    function, callee, is_call = "", "", False
    for line in data.decode(errors="replace").splitlines():
        if line.startswith("fn="):
            function = line[3:]
        elif line.startswith("cfn="):
            callee = line[4:]
        elif line.startswith("calls="):
            is_call = True
        elif line.startswith("0x"):
            address, _, counts = line.partition(" ")
            # After the address comes the line, 0 for want of lines, then the counts.
            count = int(next(iter(counts.split()[1:]), "0"))
            if is_call:
                calls[function, int(address, 16)].append((callee, count))
                own[function][int(address, 16)] += 0
            else:
                own[function][int(address, 16)] += count
            is_call = False
    return {
        name: [_Instruction(at, count, tuple(calls[name, at])) for at, count in found.items()]
        for name, found in own.items()
    }


def _added_up(functions: dict[str, list[_Instruction]], lines: dict[int, int]) -> LineProfile:
    in_text = {
        name for name, found in functions.items() if any(one.address in lines for one in found)
    }
    costs: Counter[int] = Counter()
    total = 0
    for found in functions.values():
        for one in found:
            total += one.own
            line = lines.get(one.address)
            if line is not None:
                outside = sum(count for callee, count in one.calls if callee not in in_text)
                costs[line] += one.own + outside
    ordered = sorted(costs.items(), key=lambda pair: (-pair[1], pair[0]))
    return LineProfile(tuple(LineCost(line, count) for line, count in ordered if count), total)
