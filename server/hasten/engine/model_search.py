"""The search with language models: carries out what their prompt strategies want done.

A strategy says what it wants (`hasten.prompts.strategy`); here the model is asked, its answers are
taken out of their text and handed to the search as candidates while others still stream in, and
what came of them is told to the strategy. Several models are asked at the same time, each with a
strategy of its own. While they think, the best guess of the rules of the catalogue is tried. At the
end the rules are tried on the best of all answers, unless a strategy has done so, and then on the
original: what they find there is not lost.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any

from attrs import evolve, frozen

from hasten import numbers
from hasten.engine.events import Stage
from hasten.engine.proposals import speedup_of
from hasten.engine.rule_search import Rewriter, Round, RuleSearch
from hasten.errors import ModelError
from hasten.models.answerer import Answerer, Reply, Sampling
from hasten.nouns import Answer, Candidate, Origin, Target, Trial, Untried
from hasten.prompts.extraction import Extracted, extract
from hasten.prompts.mending import mended
from hasten.prompts.prompt import Example
from hasten.prompts.strategy import (
    Answered,
    Ask,
    Diagnose,
    Diagnosis,
    Draw,
    Effect,
    Flow,
    Polish,
    Retrieve,
    Together,
)
from hasten_sim.nouns import CompileError

MOST_MENDS = 3
"""Times that headers are added to one answer: each shows the next one that is missing."""
MOST_POLISHING = 24
"""Candidates that the rules may try on one answer, and on the original."""


@frozen
class Helpers:
    """What a search with a model asks others for.

    `examples` looks for pairs or draws some; `find` are the rules; `diagnose` says more about a
    tried answer; `code_of` is what the strategy was asked about in a whole text.
    """

    examples: Callable[[Retrieve | Draw], Awaitable[tuple[Example, ...]]]
    find: Rewriter
    diagnose: Callable[[Answered], Awaitable[Diagnosis]]
    code_of: Callable[[str], str | None]


@frozen
class Asked:
    """Who is asked, and how: the model, what the strategy is called, and how answers are drawn.

    `flow` is what the strategy wants to be done.
    """

    flow: Flow
    answerer: Answerer
    strategy: str
    title: str
    sampling: Sampling = Sampling()


class ModelSearch:
    """The generator of candidates from models; see the module's description.

    `close` it: what the models are still asked ends then.
    """

    name = "model"

    def __init__(
        self, target: Target, baseline: Trial, asked: Sequence[Asked], helpers: Helpers
    ) -> None:
        self._target = target
        self._baseline = baseline
        self._asked = tuple(asked)
        self._helpers = helpers
        self._ready: list[Candidate] = []
        self._changed = asyncio.Event()
        self._trials: dict[str, asyncio.Future[Trial]] = {}
        self._polished: set[str] = set()
        self._best: Answered | None = None
        self._task: asyncio.Task[None] | None = None
        self._stage: Stage = "asking"
        self.problems: list[str] = []
        """What went wrong with a model, one sentence each; what was had before stays good."""
        self.answers = 0
        self._samples: Counter[tuple[str, str]] = Counter()
        self.untried: list[Untried] = []
        """Answers that there was nothing to try of."""

    def told(self, found: str) -> str:
        """What came of the answers, as a sentence; `found` is what those that were tried gave."""
        problems = dict.fromkeys(one.problem.rstrip(".") for one in self.untried)
        reasons = list(problems)[:3]
        names = " and ".join(one.answerer.name for one in self._asked)
        answers = f"{numbers.count(self.answers, 'answer')} of {names}"
        if not found:
            found = "; ".join([f"none of {answers} could be tried", *reasons])
        elif reasons:
            left_out = f"{len(self.untried)} of {answers} could not be tried"
            found = f"{found}; {left_out}: {'; '.join(reasons)}"
        return "; ".join([found, *self.problems])

    @property
    def stage(self) -> Stage:
        """What the latest round was for."""
        return self._stage

    async def next_round(self, trials: Sequence[Trial]) -> Sequence[Candidate]:
        """Return the candidates that have come in; see `Generator`.

        Raises ModelError when no model gave any answer.
        """
        self._take_note(trials)
        if self._task is None:
            self._task = asyncio.create_task(self._run())
            self._task.add_done_callback(lambda _: self._changed.set())
        while not self._ready and not self._task.done():
            self._changed.clear()
            await self._changed.wait()
        if not self._ready:
            self._task.result()
        ready, self._ready = self._ready, []
        return ready

    def look_ahead(self, trials: Sequence[Trial], pending: Sequence[Candidate]) -> None:
        """Let the strategy go on with what is known, while other answers are still tried."""
        del pending
        self._take_note(trials)

    def _take_note(self, trials: Sequence[Trial]) -> None:
        for trial in trials:
            waiting = self._trials.get(trial.candidate.digest)
            if waiting is not None and not waiting.done():
                waiting.set_result(trial)

    async def close(self) -> None:
        """End what is under way. Closing twice is fine."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for one in self._asked:
            one.flow.close()

    # --- the flow ------------------------------------------------------------------------------

    async def _run(self) -> None:
        tasks = [asyncio.create_task(self._follow(one)) for one in self._asked]
        rules = self._rules_on(self._baseline)
        guess = asyncio.create_task(self._guess(rules))
        try:
            errors = [error for error in await asyncio.gather(*tasks) if error is not None]
            if errors and not self.answers:
                raise errors[0]
            for error in errors:
                self._tell(error)
            if self._best is not None:
                await self._polish(self._best)
            await self._go_on(rules, await guess, self._baseline, lambda candidate: candidate)
        finally:
            for task in (guess, *tasks):
                task.cancel()
            await asyncio.gather(guess, *tasks, return_exceptions=True)

    async def _follow(self, asked: Asked) -> ModelError | None:
        """Do what one strategy wants; the error that ended it, if one did."""
        came: Any = None
        try:
            while True:
                came = await self._do(asked.flow.send(came), asked)
        except StopIteration:
            return None
        except ModelError as error:
            return error

    async def _do(self, effect: Effect, asked: Asked) -> Any:
        match effect:
            case Ask():
                return await self._ask(effect, asked)
            case Retrieve() | Draw():
                return await self._helpers.examples(effect)
            case Polish():
                return await self._polish(effect.answered)
            case Diagnose():
                return await self._helpers.diagnose(effect.answered)
            case Together():
                return await self._together(effect, asked)

    async def _together(self, effect: Together, asked: Asked) -> tuple[Any, ...]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._do(one, asked)) for one in effect.effects]
        except* ModelError as errors:
            raise _first(errors) from None
        return tuple(task.result() for task in tasks)

    # --- asking --------------------------------------------------------------------------------

    async def _ask(self, ask: Ask, asked: Asked) -> tuple[Answered, ...]:
        """Ask, and try each answer when it is complete; in the order of the samples."""
        found: dict[int, asyncio.Task[Answered]] = {}
        problem: ModelError | None = None
        # A prompt that comes again gets the next samples, not those that it has had.
        prompt = (asked.answerer.name, ask.prompt.digest)
        first = self._samples[prompt]
        self._samples[prompt] += ask.samples
        try:
            async with asyncio.TaskGroup() as group:
                try:
                    async with aclosing(_replies(ask, asked, first)) as replies:
                        async for reply in replies:
                            self.answers += 1
                            numbered = evolve(reply, index=first + reply.index)
                            found[reply.index] = group.create_task(
                                self._judged(ask, asked, numbered)
                            )
                except ModelError as error:
                    problem = error
        except* ModelError as errors:
            raise _first(errors) from None
        if problem is not None:
            if not found:
                raise problem
            self._tell(problem)
        return tuple(found[index].result() for index in sorted(found))

    async def _judged(self, ask: Ask, asked: Asked, reply: Reply) -> Answered:
        if ask.about == "text":
            return Answered(reply.text)
        answer = _answer(ask, asked, reply)
        extracted = await asyncio.to_thread(
            extract, reply.text, self._target, is_cut=reply.ended != "stop"
        )
        if extracted.document is None:
            return self._not_tried(answer, Answered(reply.text, problem=extracted.problem))
        how = ", ".join(filter(None, (asked.title, ask.prompt.tag)))
        title = f"{asked.answerer.name} ({how}), answer {reply.index + 1}"
        origin = Origin("model", titles=(title,), answer=answer)
        answered = await self._tried(reply.text, extracted, Candidate(extracted.document, origin))
        if answered.trial is None:
            return self._not_tried(answer, answered)
        self._note(answered)
        return answered

    def _not_tried(self, answer: Answer, answered: Answered) -> Answered:
        self.untried.append(Untried(answer, answered.problem))
        return answered

    async def _tried(self, text: str, extracted: Extracted, candidate: Candidate) -> Answered:
        """Try an answer, with the standard headers that it turns out to lack."""
        code = extracted.code
        for left in range(MOST_MENDS, -1, -1):
            if candidate.digest in self._trials:
                return Answered(text, code, problem="The answer says what was said before.")
            trial = await self._trial(candidate)
            whole = None
            if left and isinstance(trial.verdict, CompileError):
                said, target = trial.verdict.message, self._target
                whole = mended(candidate.text, said, target.text, target.language)
            if whole is None:
                return Answered(text, code, trial, speedup=speedup_of(self._baseline, trial))
            candidate = evolve(candidate, text=whole)
            code = self._helpers.code_of(whole) or code
        raise AssertionError("the last time nothing is mended")

    async def _trial(self, candidate: Candidate) -> Trial:
        """Have a candidate tried by the search, once: the same text has the same trial."""
        known = self._trials.get(candidate.digest)
        if known is None:
            known = asyncio.get_running_loop().create_future()
            self._trials[candidate.digest] = known
            self._ready.append(candidate)
            self._changed.set()
        return await asyncio.shield(known)

    # --- rules on top --------------------------------------------------------------------------

    async def _polish(self, answered: Answered) -> Answered:
        """The answer with the rules of the catalogue applied to it that pay."""
        trial = answered.trial
        if trial is None or trial.cost is None or trial.candidate.digest in self._polished:
            return answered
        self._polished.add(trial.candidate.digest)
        best = await self._with_rules(trial, lambda candidate: _on_top(candidate, trial))
        if best is trial:
            return answered
        code = self._helpers.code_of(best.candidate.text) or answered.code
        better = evolve(answered, code=code, trial=best, speedup=speedup_of(self._baseline, best))
        self._note(better)
        self._polished.add(best.candidate.digest)
        return better

    async def _with_rules(self, base: Trial, described: Callable[[Candidate], Candidate]) -> Trial:
        """The best that the rules make of a text that was measured, or that itself."""
        rules = self._rules_on(base)
        return await self._go_on(rules, await rules.next_round(()), base, described)

    def _rules_on(self, base: Trial) -> RuleSearch:
        return RuleSearch(base.candidate.text, base.cost or 0.0, self._helpers.find)

    async def _guess(self, rules: RuleSearch) -> Round:
        """The first round of the rules, of which the first candidate was tried."""
        found = await rules.next_round(())
        if found:
            await self._trial(found[0])
        return found

    async def _go_on(
        self,
        rules: RuleSearch,
        found: Round,
        base: Trial,
        described: Callable[[Candidate], Candidate],
    ) -> Trial:
        """The best of a search of the rules whose first round was found, or the base."""
        trials: list[Trial] = []
        best = base
        while found:
            trials += await asyncio.gather(*(self._trial(described(one)) for one in found))
            measured = [one for one in trials if one.accepted and one.cost is not None]
            best = min((best, *measured), key=lambda one: one.cost or 0.0)
            found = await rules.next_round(trials) if len(trials) < MOST_POLISHING else ()
        return best

    def _note(self, answered: Answered) -> None:
        if answered.accepted and answered.speedup is not None:
            best = self._best.speedup if self._best is not None else None
            if answered.speedup > (best or 1.0):
                self._best = answered

    def _tell(self, error: ModelError) -> None:
        if error.message not in self.problems:
            self.problems.append(error.message)


