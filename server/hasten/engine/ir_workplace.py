"""What all work on modules of LLVM IR needs: an LLVM, the module as it reads it, the screen."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from attrs import define, frozen

from hasten.engine.shrunk import NotShrunk
from hasten.engine.vetting import NO_INPUT, Vetting
from hasten.engine.workbench import find_suite
from hasten.errors import NoTests
from hasten.passes.screening import Screen, open_screen
from hasten.settings import Settings
from hasten.source.encoding import encode
from hasten.source.llvm_ir import LlvmModule
from hasten_sim.backends.opt_size import (
    Measurer,
    Module,
    SizePipeline,
    open_measurer,
    read_module,
    size_pipeline,
)
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.nouns import Case, CaseSuite, CompileError
from hasten_sim.sandbox import open_sandbox
from hasten_sim.store import Store, default_directory


@frozen
class IrBench:
    """All that measuring the size of one module takes."""

    llvm: Llvm
    module: Module
    pipeline: SizePipeline
    measurer: Measurer


@define
class IrWorkplace:
    """One LLVM and its screen. Without a store verdicts on lists are forgotten.

    `wanted` is a version of LLVM or the folder that holds opt; empty: the newest there is.
    """

    store: Store | None = None
    sandbox: Literal["bubblewrap", "off"] = "bubblewrap"
    wanted: str = ""
    _screen: Screen | None = None

    async def llvm(self) -> Llvm:
        """The LLVM. Raises ToolMissing and SandboxUnavailable."""
        return await Llvm.discover(await open_sandbox(self.sandbox), self.wanted)

    async def read(self, llvm: Llvm, content: bytes, name: str) -> Module | NotShrunk:
        """A module, or why LLVM does not take it."""
        module = await read_module(llvm, content, name)
        if isinstance(module, Module):
            return module
        said = module.message if isinstance(module, CompileError) else module.explain()
        return NotShrunk(said if said.startswith(f"{name}:") else f"{name}: {said}", failed=True)

    @asynccontextmanager
    async def bench(self, content: bytes, name: str) -> AsyncGenerator[IrBench | NotShrunk]:
        """A module, and a measurer for it that ends with the block."""
        llvm = await self.llvm()
        module = await self.read(llvm, content, name)
        if isinstance(module, NotShrunk):
            yield module
            return
        measurer = await open_measurer(llvm, module)
        try:
            yield IrBench(llvm, module, await size_pipeline(llvm, module), measurer)
        finally:
            await measurer.close()

    def vetting(self, llvm: Llvm, module: Module, cases: tuple[Case, ...] = NO_INPUT) -> Vetting:
        """What speaks against lists for a module. `cases` are inputs for its `main`."""

        async def opened() -> Screen:
            if self._screen is None or self._screen.programs.llvm != llvm:
                place = self.store.directory if self.store is not None else default_directory()
                memory = self.store if self.store is not None else Forgetful()
                self._screen = await open_screen(llvm, memory, place)
            return self._screen

        return Vetting(llvm, module, opened, cases)


class Forgetful:
    """A memory that keeps nothing."""

    def get(self, kind: str, key: str) -> None:
        """Nothing."""

    def put(self, kind: str, key: str, value: object) -> None:
        """Keep nothing."""


def cases_for(module: Module, path: Path, settings: Settings) -> tuple[Case, ...]:
    """The inputs on which a module's `main` is run: its tests, or one without any input.

    Raises SuiteError when there are tests that cannot be read.
    """
    if LlvmModule.parse(module.text).function_named("main") is None:
        return NO_INPUT
    try:
        suite = find_suite(path, settings)
    except NoTests:
        return NO_INPUT
    return suite.cases if isinstance(suite, CaseSuite) else NO_INPUT


def text_in_place(new: str, old: str) -> str:
    """LLVM's writing of a module, with the first comment of the text that it takes the place of.

    LLVM writes the name of its own file there.
    """
    mark, end = "; ModuleID = ", new.find("\n") + 1
    if not new.startswith(mark):
        return new
    return (old[: old.find("\n") + 1] if old.startswith(mark) else "") + new[end:]


def as_bytes(text: str) -> bytes:
    """A module's text as the file has it."""
    return encode(text)
