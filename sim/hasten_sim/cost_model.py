"""What callgrind's counts come to: the weights, and where the cost may be far from time."""

from __future__ import annotations

from collections.abc import Mapping

CALLGRIND = "callgrind"
"""The name of the backend whose costs these are."""
WEIGHTS_VERSION = 1
WEIGHTS: dict[str, float] = {
    "Ir": 1.0,  # instructions executed; one is about 0.11 ns
    "Bm": 65.0,  # mispredicted branches, conditional and indirect
    "L1m": 4.0,  # misses of the first-level caches, instructions and data
    "LLm": 150.0,  # misses of the last-level cache
    "div64": 70.0,  # 64-bit integer divisions
    "div32": 20.0,  # narrower integer divisions
    "rep": -0.85,  # steps of `rep movs` and `rep stos`: callgrind counts each as an instruction
    "syscalls": 2000.0,  # calls of the kernel
    "float": 0.0,  # floating-point arithmetic: no weight fits both chains and streams of it
}
"""Cost = sum of weight × count. Change `WEIGHTS_VERSION` with it.

Fitted to native running times of 37 pairs of slow and fast programs on a Cascade Lake server and
checked on 60 others: Spearman correlation of the speedups 0.98, median error 10%. Plain
instruction counts reach 0.89 and 28% on those.
"""

WAITING_SHARE = 0.2
FLOAT_SHARE = 0.05
"""Where the model is unsure: misses with that share of the cost, floating-point instructions with
that share of all. See `unsure_of`."""


def cost_of(counts: Mapping[str, float]) -> float:
    """The cost of some counts, in weighted instructions, to two decimals."""
    return round(sum(weight * counts[name] for name, weight in WEIGHTS.items()), 2)


def unsure_of(counts: Mapping[str, float]) -> str:
    """Why a cost may be far from time: what a program may wait for, "" when nothing stands out.

    Callgrind counts misses and floating-point instructions, and cannot tell whether they wait for
    one another: chains of either take several times as long as the same number side by side.
    """
    instructions = counts.get("Ir", 0)
    if not instructions:
        return ""
    misses = sum(WEIGHTS[name] * counts.get(name, 0) for name in ("L1m", "LLm"))
    if misses > WAITING_SHARE * cost_of(dict.fromkeys(WEIGHTS, 0) | dict(counts)):
        return "it misses the caches often"
    if counts.get("float", 0) > FLOAT_SHARE * instructions:
        return "it computes in floating point"
    return ""
