"""What searches have found, held against the text as it is now.

A result is good for as long as the text of its function (or program) is what it was; its edits
are carried over to wherever that text stands now. Results of earlier runs of the server are looked
up in the engine's memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol, TypeVar

from attrs import frozen

from hasten.lsp.documents import Snapshot
from hasten.nouns import Edit, Proposal, SearchResult, Target, text_digest
from hasten.source.cpp import CppSource, Function
from hasten.source.edits import reanchor
from hasten.source.target import follow

K = TypeVar("K")
V = TypeVar("V")

KEPT = 1000
"""Results and lookups that are kept; far more than anybody has on a screen."""


class Memory(Protocol):
    """Who remembers the results of earlier runs."""

    def remembered(self, target: Target) -> SearchResult | None:
        """Return the last result for this very text."""
        ...


@frozen
class Offer:
    """A proposal, and its edits for the text as it is now."""

    proposal: Proposal
    edits: tuple[Edit, ...]

    @property
    def name(self) -> str:
        """What the edit does, in the words of its rewrites."""
        return self.proposal.trial.candidate.origin.describe()

    @property
    def digest(self) -> str:
        """Identifies the proposal among those of its search."""
        return self.proposal.trial.candidate.digest


@frozen
class Known:
    """What is known of a function or a program that stands in the text now.

    `offers` are best first; those whose lines have changed are gone. `same_text` is False when
    something else in the document has changed since the tests ran. `applied` is the proposal that
    this text came from, when it did.
    """

    result: SearchResult
    offers: tuple[Offer, ...] = ()
    same_text: bool = True
    applied: Proposal | None = None

    def offer(self, digest: str) -> Offer | None:
        """Return the offer with that digest."""
        return next((offer for offer in self.offers if offer.digest == digest), None)


class Results:
    """Results by the text that they are about. Asking never waits."""

    def __init__(self) -> None:
        self._about: dict[str, SearchResult] = {}
        self._applied: dict[str, tuple[SearchResult, Proposal]] = {}
        self._asked: dict[str, bool] = {}
        self._moved: dict[tuple[str, str], Known] = {}

    def add(self, result: SearchResult) -> None:
        """Keep a result. Parses the proposals: not for the message loop."""
        applied = tuple(_after(result))
        _keep(self._about, _key_of(result.target), result)
        for key, proposal in applied:
            _keep(self._applied, key, (result, proposal))
        self._moved.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._about.clear()
        self._applied.clear()
        self._asked.clear()
        self._moved.clear()

    def is_asked(self, target: Target) -> bool:
        """Whether earlier runs have been asked about this text, or need not be."""
        key = _key_of(target)
        return key in self._asked or key in self._about or key in self._applied

    def recall(self, memory: Memory, targets: Iterable[Target]) -> bool:
        """Ask earlier runs about these texts; whether they knew any. Not for the message loop."""
        found = False
        for target in targets:
            if self.is_asked(target):
                continue
            _keep(self._asked, _key_of(target), True)
            if (result := memory.remembered(target)) is not None:
                self.add(result)
                found = True
        return found

    def known(self, snapshot: Snapshot, function: Function | None) -> Known | None:
        """Return what is known of a function of the text, or of the whole program."""
        name = function.qualified if function else ""
        text = snapshot.source.slice(function.span) if function else snapshot.text
        key = _key(snapshot.path, name, text)
        if (result := self._about.get(key)) is not None:
            return self._held_against(result, key, snapshot.text)
        if (applied := self._applied.get(key)) is not None:
            return Known(applied[0], applied=applied[1])
        return None

    def _held_against(self, result: SearchResult, key: str, text: str) -> Known:
        if text == result.target.text:
            return Known(result, offers_for(result, text))
        cached = (key, text_digest(text))
        if cached not in self._moved:
            known = Known(result, offers_for(result, text), same_text=False)
            _keep(self._moved, cached, known)
        return self._moved[cached]


def offers_for(result: SearchResult, text: str) -> tuple[Offer, ...]:
    """Return the proposals of a result as edits of a text that may have moved on."""
    if text == result.target.text:
        return tuple(Offer(proposal, proposal.edits) for proposal in result.proposals)
    moved = (
        (proposal, reanchor(proposal.edits, result.target.text, text))
        for proposal in result.proposals
    )
    return tuple(Offer(proposal, edits) for proposal, edits in moved if edits is not None)


def _after(result: SearchResult) -> Iterable[tuple[str, Proposal]]:
    """Name the target as each proposal leaves it."""
    for proposal in result.proposals:
        source = CppSource.parse(proposal.trial.candidate.text)
        span = follow(result.target, source)
        if span is not None:
            target = result.target
            yield _key(target.path, target.name, source.slice(span)), proposal


def _key(path: Path, name: str, text: str) -> str:
    return text_digest(f"{path}\0{name}\0{text}")


def _key_of(target: Target) -> str:
    return _key(target.path, target.name, target.function_text)


def _keep(cache: dict[K, V], key: K, value: V) -> None:
    """Put a value last, and drop the first ones when there are too many."""
    cache.pop(key, None)
    cache[key] = value
    while len(cache) > KEPT:
        del cache[next(iter(cache))]
