"""Parts of strings are compared where they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures.compare_in_place import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = "#include <iostream>\n#include <string>\n#include <vector>\nusing namespace std;\n"


def text_of(condition: str) -> str:
    given_ = "string s, const string& t, vector<string> v, const char* c, int i"
    return f"{HEAD}bool f({given_}) {{ return {condition}; }}\nint main() {{}}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("s.substr(i, 2) == t", "s.compare(i, 2, t) == 0"),
        ('s.substr(i) != "abc"', 's.compare(i, string::npos, "abc") != 0'),
        ("c < v[i].substr(1, i)", "v[i].compare(1, i, c) > 0"),
        ("s.substr(0, i) == t.substr(1, i)", "s.compare(0, i, t, 1, i) == 0"),
        ("i > 2 && (s.substr(i, 1)) == t", "i > 2 && s.compare(i, 1, t) == 0"),
        ("s.substr(i) <= t.substr(i)", "s.compare(i, string::npos, t, i, string::npos) <= 0"),
    ],
)
def test_no_copy_is_made(before: str, after: str) -> None:
    text = text_of(before)
    assert applied(text, rewrites_of(RULE, text)) == text_of(after)


@pytest.mark.parametrize(
    "condition",
    ["s.substr(i, 2)[0] == t[0]", "s.substr(i, 2).empty()", "s == t", "s.substr(i).size() == 2u"],
)
def test_other_comparisons_stay(condition: str) -> None:
    check_silent(RULE, text_of(condition))


PARTS = ["s.substr(i, n)", "t.substr(i)", "v[1].substr(n, i)", "(s.substr(n))"]
WHOLES = ["t", "v[0]", "c", '"ab"', '""', "v[1].substr(i, 1)"]
SIGNS = ["==", "!=", "<", ">", "<=", ">="]


@FEW
@given(st.lists(st.tuples(*map(st.sampled_from, (PARTS, WHOLES, SIGNS))), min_size=8, max_size=8))
def test_the_answers_are_the_same(shapes: list[tuple[str, str, str]]) -> None:
    functions = [
        f"string f{i}(string s, string t, int i, int n) {{ vector<string> v{{t, s + t}}; "
        f"const char* c = v[1].c_str(); try {{ bool x = {one} {sign} {other}; "
        f"bool y = {other} {sign} {one}; return to_string(x * 2 + y); }} "
        'catch (const out_of_range&) { return "out"; } }'
        for i, (one, other, sign) in enumerate(shapes)
    ]
    texts = [('"abab"', '"ab"'), ('"ba"', '"abc"'), ('""', '"b"')]
    calls = [
        f"f{i}({s}, {t}, {a}, {n})"
        for i in range(len(shapes))
        for s, t in texts
        for a, n in ((0, 2), (1, 1), (2, 0), (3, 9))
    ]
    assert check_preserved(RULE, program(HEAD, functions, calls)) >= len(shapes)
