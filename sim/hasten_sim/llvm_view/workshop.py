"""A module in LLVM's hands: recipes run on clones, and sizes. In a copy of the worker alone.

What makes it fast: states of the module after common beginnings of recipes are kept, and code is
made only for functions whose text was not seen before, since the size of the text section is the
sum of its functions' (the others are `available_externally`, which code generation passes over).
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from typing import Any

from hasten_sim.llvm_view.c_api import Api, LlvmFailed
from hasten_sim.llvm_view.elf import read_sizes

KEPT_STATES = 40
MOST_BYTES_KEPT = 64 << 20
"""Of the module's text, times the states: a state takes some ten times as much memory."""
AVAILABLE_EXTERNALLY = 1
COST = "function-inline-cost"
"""What the inliner takes for the cost of inlining a call that has this attribute."""

_FUNCTION = re.compile(
    r'^define [^\n]*?@("[^"]*"|[-\w.$]+)\([^\n]*\{\n.*?^\}\n', re.MULTILINE | re.DOTALL
)
_GROUP = re.compile(r"^attributes (#\d+) = (.*)$", re.MULTILINE)
_REFERENCE = re.compile(r"#\d+|!\d+")
_GLOBAL = re.compile(r"^@.*$", re.MULTILINE)
_ALIAS = re.compile(r"^@[^\n]* = [^\n\"]*\b(?:alias|ifunc) ", re.MULTILINE)

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
        self.known: dict[bytes, int] = {}
        self.data: dict[bytes, int] = {}
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
    ) -> dict[str, Any]:
        """The sizes of a module, which is used up. Raises LlvmFailed when it is not valid.

        `whole`: make the code of all functions, which the size of .rodata takes.
        """
        if problem := self.api.problem(module):
            raise LlvmFailed(f"the passes break the module: {problem}")
        counted = None
        if instructions:
            counted = sum(self.api.instructions(one) for _, one in self.api.functions(module))
        found = self._whole(module) if whole else self._by_function(module)
        if not functions:
            found["functions"] = {}
        return {**found, "instructions": counted}

    def code_of(self, module: int) -> bytes:
        """The object file of a module, which is used up."""
        return self.api.emit(module, self.machine)

    def _apply(self, module: int, steps: list[Step]) -> None:
        """Do steps to a module, in place; those that run passes one after the other at once."""
        waiting: list[str] = []
        for step in [*steps, ["end"]]:
            if step[0] == "run":
                waiting.append(step[1])
                continue
            if waiting:
                self.api.run(module, f"module({','.join(waiting)})", self.machine)
                waiting = []
            match step:
                case ["on", names, pipeline]:
                    self._run_on(module, set(names), pipeline)
                case ["mark", *_]:
                    self._mark(module, step[1], step[2])
                case ["unmark", *_]:
                    self._unmark(module, step[1], set(step[2]))
                case ["mark calls", calls]:
                    self._mark_calls(module, calls)
                case ["unmark calls"]:
                    for _, function in self.api.functions(module):
                        for call in self.api.calls(function):
                            self.api.unmark_call(call, COST)
                case _:
                    continue

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

    def _has(self, function: int, attribute: str) -> bool:
        return self.api.has(function, self.attributes[attribute][0])

    def _run_on(self, module: int, names: set[str], pipeline: str) -> None:
        others = [one for name, one in self.api.functions(module) if name not in names]
        undo: list[tuple[int, str, bool]] = []
        for function in others:
            if not self._has(function, "optnone"):
                undo += self._closed(function)
        try:
            self.api.run(module, pipeline, self.machine)
        finally:
            for function, attribute, had in undo:
                kind, value = self.attributes[attribute]
                if had:
                    self.api.add(function, value)
                else:
                    self.api.remove(function, kind)

    def _closed(self, function: int) -> list[tuple[int, str, bool]]:
        """Keep passes from a function: what to do to open it again."""
        changed: list[tuple[int, str, bool]] = []
        for attribute in ("minsize", "optsize", "alwaysinline"):
            if self._has(function, attribute):
                self.api.remove(function, self.attributes[attribute][0])
                changed.append((function, attribute, True))
        for attribute in ("optnone", "noinline"):
            if not self._has(function, attribute):
                self.api.add(function, self.attributes[attribute][1])
                changed.append((function, attribute, False))
        return changed

    def _keep(self, key: str, module: int) -> None:
        self.states[key] = self.api.clone(module)
        while len(self.states) > self.most_states:
            self.api.dispose(self.states.popitem(last=False)[1])

    # --- code ------------------------------------------------------------------------------------

    def _whole(self, module: int) -> dict[str, Any]:
        found = read_sizes(self.code_of(module), functions=True)
        self.api.dispose(module)
        return {
            "text": found.text,
            "data": found.data,
            "rodata": found.rodata,
            "functions": found.functions,
        }

    def _by_function(self, module: int) -> dict[str, Any]:
        text = self.api.text(module)
        hashes, variables = function_hashes(text)
        if _ALIAS.search(text) or any('"' in name for name in hashes):
            return self._whole(module)
        fresh = {name for name, digest in hashes.items() if digest not in self.known}
        if not fresh and variables in self.data:
            self.api.dispose(module)
        else:
            spare = self.api.clone(module)
            if not self._emit_some(module, fresh, hashes, variables):
                return self._whole(spare)
            self.api.dispose(spare)
        named = {name: self.known[digest] for name, digest in hashes.items()}
        return {"text": sum(named.values()), "data": self.data[variables], "functions": named}

    def _emit_some(
        self, module: int, fresh: set[str], hashes: dict[str, bytes], variables: bytes
    ) -> bool:
        """Make the code of some functions, which uses the module up.

        False when their sizes do not add up to the section's: nothing is known then. It is the
        module itself that is made code of, not a clone: that has its uses in another order, which
        code depends on.
        """
        for name, function in self.api.functions(module):
            if name not in fresh:
                self.api.set_linkage(function, AVAILABLE_EXTERNALLY)
                if not self._has(function, "optnone"):
                    self._closed(function)
        found = read_sizes(self.code_of(module), functions=True)
        self.api.dispose(module)
        if sum(found.functions.values()) != found.text:
            return False
        self.data[variables] = found.data
        for name in fresh:
            self.known[hashes[name]] = found.functions.get(name, 0)
        return True


def function_hashes(text: str) -> tuple[dict[str, bytes], bytes]:
    """What each function is like, its name and attributes included, and what the variables are.

    Numbers of attribute groups mean something only within one module: they are replaced by what
    they stand for. Those of metadata are left out: they hardly decide sizes.
    """
    groups = dict(_GROUP.findall(text))

    def meaning(found: re.Match[str]) -> str:
        return groups.get(found[0], "!")

    hashes = {
        found[1]: _digest(_REFERENCE.sub(meaning, found[0])) for found in _FUNCTION.finditer(text)
    }
    return hashes, _digest("\n".join(_GLOBAL.findall(text)))


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _keys(steps: list[Step]) -> list[str]:
    """What names the state after each number of steps."""
    keys = [""]
    for step in steps:
        keys.append(hashlib.blake2b(f"{keys[-1]}{step}".encode(), digest_size=12).hexdigest())
    return keys
