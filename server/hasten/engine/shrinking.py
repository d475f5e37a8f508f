"""LLVM IR made smaller for somebody who edits it: searched, vetted, and given back as edits."""

from __future__ import annotations

import tempfile
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Literal

from attrs import define, frozen

from hasten.engine.shrunk import AtOz, NotShrunk, Shrunk
from hasten.engine.vetting import Vetting
from hasten.passes.lists import Vocabulary
from hasten.passes.plan import Pipeline
from hasten.passes.screening import Screen, open_screen
from hasten.passes.search import Budget, Found
from hasten.passes.stored import usable
from hasten.passes.tuning import Request, Tuned, tune
from hasten.source.edits import minimal_edits
from hasten.source.encoding import encode
from hasten.source.llvm_ir import LlvmModule
from hasten.source.llvm_splice import NotSpliced, changed_functions, splice
from hasten_sim.backends.opt_size import (
    Made,
    Measurer,
    Metric,
    Module,
    Recipe,
    RunOn,
    SizePipeline,
    Sizes,
    make,
    open_measurer,
    read_module,
    size_pipeline,
)
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.sandbox import open_sandbox
from hasten_sim.store import Store, default_directory

WITH_TABLES: Metric = "text+rodata+data"

Listener = Callable[[str, float], None]
"""Told what is being done, and how much of it is done, from 0 to 1."""


@frozen
class _Bench:
    llvm: Llvm
    module: Module
    pipeline: SizePipeline
    measurer: Measurer


@define
class Shrinker:
    """Makes modules smaller. Without a store verdicts on lists are forgotten."""

    store: Store | None = None
    sandbox: Literal["bubblewrap", "off"] = "bubblewrap"
    llvm: str = ""
    _screen: Screen | None = None

    async def at_oz(self, text: str, path: Path) -> AtOz | NotShrunk:
        """The size at -Oz of a module as it stands and of its functions."""
        async with self._bench(text, path) as bench:
            if isinstance(bench, NotShrunk):
                return bench
            made = await make(bench.llvm, bench.module, bench.pipeline.as_it_stands())
            if not isinstance(made, Made):
                return NotShrunk(made.explain(), failed=True)
            return AtOz(made.sizes.of("text+data"), dict(made.sizes.functions), bench.llvm.version)

    async def shrink_module(
        self, text: str, path: Path, seconds: float, listener: Listener
    ) -> Shrunk | NotShrunk:
        """Search for passes that make the module smaller than -Oz does; vet what is found."""
        async with self._bench(text, path) as bench:
            if isinstance(bench, NotShrunk):
                return bench
            vetting = self._vetting(bench)
            request = Request(
                bench.module, bench.pipeline, bench.llvm.passes, Budget(seconds=seconds)
            )
            began = time.monotonic()

            def found(one: Found) -> None:
                listener(f"{one.size} bytes", (time.monotonic() - began) / seconds)

            tuned = await tune(
                request,
                bench.measurer,
                lambda recipe: make(bench.llvm, bench.module, recipe),
                screen=vetting.plan,
                listener=found,
            )
            if not isinstance(tuned, Tuned):
                return NotShrunk(f"{path.name}: -Oz cannot be measured", failed=True)
            return await self._module_edit(text, path, bench, tuned, vetting)

    async def _module_edit(
        self, text: str, path: Path, bench: _Bench, tuned: Tuned, vetting: Vetting
    ) -> Shrunk | NotShrunk:
        best, before = tuned.best, tuned.size(tuned.baseline)
        if best is None:
            why = f"; {tuned.rejected[0]}" if tuned.rejected else ""
            count = tuned.searched.evaluations
            return NotShrunk(
                f"{path.name}: nothing smaller than {before} bytes was found in {count} tries{why}"
            )
        new = await _text_of(bench.llvm, best.made.bitcode)
        return Shrunk(
            "module",
            path.name,
            before,
            tuned.size(best),
            new,
            minimal_edits(text, new),
            ",".join(best.plan.passes + best.plan.tail),
            best.made.commands,
            vetting.evidence,
            bench.llvm.version,
            tuned.searched.evaluations,
        )

    async def shrink_function(
        self, text: str, path: Path, name: str, seconds: float, listener: Listener
    ) -> Shrunk | NotShrunk:
        """Search for passes that make one function smaller than -Oz does, the others untouched."""
        async with self._bench(text, path) as bench:
            if isinstance(bench, NotShrunk):
                return bench
            usual = await bench.measurer.measure(bench.pipeline.as_it_stands(), functions=True)
            if not isinstance(usual, Sizes) or name not in usual.functions:
                return NotShrunk(f"{name} is not there any more after -Oz: it was inlined")
            before = usual.functions[name]
            search = _FunctionSearch(
                bench.measurer, name, Vocabulary.of_function(bench.llvm.passes)
            )
            best = await search.run(usable("function", bench.llvm.passes), seconds, listener)
            if best is None or search.size >= before:
                return NotShrunk(
                    f"{name}: nothing smaller than {before} bytes was found in {search.tries} tries"
                )
            listener("trying it out", 0.95)
            return await self._function_edit(text, bench, best, search, before)

    async def _function_edit(
        self, text: str, bench: _Bench, passes: Pipeline, search: _FunctionSearch, before: int
    ) -> Shrunk | NotShrunk:
        name = search.name
        recipe = Recipe((RunOn((name,), passes),))
        made = await make(bench.llvm, bench.module, recipe)
        if not isinstance(made, Made):
            return NotShrunk(f"{name}: {made.explain()}", failed=True)
        new = LlvmModule.parse(await _text_of(bench.llvm, made.bitcode))
        others = set(changed_functions(LlvmModule.parse(bench.module.text), new)) - {name}
        if others:
            return NotShrunk(f"{name}: {', '.join(sorted(others))} would have to change as well")
        spliced = splice(LlvmModule.parse(text), new, name)
        if isinstance(spliced, NotSpliced):
            return NotShrunk(f"{name}: {spliced.reason}")
        whole = await read_module(bench.llvm, encode(spliced.text), bench.module.name)
        if not isinstance(whole, Module):
            return NotShrunk(f"{name}: {whole.explain()}", failed=True)
        final = await make(bench.llvm, whole, Recipe(()))
        after = search.cost(final.sizes) if isinstance(final, Made) else None
        if not isinstance(final, Made) or after is None or after >= before:
            return NotShrunk(f"{name}: nothing smaller than {before} bytes was found")
        vetting = self._vetting(bench)
        problem = await vetting.lists([f"function({','.join(passes)})"])
        problem = problem or await vetting.compared(final.bitcode)
        if problem:
            return NotShrunk(f"{name}: what was found is not offered: {problem}")
        return Shrunk(
            "function",
            name,
            before,
            after,
            spliced.text,
            spliced.edits,
            f"function({','.join(passes)})",
            made.commands,
            vetting.evidence,
            bench.llvm.version,
            search.tries,
        )

    # --- what all of it needs -----------------------------------------------------------------

    @asynccontextmanager
    async def _bench(self, text: str, path: Path) -> AsyncGenerator[_Bench | NotShrunk]:
        llvm = await Llvm.discover(await open_sandbox(self.sandbox), self.llvm)
        module = await read_module(llvm, encode(text), path.name)
        if not isinstance(module, Module):
            yield NotShrunk(f"{path.name}: {module.explain()}", failed=True)
            return
        measurer = await open_measurer(llvm, module)
        try:
            yield _Bench(llvm, module, await size_pipeline(llvm, module), measurer)
        finally:
            await measurer.close()

    def _vetting(self, bench: _Bench) -> Vetting:
        async def opened() -> Screen:
            if self._screen is None or self._screen.programs.llvm != bench.llvm:
                store = self.store
                place = store.directory if store is not None else default_directory()
                memory = store if store is not None else Forgetful()
                self._screen = await open_screen(bench.llvm, memory, place)
            return self._screen

        return Vetting(bench.llvm, bench.module, opened)


