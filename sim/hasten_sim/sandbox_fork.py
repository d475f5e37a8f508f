"""Copies of a sandboxed worker that answer lines: for work that may kill the process it is done in.

For use within a worker that is itself in the sandbox, where forking is a matter of milliseconds and
loading what the worker holds is not. A copy starts no program.
"""

from __future__ import annotations

import contextlib
import math
import os
import resource
import signal
from collections.abc import Callable
from typing import IO

from attrs import define, frozen

Serve = Callable[[IO[bytes], IO[bytes]], None]


@frozen
class Ended:
    """How a copy ended when it should have answered: by a signal, or with an exit status."""

    signal: int = 0
    status: int = 0


@define
class Fork:
    """A copy of this process, made by `start`. It ends by `end`, or by what it was asked."""

    process: int
    requests: IO[bytes]
    answers: IO[bytes]

    @classmethod
    def start(cls, serve: Serve) -> Fork:
        """Copy this process; the copy reads requests and writes answers until there are no more."""
        their_requests, requests = os.pipe()
        answers, their_answers = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(requests)
            os.close(answers)
            _serve(serve, their_requests, their_answers)
        os.close(their_requests)
        os.close(their_answers)
        return cls(process, os.fdopen(requests, "wb"), os.fdopen(answers, "rb"))

    def ask(self, line: bytes) -> bytes | Ended:
        """The answer to one line. When the copy ends instead, how; it is then gone."""
        with contextlib.suppress(BrokenPipeError):
            self.requests.write(line.rstrip(b"\n") + b"\n")
            self.requests.flush()
        answer = self.answers.readline()
        return answer[:-1] if answer.endswith(b"\n") else self._gone()

    def end(self) -> None:
        """Kill the copy and wait until it is gone."""
        os.kill(self.process, signal.SIGKILL)
        self._gone()

    def _gone(self) -> Ended:
        for pipe in (self.requests, self.answers):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        _, status = os.waitpid(self.process, 0)
        if os.WIFSIGNALED(status):
            return Ended(signal=os.WTERMSIG(status))
        return Ended(status=os.WEXITSTATUS(status))


def limit_processor(seconds: float) -> None:
    """Have this process end by SIGXCPU after so many more seconds of processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    wanted = math.ceil(used.ru_utime + used.ru_stime + seconds)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (wanted, hard))


def _serve(serve: Serve, requests: int, answers: int) -> None:
    """The life of a copy. It never returns into the code that it was copied from."""
    status = 1
    try:
        with os.fdopen(requests, "rb") as asked, os.fdopen(answers, "wb") as told:
            serve(asked, told)
        status = 0
    finally:
        os._exit(status)
