from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten_sim.errors import SuiteError
from hasten_sim.judge import check, compare
from hasten_sim.nouns import Case, CaseSuite, Comparison, WrongOutput
from hasten_sim.sandbox import open_sandbox


def verdict(
    expected: bytes, actual: bytes, comparison: Comparison = "tokens", tolerance: float = 1e-9
) -> str | None:
    """The detail of what is wrong, None when the output is right."""
    case = Case("7", b"", expected)
    suite = CaseSuite((case,), "test", comparison, tolerance)
    wrong = compare(actual, case, suite)
    if wrong is None:
        return None
    assert isinstance(wrong, WrongOutput)
    assert wrong.case == "7"
    return wrong.detail


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (b"1 2 3\n", b"1 2 3"),
        (b"1 2 3\n", b"1\n2\r\n 3 \n\n"),
        (b"", b" \n"),
        (b"\xff\xfe", b"\xff\xfe\n"),
        ("naïve".encode(), "naïve\n".encode()),
    ],
)
def test_white_space_does_not_matter_to_tokens(expected: bytes, actual: bytes) -> None:
    assert verdict(expected, actual) is None


@pytest.mark.parametrize(
    ("expected", "actual", "detail"),
    [
        (b"1 2 5", b"1 2 6", "token 3: expected 5, got 6"),
        (b"1 2", b"1", "output ends early: expected 2 tokens, got 1"),
        (b"1 2", b"", "output ends early: expected 2 tokens, got 0"),
        (b"1", b"1 2", "output goes on: token 2, 2, was not expected"),
        (b"", b"x", "output goes on: token 1, x, was not expected"),
        (b"1", b"01", "token 1: expected 1, got 01"),
        (b"a", b"A", "token 1: expected a, got A"),
        (b"12", b"1 2", "token 1: expected 12, got 1"),
        (b"0.1", b"0.10", "token 1: expected 0.1, got 0.10"),
    ],
)
def test_the_first_token_that_differs_is_named(expected: bytes, actual: bytes, detail: str) -> None:
    assert verdict(expected, actual) == detail


def test_long_and_unprintable_tokens_are_shown_briefly() -> None:
    detail = verdict(b"a" * 10_000, b"\x00\x1b\xff" + b"b" * 10_000)
    assert detail is not None
    assert len(detail) < 200
    assert "\x1b" not in detail
    assert "\x00" not in detail


@pytest.mark.parametrize(
    ("expected", "actual", "right"),
    [
        (b"1 2\n", b"1 2", True),
        (b"1 2", b"1 2\n", True),
        (b"1 2\n", b"1  2\n", False),
        (b"1\n", b"1\n\n", False),
        (b"1\n", b"1\r\n", False),
        (b"", b"\n", True),
        (b"a\nb\n", b"a\nc\n", False),
    ],
)
def test_only_a_final_newline_may_be_missing_when_exact(
    expected: bytes, actual: bytes, right: bool
) -> None:
    assert (verdict(expected, actual, "exact") is None) == right


def test_an_exact_comparison_names_the_line() -> None:
    assert verdict(b"a\nb c\n", b"a\nb  c\n", "exact") == "line 2: expected b c, got b  c"
    assert verdict(b"a\nb\n", b"a\n", "exact") == "output ends early: \\nb is missing"
    assert verdict(b"a", b"a b", "exact") == "output goes on:  b was not expected"


@pytest.mark.parametrize(
    ("expected", "actual", "right"),
    [
        (b"0.3", b"0.30000000001", True),
        (b"1e18", b"1000000000000000001", True),
        (b"0.001", b"0.0010005", True),
        (b"1000", b"1000.5", True),
        (b"1", b"1.1", False),
        (b"nan", b"-nan", True),
        (b"nan", b"1", False),
        (b"1", b"nan", False),
        (b"inf", b"inf", True),
        (b"inf", b"-inf", False),
        (b"inf", b"1e308", False),
        (b"1", b"one", False),
        (b"1", b"1 1", False),
        (b"10", b"1_0", False),
        (b"yes 1.0", b"yes 1.0001", True),
        (b"yes 1.0", b"no 1.0", False),
    ],
)
def test_numbers_within_the_tolerance_are_equal(
    expected: bytes, actual: bytes, right: bool
) -> None:
    assert (verdict(expected, actual, "float", 1e-3) is None) == right


def test_a_number_beyond_the_tolerance_is_named() -> None:
    assert verdict(b"1 2.5", b"1 2.6", "float") == "token 2: expected 2.5, got 2.6"


@given(st.binary(), st.sampled_from(["tokens", "exact", "float"]))
def test_what_was_expected_is_always_right(output: bytes, comparison: Comparison) -> None:
    assert verdict(output, output, comparison) is None


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_tokens_are_right_exactly_when_the_words_are_equal(one: bytes, other: bytes) -> None:
    assert (verdict(one, other) is None) == (one.split() == other.split())


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_what_is_wrong_always_has_a_reason(one: bytes, other: bytes) -> None:
    for comparison in ("tokens", "exact", "float"):
        assert verdict(one, other, comparison) != ""


# --- checker programs ---------------------------------------------------------------------------

UNORDERED = """#!/bin/sh
sort "$2" > /tmp/a; sort "$3" > /tmp/b
if cmp -s /tmp/a /tmp/b; then exit 0; fi
echo "the lines differ" >&2; exit 1
"""


async def checked(tmp_path: Path, script: str, expected: bytes, actual: bytes) -> str | None:
    checker = tmp_path / "checker"
    checker.write_text(script)
    checker.chmod(0o755)
    case = Case("1", b"given", expected)
    suite = CaseSuite((case,), "test", "checker", checker=checker)
    wrong = await check(actual, case, suite, await open_sandbox(), tmp_path / "scratch")
    return wrong.detail if wrong is not None else None


async def test_a_checker_program_decides_alone(tmp_path: Path) -> None:
    assert await checked(tmp_path, UNORDERED, b"1\n2\n", b"2\n1\n") is None
    assert await checked(tmp_path, UNORDERED, b"1\n2\n", b"3\n1\n") == "the lines differ"


async def test_a_checker_reads_input_output_and_answer_in_this_order(tmp_path: Path) -> None:
    script = '#!/bin/sh\necho "$(cat $1) $(cat $2) $(cat $3)"; exit 1\n'
    assert await checked(tmp_path, script, b"answer", b"output") == "given output answer"


@pytest.mark.parametrize("ending", ["exit 3", "kill -SEGV $$"])
async def test_a_checker_that_fails_itself_is_an_error(tmp_path: Path, ending: str) -> None:
    with pytest.raises(SuiteError, match=r"checker .* failed") as caught:
        await checked(tmp_path, f"#!/bin/sh\n{ending}\n", b"", b"")
    assert caught.value.remedy


async def test_a_suite_that_wants_a_checker_but_names_none_is_an_error(tmp_path: Path) -> None:
    case = Case("1", b"", b"")
    suite = CaseSuite((case,), "test", "checker")
    with pytest.raises(SuiteError, match="none is named"):
        await check(b"", case, suite, await open_sandbox(), tmp_path)
