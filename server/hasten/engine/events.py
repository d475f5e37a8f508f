"""What a running search tells its listeners, as it happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from attrs import frozen

from hasten.nouns import Proposal, Trial

Stage = Literal[
    "preparing",
    "baseline",
    "asking",
    "singles",
    "combinations",
    "trimming",
    "confirming",
    "done",
]


@frozen
class Progress:
    """Where the search is. `total` is what is known of the work so far; it may grow.

    `best` is the best speedup found so far, None before the first proposal.
    """

    stage: Stage
    done: int
    total: int
    best: float | None
    message: str


@frozen
class TrialDone:
    """A candidate has been tried."""

    trial: Trial


@frozen
class ProposalFound:
    """A candidate beats everything before it; it can be offered at once."""

    proposal: Proposal


Event = Progress | TrialDone | ProposalFound
Listener = Callable[[Event], None]
