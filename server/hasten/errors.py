"""The one tree of exceptions of hasten; its root is the simulator's: one handler is enough."""

from __future__ import annotations

from hasten_sim.errors import SimError


class HastenError(SimError):
    """Something about the request or the environment; says what happened and what to do."""


class SettingsError(HastenError):
    """`hasten.toml` or the editor's configuration holds a value that cannot be used."""


class TargetError(HastenError):
    """There is nothing to optimize there: no function at that position or of that name."""


class NoTests(HastenError):
    """No tests were found, so nothing can be verified and nothing is offered."""


class EvidenceError(HastenError):
    """An evidence file cannot be read or does not fit this machine."""


class CorpusError(HastenError):
    """A problem of the bundled corpus does not exist, or is damaged."""


class RetrievalError(HastenError):
    """Pairs of programs to show to a model cannot be read, or not be compared with a text."""


class PolicyUnusable(HastenError):
    """The learned weights for passes are damaged, or were made for another version of hasten."""


class ModelError(HastenError):
    """A language model cannot be asked, or its answer cannot be had; says what to change."""


class BudgetSpent(ModelError):
    """The tokens or the money that the settings allow for models are used up."""
