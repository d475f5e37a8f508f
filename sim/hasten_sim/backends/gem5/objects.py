"""What gem5 would get wrong without a word, seen in the object file of a program.

gem5 knows no AVX: it takes some of its instructions for those of SSE, and runs on. In the object
file is what the compiler made of the program itself; a whole static executable also holds the C
library's own copies for newer processors, which are never chosen where gem5 says what it can do.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from hasten_sim.compilers import read_some
from hasten_sim.errors import ToolMissing
from hasten_sim.nouns import Program, Unmeasurable
from hasten_sim.sandbox_types import Job, Mount
from hasten_sim.toolchain import BUILD, Toolchain, stage, surroundings

_VECTOR_EXTENSION = re.compile(r"^\s*[0-9a-f]+:\t(?:[0-9a-f]{2} )+\s*\t(v[a-z]\w+)", re.MULTILINE)
_NOT_AVX = ("verr", "verw", "vmcall", "vmlaunch", "vmresume", "vmxoff")
_LONG_DOUBLE = re.compile(
    r"\t(f(?:ld|st|ild|ist|add|sub|mul|div|sqrt|chs|abs|com|ucom|xch|sin|cos|ptan|patan|yl2x|prem"
    r"|rndint|scale|2xm1|tst|xam|xtract)\w*)"
)
"""x87 instructions, by their beginnings: on x86-64, compilers use them for `long double` alone."""
_LINKING = ("-static", "-static-pie", "-no-pie", "-s")
INSTALL = "Install binutils (Debian, Ubuntu: apt install binutils)."


async def refusal(toolchain: Toolchain, program: Program, scratch: Path) -> Unmeasurable | None:
    """Why gem5 may not run an x86 program, None when nothing speaks against it.

    Raises ToolMissing without binutils.
    """
    objdump = shutil.which("objdump", path="/usr/bin:/bin")
    if objdump is None:
        raise ToolMissing("objdump, which shows a program's instructions, is missing.", INSTALL)
    flags = toolchain.flags_of(program)
    place, mounts = surroundings(program, flags)
    name = stage(program, scratch)
    compiling = (*_without_linking(flags), *place, "-c", name, "-o", "prog.o")
    mounts = (*mounts, Mount(scratch, BUILD, writable=True))
    finished, _ = await toolchain.call(compiling, mounts, scratch)
    if not finished.ok:
        return Unmeasurable("its object file, in which gem5's limits show, cannot be made")
    job = Job(
        (objdump, "-d", f"{BUILD}/prog.o"),
        scratch / "objdump.out",
        scratch / "objdump.err",
        mounts=(Mount(scratch, BUILD),),
    )
    if not (await toolchain.sandbox.run(job)).ok:
        return Unmeasurable(f"objdump cannot read it: {read_some(job.stderr).strip()[:200]}")
    return judge(job.stdout.read_text(errors="replace"))


def judge(disassembly: str) -> Unmeasurable | None:
    """Why gem5 may not run what objdump shows, None when nothing speaks against it."""
    for found in _VECTOR_EXTENSION.finditer(disassembly):
        if found[1] not in _NOT_AVX:
            return Unmeasurable(
                f"it uses AVX instructions ({found[1]}), which gem5 does not know: compile without "
                "-march=native and -mavx"
            )
    if found := _LONG_DOUBLE.search(disassembly):
        return Unmeasurable(
            f"it computes with long double ({found[1]}), which gem5 does wrongly: use double"
        )
    return None


def _without_linking(flags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        flag
        for flag in flags
        if flag not in _LINKING and not flag.startswith(("-Wl,", "-fuse-ld", "-l", "-L"))
    )
