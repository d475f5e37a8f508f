"""What is said to the engine of a language model: who is asked, and how. Light to import."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen, validators

if TYPE_CHECKING:
    from hasten.models.accounting import Ledger
    from hasten.retrieval.retriever import Retriever

OpenRetriever = Callable[[], "Retriever"]
"""Opens the pairs of slow and fast programs; the first time that may take seconds."""


@frozen
class ModelRequest:
    """Who is to be asked, and how: part of what makes two searches the same.

    `model` "" is the first of the settings, `strategy` "" the one that the settings name for it.
    `beside` it others are asked at the same time, as often: the best answer of all counts.
    `samples` is the k of Best@k. `leave_out` names problems whose pairs are not shown. What is used
    counts in `ledger` as well.
    """

    model: str = ""
    strategy: str = ""
    samples: int = field(default=8, validator=validators.ge(1))
    seed: int = 0
    temperature: float = field(default=0.7, validator=validators.ge(0.0))
    leave_out: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    ledger: Ledger | None = field(default=None, eq=False, repr=False)

    def each(self) -> tuple[ModelRequest, ...]:
        """The same, asked of one model each."""
        names = dict.fromkeys((self.model, *self.beside))
        return tuple(evolve(self, model=name, beside=()) for name in names)
