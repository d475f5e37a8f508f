"""The one tree of exceptions of `hasten_sim`: broken environments and bugs.

What a program under test does wrong is never an exception; it is a `Verdict`.
"""

from __future__ import annotations


class SimError(Exception):
    """A broken environment: what happened, and what the user can do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


class SandboxUnavailable(SimError):
    """The sandbox is missing or forbidden; nothing untrusted may run."""


class ToolMissing(SimError):
    """A compiler, valgrind or another program that is needed is not installed."""


class SuiteError(SimError):
    """The tests exist but cannot be read (malformed, half a pair, too large)."""


class MeasurementFailed(SimError):
    """The measuring tool itself broke (not the program under it)."""


class StoreError(SimError):
    """The cache cannot be opened or written."""


class FrontendError(SimError):
    """libclang could not be loaded or its worker could not be kept alive."""


class FarmError(SimError):
    """A cluster cannot be reached or used, or was lost; what was finished is kept."""


class RecordError(SimError, ValueError):
    """A stored record is damaged, or not of the kind it should be."""
