"""A search with a language model, put together: the question, who answers, and what helps.

The question carries what hasten itself knows (rewrites that match, the costliest lines, the sizes
of the inputs) where the strategy wants to say it; finding that out takes a compilation and a run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, TypeGuard

from attrs import evolve, frozen

from hasten.engine.model_request import ModelRequest, OpenRetriever
from hasten.engine.model_search import Asked, Helpers, ModelSearch
from hasten.engine.rule_search import Rewriter
from hasten.engine.workbench import Workbench, limits_of
from hasten.model_settings import ModelSettings
from hasten.models.answerer import Answerer, Sampling
from hasten.nouns import Target, Trial
from hasten.prompts.advice import advice_about
from hasten.prompts.asking import count_tokens, room_for_answer, window_of
from hasten.prompts.context import context_of
from hasten.prompts.prompt import Example
from hasten.prompts.question import Advice, HotLine, Question
from hasten.prompts.registry import strategy_named
from hasten.prompts.strategy import (
    Answered,
    Ask,
    Diagnosis,
    Draw,
    Effect,
    Request,
    Retrieve,
    Strategy,
    Together,
)
from hasten.prompts.templates import OwnTemplates, TemplateError, variables_of
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import follow
from hasten_sim.backends.callgrind import Callgrind
from hasten_sim.errors import ToolMissing
from hasten_sim.line_profile import LineProfile, costly_lines
from hasten_sim.nouns import Case, CaseSuite, WrongOutput

MOST_SHOWN = 2_000
"""Characters of an input or output that a prompt shows."""
CONTEXT_SHARE = 0.4
"""Of the room that a function leaves in the window, for what it needs to be understood."""


@frozen
class Consultation:
    """One request to a model about one target. `find` are the rules, `examples` opens the pairs."""

    target: Target
    settings: Settings
    request: ModelRequest
    model: ModelSettings
    answerer: Answerer
    window: int | None
    workbench: Workbench
    find: Rewriter
    examples: OpenRetriever
    templates: OwnTemplates = ()

    async def asked(self) -> Asked:
        """Put the question together, and begin. Raises HastenError for an unknown strategy."""
        strategy, asked = self._chosen()
        question = await self.question(strategy, asked)
        flow = strategy.begin(question, asked)
        return Asked(flow, self.answerer, strategy.name, strategy.title, self.sampling)

    @property
    def helpers(self) -> Helpers:
        """What the search asks others for."""
        return Helpers(self._examples, self.find, self._diagnose, self._code_of)

    @property
    def sampling(self) -> Sampling:
        """How answers are drawn."""
        return Sampling(
            temperature=self.request.temperature,
            tokens=self.model.answer_tokens or None,
            seed=self.request.seed,
        )

    async def prompts(self) -> tuple[Ask, ...]:
        """What would be sent first: the questions up to the first that waits for an answer."""
        strategy, asked = self._chosen()
        flow = strategy.begin(await self.question(strategy, asked), asked)
        came: Any = None
        try:
            while True:
                effect = flow.send(came)
                effects = effect.effects if isinstance(effect, Together) else (effect,)
                asks = tuple(one for one in effects if isinstance(one, Ask))
                if asks:
                    return asks
                results = [await self._examples(one) for one in effects if _is_lookup(one)]
                came = tuple(results) if isinstance(effect, Together) else results[0]
        except StopIteration:
            return ()
        finally:
            flow.close()

    def _chosen(self) -> tuple[Strategy, Request]:
        """The strategy, and how much may be asked."""
        strategy = strategy_named(self.request.strategy or self.model.strategy, self.templates)
        return strategy, Request(
            samples=self.request.samples,
            seed=self.request.seed,
            examples=self.model.examples or None,
            form=self.model.form,
            window=self.window,
            count_tokens=self.answerer.count_tokens,
            completion=self.model.format,
            templates=self.templates,
        )

    async def question(self, strategy: Strategy, asked: Request) -> Question:
        """What the model is asked about, with advice where the strategy gives some."""
        target = self.target
        source = await asyncio.to_thread(CppSource.parse, target.text)
        question = Question(
            code=target.function_text if target.name else target.text,
            language=target.language,
            function=target.name,
            tests=self._tests(),
        )
        if target.name:
            context = await asyncio.to_thread(self._context, source, question.code, asked)
            question = evolve(question, context=context)
        if wants_advice(strategy.name, self.templates):
            question = evolve(question, advice=await self._advice(source))
        return question

    def _context(self, source: CppSource, code: str, asked: Request) -> str:
        function = next((f for f in source.functions if f.span == self.target.span), None)
        if function is None:
            return ""
        taken = count_tokens(code, asked) + room_for_answer(code, asked)
        room = int(CONTEXT_SHARE * max(0, window_of(asked) - taken))
        return context_of(source, function, room, lambda text: count_tokens(text, asked))

    def _tests(self) -> str:
        suite = self.workbench.suite
        if not isinstance(suite, CaseSuite):
            return "It is built and run by the commands of its project; what they print counts."
        cases = f"{len(suite.cases)} inputs" if len(suite.cases) > 1 else "an input"
        how = {
            "tokens": "word by word",
            "exact": "byte by byte",
            "float": f"with numbers up to {suite.tolerance:g}",
            "checker": "by a checker program",
        }[suite.comparison]
        return f"It is run on {cases}; what it prints is compared {how}."

    # --- what hasten knows ----------------------------------------------------------------------

    async def _advice(self, source: CppSource) -> Advice:
        rewrites, profile = await asyncio.gather(
            self.find(self.target.text), self._profile(self.target.text)
        )
        cases = self._cases()
        return await asyncio.to_thread(
            advice_about,
            self.target,
            rewrites,
            hot=self._hot(profile, source),
            inputs=[case.input for case in cases],
            unit="instructions",
        )

    async def _profile(self, text: str) -> LineProfile | None:
        """What the lines of a text cost on the largest input, None where that cannot be had."""
        cases = self._cases()
        if not cases:
            return None
        bench = self.workbench
        try:
            callgrind = await Callgrind.open(bench.sandbox)
        except ToolMissing:
            return None
        heaviest = max(cases, key=lambda case: len(case.input) + len(case.expected))
        return await costly_lines(
            bench.toolchain, callgrind, bench.program(text), heaviest, limits_of(self.settings)
        )

    def _hot(self, profile: LineProfile | None, source: CppSource) -> tuple[HotLine, ...]:
        """The costliest lines within the target, counted from its first one."""
        span = follow(self.target, source)
        if profile is None or span is None or not profile.total:
            return ()
        first, last = source.line_of(span.start), source.line_of(max(span.start, span.end - 1))
        lines = source.text.splitlines()
        return tuple(
            HotLine(
                line=one.line - first + 1,
                text=lines[one.line - 1].strip(),
                share=one.instructions / profile.total,
                count=one.instructions,
            )
            for one in profile.lines
            if first <= one.line <= last and one.line <= len(lines)
        )

    def _cases(self) -> Sequence[Case]:
        suite = self.workbench.suite
        return suite.cases if isinstance(suite, CaseSuite) else ()

    # --- what a strategy wants done ---------------------------------------------------------------

    async def _examples(self, effect: Retrieve | Draw) -> tuple[Example, ...]:
        retriever = await asyncio.to_thread(self.examples)
        left_out = self.request.leave_out
        if isinstance(effect, Draw):
            draw = partial(retriever.drawn, effect.count, effect.seed, leave_out=left_out)
            return await asyncio.to_thread(draw)
        find = partial(retriever.nearest, effect.text, effect.count, leave_out=left_out)
        return await asyncio.to_thread(find, by=effect.by)

    async def _diagnose(self, answered: Answered) -> Diagnosis:
        trial = answered.trial
        if trial is None:
            return Diagnosis()
        if trial.accepted:
            text = trial.candidate.text
            profile = await self._profile(text)
            return Diagnosis(hot=self._hot(profile, await asyncio.to_thread(CppSource.parse, text)))
        name = getattr(trial.verdict, "case", "")
        case = next((one for one in self._cases() if one.name == name), None)
        if case is None:
            return Diagnosis()
        actual = trial.verdict.detail if isinstance(trial.verdict, WrongOutput) else ""
        return Diagnosis(_shown(case.input), _shown(case.expected), actual)

    def _code_of(self, text: str) -> str | None:
        """What the model was asked about in a whole text, after what was added before it."""
        if not self.target.name:
            return text
        source = CppSource.parse(text)
        span = follow(self.target, source)
        if span is None:
            return None
        before = source.data[: span.start].decode("utf-8", "replace").splitlines()
        known = frozenset(self.target.text.splitlines())
        added = [line for line in before if line.strip() and line not in known]
        return "\n".join([*added, source.slice(span)])


async def begin(consultations: Sequence[Consultation], baseline: Trial) -> ModelSearch:
    """One search with all that are consulted about one target. Raises as `Consultation.asked`."""
    first = consultations[0]
    asked = [await one.asked() for one in consultations]
    return ModelSearch(first.target, baseline, asked, first.helpers)


def wants_advice(strategy: str, templates: OwnTemplates = ()) -> bool:
    """Whether any part of a strategy's name has a template that shows advice."""
    for part in strategy.split("+"):
        try:
            if "advice" in variables_of(part, templates):
                return True
        except TemplateError:
            continue
    return False


def _is_lookup(effect: Effect) -> TypeGuard[Retrieve | Draw]:
    return isinstance(effect, Retrieve | Draw)


def _shown(data: bytes) -> str:
    """The beginning of an input or output."""
    text = data.decode("utf-8", "replace")
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}..."
