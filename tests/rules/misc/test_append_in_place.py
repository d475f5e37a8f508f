"""Strings grow in place where the pieces do not depend on how far they have grown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.misc.append_in_place import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = """\
#include <iostream>
#include <string>
#include <vector>
using namespace std;
"""


MAIN = """\
int main() {
    string s = "ab", t = "cd";
    vector<string> v(3);
    BODY
}
"""


def both(before: str, after: str) -> None:
    text = (
        HEAD
        + 'int main() {\n    string s = "ab", t = "cd";\n    vector<string> v(3);\n    BODY\n}\n'
    )
    check_rule(RULE, text.replace("BODY", before), text.replace("BODY", after))


def test_pieces_are_added_one_by_one() -> None:
    both("s = s + t + 'x';", "s += t;\n    s += 'x';")
    both("if (s.size()) s = s + t + 'x';", "if (s.size()) { s += t; s += 'x'; }")
    both("t.clear(); s = s + t + 'x';", "t.clear(); s += t; s += 'x';")


def test_parts_that_belong_together_stay_together() -> None:
    both("s = s + (t + 'x');", "s += t + 'x';")
    both("s = s + char('a' + t.size());", "s += char('a' + t.size());")


def test_doubling_appends_the_string_to_itself() -> None:
    both("s = s + s;", "s += s;")


def test_elements_of_a_vector_count() -> None:
    both("v[1] = v[1] + t;", "v[1] += t;")


def test_a_piece_that_may_throw_is_computed_before_the_string_grows() -> None:
    both("s = s + t.substr(1);", "s += t.substr(1);")


@pytest.mark.parametrize(
    "body",
    [
        "s = t + s;",
        "s = t + s + 'x';",
        "s = s + t + s;",
        "s = s + t.substr(1) + 'x';",
        "string& r = s; s = s + t + r;",
        "t = s + 'x';",
        "(s = s + t) + 'x';",
        "int i = 0; v[i] = v[i++] + 'x';",
        "int a = 1; a = a + 2;",
        "const char* p = s.c_str(); s = s + 'x' + p;",
    ],
)
def test_it_stays_silent(body: str) -> None:
    check_silent(
        RULE, HEAD + f'int main() {{ string s = "ab", t = "cd"; vector<string> v(3); {body} }}'
    )


def test_a_map_may_insert_what_is_only_named() -> None:
    check_silent(
        RULE, HEAD + "#include <map>\nint main() { map<int, string> m; m[1] = m[1] + 'x'; }"
    )


PIECES = [
    "s",
    "t",
    "r",
    "'x'",
    '"lit"',
    "s[0]",
    "to_string(s.size())",
    "t.substr(0, 1)",
    "made()",
    "(t + r)",
    "word",
    "word.back()",
    "string(2, 'z')",
]


@FEW
@given(
    st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=3), min_size=24, max_size=24)
)
def test_the_strings_are_the_same(assignments: list[list[str]]) -> None:
    functions = [
        'string word = "gl";',
        "string made() { word += 'm'; return word; }",
        "string safe() { string s = \"a\"; s = s + 'b'; return s; }",
    ]
    for index, pieces in enumerate(assignments):
        target = ("s", "word", "r")[index % 3]
        functions.append(
            f'string f{index}(string s, string t) {{\n    word = "gl"; string& r = '
            f"{('s', 't')[index % 2]};\n    {target} = {' + '.join([target, *pieces])};\n"
            "    return s + '|' + t + '|' + r + '|' + word; }"
        )
    calls = ["safe()", *(f'f{index}("ab", "cd")' for index in range(24))]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
