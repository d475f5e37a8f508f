"""What a harness prints beside its own verdict: the same for every right program, but for times.

A program that checks and times itself says more than its exit status: checksums, counts, results.
Whatever two runs of the original print alike, a candidate has to print too.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from attrs import frozen

_FIELD = re.compile(r"[\n,;{}|]+")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])")
_TIME = re.compile(
    r"(?i)(?<![a-z])(?:elapsed|time[ds]?|duration|took|wall|cpu|seconds?|secs?|[mun\u00b5]?s|msecs?|"
    r"usecs?|nsecs?|millis\w*|micros\w*|nanos\w*|cycles?|ticks?|speed\w*|throughput|latency|"
    r"faster|slower|rate|ratio|[kmg]i?b/s|[kmg]?flops?/?s?|ops?|clocks?|per)(?![a-z])"
)
_SHOWN = 60


@frozen
class ExpectedOutput:
    """What a right program prints, field by field; None where the original itself varies.

    A field is a line, or a part of one between commas, semicolons, braces or bars. The numbers of
    a field that speaks of time or speed are left out.
    """

    fields: tuple[str | None, ...]

    @classmethod
    def of(cls, first: str, second: str) -> ExpectedOutput | None:
        """Return what two runs of the original have in common.

        None when they do not even have the same fields, or when nothing is left to compare.
        """
        one, other = _fields(first), _fields(second)
        if len(one) != len(other):
            return None
        alike = tuple(a if a == b else None for a, b in zip(one, other, strict=True))
        return cls(alike) if any(field is not None for field in alike) else None

    def difference(self, output: str) -> str:
        """Say where the output of a candidate first differs, "" where it does not."""
        for wanted, got in zip_longest(self.fields, _fields(output), fillvalue=""):
            if wanted is not None and wanted != got:
                return f"the original prints {_show(wanted)}, this one {_show(got or '')}"
        return ""


def _fields(output: str) -> list[str]:
    parts = (part.strip() for part in _FIELD.split(output))
    return [_NUMBER.sub("#", part) if _TIME.search(part) else part for part in parts if part]


def _show(field: str) -> str:
    return repr(field[:_SHOWN]) if field else "nothing"
