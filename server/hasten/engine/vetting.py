"""What a tuned module has to pass before it is offered: the screens, then a trial of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable

from attrs import define, field

from hasten import numbers
from hasten.passes.plan import Plan
from hasten.passes.screening import Screen
from hasten.passes.verifying import check, harness_of
from hasten.source.llvm_ir import LlvmModule
from hasten_sim.backends.opt_size import Made, Module, Recipe, make
from hasten_sim.errors import ToolMissing
from hasten_sim.ir_execution import Compared, MainsCompared, compare, compare_mains
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.nouns import Case

NO_INPUT = (Case("no input", b"", b""),)

SUITE = "self-checking programs"
OWN_TRIAL = "the module's own functions, or its program"

OpenScreen = Callable[[], Awaitable[Screen]]
"""Opens the screen when the first list is to be tried: that may take its time."""


@define
class Vetting:
    """Says why plans for a module must not be offered; remembers what it has tried out.

    `cases` are inputs for the module's `main`, if it has one. `tried` and `rejected` count plans by
    what they were tried on.
    """

    llvm: Llvm
    module: Module
    open_screen: OpenScreen
    cases: tuple[Case, ...] = NO_INPUT
    evidence: str = ""
    tried: Counter[str] = field(factory=Counter[str], init=False)
    rejected: Counter[str] = field(factory=Counter[str], init=False)
    _screen: Screen | None = None
    _compared: Compared | None = None
    _known: dict[Plan, str] = field(factory=dict[Plan, str], init=False)

    async def plan(self, plan: Plan) -> str:
        """Why a plan must not be offered, "" when nothing speaks against it."""
        if plan not in self._known:
            self._known[plan] = await self._vetted(plan)
        return self._known[plan]

    async def _vetted(self, plan: Plan) -> str:
        lists = [",".join(one) for one in plan.pipelines()]
        reason = self._counted(SUITE, await self.lists(lists, plan.flags))
        return reason or self._counted(OWN_TRIAL, await self.tried_out(plan.recipe()))

    def _counted(self, trial: str, reason: str) -> str:
        self.tried[trial] += 1
        self.rejected[trial] += bool(reason)
        return reason

    async def lists(self, pipelines: list[str], flags: tuple[str, ...] = ()) -> str:
        """Why one of several lists must not be offered, by the programs of the screen."""
        if self._screen is None:
            self._screen = await self.open_screen()
        found = await self._screen.screen_all([f"module({one})" for one in pipelines if one], flags)
        self.evidence = f"{self._screen.count} self-checking programs are right after the passes"
        return "" if found is None else found.explain()

    async def tried_out(self, recipe: Recipe) -> str:
        """Why what a recipe makes of the module must not be offered, by running it."""
        made = await make(self.llvm, self.module, recipe)
        if not isinstance(made, Made):
            return made.explain()
        return await self.compared(made.bitcode, recipe.flags)

    async def compared(self, tuned: bytes, flags: tuple[str, ...] = ()) -> str:
        """How a tuned module behaves unlike the unoptimized one, "" when it does not."""
        text = LlvmModule.parse(self.module.text)
        try:
            if text.function_named("main") is not None:
                found = await compare_mains(
                    self.llvm, self.module.content, tuned, self.cases, flags
                )
                # What does not link by itself is no program: its functions are tried instead.
                if isinstance(found, MainsCompared):
                    if found.different:
                        return f"the program behaves differently on case {found.different}"
                    self._ran_on(found.cases)
                    return ""
            return await self._harnessed(text, tuned, flags)
        except ToolMissing as missing:
            return missing.message

    def _ran_on(self, count: int) -> None:
        """Take runs of the program into the evidence."""
        if self.cases == NO_INPUT:
            self.evidence += ", and the program behaves as before" if count else ""
        elif count:
            self.evidence += (
                f", and the program behaves as before on {numbers.count(count, 'test')}"
            )

    async def _harnessed(self, text: LlvmModule, tuned: bytes, flags: tuple[str, ...]) -> str:
        harness = harness_of(text)
        if harness is None:
            return ""
        found = await compare(
            self.llvm, self.module.content, tuned, harness.text, flags, self._compared
        )
        if not isinstance(found, Compared):
            return ""
        self._compared = found
        checked = check(harness, found)
        if checked.calls:
            self.evidence += f", and {checked.explain()}"
        return checked.explain() if checked.different else ""
