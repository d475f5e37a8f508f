"""The search with a language model: carries out what a prompt strategy wants done.

A strategy says what it wants (`hasten.prompts.strategy`); here the model is asked, its answers are
taken out of their text and handed to the search as candidates while others still stream in, and
what came of them is told to the strategy. At the end the rules of the catalogue are tried on the
best answer, unless the strategy has done so.
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
from hasten.engine.rule_search import Rewriter, RuleSearch
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
"""Candidates that the rules may try on one answer."""


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
    """Who is asked, and how: the model, what the strategy is called, and how answers are drawn."""

    answerer: Answerer
    strategy: str
    title: str
    sampling: Sampling = Sampling()


class ModelSearch:
    """The generator of candidates from a model; see the module's description.

    `close` it: what the model is still asked ends then.
    """

    name = "model"

    def __init__(
        self, target: Target, baseline: Trial, flow: Flow, asked: Asked, helpers: Helpers
    ) -> None:
        self._target = target
        self._baseline = baseline
        self._flow = flow
        self._asked = asked
        self._helpers = helpers
        self._ready: list[Candidate] = []
        self._changed = asyncio.Event()
        self._trials: dict[str, asyncio.Future[Trial]] = {}
        self._polished: set[str] = set()
        self._best: Answered | None = None
        self._task: asyncio.Task[None] | None = None
        self._stage: Stage = "asking"
        self.problems: list[str] = []
        """What went wrong with the model, one sentence each; what was had before stays good."""
        self.answers = 0
        self._samples: Counter[str] = Counter()
        self.untried: list[Untried] = []
        """Answers that there was nothing to try of."""

    def told(self, found: str) -> str:
        """What came of the answers, as a sentence; `found` is what those that were tried gave."""
        problems = dict.fromkeys(one.problem.rstrip(".") for one in self.untried)
        reasons = list(problems)[:3]
        answers = f"{numbers.count(self.answers, 'answer')} of {self._asked.answerer.name}"
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

        Raises ModelError when the model gave no answer at all.
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
        self._flow.close()

    # --- the flow ------------------------------------------------------------------------------

    async def _run(self) -> None:
        came: Any = None
        try:
            while True:
                came = await self._do(self._flow.send(came))
        except StopIteration:
            pass
        except ModelError as error:
            if not self.answers:
                raise
            self._tell(error)
        if self._best is not None:
            await self._polish(self._best)

    async def _do(self, effect: Effect) -> Any:
        match effect:
            case Ask():
                return await self._ask(effect)
            case Retrieve() | Draw():
                return await self._helpers.examples(effect)
            case Polish():
                return await self._polish(effect.answered)
            case Diagnose():
                return await self._helpers.diagnose(effect.answered)
            case Together():
                return await self._together(effect)

    async def _together(self, effect: Together) -> tuple[Any, ...]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._do(one)) for one in effect.effects]
        except* ModelError as errors:
            raise _first(errors) from None
        return tuple(task.result() for task in tasks)

    # --- asking --------------------------------------------------------------------------------

    async def _ask(self, ask: Ask) -> tuple[Answered, ...]:
        """Ask, and try each answer when it is complete; in the order of the samples."""
        found: dict[int, asyncio.Task[Answered]] = {}
        problem: ModelError | None = None
        # A prompt that comes again gets the next samples, not those that it has had.
        first = self._samples[ask.prompt.digest]
        self._samples[ask.prompt.digest] += ask.samples
        try:
            async with asyncio.TaskGroup() as group:
                try:
                    async with aclosing(self._replies(ask, first)) as replies:
                        async for reply in replies:
                            self.answers += 1
                            numbered = evolve(reply, index=first + reply.index)
                            found[reply.index] = group.create_task(self._judged(ask, numbered))
                except ModelError as error:
                    problem = error
        except* ModelError as errors:
            raise _first(errors) from None
        if problem is not None:
            if not found:
                raise problem
            self._tell(problem)
        return tuple(found[index].result() for index in sorted(found))

    def _replies(self, ask: Ask, first: int) -> AsyncGenerator[Reply, None]:
        sampling = self._asked.sampling
        if sampling.seed is not None:
            sampling = evolve(sampling, seed=sampling.seed + first)
        return self._asked.answerer.answers(ask.prompt, ask.samples, sampling)

    async def _judged(self, ask: Ask, reply: Reply) -> Answered:
        if ask.about == "text":
            return Answered(reply.text)
        extracted = await asyncio.to_thread(
            extract, reply.text, self._target, is_cut=reply.ended != "stop"
        )
        if extracted.document is None:
            return self._not_tried(ask, reply, Answered(reply.text, problem=extracted.problem))
        origin = self._origin(ask, reply)
        answered = await self._tried(reply.text, extracted, Candidate(extracted.document, origin))
        if answered.trial is None:
            return self._not_tried(ask, reply, answered)
        self._note(answered)
        return answered

    def _not_tried(self, ask: Ask, reply: Reply, answered: Answered) -> Answered:
        self.untried.append(Untried(self._answer(ask, reply), answered.problem))
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

    def _origin(self, ask: Ask, reply: Reply) -> Origin:
        how = ", ".join(filter(None, (self._asked.title, ask.prompt.tag)))
        title = f"{self._asked.answerer.name} ({how}), answer {reply.index + 1}"
        return Origin("model", titles=(title,), answer=self._answer(ask, reply))

    def _answer(self, ask: Ask, reply: Reply) -> Answer:
        prompt = ask.prompt
        return Answer(
            model=self._asked.answerer.name,
            strategy=self._asked.strategy,
            template=prompt.template,
            prompt=prompt.digest,
            sample=reply.index,
            seed=self._asked.sampling.seed,
            tag=prompt.tag,
            examples=prompt.examples,
        )

    # --- rules on top --------------------------------------------------------------------------

    async def _polish(self, answered: Answered) -> Answered:
        """The answer with the rules of the catalogue applied to it that pay."""
        trial = answered.trial
        if trial is None or trial.cost is None or trial.candidate.digest in self._polished:
            return answered
        self._polished.add(trial.candidate.digest)
        rules = RuleSearch(trial.candidate.text, trial.cost, self._helpers.find)
        trials: list[Trial] = []
        best = trial
        while len(trials) < MOST_POLISHING and (found := await rules.next_round(trials)):
            mine = [self._on_top(one, trial) for one in found]
            trials += await asyncio.gather(*map(self._trial, mine))
            measured = [one for one in trials if one.accepted and one.cost is not None]
            best = min((best, *measured), key=lambda one: one.cost or 0.0)
        if best is trial:
            return answered
        code = self._helpers.code_of(best.candidate.text) or answered.code
        better = evolve(answered, code=code, trial=best, speedup=speedup_of(self._baseline, best))
        self._note(better)
        self._polished.add(best.candidate.digest)
        return better

    def _on_top(self, candidate: Candidate, below: Trial) -> Candidate:
        model, rules = below.candidate.origin, candidate.origin
        origin = evolve(
            model,
            rules=(*model.rules, *rules.rules),
            titles=(*model.titles, *rules.titles),
            relies_on=(*model.relies_on, *rules.relies_on),
        )
        return evolve(candidate, origin=origin)

    def _note(self, answered: Answered) -> None:
        if answered.accepted and answered.speedup is not None:
            best = self._best.speedup if self._best is not None else None
            if answered.speedup > (best or 1.0):
                self._best = answered

    def _tell(self, error: ModelError) -> None:
        if error.message not in self.problems:
            self.problems.append(error.message)


def _first(errors: BaseExceptionGroup[ModelError]) -> ModelError:
    """The first of several errors that came at the same time."""
    one: BaseException = errors
    while isinstance(one, BaseExceptionGroup):
        one = one.exceptions[0]
    assert isinstance(one, ModelError)
    return one
