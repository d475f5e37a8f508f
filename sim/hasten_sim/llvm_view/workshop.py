"""A module in LLVM's hands: recipes run on clones, and sizes. In a copy of the worker alone.

What makes it fast: states of the module after common beginnings of recipes are kept, and code is
made only for functions whose text was not seen before, since the size of the text section is the
sum of its functions' (the others lose their bodies before code is made).
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from itertools import groupby
from typing import Any

from hasten_sim.llvm_view.c_api import Api, LlvmFailed
from hasten_sim.llvm_view.elf import ObjectSizes, read_sizes
from hasten_sim.llvm_view.fingerprints import Fingerprints, ModulePrints, instruction_counts

KEPT_STATES = 40
MOST_BYTES_KEPT = 64 << 20
"""Of the module's text, times the states: a state takes some ten times as much memory."""
AVAILABLE_EXTERNALLY = 1
COST = "function-inline-cost"
"""What the inliner takes for the cost of inlining a call that has this attribute."""

Step = list[Any]


class Workshop:
    """One module, ready for recipes."""

    def __init__(self, api: Api, content: bytes, name: str, relocation: str) -> None:
        self.api = api
        self.relocation = relocation
        self.original = api.parse(content, name)
        self.machine = api.machine(self.original, relocation)
        self.states: OrderedDict[str, int] = OrderedDict()
        self.most_states = max(2, min(KEPT_STATES, MOST_BYTES_KEPT // max(1, len(content))))
        self.fingerprints = Fingerprints()
        self.known: dict[bytes, int] = {}
        self.data: dict[bytes, int] = {}
        self.adds_up = True
        names = ("optnone", "noinline", "minsize", "optsize", "alwaysinline")
        self.attributes = {one: api.attribute(one) for one in names}

    def state(self, steps: list[Step], keep: list[int]) -> int:
        """A module that the steps were done to, to be disposed of. Raises LlvmFailed.

        `keep` are numbers of steps after which the state is to be kept for later recipes.
        """
        keys = _keys(steps)
        done = next((i for i in range(len(steps), 0, -1) if keys[i] in self.states), 0)
        if done:
            self.states.move_to_end(keys[done])
        module = self.api.clone(self.states[keys[done]] if done else self.original)
        try:
            for after in sorted({*(one for one in keep if one > done), len(steps)}):
                self._apply(module, steps[done:after])
                done = after
                if after in keep and keys[after] not in self.states:
                    self._keep(keys[after], module)
        except LlvmFailed:
            self.api.dispose(module)
            raise
        return module

    def sizes(
        self, module: int, *, instructions: bool, functions: bool, whole: bool
    ) -> dict[str, Any] | None:
        """The sizes of a module, which is used up. Raises LlvmFailed when it is not valid.

        `instructions`: count them, and make no code. `whole`: make the code of all functions, which
        the size of .rodata takes. None: the functions do not add up to the module, which is to be
        made again, and will be made whole.
        """
        if problem := self.api.problem(module):
            raise LlvmFailed(f"the passes break the module: {problem}")
        if instructions:
            found = self._counted(module)
        elif whole or not self.adds_up:
            found = self._whole(module)
        else:
            found = self._by_function(module)
        if found is not None and not functions:
            found["functions"] = {}
        return found

    def code_of(self, module: int) -> bytes:
        """The object file of a module, which is used up."""
        return self.api.emit(module, self.machine)

    def _apply(self, module: int, steps: list[Step]) -> None:
        """Do steps to a module, in place; those of one kind one after the other at once."""
        for kind, group in groupby(steps, key=lambda step: step[0]):
            if kind == "run":
                elements = ",".join(step[1] for step in group)
                self.api.run(module, f"module({elements})", self.machine)
            elif kind == "on":
                self._run_on(module, [(set(step[1]), step[2]) for step in group])
            else:
                for step in group:
                    self._change_attributes(module, step)

    def _change_attributes(self, module: int, step: Step) -> None:
        match step:
            case ["mark", attribute, names]:
                self._mark(module, attribute, names)
            case ["unmark", attribute, names]:
                self._unmark(module, attribute, set(names))
            case ["dress", changes, names]:
                self._dress(module, changes, names)
            case ["mark calls", calls]:
                self._mark_calls(module, calls)
            case _:
                for _, function in self.api.functions(module):
                    for call in self.api.calls(function):
                        self.api.unmark_call(call, COST)

    def _mark(self, module: int, attribute: str, names: Any) -> None:
        wanted = None if names is None else set(names)
        kind, value = self.attributes[attribute]
        for name, function in self.api.functions(module):
            chosen = name in wanted if wanted is not None else not self._has(function, "optnone")
            if chosen and not self.api.has(function, kind):
                self.api.add(function, value)

    def _unmark(self, module: int, attribute: str, names: set[str]) -> None:
        kind, _ = self.attributes[attribute]
        for name, function in self.api.functions(module):
            if name in names:
                self.api.remove(function, kind)

    def _mark_calls(self, module: int, calls: Any) -> None:
        wanted: dict[str, dict[int, str]] = {}
        for caller, number, cost in calls:
            wanted.setdefault(caller, {})[number] = cost
        for name, function in self.api.functions(module):
            costs = wanted.get(name)
            for number, call in enumerate(self.api.calls(function) if costs else ()):
                if costs and number in costs:
                    self.api.mark_call(call, COST, costs[number])

    def _dress(self, module: int, changes: list[str], names: Any) -> None:
        wanted = None if names is None else set(names)
        for name, function in self.api.functions(module):
            if name in wanted if wanted is not None else not self._has(function, "optnone"):
                for change in changes:
                    self._change(function, change)

    def _change(self, function: int, change: str) -> None:
        key, equals, value = change.partition("=")
        if equals:
            self.api.add(function, self.api.valued_attribute(key, value))
        elif key.startswith("-"):
            self.api.remove(function, self.api.attribute(key[1:])[0])
        else:
            self.api.add(function, self.api.attribute(key)[1])

    def _has(self, function: int, attribute: str) -> bool:
        return self.api.has(function, self.attributes[attribute][0])

    def _run_on(self, module: int, groups: list[tuple[set[str], str]]) -> None:
        """Run a pipeline on each group of functions, all others being closed to passes."""
        free = [one for one in self.api.functions(module) if not self._has(one[1], "optnone")]
        undo = {name: (function, self._closed(function)) for name, function in free}
        try:
            for names, pipeline in groups:
                chosen = [name for name in names if name in undo]
                for name in chosen:
                    self._open(*undo[name])
                self.api.run(module, pipeline, self.machine)
                for name in chosen:
                    self._closed(undo[name][0])
        finally:
            for function, changes in undo.values():
                self._open(function, changes)

    def _open(self, function: int, changes: list[tuple[str, bool]]) -> None:
        """Open a closed function to passes again."""
        for attribute, had in changes:
            kind, value = self.attributes[attribute]
            if had:
                self.api.add(function, value)
            else:
                self.api.remove(function, kind)

    def _closed(self, function: int) -> list[tuple[str, bool]]:
        """Keep passes from a function: what to do to open it again."""
        changed: list[tuple[str, bool]] = []
        for attribute in ("minsize", "optsize", "alwaysinline"):
            if self._has(function, attribute):
                self.api.remove(function, self.attributes[attribute][0])
                changed.append((attribute, True))
        for attribute in ("optnone", "noinline"):
            if not self._has(function, attribute):
                self.api.add(function, self.attributes[attribute][1])
                changed.append((attribute, False))
        return changed

    def _keep(self, key: str, module: int) -> None:
        self.states[key] = self.api.clone(module)
        while len(self.states) > self.most_states:
            self.api.dispose(self.states.popitem(last=False)[1])

    # --- code ------------------------------------------------------------------------------------

    def _counted(self, module: int) -> dict[str, Any]:
        counts = instruction_counts(self.api.text(module))
        if any('"' in name for name in counts):
            counts = {name: self.api.instructions(one) for name, one in self.api.functions(module)}
        self.api.dispose(module)
        return {"text": 0, "data": 0, "functions": counts, "instructions": sum(counts.values())}

    def _whole(self, module: int) -> dict[str, Any]:
        prints = self.fingerprints.of(self.api.text(module)) if self.adds_up else None
        found = read_sizes(self.code_of(module), functions=True)
        self.api.dispose(module)
        if prints is not None and not prints.has_aliases:
            self._learn(prints, {*prints.functions}, found)
        return {
            "text": found.text,
            "data": found.data,
            "rodata": found.rodata,
            "functions": found.functions,
        }

    def _learn(self, prints: ModulePrints, fresh: set[str], found: ObjectSizes) -> None:
        """Know the sizes of functions that code was made of, unless they do not add up."""
        self.adds_up = sum(found.functions.values()) == found.text
        if self.adds_up:
            self.data[prints.variables] = found.data
            for name in fresh:
                self.known[prints.functions[name]] = found.functions.get(name, 0)

    def _by_function(self, module: int) -> dict[str, Any] | None:
        prints = self.fingerprints.of(self.api.text(module))
        if prints.has_aliases or any('"' in name for name in prints.functions):
            self.adds_up = False
            return self._whole(module)
        hashes = prints.functions
        fresh = {name for name, digest in hashes.items() if digest not in self.known}
        if not fresh and prints.variables in self.data:
            self.api.dispose(module)
        else:
            self._learn(prints, fresh, self._emit_some(module, fresh))
            if not self.adds_up:
                return None
        named = {name: self.known[digest] for name, digest in hashes.items()}
        return {
            "text": sum(named.values()),
            "data": self.data[prints.variables],
            "functions": named,
        }

    def _emit_some(self, module: int, fresh: set[str]) -> ObjectSizes:
        """The sizes of the code of some functions, for which the module is used up.

        It is the module itself that is made code of, not a clone: that has its uses in another
        order, which code depends on.
        """
        others = [one for name, one in self.api.functions(module) if name not in fresh]
        for function in others:
            self.api.set_linkage(function, AVAILABLE_EXTERNALLY)
        if others:
            self.api.run(module, "elim-avail-extern", self.machine)
        found = read_sizes(self.code_of(module), functions=True)
        self.api.dispose(module)
        return found


def _keys(steps: list[Step]) -> list[str]:
    """What names the state after each number of steps."""
    keys = [""]
    for step in steps:
        keys.append(hashlib.blake2b(f"{keys[-1]}{step}".encode(), digest_size=12).hexdigest())
    return keys
