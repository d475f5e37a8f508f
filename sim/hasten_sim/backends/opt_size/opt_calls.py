"""A recipe as calls of `opt`: attributes are set by it, too, so that a person can repeat it all."""

from __future__ import annotations

import shlex

from attrs import frozen

from hasten_sim.backends.opt_size.calls import UNMARKING, marking
from hasten_sim.backends.opt_size.module import Module
from hasten_sim.backends.opt_size.recipe import (
    Dress,
    Mark,
    MarkCalls,
    Recipe,
    Run,
    RunOn,
    Unmark,
    UnmarkCalls,
)

WHOLE_COST = "-inline-cost-full"
"""Without it the inliner stops counting before it looks at the cost that a call tells itself."""
CLOSED_TO_PASSES = ("optnone", "noinline")
CLOSING_TAKES = ("minsize", "optsize", "alwaysinline")
TABLE = "attributes.csv"
"""The file that tells `opt` (18 and newer) which attributes with values functions are given."""


@frozen
class OptCall:
    """A call of `opt`, without its files, and how Perl edits its output, as text, if at all."""

    words: tuple[str, ...]
    edit: str = ""


@frozen
class OptCalls:
    """The calls of `opt`, and the content of the table that they read, "" when there is none."""

    calls: tuple[OptCall, ...]
    table: str

    @property
    def writing(self) -> str:
        """The line for a shell that writes the table, "" when there is none."""
        return f"printf %s {shlex.quote(self.table)} > {TABLE}" if self.table else ""


def opt_calls(module: Module, recipe: Recipe) -> OptCalls:
    """What a recipe comes to: attributes of functions are set before passes run."""
    writer = _Writer(module)
    for step in recipe.steps:
        match step:
            case Run(element):
                writer.run(element)
            case Mark(attribute, functions):
                writer.mark(attribute, functions)
            case Unmark(attribute, functions):
                writer.unmark(attribute, functions)
            case MarkCalls():
                writer.mark_calls(step)
            case UnmarkCalls():
                writer.edit(UNMARKING)
            case RunOn(functions, _):
                writer.run_on(frozenset(functions), step.pipeline)
            case Dress(changes, functions):
                writer.dress(changes, functions)
    writer.open_all()
    writer.flush()
    return OptCalls(tuple(writer.calls), "".join(f"{line}\n" for line in writer.table))


class _Writer:
    """Writes the calls, and knows which attributes each function has at that point.

    While passes run on some functions, the others are closed to them by `optnone`.
    """

    def __init__(self, module: Module) -> None:
        self.module = module
        self.calls: list[OptCall] = []
        self.options: tuple[str, ...] = ()
        self.has = {one.name: set(one.attributes) for one in module.functions}
        self.never = {name for name, has in self.has.items() if "optnone" in has}
        self.closed: set[str] = set()
        self.taken: dict[str, tuple[list[str], list[str]]] = {}
        self.forced: list[str] = []
        self.elements: list[str] = []
        self.table: list[str] = []

    def run(self, element: str) -> None:
        """Passes over the whole module."""
        self.open_all()
        self.elements.append(element)

    def run_on(self, functions: frozenset[str], pipeline: str) -> None:
        """Passes over some functions, the others being closed."""
        self.flush()
        for name in self.has:
            if name in self.closed and name in functions:
                self._open(name)
            elif name not in self.closed and name not in functions and name not in self.never:
                self._close(name)
        self.elements.append(pipeline)
        self.flush()

    def mark(self, attribute: str, functions: tuple[str, ...] | None) -> None:
        """Add an attribute."""
        self._before_attributes()
        free = [name for name in self.has if name not in self.never]
        if functions is None and len(free) == len(self.has):
            self.forced.append(f"-force-attribute={attribute}")
        else:
            chosen = free if functions is None else functions
            self.forced += [f"-force-attribute={name}:{attribute}" for name in chosen]
        for name in free if functions is None else functions:
            self.has[name].add(attribute)

    def unmark(self, attribute: str, functions: tuple[str, ...]) -> None:
        """Take an attribute."""
        self._before_attributes()
        self.forced += [f"-force-remove-attribute={name}:{attribute}" for name in functions]
        for name in functions:
            self.has[name].discard(attribute)

    def mark_calls(self, step: MarkCalls) -> None:
        """Mark calls in the text of the module, where passes have not run yet."""
        self.calls.append(OptCall(("-passes=verify",), marking(self.module.text, step)))
        self.options = (WHOLE_COST,)

    def edit(self, edit: str) -> None:
        """Have the text edited that comes of what was written so far."""
        if self.closed:
            self._before_attributes()
        self.flush(edit)

    def dress(self, changes: tuple[str, ...], functions: tuple[str, ...] | None) -> None:
        """Change attributes for good: those with values by the table, which holds from here on."""
        self._before_attributes()
        chosen = functions
        if chosen is None:
            chosen = tuple(name for name in self.has if name not in self.never)
        for change in changes:
            if "=" in change:
                self.table += [f"{name},{change}" for name in chosen]
            elif change.startswith("-"):
                self.forced += [f"-force-remove-attribute={name}:{change[1:]}" for name in chosen]
            else:
                self.forced += [f"-force-attribute={name}:{change}" for name in chosen]

    def open_all(self) -> None:
        """Open what is closed."""
        for name in sorted(self.closed):
            self._open(name)

    def flush(self, edit: str = "") -> None:
        """End a call."""
        forced = [*self.forced, *([f"-forceattrs-csv-path={TABLE}"] if self.table else [])]
        if forced or self.elements or edit:
            passes = [*(["forceattrs"] if forced else []), *self.elements] or ["verify"]
            words = (f"-passes=module({','.join(passes)})", *self.options, *forced)
            self.calls.append(OptCall(words, edit))
        self.forced, self.elements = [], []

    def _before_attributes(self) -> None:
        if self.elements:
            self.flush()
        self.open_all()

    def _close(self, name: str) -> None:
        has = self.has[name]
        taken = [one for one in CLOSING_TAKES if one in has]
        given = [one for one in CLOSED_TO_PASSES if one not in has]
        self.forced += [f"-force-remove-attribute={name}:{one}" for one in taken]
        self.forced += [f"-force-attribute={name}:{one}" for one in given]
        self.taken[name] = taken, given
        self.closed.add(name)

    def _open(self, name: str) -> None:
        taken, given = self.taken[name]
        self.forced += [f"-force-attribute={name}:{one}" for one in taken]
        self.forced += [f"-force-remove-attribute={name}:{one}" for one in given]
        self.closed.discard(name)
