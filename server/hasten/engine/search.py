"""One search: baseline, then rounds of candidates until nothing is left or the budget is spent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from attrs import evolve

from hasten import numbers
from hasten.engine.events import Listener, Progress, ProposalFound, Stage, TrialDone
from hasten.engine.generator import Generator
from hasten.engine.proposals import best_first, propose, speedup_of
from hasten.engine.workbench import Workbench
from hasten.nouns import Candidate, Origin, Proposal, SearchResult, Target, Trial
from hasten.settings import Settings
from hasten_sim.nouns import Accepted, Outcome

MARGIN = 1.005
"""A candidate is given up once its cost has passed the best so far by this factor."""

GeneratorMaker = Callable[[Trial], Awaitable[Generator]]
"""Makes the generator once the baseline has been measured."""


def as_trial(candidate: Candidate, outcome: Outcome) -> Trial:
    """Join a candidate with what became of it."""
    return Trial(candidate, outcome.verdict, outcome.measurement, outcome.seconds, outcome.reused)


class Search:
    """The state of one running search. `run` is called once."""

    def __init__(
        self, target: Target, settings: Settings, workbench: Workbench, listener: Listener
    ) -> None:
        self._target = target
        self._settings = settings
        self._workbench = workbench
        self._listener = listener
        self._trials: list[Trial] = []
        self._done = 0
        self._proposals: list[Proposal] = []
        self._started = time.monotonic()
        self._first: float | None = None

    async def run(self, make_generator: GeneratorMaker) -> SearchResult:
        """Search to the end of the candidates or of the budget, whichever comes first."""
        self._report("baseline", 1, "compiling, testing and measuring the original")
        original = Candidate(self._target.text, Origin("original"))
        program = self._workbench.program(self._target.text)
        outcome = await self._workbench.bench.baseline(program)
        baseline = as_trial(original, outcome)
        if not baseline.accepted or baseline.cost is None:
            verdict = outcome.verdict
            message = f"the original cannot be improved on: it {_phrase(verdict.explain())}"
            return self._result(baseline, "baseline", message)
        stopped: Literal["exhausted", "budget"] = "budget"
        try:
            remaining = self._settings.budget_seconds - (time.monotonic() - self._started)
            if remaining > 0:
                async with asyncio.timeout(remaining):
                    generator = await make_generator(baseline)
                    stopped = await self._rounds(generator, baseline)
        except TimeoutError:
            stopped = "budget"
        return self._result(baseline, stopped, self._summary(baseline, stopped))

    async def _rounds(
        self, generator: Generator, baseline: Trial
    ) -> Literal["exhausted", "budget"]:
        while True:
            candidates = await generator.next_round(self._trials)
            if not candidates:
                return "exhausted"
            left = self._settings.budget_trials - len(self._trials)
            if left <= 0:
                return "budget"
            await self._round(candidates[:left], baseline, generator)

    async def _round(
        self, candidates: Sequence[Candidate], baseline: Trial, generator: Generator
    ) -> None:
        """Try the candidates side by side; trials are kept in the order of the candidates."""
        measured = [t.measurement for t in (baseline, *self._trials) if t.accepted]
        best = min((m for m in measured if m is not None), key=lambda m: m.total)
        planned, stage = self._done + len(candidates), generator.stage
        self._report(stage, planned, f"trying {numbers.count(len(candidates), 'candidate')}")

        finished: dict[int, Trial] = {}

        def look_ahead() -> None:
            done = [finished[index] for index in sorted(finished)]
            pending = [one for index, one in enumerate(candidates) if index not in finished]
            generator.look_ahead([*self._trials, *done], pending)

        async def attempt(index: int, candidate: Candidate) -> None:
            outcome = await self._workbench.bench.trial(
                self._workbench.program(candidate.text), stop_above=best.total * MARGIN, rival=best
            )
            trial = as_trial(candidate, outcome)
            comparable = await self._workbench.bench.baseline_for(outcome)
            original = evolve(baseline, measurement=comparable or baseline.measurement)
            finished[index] = await self._vetted(trial, original)
            await self._record(finished[index], original, stage, planned)
            look_ahead()

        look_ahead()
        try:
            async with asyncio.TaskGroup() as group:
                for index, candidate in enumerate(candidates):
                    group.create_task(attempt(index, candidate))
        finally:
            self._trials.extend(finished[index] for index in sorted(finished))

    async def _vetted(self, trial: Trial, baseline: Trial) -> Trial:
        """The trial, rejected if it comes from a model and is wrong on other inputs.

        Rules on top of an answer that is right are right, too: they are vetted when they lead.
        """
        origin, speedup = trial.candidate.origin, speedup_of(baseline, trial)
        if not trial.accepted or origin.answer is None or speedup is None:
            return trial
        best = max((p.speedup for p in self._proposals), default=0.0) if origin.rules else 0.0
        if speedup < max(self._settings.minimum_speedup, best):
            return trial
        program = self._workbench.program(trial.candidate.text)
        problem = await self._workbench.fresh.problem(program)
        if problem is None:
            return trial
        self._workbench.bench.discredit()
        return evolve(trial, verdict=problem, measurement=None)

    async def _record(self, trial: Trial, baseline: Trial, stage: Stage, planned: int) -> None:
        self._done += 1
        proposal = await propose(self._target, baseline, trial, self._workbench, self._settings)
        self._listener(TrialDone(trial))
        if proposal is not None:
            best = max((p.speedup for p in self._proposals), default=0.0)
            self._proposals.append(proposal)
            if self._first is None:
                self._first = time.monotonic() - self._started
            if proposal.speedup > best:
                self._listener(ProposalFound(proposal))
        self._report(stage, planned, trial.candidate.origin.describe())

    def _report(self, stage: Stage, total: int, message: str) -> None:
        best = max((p.speedup for p in self._proposals), default=None)
        self._listener(Progress(stage, self._done, total, best, message))

    def _summary(self, baseline: Trial, stopped: str) -> str:
        if self._proposals:
            best = best_first(self._proposals)[0]
            cases = baseline.verdict.cases if isinstance(baseline.verdict, Accepted) else 0
            speedup, name = numbers.speedup(best.speedup), best.trial.candidate.origin.describe()
            compared = best.evidence.measurement.relative
            sure = f" ({numbers.interval(compared)})" if compared is not None else ""
            tried = f"{numbers.count(self._done, 'candidate')} tried"
            tested = f"{numbers.count(cases, 'test case')} each"
            return f"{speedup} faster{sure}: {name} ({tried}, {tested})"
        if self._done == 0 and stopped == "budget":
            return "the budget was spent before a candidate could be tried: raise budget.seconds"
        if self._done == 0:
            return "no rewrite of the catalogue matches here"
        return (
            f"nothing at least {self._settings.minimum_speedup:g}× faster was found "
            f"({numbers.count(self._done, 'candidate')} tried)"
        )

    def _result(
        self, baseline: Trial, stopped: Literal["exhausted", "budget", "baseline"], message: str
    ) -> SearchResult:
        self._report("done", self._done, message)
        return SearchResult(
            target=self._target,
            baseline=baseline,
            trials=tuple(self._trials),
            proposals=best_first(self._proposals),
            stopped=stopped,
            seconds=time.monotonic() - self._started,
            first_proposal_seconds=self._first,
            message=message,
        )


def _phrase(explanation: str) -> str:
    """Turn a verdict's sentence into one about the original."""
    if explanation.startswith(("does", "cannot", "crashed", "ended", "needed", "printed")):
        return explanation
    if explanation.startswith("still"):
        return f"was {explanation}"
    return f"gives {explanation}"
