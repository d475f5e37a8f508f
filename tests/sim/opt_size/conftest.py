# ruff: noqa: E501
"""What the tests of sizes share: an LLVM, and modules small enough to be read."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hasten_sim.backends.opt_size import FastMeasurer, Module, read_module
from hasten_sim.llvm_toolchain import Llvm
from tests.llvm import installed

TARGET = """\
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"
"""
TWO = f"""\
{TARGET}
@table = global [4 x i32] [i32 1, i32 2, i32 3, i32 4]

define internal i32 @square(i32 %x) #0 {{
  %slot = alloca i32
  store i32 %x, ptr %slot
  %again = load i32, ptr %slot
  %product = mul i32 %again, %again
  ret i32 %product
}}

define i32 @sum(i32 %a, i32 %b) #0 {{
  %first = call i32 @square(i32 %a)
  %second = call i32 @square(i32 %b)
  %known = add i32 2, 3
  %both = add i32 %first, %second
  %all = add i32 %both, %known
  ret i32 %all
}}

define i32 @pick(i32 %at) #0 {{
  %slot = alloca i32
  store i32 %at, ptr %slot
  %index = load i32, ptr %slot
  %wide = zext i32 %index to i64
  %place = getelementptr [4 x i32], ptr @table, i64 0, i64 %wide
  %value = load i32, ptr %place
  ret i32 %value
}}

attributes #0 = {{ minsize optsize nounwind }}
"""


@pytest.fixture(scope="session")
def llvm() -> Llvm:
    """The LLVM of this machine."""
    return installed()


@pytest.fixture
async def two(llvm: Llvm) -> Module:
    """A module of three functions, one of which the others call."""
    module = await read_module(llvm, TWO.encode(), "two.ll")
    assert isinstance(module, Module)
    return module


@pytest.fixture
async def fast(llvm: Llvm, two: Module) -> AsyncIterator[FastMeasurer]:
    """A worker that has taken up the module."""
    measurer = await FastMeasurer.open(llvm)
    await measurer.use(two)
    yield measurer
    await measurer.close()
