"""Answers of models to the cases of a data set, each judged as it stands: no search, no rules.

The original is built and run once for a case, each answer compiled, judged and measured. An answer
that lacks standard headers gets a second verdict, with them. What would be offered is judged on
inputs that nobody has seen, as in every evaluation.
"""

from __future__ import annotations

import asyncio
import hashlib
import resource
import tempfile
from collections.abc import AsyncGenerator, Iterable, Sequence
from pathlib import Path

from attrs import define, evolve, frozen

from hasten.engine.engine import Engine
from hasten.engine.foresight import Finder
from hasten.engine.model_request import ModelRequest
from hasten.engine.model_search import MOST_MENDS
from hasten.engine.workbench import Workbench
from hasten.errors import ModelError
from hasten.evaluation.dataset import EvaluationCase
from hasten.evaluation.run import with_harness
from hasten.evaluation.scores import OPTIMIZED, PASSED
from hasten.evaluation.varied import varied_cases
from hasten.models.answerer import Reply
from hasten.nouns import Target
from hasten.prompts.extraction import extract
from hasten.prompts.mending import mended
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import program_target
from hasten_sim.nouns import Accepted, CompileError, Measurement, Outcome

ACCEPTED = Accepted.name
UNUSABLE = "unusable"
"""The verdict on an answer in which there is no program that could be tried."""
KEY_LENGTH = 16


@frozen
class AnswerRow:
    """The verdicts on one answer.

    `given` and `why` are about the answer as it stands, `verdict` and `reason` about it with the
    standard headers that it lacked (the same where nothing was `mended`). `speedup` is there for
    what was accepted, with the near end `low` of its interval. `fresh` says how it fared on other
    inputs: "passed", why it did not, "" where that was not tried. The seconds are those of all
    processors: for verdict and measurement, and for the `fresh_verdicts` alone.
    """

    task: str
    target: str
    model: str
    sample: int
    answer: str
    given: str
    why: str
    verdict: str
    reason: str
    mended: bool = False
    speedup: float | None = None
    low: float | None = None
    cpu_seconds: float = 0.0
    fresh: str = ""
    fresh_verdicts: int = 0
    fresh_seconds: float = 0.0
    text: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What the verdict is about: the question, the answer, and who gave it."""
        return self.target, self.model, self.answer

    @property
    def is_offered(self) -> bool:
        """Whether a search that sees nothing but the tests would offer it."""
        return self.verdict == ACCEPTED and (self.speedup or 0.0) >= OPTIMIZED


@define
class Answering:
    """One case, and a bench for its original, which is not run before it has to be.

    `problem` says why the case does not count, once that has turned out.
    """

    engine: Engine
    case: EvaluationCase
    target: Target
    settings: Settings
    workbench: Workbench
    problem: str = ""

    async def baseline(self) -> Measurement | None:
        """What the original costs, None when it has a problem."""
        program = self.workbench.program(self.target.text)
        outcome = await self.workbench.bench.baseline(program)
        if outcome.measurement is None:
            self.problem = f"the slow program: {outcome.verdict.explain()}"
        return outcome.measurement


def target_of(case: EvaluationCase) -> Target:
    """A case's whole program, as it is asked about."""
    return program_target(CppSource.parse(case.slow), case.path)


