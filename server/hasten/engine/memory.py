"""Search results in the store: for hover after a restart, and for a batch that goes on."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import attrs
from attrs import evolve, frozen

from hasten import __version__, rules, source
from hasten.engine.reliances import changed
from hasten.nouns import SearchResult, Target, Trial
from hasten.rules.registry import all_rules
from hasten.settings import Settings
from hasten_sim.nouns import Suite
from hasten_sim.records import from_json, to_json
from hasten_sim.store import Store

KIND = "search"
_SEARCHING = [Path(__file__).parent, *(Path(p) for m in (rules, source) for p in m.__path__)]


@frozen
class Remembered:
    """A search result, and the digest of everything that it depended on beside the text."""

    conditions: str
    result: SearchResult


def conditions_digest(settings: Settings, suite: Suite) -> str:
    """Identify tests, settings, version and rules: with the same, no search need run again."""
    relevant = attrs.asdict(settings)
    for irrelevant in ("code_lens", "cluster"):
        relevant.pop(irrelevant)
    parts = [
        __version__,
        _catalogue_digest(),
        suite.digest,
        repr(sorted(relevant.items(), key=lambda item: item[0])),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _catalogue_digest() -> str:
    """Identify the rules and the search by their sources, for whoever works on them."""
    modules = (sys.modules[rule.find.__module__] for rule in all_rules())
    paths = {Path(module.__file__) for module in modules if module.__file__}
    paths.update(path for folder in _SEARCHING for path in folder.rglob("*.py"))
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def key_of(target: Target) -> str:
    """Name a function by file, name and text: an edit elsewhere leaves it known."""
    parts = [str(target.path), target.name, target.function_text]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def remember(store: Store, result: SearchResult, conditions: str) -> None:
    """Keep a result, slimmed."""
    store.put(KIND, key_of(result.target), to_json(Remembered(conditions, slimmed(result))))


def slimmed(result: SearchResult) -> SearchResult:
    """The result without the texts of trials that led to no proposal."""
    proposed = {proposal.trial.candidate.digest for proposal in result.proposals}

    def slim(trial: Trial) -> Trial:
        if trial.candidate.digest in proposed:
            return trial
        return evolve(trial, candidate=evolve(trial.candidate, text=""))

    return evolve(result, trials=tuple(slim(trial) for trial in result.trials))


def remember_if_better(store: Store, result: SearchResult) -> None:
    """Keep the result of asking a model where it beats what is kept; no search is spared by it."""
    known = recall(store, result.target)
    best = known.result.proposals[0].speedup if known and known.result.proposals else 1.0
    if result.proposals and result.proposals[0].speedup > best:
        remember(store, result, "")


def recall(store: Store, target: Target) -> Remembered | None:
    """Return the last result for this very function text, None when there is none.

    None, too, when a file that one of its proposals relies on has changed.
    """
    return read(store, KIND, key_of(target))


def read(store: Store, kind: str, key: str) -> Remembered | None:
    """Return what is kept under a key, None when it is not there or does not hold any more."""
    value = store.get(kind, key)
    if value is None:
        return None
    try:
        found = from_json(value, Remembered)
    except (ValueError, TypeError, KeyError):
        # Written by a version with other records: as good as never written.
        store.delete(kind)
        return None
    origins = [proposal.evidence.origin for proposal in found.result.proposals]
    return None if changed(one for of in origins for one in of.relies_on) else found
