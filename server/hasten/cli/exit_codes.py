"""The exit codes of `hasten`: one enum, shown in the help and in the README."""

from __future__ import annotations

from enum import IntEnum
from typing import Self

from hasten.errors import HastenError, NoTests
from hasten_sim.errors import SimError, SuiteError


class ExitCode(IntEnum):
    """What a run of `hasten` came to; `explanation` is the sentence for people."""

    explanation: str

    def __new__(cls, value: int, explanation: str) -> Self:
        """Make a code that carries its explanation."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.explanation = explanation
        return member

    OK = 0, "A faster version was found, the candidate is right, or the replay is identical."
    NOTHING = 1, "Nothing better was found, the candidate is not accepted, or the replay differs."
    USAGE = 2, "An option, file, function, setting or evidence file cannot be used as given."
    ORIGINAL = 3, "The original does not compile, fails its own tests, or varies from run to run."
    NO_TESTS = 4, "No tests were found, or they cannot be read; nothing is offered unverified."
    ENVIRONMENT = 5, "The machine lacks something: compiler, valgrind, sandbox or cache."
    INTERNAL = 70, "A bug in hasten; the trace is on standard error."
    INTERRUPTED = 130, "Ended by Ctrl-C; every child process is gone, results so far are kept."


def exit_code_of(error: SimError) -> ExitCode:
    """The exit code for an expected error."""
    match error:
        case NoTests() | SuiteError():
            return ExitCode.NO_TESTS
        case HastenError():
            return ExitCode.USAGE
        case _:
            return ExitCode.ENVIRONMENT