def digest_of(text: str) -> str:
    """Tells answers apart."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]


async def replies(at: Answering, request: ModelRequest) -> AsyncGenerator[Reply, None]:
    """What a model answers to the first questions of its strategy. Raises ModelError."""
    finder = Finder(lambda text: at.engine.rewrites(at.target, text, at.settings))
    async with at.engine.asking.consult(
        at.target, at.settings, request, at.workbench, finder.find
    ) as consultation:
        for ask in await consultation.prompts():
            if ask.about == "program":
                sampling = consultation.sampling
                async for reply in consultation.answerer.answers(ask.prompt, ask.samples, sampling):
                    yield reply


async def judge_answers(
    at: Answering, requests: Sequence[ModelRequest], known: Iterable[AnswerRow] = ()
) -> list[AnswerRow]:
    """The verdicts on the models' answers, in their order; those that are `known` as they are.

    A model that has no answer to the case has no row.
    """
    told = {row.key: row for row in known}
    rows: list[AnswerRow] = []
    baseline: Measurement | None = None
    for request in requests:
        try:
            found = [reply async for reply in replies(at, request)]
        except ModelError:
            continue
        for reply in found:
            key = (at.target.digest[:KEY_LENGTH], request.model, digest_of(reply.text))
            row = told.get(key)
            if row is None:
                baseline = baseline or await at.baseline()
                if baseline is None:
                    return []
                row = await _judged(at, request.model, reply, baseline)
            rows.append(row)
    return rows


async def _judged(at: Answering, model: str, reply: Reply, baseline: Measurement) -> AnswerRow:
    before = processor_seconds()
    extracted = await asyncio.to_thread(
        extract, reply.text, at.target, is_cut=reply.ended != "stop"
    )
    row = AnswerRow(
        task=at.case.name,
        target=at.target.digest[:KEY_LENGTH],
        model=model,
        sample=reply.index,
        answer=digest_of(reply.text),
        given=UNUSABLE,
        why=extracted.problem,
        verdict=UNUSABLE,
        reason=extracted.problem,
    )
    if extracted.document is not None:
        row = await _tried(at, extracted.document, row, baseline)
    return evolve(row, cpu_seconds=round(processor_seconds() - before, 3))


async def _tried(at: Answering, text: str, row: AnswerRow, baseline: Measurement) -> AnswerRow:
    """The row with the verdicts on a text, and on the text with the headers that it lacks."""
    for attempt in range(MOST_MENDS + 1):
        outcome = await at.workbench.bench.trial(at.workbench.program(text))
        row = _noted(row, outcome, text, baseline)
        if attempt == 0:
            row = evolve(row, given=row.verdict, why=row.reason)
        whole = None
        if isinstance(outcome.verdict, CompileError):
            said = outcome.verdict.message
            whole = mended(text, said, at.target.text, at.target.language)
        if whole is None or attempt == MOST_MENDS:
            break
        row, text = evolve(row, mended=True), whole
    return row


def _noted(row: AnswerRow, outcome: Outcome, text: str, baseline: Measurement) -> AnswerRow:
    verdict, found = outcome.verdict, outcome.measurement
    speedup = baseline.total / found.total if found is not None and found.total else None
    relative = found.relative if found is not None else None
    return evolve(
        row,
        verdict=verdict.name,
        reason="" if isinstance(verdict, Accepted) else verdict.explain(),
        speedup=speedup,
        low=relative.low if relative is not None else None,
        text=text,
    )


# --- on other inputs ------------------------------------------------------------------------------


async def on_fresh_inputs(at: Answering, texts: Sequence[str]) -> list[tuple[str, int, float]]:
    """How each text fares on inputs that other texts of the harness make, or on the fresh tests.

    For each "passed", why not, or "" where there are none; the verdicts that were given on it, and
    the processor seconds that they took (the originals' are not counted).
    """
    found = [("", 0, 0.0) for _ in texts]
    with tempfile.TemporaryDirectory(prefix="hasten-varied-") as folder:
        for name, case in _fresh_cases(at.case, Path(folder)):
            settings = with_harness(at.settings, case)
            target = target_of(case)
            async with at.engine.workbench(target, settings, case.tests, frugal=True) as workbench:
                original = await workbench.bench.baseline(workbench.program(target.text))
                if not isinstance(original.verdict, Accepted):
                    continue
                for index, text in enumerate(texts):
                    said, count, seconds = found[index]
                    if said not in ("", PASSED):
                        continue
                    before = processor_seconds()
                    verdict = await workbench.bench.verdict(workbench.program(text))
                    spent = seconds + processor_seconds() - before
                    passed = isinstance(verdict, Accepted)
                    said = PASSED if passed else f"{name}: {verdict.explain()}"
                    found[index] = (said, count + 1, spent)
    return found


def _fresh_cases(case: EvaluationCase, folder: Path) -> Iterable[tuple[str, EvaluationCase]]:
    if case.harness is not None:
        return varied_cases(case, folder)
    return [("fresh tests", evolve(case, tests=case.fresh))] if case.fresh is not None else []


async def with_fresh_verdicts(at: Answering, rows: Sequence[AnswerRow]) -> list[AnswerRow]:
    """The rows, where what would be offered has been judged on other inputs as well."""
    wanted = [row for row in rows if row.is_offered and not row.fresh]
    texts = list(dict.fromkeys(row.text for row in wanted))
    told = dict(zip(texts, await on_fresh_inputs(at, texts), strict=True)) if texts else {}
    return [
        evolve(
            row,
            fresh=told[row.text][0],
            fresh_verdicts=told[row.text][1],
            fresh_seconds=round(told[row.text][2], 3),
        )
        if row in wanted
        else row
        for row in rows
    ]


def processor_seconds() -> float:
    """Of this process and of all children that have ended, with theirs."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