class Forgetful:
    """A memory that keeps nothing."""

    def get(self, kind: str, key: str) -> None:
        """Nothing."""

    def put(self, kind: str, key: str, value: object) -> None:
        """Keep nothing."""


@define
class _FunctionSearch:
    """Stored pipelines for one function, then changes of the best, for so many seconds."""

    measurer: Measurer
    name: str
    words: Vocabulary
    tables: int = 0
    size: int = 0
    tries: int = 0
    best: Pipeline | None = None

    async def run(
        self, stored: tuple[Pipeline, ...], seconds: float, listener: Listener
    ) -> Pipeline | None:
        began, random = time.monotonic(), Random(0)
        untouched = await self.measurer.measure(Recipe(()), WITH_TABLES)
        self.tables = _tables(untouched) if isinstance(untouched, Sizes) else 0
        pending = list(reversed(stored))
        while (spent := time.monotonic() - began) < seconds and self.tries < 2000:
            candidate = pending.pop() if pending else self.words.changed(self.best or (), random)[0]
            if candidate and await self._try(candidate):
                listener(f"{self.size} bytes", spent / seconds)
        return self.best

    def cost(self, sizes: Sizes) -> int | None:
        """Bytes of the function, and of the tables that came with it."""
        size = sizes.functions.get(self.name)
        return None if size is None else size + max(0, _tables(sizes) - self.tables)

    async def _try(self, candidate: Pipeline) -> bool:
        self.tries += 1
        found = await self.measurer.measure(
            Recipe((RunOn((self.name,), candidate),)), WITH_TABLES, functions=True
        )
        size = self.cost(found) if isinstance(found, Sizes) else None
        if size is None or (self.best is not None and size >= self.size):
            return False
        self.best, self.size = candidate, size
        return True


def _tables(sizes: Sizes) -> int:
    """Bytes of data, where a function's code may go without being any the less."""
    return (sizes.rodata or 0) + sizes.data


async def _text_of(llvm: Llvm, bitcode: bytes) -> str:
    """A module as text, printed by LLVM."""
    with tempfile.TemporaryDirectory(prefix="hasten-ir-") as scratch:
        folder = Path(scratch)
        (folder / "tuned.bc").write_bytes(bitcode)
        words = ("-S", "-passes=verify", "tuned.bc", "-o", "tuned.ll")
        await llvm.run(llvm.opt, words, folder)
        return (folder / "tuned.ll").read_bytes().decode("utf-8", "surrogatepass")
