"""The LLVM of this machine, for tests: those that need one are skipped where there is none."""

from __future__ import annotations

import asyncio

import pytest

from hasten_sim.errors import ToolMissing
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.sandbox import open_sandbox


async def _found() -> Llvm:
    return await Llvm.discover(await open_sandbox())


def installed() -> Llvm:
    """The newest LLVM. Skips the test, with what to install, when there is none."""
    try:
        return asyncio.run(_found())
    except ToolMissing as missing:
        pytest.skip(str(missing))
