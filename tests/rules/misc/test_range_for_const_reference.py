"""Loops look at big elements where neither the copy nor the container changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.misc.range_for_const_reference import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = """\
#include <iostream>
#include <map>
#include <string>
#include <vector>
using namespace std;
struct Big { int values[10]; };
vector<string> words = {"one", "two", "three"};
int total = 0;
"""


MAIN = """\
int main() {
    vector<vector<int>> rows(3);
    map<string, int> counts;
    BODY
}
"""


def both(before: str, after: str) -> None:
    text = HEAD + MAIN
    check_rule(RULE, text.replace("BODY", before), text.replace("BODY", after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "for (auto w : words) total += w.size();",
            "for (const auto& w : words) total += w.size();",
        ),
        ("for (string w : words) cout << w;", "for (const string& w : words) cout << w;"),
        ("for (const auto w : words) cout << w;", "for (const auto& w : words) cout << w;"),
        (
            "for (vector<int> row : rows) for (int x : row) total += x;",
            "for (const vector<int>& row : rows) for (int x : row) total += x;",
        ),
        (
            "for (auto p : counts) total += p.second;",
            "for (const auto& p : counts) total += p.second;",
        ),
        (
            "Big b[3]; for (Big x : b) total += x.values[1];",
            "Big b[3]; for (const Big& x : b) total += x.values[1];",
        ),
    ],
)
def test_copies_become_references(before: str, after: str) -> None:
    both(before, after)


@pytest.mark.parametrize(
    "body",
    [
        "for (auto w : words) w += 'x';",
        "for (auto w : words) { w[0] = 'x'; cout << w; }",
        "for (auto w : words) { words[2] = w; }",
        "for (auto w : words) { string& r = words[1]; r += w; }",
        "for (auto& w : words) cout << w;",
        "for (pair<string, int> p : counts) total += p.second;",
        "for (char c : words[0]) cout << c;",
        "for (auto p : vector<string>(3)) cout << p;",
        "for (auto w : words) { auto grow = [] { words[0] += 'x'; }; grow(); cout << w; }",
    ],
)
def test_it_stays_silent(body: str) -> None:
    check_silent(RULE, HEAD + f"int main() {{ map<string, int> counts; {body} }}")


def test_a_reference_to_the_container_may_be_an_element_of_what_changes() -> None:
    text = HEAD + (
        "void f(vector<string>& v, string& s) { for (auto w : v) { s += w; cout << w; } }\n"
        "int main() { f(words, words[1]); }\n"
    )
    check_silent(RULE, text)


STEPS = [
    "cout << w << ' ';",
    "w += 'x';",
    "words[1] += 'y';",
    "other[0] = w;",
    "total += w.size();",
    "grow();",
    "s += w;",
    "r += w;",
    "p->append(w);",
    "for (auto u : words) total += u.size();",
]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["words", "other", "v"]),
            st.lists(st.sampled_from(STEPS), min_size=1, max_size=3),
        ),
        min_size=12,
        max_size=12,
    )
)
def test_the_loops_see_the_same(loops: list[tuple[str, list[str]]]) -> None:
    functions = ["void grow() { words[2] += 'z'; }"]
    for index, (container, steps) in enumerate(loops):
        functions.append(
            f"int f{index}(vector<string>& v, string s) {{\n    vector<string> other = words;\n"
            "    string& r = v[1]; string* p = &v[0]; total = 0;\n"
            f"    for (auto w : {container}) {{ {' '.join(steps)} cout << w << ','; }}\n"
            "    for (auto w : words) total += w.size();\n"
            '    words = {"one", "two", "three"}; return total + s.size(); }'
        )
    calls = [f'f{index}(words, "s")' for index in range(12)]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
