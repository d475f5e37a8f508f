"""One slow function, answers about it of which the right verdict is known, and what to expect."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hasten.prompts.registry import all_strategies

STRATEGIES = tuple(one.name for one in all_strategies())
SAMPLES = 5
SLOW = """\
#include <cstdio>

long long fib(int n) {
    if (n < 2) return n;
    return fib(n - 1) + fib(n - 2);
}

int main() {
    int n;
    while (scanf("%d", &n) == 1) printf("%lld\\n", fib(n));
    return 0;
}
"""
FUNCTION = "fib"
CASES = {"1 2 10": "1\n1\n55\n", "20 3": "6765\n2\n"}
_STEPS = "for (; n > 0; n--) {{ long long c = a + b; a = b; b = c; }} return a;"
BODIES = {
    "accepted": f"long long a = {{number}} - {{number}}, b = 1; {_STEPS}",
    "wrong_output": f"long long a = {{number}}, b = 1; {_STEPS}",
    "compile_error": "return sum_of(n, {number});",
    "crashed": "volatile int *nowhere = nullptr; *nowhere = n; return {number};",
    "": "",
}
"""What the function does in an answer, by the verdict that is right; "": there is no code."""
ANSWERS = tuple((verdict, number) for number in range(1, 13) for verdict in BODIES)
"""More than any strategy asks for; no two say the same."""


def text_of(verdict: str, number: int) -> str:
    """An answer as a model writes it."""
    if not verdict:
        return f"I would rather not change this, for {number} reasons."
    body = BODIES[verdict].format(number=number)
    return f"Like this:\n\n```cpp\nlong long fib(int n) {{\n    {body}\n}}\n```\n"


def keep(path: Path) -> Path:
    """Write the answers down as those of a model are kept."""
    texts = [text_of(verdict, number) for verdict, number in ANSWERS]
    lines = [json.dumps({"text": text, "index": index}) for index, text in enumerate(texts)]
    path.write_text("\n".join(lines) + "\n")
    return path


def check_origins(record: Mapping[str, Any], strategy: str, model: str) -> None:
    """Each answer says which model gave it, how it was asked and what it was sent."""
    tried = [origin["answer"] for one in record["trials"] if (origin := one["origin"])["answer"]]
    for answer in (*tried, *answers_in(record)):
        assert (answer["model"], answer["strategy"]) == (model, strategy)
        assert len(bytes.fromhex(answer["prompt"])) == 32
        assert len(bytes.fromhex(answer["template"])) == 32
    for one in offers_in(record):
        assert one["origin"]["answer"] in tried
        assert one["evidence"]["origin"]["answer"] == one["origin"]["answer"]


def offers_in(record: Mapping[str, Any]) -> list[Any]:
    """What is offered of a model's answers; what the rules find without one is theirs."""
    return [one for one in record["proposals"] if one["origin"]["answer"]]


def answers_in(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Each answer of a search's record, with its "verdict", "" where it could not be tried.

    What the rules made of an answer is not one.
    """
    tried = [
        one for one in record["trials"] if one["origin"]["answer"] and not one["origin"]["rules"]
    ]
    found = [one["origin"]["answer"] | {"verdict": one["verdict"]} for one in tried]
    return found + [one["answer"] | {"verdict": ""} for one in record["untried"]]


def verdicts_in(record: Mapping[str, Any]) -> Counter[str]:
    """How many answers have which verdict; what was as good as the best but no better is right."""
    found = Counter(one["verdict"] for one in answers_in(record))
    found["accepted"] += found.pop("too_slow", 0)
    return +found


def check_known(record: Mapping[str, Any], strategy: str, model: str) -> None:
    """Each of `ANSWERS` has the verdict that is right, and the best one is offered."""
    check_origins(record, strategy, model)
    found = verdicts_in(record)
    assert found.total() >= SAMPLES, record["message"]
    # The first answer to `described` is a description, no program.
    first = 1 if strategy == "described" else 0
    given = ANSWERS[first : first + found.total()]
    assert found == Counter(verdict for verdict, _ in given), record["message"]
    assert offers_in(record)[0]["speedup"] > 1.1


def check_random(record: Mapping[str, Any], strategy: str, model: str) -> None:
    """No answer of random weights holds: each says why, and nothing is offered."""
    check_origins(record, strategy, model)
    found = verdicts_in(record)
    repaired = found["compile_error"] if strategy == "repair" else 0
    assert SAMPLES <= found.total() <= SAMPLES + repaired, record["message"]
    assert found.total() == len({(one["prompt"], one["sample"]) for one in answers_in(record)})
    assert set(found) <= {"", "compile_error"}, record["message"]
    assert all(one["problem"] for one in record["untried"])
    assert not offers_in(record)
