"""Programs that are modules of LLVM IR: code is made of the text as it is, without any pass.

So a bench judges and measures IR as it does C++: what passes made of a module is the program.
"""

from __future__ import annotations

import shutil

from hasten_sim.compilers import Compiler
from hasten_sim.errors import ToolMissing
from hasten_sim.llvm_toolchain import INSTALL, Llvm
from hasten_sim.toolchain import MOLD, Toolchain

CODE = ("--driver-mode=g++", "-O3", "-Xclang", "-disable-llvm-passes", "-w")
"""Clang in the place of `llc -O3`, and as the linker of programs in whatever language."""


def ir_toolchain(llvm: Llvm) -> Toolchain:
    """The clang of an LLVM as the compiler of programs whose path ends in `.ll`.

    Raises ToolMissing where it has no clang.
    """
    if llvm.clang is None:
        raise ToolMissing("Running modules needs clang of the same LLVM.", INSTALL)
    compiler = Compiler(llvm.clang, "clang", llvm.version, llvm.fingerprint, llvm.prefix)
    link = ("-static", *MOLD) if shutil.which("mold") else ("-static",)
    return Toolchain(compiler, llvm.sandbox, default_flags=CODE, link_flags=link)