def _replies(ask: Ask, asked: Asked, first: int) -> AsyncGenerator[Reply, None]:
    sampling = asked.sampling
    if sampling.seed is not None:
        sampling = evolve(sampling, seed=sampling.seed + first)
    return asked.answerer.answers(ask.prompt, ask.samples, sampling)


def _answer(ask: Ask, asked: Asked, reply: Reply) -> Answer:
    prompt = ask.prompt
    return Answer(
        model=asked.answerer.name,
        strategy=asked.strategy,
        template=prompt.template,
        prompt=prompt.digest,
        sample=reply.index,
        seed=asked.sampling.seed,
        tag=prompt.tag,
        examples=prompt.examples,
    )


def _on_top(candidate: Candidate, below: Trial) -> Candidate:
    """A candidate of the rules that were applied to a model's answer."""
    model, rules = below.candidate.origin, candidate.origin
    origin = evolve(
        model,
        rules=(*model.rules, *rules.rules),
        titles=(*model.titles, *rules.titles),
        relies_on=(*model.relies_on, *rules.relies_on),
    )
    return evolve(candidate, origin=origin)


def _first(errors: BaseExceptionGroup[ModelError]) -> ModelError:
    """The first of several errors that came at the same time."""
    one: BaseException = errors
    while isinstance(one, BaseExceptionGroup):
        one = one.exceptions[0]
    assert isinstance(one, ModelError)
    return one
