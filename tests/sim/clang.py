"""Asking clang in tests: the input is a text, what is expected is stated."""

from __future__ import annotations

import asyncio
from pathlib import Path

from attrs import frozen

from hasten_sim.facts import Facts
from hasten_sim.frontend import Frontend

HEADERS = "#include <bits/stdc++.h>\nusing namespace std;\n"


@frozen
class Ask:
    """Gets the facts of a text, which is C++ that clang accepts, after the usual headers."""

    frontend: Frontend
    loop: asyncio.AbstractEventLoop

    def __call__(self, text: str, headers: str = HEADERS) -> Facts:
        facts = self.any(headers + text)
        assert facts.complete, facts.diagnostics
        return facts

    def any(self, text: str, path: Path = Path("x.cpp"), flags: tuple[str, ...] = ()) -> Facts:
        """The facts of any text at all."""
        return self.loop.run_until_complete(self.frontend.facts(text, path, flags))
