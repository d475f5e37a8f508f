"""Numbers as people read them: costs to three or four digits, speedups with a times sign."""

from __future__ import annotations

from hasten_sim.nouns import Relative

_STEPS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def cost(value: float | None) -> str:
    """A cost with a decimal prefix, "38.4 M"; a dash when there is none."""
    if value is None:
        return "–"
    for size, prefix in _STEPS:
        if abs(value) >= size:
            return f"{value / size:.{_decimals(value / size)}f} {prefix}"
    return exact(value)


def exact(value: float) -> str:
    """A cost in full, in groups of three digits; a few digits of what is not even a hundred."""
    if abs(value) < 100 and value != int(value):
        return f"{value:.3g}"
    return f"{value:,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def speedup(value: float | None) -> str:
    """Old cost over new cost, "3.20×"; a dash when there is none."""
    if value is None:
        return "–"
    return f"{value:.{_decimals(value)}f}×"


def interval(compared: Relative | None) -> str:
    """Where a speedup lies for sure, "2.91–3.40×"; nothing for one that does not vary."""
    if compared is None:
        return ""
    return between(compared.low, compared.high)


def between(low: float, high: float) -> str:
    """Two speedups as bounds, "2.91–3.40×"."""
    return f"{speedup(low).removesuffix('×')}–{speedup(high)}"


def seconds(value: float) -> str:
    """A duration, "2.3 s" or "1 min 20 s"."""
    if value >= 60:
        minutes, rest = divmod(round(value), 60)
        return f"{minutes} min {rest} s"
    return f"{value:.1f} s"


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun, "1 case", "5 cases"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def _decimals(value: float) -> int:
    return 2 if value < 10 else 1 if value < 100 else 0
