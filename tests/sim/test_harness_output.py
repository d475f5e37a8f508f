from __future__ import annotations

import pytest

from hasten_sim.harness_output import ExpectedOutput

REPORT = '{"ok":true,"elapsed_ns":123,"checksum":77}\n'


def expected(first: str, second: str) -> ExpectedOutput:
    found = ExpectedOutput.of(first, second)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("first", "second", "right"),
    [
        (REPORT, REPORT.replace("123", "130"), REPORT.replace("123", "9")),
        # a clock too coarse to tell two runs of the original apart
        (REPORT, REPORT, REPORT.replace("123", "0")),
        ("sum 5\ntook 0.00 s\n", "sum 5\ntook 0.00 s\n", "sum 5\ntook 1.5e-3 s\n"),
        ("run 1: 12 ms (ok)\n", "run 1: 13 ms (ok)\n", "run 1: 4 ms (ok)\n"),
        ("at 0x7f12\nsum 5\n", "at 0x7e01\nsum 5\n", "at 0x1111\nsum 5\n"),
        ("speedup: 1.0x | 5\n", "speedup: 1.1x | 5\n", "speedup: 9.7x | 5\n"),
    ],
)
def test_times_and_what_varies_by_itself_may_differ(first: str, second: str, right: str) -> None:
    assert expected(first, second).difference(right) == ""


@pytest.mark.parametrize(
    ("first", "second", "wrong", "shown"),
    [
        (REPORT, REPORT, REPORT.replace("77", "78"), "'\"checksum\":78'"),
        (REPORT, REPORT, REPORT.replace("true", "false"), "'\"ok\":false'"),
        ("sum 5\ntook 3 s\n", "sum 5\ntook 4 s\n", "took 1 s\n", "'took # s'"),
        ("sum 5\n", "sum 5\n", "", "nothing"),
        ("sum 5\n", "sum 5\n", "sum 5\nand more\n", "'and more'"),
        ("timestamps: 5\n", "timestamps: 5\n", "timestamps: 6\n", "'timestamps: 6'"),
    ],
)
def test_whatever_else_differs_is_wrong(first: str, second: str, wrong: str, shown: str) -> None:
    difference = expected(first, second).difference(wrong)
    assert difference.startswith("the original prints ")
    assert difference.endswith(shown)


@pytest.mark.parametrize(
    ("first", "second"), [("", ""), ("a\n", "a\nb\n"), ("4711\n", "4712\n"), ("\n", "")]
)
def test_nothing_is_expected_where_two_runs_have_nothing_in_common(first: str, second: str) -> None:
    assert ExpectedOutput.of(first, second) is None
