"""Where pairs of slow and fast programs come from: a corpus, and how its content is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable

from attrs import field, frozen

from hasten.prompts.prompt import Example
from hasten_sim.records import to_json


@frozen
class Read:
    """What was read of a corpus. `faults` are sentences about what could not be used of it."""

    examples: tuple[Example, ...] = field(repr=False)
    faults: tuple[str, ...] = ()


@frozen
class Corpus:
    """Pairs under a name. `digest` identifies their content; `read` is only called when needed.

    `read` raises RetrievalError when nothing at all can be read.
    """

    name: str
    digest: str
    read: Callable[[], Read] = field(repr=False, eq=False)


def corpus_of(name: str, examples: Iterable[Example]) -> Corpus:
    """A corpus of pairs that are at hand."""
    pairs = tuple(examples)
    digest = hashlib.sha256()
    for one in pairs:
        digest.update(json.dumps(to_json(one)).encode("utf-8", "surrogatepass") + b"\n")
    return Corpus(name, digest.hexdigest(), lambda: Read(pairs))
