"""Every case of a data set through one way of answering: rules, a model, the human's version."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Literal

from attrs import evolve

from hasten import nouns
from hasten.corpus.pairs import problem_of
from hasten.engine.engine import Engine
from hasten.engine.events import Listener
from hasten.engine.model_request import ModelRequest
from hasten.engine.proposals import speedup_of
from hasten.evaluation.dataset import EvaluationCase
from hasten.evaluation.harness import TIME_PATTERN
from hasten.evaluation.scores import OPTIMIZED, PASSED, Answer, CaseResult
from hasten.evaluation.varied import varied_cases
from hasten.models.accounting import batch_ledger
from hasten.nouns import Proposal, SearchResult, Target, Trial
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import program_target
from hasten_sim.errors import SandboxUnavailable, SimError, ToolMissing
from hasten_sim.nouns import Accepted, CompileError, SimulatedTooLong, TooSlow, Unmeasurable

Answering = Literal["rules", "human"] | ModelRequest
"""`rules`: the search of the catalogue. `human`: the data set's own faster version, verified. Or a
model is asked, and the rules are tried on its best answer; pairs of the case's own problem are not
shown to it.
"""

UNCHANGED = "unchanged"

SettingsFor = Callable[[EvaluationCase], Settings]
Told = Callable[[CaseResult, int, int], None]
"""Hears of each case that is done: its result, how many are done, of how many."""


def with_harness(settings: Settings, case: EvaluationCase) -> Settings:
    """Return the settings for a case: those of its harness when it has one."""
    if case.harness is None:
        return settings
    harness = case.harness
    return evolve(
        settings,
        root=harness.root,
        flags=harness.flags,
        project_build=harness.build,
        project_test=harness.run,
        project_measure=harness.run,
        project_time_pattern=TIME_PATTERN,
        project_inputs=tuple(str(one.relative_to(harness.root)) for one in harness.others),
    )


async def evaluate(
    cases: Sequence[EvaluationCase],
    engine: Engine,
    answering: Answering,
    settings_for: SettingsFor,
    tell: Told,
    listener: Listener | None = None,
) -> list[CaseResult]:
    """Answer every case in turn (a search uses all processors by itself).

    What was searched before with the same text, tests and settings is taken from the store, so an
    evaluation that was interrupted goes on where it stopped. When what models may use in a batch is
    spent, the rest of the cases do not count. What is wrong with a case is its `problem`.

    Raises ToolMissing and SandboxUnavailable.
    """
    if isinstance(answering, ModelRequest) and answering.ledger is None and cases:
        answering = evolve(answering, ledger=batch_ledger(settings_for(cases[0])))
    results: list[CaseResult] = []
    for case in cases:
        results.append(await _one(case, engine, answering, settings_for, listener))
        tell(results[-1], len(results), len(cases))
    return results


async def _one(
    case: EvaluationCase,
    engine: Engine,
    answering: Answering,
    settings_for: SettingsFor,
    listener: Listener | None,
) -> CaseResult:
    target = await asyncio.to_thread(lambda: program_target(CppSource.parse(case.slow), case.path))
    ask: Awaitable[CaseResult]
    try:
        settings = settings_for(case)
        if answering == "human":
            ask = _by_human(case, target, engine, settings)
        else:
            model = None if answering == "rules" else answering
            ask = _by_search(case, target, engine, settings, listener, model)
        return await ask
    except (ToolMissing, SandboxUnavailable):
        raise
    except SimError as error:
        return unusable(case, error.message)


async def _by_human(
    case: EvaluationCase, target: Target, engine: Engine, settings: Settings
) -> CaseResult:
    if case.fast is None:
        return unusable(case, "it has no faster version by a human")
    found = await engine.verify(target, case.fast, settings, tests=case.tests)
    if not found.original.accepted:
        return unusable(case, f"the slow program: {found.original.verdict.explain()}")
    answer = Answer("human", found.candidate.accepted, found.speedup)
    fates = {_fate(found.candidate, found.original.cost or 0.0): 1}
    backend = _backend(found.original)
    return CaseResult(case.name, case.kind, _lines(case), (answer,), fates, backend=backend)


async def _by_search(
    case: EvaluationCase,
    target: Target,
    engine: Engine,
    settings: Settings,
    listener: Listener | None,
    model: ModelRequest | None,
) -> CaseResult:
    if model is not None and (own := await asyncio.to_thread(problem_of, case.slow)):
        model = evolve(model, leave_out=(own,))
    result = await asyncio.to_thread(engine.finished, target, settings, case.tests, model)
    if result is None and model is not None and model.ledger is not None:
        model.ledger.check_spent()
    if result is None:
        result = await engine.optimize(
            target, settings, tests=case.tests, listener=listener, model=model
        )
    if result.stopped == "baseline":
        return unusable(case, result.message)
    fates = Counter(_fate(trial, result.baseline.cost or 0.0) for trial in result.trials)
    fates.update("not tried" for _ in result.untried)
    of_model = answers_of_model(result) if model is not None else ()
    return CaseResult(
        name=case.name,
        kind=case.kind,
        lines=_lines(case),
        answers=of_model or _answers(result),
        samples=len(of_model),
        fates=dict(fates),
        seconds=round(result.seconds, 2),
        backend=_backend(result.baseline),
        tools=_tools(result),
        fresh=await _on_fresh_tests(case, target, result, engine, settings),
    )


async def _on_fresh_tests(
    case: EvaluationCase, target: Target, result: SearchResult, engine: Engine, settings: Settings
) -> str:
    if not result.proposals:
        return ""
    offered = result.proposals[0].trial.candidate.text
    if case.harness is not None:
        return await on_other_inputs(case, offered, engine, settings)
    if case.fresh is None:
        return ""
    found = await engine.verify(target, offered, settings, tests=case.fresh)
    if not found.original.accepted:
        return ""
    return PASSED if found.candidate.accepted else found.candidate.verdict.explain()


async def on_other_inputs(
    case: EvaluationCase, offered: str, engine: Engine, settings: Settings
) -> str:
    """Judge what is offered on the inputs that changed texts of the harness make."""
    passed = False
    with tempfile.TemporaryDirectory(prefix="hasten-varied-") as folder:
        for name, varied in varied_cases(case, Path(folder)):
            target = program_target(CppSource.parse(case.slow), varied.path)
            own = with_harness(settings, varied)
            async with engine.workbench(target, own, frugal=True) as workbench:
                original = await workbench.bench.baseline(workbench.program(target.text))
                if not isinstance(original.verdict, Accepted):
                    continue
                verdict = await workbench.bench.verdict(workbench.program(offered))
                if not isinstance(verdict, Accepted):
                    return f"{name}: {verdict.explain()}"
                passed = True
    return PASSED if passed else ""


def _answers(result: SearchResult) -> tuple[Answer, ...]:
    """The proposals; who is offered nothing keeps the program, which is right and no faster."""
    if not result.proposals:
        return (Answer(UNCHANGED, True, 1.0),)
    return tuple(_answer(proposal) for proposal in result.proposals)


def answers_of_model(result: SearchResult) -> tuple[Answer, ...]:
    """Each answer of a model, question by question in the order of the samples.

    An answer counts with the best that came of it; or with what the rules found without it, where
    that is better, for a user is offered that as well.
    """
    found: dict[tuple[str, str], dict[int, list[Answer]]] = {}

    def note(key: nouns.Answer, answer: Answer) -> None:
        found.setdefault((key.model, key.prompt), {}).setdefault(key.sample, []).append(answer)

    known = {one.trial.candidate.digest: one.speedup for one in result.proposals}
    without = [
        _answer(one) for one in result.proposals if one.trial.candidate.origin.answer is None
    ]
    for trial in result.trials:
        origin = trial.candidate.origin
        if origin.answer is not None:
            speedup = known.get(trial.candidate.digest) or speedup_of(result.baseline, trial)
            is_right = trial.accepted or isinstance(trial.verdict, TooSlow)
            what = origin.describe() if is_right else trial.verdict.explain()
            note(origin.answer, Answer(what, is_right, speedup if is_right else None, origin.rules))
    for one in result.untried:
        note(one.answer, Answer(one.problem, False))
    samples = [of[sample] for of in found.values() for sample in sorted(of)]
    return tuple(max([*of, *without], key=_worth) for of in samples)


def _worth(answer: Answer) -> tuple[bool, float]:
    return answer.correct, answer.speedup or 0.0


def _answer(proposal: Proposal) -> Answer:
    origin = proposal.trial.candidate.origin
    return Answer(origin.describe(), True, proposal.speedup, origin.rules)


def _fate(trial: Trial, baseline: float) -> str:
    verdict = trial.verdict
    if isinstance(verdict, CompileError):
        return "does not compile"
    if isinstance(verdict, TooSlow):
        return "slower than the best"
    if isinstance(verdict, Unmeasurable | SimulatedTooLong):
        return "cannot be measured"
    if not isinstance(verdict, Accepted) or not trial.cost:
        return "breaks a test"
    speedup = baseline / trial.cost
    return "faster" if speedup >= OPTIMIZED else "below 10%" if speedup >= 1 else "slower"


def _backend(trial: Trial) -> str:
    return trial.measurement.backend if trial.measurement is not None else ""


def _tools(result: SearchResult) -> tuple[str, ...]:
    if not result.proposals:
        return ()
    evidence = result.proposals[0].evidence
    return (evidence.compiler, f"{evidence.backend} {evidence.backend_version}")


def unusable(case: EvaluationCase, problem: str) -> CaseResult:
    """The result of a case that does not count, and why."""
    return CaseResult(case.name, case.kind, _lines(case), problem=problem)


def _lines(case: EvaluationCase) -> int:
    return case.slow.count("\n") + 1
