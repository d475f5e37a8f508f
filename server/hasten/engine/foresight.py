"""Foresight: what a search will probably ask for next is read and compiled while processors idle.

The very same search is run through once more on what is known, and for the trials under way on
what may come of them. It costs next to nothing up to the point where something new is to be tried.
Whatever is prepared in vain is thrown away: the search itself never depends on it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

from attrs import define, field

from hasten.engine.events import Stage
from hasten.engine.points import Known
from hasten.engine.rule_search import Rewriter, Round, RuleSearch
from hasten.nouns import Candidate, Rewrite, Trial

MOST_TEXTS = 4
"""So many candidates are looked for ahead."""
HOPED = 1.3
"""The gain of a combination that wins: enough for what was idle before to be tried again."""

StartSearch = Callable[[Rewriter], RuleSearch]


class Finder:
    """Finds the rewrites of texts, of some before the search has come so far."""

    def __init__(self, find: Rewriter) -> None:
        self._find = find
        self.tasks: dict[str, asyncio.Task[Sequence[Rewrite]]] = {}

    def begin(self, text: str) -> asyncio.Task[Sequence[Rewrite]] | None:
        """Read a text that the search may go on from; None while another is being read."""
        if text in self.tasks or not all(task.done() for task in self.tasks.values()):
            return None
        return self._start(text)

    async def find(self, text: str) -> Sequence[Rewrite]:
        """Return the rewrites of a text."""
        return await asyncio.shield(self.tasks.get(text) or self._start(text))

    async def known(self, text: str) -> Sequence[Rewrite]:
        """Return the rewrites of a text that has been read; raises Unread."""
        task = self.tasks.get(text)
        if task is None or not task.done() or task.cancelled() or task.exception() is not None:
            raise Unread(text)
        return task.result()

    def _start(self, text: str) -> asyncio.Task[Sequence[Rewrite]]:
        self.tasks[text] = asyncio.ensure_future(self._find(text))
        return self.tasks[text]


class Unread(Exception):
    """The rewrites of a text are not known yet."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


@define
class ForesightedSearch:
    """The search over rewrites, a `Generator`, that looks ahead while its trials are under way.

    `start` begins the same search with another way to find rewrites. `prepare` compiles the first
    of some texts that nobody has asked for yet, when there is nothing else to do. At most `jobs`
    trials run side by side.
    Nothing is prepared unless `watch` is running.
    """

    start: StartSearch
    finder: Finder
    prepare: Callable[[Sequence[str]], None]
    jobs: int
    name: str = field(default="rules", init=False)
    _search: RuleSearch = field(init=False)
    _trials: Sequence[Trial] = field(default=(), init=False)
    _pending: Sequence[Candidate] = field(default=(), init=False)
    _changed: asyncio.Event = field(factory=asyncio.Event, init=False)

    def __attrs_post_init__(self) -> None:
        """Begin the search itself."""
        self._search = self.start(self.finder.find)

    @property
    def stage(self) -> Stage:
        """What the latest round was for."""
        return self._search.stage

    async def next_round(self, trials: Sequence[Trial]) -> Round:
        """Return the next round; see `Generator`."""
        return await self._search.next_round(trials)

    def look_ahead(self, trials: Sequence[Trial], pending: Sequence[Candidate]) -> None:
        """Take note of what is under way; see `Generator`."""
        self._trials, self._pending = (*trials,), (*pending,)
        self._changed.set()

    async def watch(self) -> None:
        """Look ahead whenever something has changed, until it is cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            # With more to do than there are processors, none of them idles.
            if 0 < len(self._pending) <= self.jobs:
                await self._look()

    async def _look(self) -> None:
        known = {trial.candidate.text: Known.of(trial) for trial in self._trials}
        texts: dict[str, None] = {}
        for number, outcome in enumerate(_outcomes(self._pending, self.stage, known.values())):
            ahead, unread = await self._follow(known | outcome)
            texts |= dict.fromkeys(ahead)
            # Clang takes no turns with what is measured, so it reads only what is most likely.
            if unread and not number and (task := self.finder.begin(unread)) is not None:
                task.add_done_callback(lambda _: self._changed.set())
        # The first result of all must not wait for what may come after it.
        if self._trials:
            self.prepare([*(one.text for one in self._pending), *texts])

    async def _follow(self, known: dict[str, Known]) -> tuple[list[str], str]:
        """What comes next if that is known: texts to try, and one to be read before going on."""
        search = self.start(self.finder.known)
        texts: list[str] = []
        try:
            while len(texts) < MOST_TEXTS:
                search.learn(known)
                candidates = await search.next_round(())
                fresh = [one for one in candidates if one.text not in known]
                if not candidates:
                    break
                texts += [one.text for one in fresh]
                if fresh:
                    known |= _outcomes(fresh, search.stage, known.values())[0]
        except Unread as unread:
            return texts, unread.text
        return texts, ""


def _outcomes(
    pending: Sequence[Candidate], stage: Stage, known: Iterable[Known]
) -> list[dict[str, Known]]:
    """What may come of trials, the likeliest first: one wins, or none does.

    A combination is tried because much is expected of it; of what is left out at last, most pays.
    """
    costs = [one.cost for one in known if one.cost is not None]
    nothing = {one.text: Known() for one in pending}
    if not costs:
        return [nothing]
    win = Known(min(costs) / (1 if stage == "trimming" else HOPED))
    wins = [nothing | {one.text: win} for one in pending]
    return [nothing, *wins] if stage == "trimming" else [*wins[:1], nothing, *wins[1:]]
