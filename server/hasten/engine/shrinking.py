"""LLVM IR made smaller for somebody who edits it: searched, vetted, and given back as edits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from attrs import define

from hasten.engine.ir_workplace import (
    IrBench,
    IrWorkplace,
    as_bytes,
    cases_for,
    text_in_place,
)
from hasten.engine.shrunk import AtOz, Expected, NotShrunk, Shrunk
from hasten.engine.vetting import Vetting
from hasten.errors import PolicyUnusable
from hasten.passes.lists import Vocabulary
from hasten.passes.plan import Pipeline
from hasten.passes.policy import predicted
from hasten.passes.search import Budget, Found
from hasten.passes.stored import usable
from hasten.passes.tuning import Request, Tuned, tune
from hasten.settings import Settings
from hasten.source.edits import minimal_edits
from hasten.source.llvm_ir import LlvmModule
from hasten.source.llvm_splice import NotSpliced, Spliced, changed_functions, splice
from hasten_sim.backends.opt_size import (
    Made,
    Measurer,
    Metric,
    Module,
    Recipe,
    RunOn,
    Sizes,
    Transformed,
    make,
    transform,
)

WITH_TABLES: Metric = "text+rodata+data"

Listener = Callable[[str, float], None]
"""Told what is being done, and how much of it is done, from 0 to 1."""


@define
class Shrinker:
    """Makes modules smaller."""

    place: IrWorkplace

    async def at_oz(self, text: str, path: Path) -> AtOz | NotShrunk:
        """The size at -Oz of a module as it stands and of its functions."""
        async with self.place.bench(as_bytes(text), path.name) as bench:
            if isinstance(bench, NotShrunk):
                return bench
            made = await make(bench.llvm, bench.module, bench.pipeline.as_it_stands())
            if not isinstance(made, Made):
                return NotShrunk(f"{path.name}: {made.explain()}", failed=True)
            asked = None
            if not bench.module.has_size_attributes:
                asked = await make(bench.llvm, bench.module, bench.pipeline.with_attributes())
            return AtOz(
                made.sizes.of("text+data"),
                dict(made.sizes.functions),
                bench.llvm.version,
                asked.sizes.of("text+data") if isinstance(asked, Made) else None,
                await asyncio.to_thread(_expected, bench.module),
            )

    async def shrink_module(
        self, text: str, path: Path, settings: Settings, seconds: float, listener: Listener
    ) -> Shrunk | NotShrunk:
        """Search for passes that make the module smaller than -Oz does; vet what is found."""
        async with self.place.bench(as_bytes(text), path.name) as bench:
            if isinstance(bench, NotShrunk):
                return bench
            vetting = await self._vetting(bench, path, settings)
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
        self, text: str, path: Path, bench: IrBench, tuned: Tuned, vetting: Vetting
    ) -> Shrunk | NotShrunk:
        best, before = tuned.best, tuned.size(tuned.baseline)
        if best is None:
            why = f"; {tuned.rejected[0]}" if tuned.rejected else ""
            count = tuned.searched.evaluations
            return NotShrunk(
                f"{path.name}: nothing smaller than {before} bytes was found in {count} tries{why}"
            )
        done = await transform(bench.llvm, bench.module, best.plan.recipe())
        if not isinstance(done, Transformed):
            return NotShrunk(f"{path.name}: {done.explain()}", failed=True)
        new = text_in_place(done.text, text)
        stands = tuned.as_it_stands if tuned.baseline.plan.attributes else None
        return Shrunk(
            "module",
            path.name,
            before,
            tuned.size(best),
            new,
            # Of a large module that takes a while, which nobody who types may notice.
            await asyncio.to_thread(minimal_edits, text, new),
            ",".join(best.plan.passes + best.plan.tail),
            done.command,
            best.made.commands,
            vetting.evidence,
            bench.llvm.version,
            tuned.searched.evaluations,
            stands.sizes.of("text+data") if isinstance(stands, Made) else None,
        )

    async def shrink_function(
        self,
        text: str,
        path: Path,
        name: str,
        settings: Settings,
        seconds: float,
        listener: Listener,
    ) -> Shrunk | NotShrunk:
        """Search for passes that make one function smaller than -Oz does, the others untouched."""
        async with self.place.bench(as_bytes(text), path.name) as bench:
            if isinstance(bench, NotShrunk):
                return bench
            problem = _untouchable(bench.module, name)
            if problem:
                return NotShrunk(f"{name}: {problem}")
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
            vetting = await self._vetting(bench, path, settings)
            return await self._function_edit(text, bench, best, search, before, vetting)

    async def _function_edit(
        self,
        text: str,
        bench: IrBench,
        passes: Pipeline,
        search: _FunctionSearch,
        before: int,
        vetting: Vetting,
    ) -> Shrunk | NotShrunk:
        name = search.name
        recipe = Recipe((RunOn((name,), passes),))
        done = await transform(bench.llvm, bench.module, recipe)
        made = await make(bench.llvm, bench.module, recipe)
        if not isinstance(made, Made) or not isinstance(done, Transformed):
            failed = done if isinstance(made, Made) else made
            assert not isinstance(failed, Made | Transformed)
            return NotShrunk(f"{name}: {failed.explain()}", failed=True)
        spliced = await asyncio.to_thread(_spliced, text, bench.module, done.text, name)
        if isinstance(spliced, NotSpliced):
            return NotShrunk(f"{name}: {spliced.reason}")
        whole = await self.place.read(bench.llvm, as_bytes(spliced.text), bench.module.name)
        if not isinstance(whole, Module):
            return whole
        final = await make(bench.llvm, whole, Recipe(()))
        after = search.cost(final.sizes) if isinstance(final, Made) else None
        if not isinstance(final, Made) or after is None or after >= before:
            return NotShrunk(f"{name}: nothing smaller than {before} bytes was found")
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
            done.command,
            made.commands,
            vetting.evidence,
            bench.llvm.version,
            search.tries,
        )

    async def _vetting(self, bench: IrBench, path: Path, settings: Settings) -> Vetting:
        cases = await asyncio.to_thread(cases_for, bench.module, path, settings)
        return self.place.vetting(bench.llvm, bench.module, cases)


def _expected(module: Module) -> dict[str, Expected]:
    """What the learned policy predicts; it has seen the text and nothing else."""
    try:
        found = predicted(module)
    except PolicyUnusable:
        # Sizes are told without it.
        return {}
    if found is None:
        return {}
    told = {
        one.name: Expected(
            max(0.0, 1 - one.after / one.oz) if one.oz else 0.0,
            f"function({','.join(one.pipelines[0])})",
        )
        for one in found.functions
        if one.pipelines
    }
    lists = found.plan.pipelines()
    return told | {"": Expected(found.gain, ",".join(lists[0]) if lists else "")}


def _untouchable(module: Module, name: str) -> str:
    """Why passes must not, or cannot, be run on one function; "" when they can."""
    if ":" in name:
        return "`opt` cannot be told of a function with a colon in its name; shrink the module"
    info = next((one for one in module.functions if one.name == name), None)
    if info is not None and "optnone" in info.attributes:
        return "it is marked `optnone`, so that no pass touches it (clang -O0 marks all so)"
    return ""


def _spliced(text: str, module: Module, new: str, name: str) -> Spliced | NotSpliced:
    """The text with one function as it is in another; a reason when others would have to change."""
    made = LlvmModule.parse(new)
    others = set(changed_functions(LlvmModule.parse(module.text), made)) - {name}
    if others:
        return NotSpliced(f"{', '.join(sorted(others))} would have to change as well")
    return splice(LlvmModule.parse(text), made, name)


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
