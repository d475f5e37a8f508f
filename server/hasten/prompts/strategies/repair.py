"""Give what failed back to the model for one more try, on top of any other strategy."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import Any, Literal

from attrs import evolve, frozen

from hasten.errors import ModelError
from hasten.prompts.asking import make_prompt
from hasten.prompts.question import Question
from hasten.prompts.strategies import instruction
from hasten.prompts.strategy import (
    Answered,
    Ask,
    Diagnose,
    Diagnosis,
    Effect,
    Flow,
    Request,
    Strategy,
    Together,
)
from hasten_sim.nouns import (
    CompileError,
    Crashed,
    OutOfMemory,
    OutputTooLarge,
    TimedOut,
    TooSlow,
    WrongOutput,
)

FASTER = 1.1
"""From this speedup on an answer needs no repair: the paper's ten percent."""

Failure = Literal["compile", "wrong", "slow"]


@frozen
class _Fault:
    """What is wrong with an answer, and how it is said."""

    failure: Failure
    message: str
    speedup: float | None = None


def with_repair(inner: Strategy) -> Strategy:
    """The strategy, each failed answer of which goes back to the model once."""

    def begin(question: Question, request: Request) -> Flow:
        with closing(inner.begin(question, request)) as flow:
            came: Any = None
            while True:
                try:
                    effect = flow.send(came)
                except StopIteration:
                    return
                came = yield effect
                # A model that only continues programs cannot be told what went wrong.
                if request.form == "chat":
                    came = yield from _repaired(effect, came, question, request)

    return evolve(
        inner,
        name=f"{inner.name}+repair",
        title=f"{inner.title}, repaired",
        explanation=f"{inner.explanation} What fails goes back once, with the reason.",
        begin=begin,
    )


def _repaired(
    effect: Effect, came: Any, question: Question, request: Request
) -> Generator[Effect, Any, Any]:
    """What came of an effect, with better answers in the place of failed ones."""
    if isinstance(effect, Together):
        parts: list[Any] = []
        for one, result in zip(effect.effects, came, strict=True):
            parts.append((yield from _repaired(one, result, question, request)))
        return tuple(parts)
    if not isinstance(effect, Ask) or effect.about != "program":
        return came
    answers: tuple[Answered, ...] = came
    faults = {place: fault for place, one in enumerate(answers) if (fault := _fault_of(one))}
    if not faults:
        return answers
    diagnoses = yield from _diagnosed({place: answers[place] for place in faults}, faults)
    asks: dict[int, Ask] = {}
    for place, fault in faults.items():
        try:
            asks[place] = _ask(answers[place], fault, diagnoses[place], question, request)
        except ModelError:
            # Both versions and the report do not fit into the window: it stays as it is.
            continue
    if not asks:
        return answers
    tries = yield Together(tuple(asks.values()))
    second = {place: one for place, found in zip(asks, tries, strict=True) for one in found}
    return tuple(max(one, second.get(place, one), key=_worth) for place, one in enumerate(answers))


def _diagnosed(
    answers: dict[int, Answered], faults: dict[int, _Fault]
) -> Generator[Effect, Any, dict[int, Diagnosis]]:
    found = dict.fromkeys(answers, Diagnosis())
    asked = [place for place in answers if faults[place].failure != "compile"]
    if asked:
        told = yield Together(tuple(Diagnose(answers[place]) for place in asked))
        found |= dict(zip(asked, told, strict=True))
    return found


def _ask(
    answered: Answered, fault: _Fault, diagnosis: Diagnosis, question: Question, request: Request
) -> Ask:
    prompt = make_prompt(
        "repair",
        "repair",
        question,
        request,
        attempt=answered.code,
        failure=fault.failure,
        message=fault.message,
        speedup=fault.speedup,
        diagnosis=diagnosis,
    )
    return Ask(prompt)


def _fault_of(answered: Answered) -> _Fault | None:
    """What another try could mend; None when there is nothing, or nothing that can be said."""
    if answered.code is None or answered.trial is None:
        return None
    verdict = answered.trial.verdict
    match verdict:
        case CompileError():
            return _Fault("compile", verdict.message)
        case WrongOutput() | Crashed() | OutOfMemory() | OutputTooLarge():
            return _Fault("wrong", verdict.explain())
        case TimedOut():
            return None if verdict.case == "compile" else _Fault("wrong", verdict.explain())
        case TooSlow():
            return _Fault("slow", verdict.explain())
        case _:
            pass
    slow = answered.speedup is not None and answered.speedup < FASTER
    return _Fault("slow", "", answered.speedup) if answered.accepted and slow else None


def _worth(answered: Answered) -> tuple[bool, float]:
    return answered.accepted, answered.speedup or 0.0


STRATEGY = Strategy(
    name="repair",
    title="repaired",
    explanation="Asks as `instruction` does. What does not compile, fails a test or is not faster "
    "goes back once, with the compiler's error, the failing case or the costliest lines. "
    "`retrieval+repair` puts it on top of another strategy.",
    begin=with_repair(instruction.STRATEGY).begin,
    source="PIE (arXiv 2302.07867), analysis of errors, names it as the next step",
    over=with_repair,
)
