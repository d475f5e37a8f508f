"""Programs that Hypothesis puts together from pieces, and what must hold for all of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, settings

from hasten.rules.rule import Rule
from tests.rules.check import applied, check_same_output, rewrites_of

FEW: Any = settings(
    max_examples=int(os.environ.get("HASTEN_TEST_PROGRAMS", "1")),
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
)
"""Every program is compiled twice: one of many pieces, always the same, unless more are asked for.

Shrinking would compile hundreds of them, to say what the first failure says.
"""


def check_preserved(rule: Rule, text: str, inputs: Sequence[bytes] = (b"",)) -> int:
    """What the rule makes of the text must do what the text did; how often the rule fired."""
    found = rewrites_of(rule, text)
    if found:
        check_same_output(text, applied(text, found), inputs)
    return len(found)


def program(head: str, functions: Sequence[str], calls: Sequence[str]) -> str:
    """A program of some functions, and of calls of them whose results are printed one a line."""
    body = "".join(f"    std::cout << ({call}) << '\\n';\n" for call in calls)
    return f"{head}\n" + "\n".join(functions) + f"\nint main() {{\n{body}}}\n"
