"""Searches ask the set itself where it compares as the algorithm does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures.set_member_search import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = """\
#include <algorithm>
#include <functional>
#include <iostream>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>
using namespace std;
"""
MAIN = """\
struct Box { set<int> held; };
int main() {
    set<int> s = {1, 5, 9};
    set<long long> l = {2, 4};
    set<string> w = {"a", "c"};
    multiset<int> m = {3, 3, 4};
    unordered_set<int> u = {7};
    set<int, greater<int>> g = {3, 2};
    vector<set<int>> v(3);
    vector<int> a(3);
    Box b;
    int x = 4, c = 0;
    BODY
}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("c = *lower_bound(s.begin(), s.end(), x);", "c = *s.lower_bound(x);"),
        ("auto it = upper_bound(m.begin(), m.end(), 3);", "auto it = m.upper_bound(3);"),
        ("if (find(s.begin(), s.end(), x) != s.end()) c++;", "if (s.find(x) != s.end()) c++;"),
        ("if (std::find(u.begin(), u.end(), x) == u.end()) c++;", "if (u.find(x) == u.end()) c++;"),
        ("if (count(s.begin(), s.end(), x)) c++;", "if (s.count(x)) c++;"),
        ("if (count(s.begin(), s.end(), x) > 0 && c) c++;", "if (s.count(x) > 0 && c) c++;"),
        (
            "c = binary_search(w.begin(), w.end(), \"a\");",
            "c = (w.count(\"a\") != 0);",
        ),
        ("auto it = lower_bound(l.begin(), l.end(), x);", "auto it = l.lower_bound(x);"),
        ("auto it = lower_bound(v[x].begin(), v[x].end(), 3);", "auto it = v[x].lower_bound(3);"),
        ("c += find(b.held.begin(), b.held.end(), 3) == b.held.end();",
         "c += b.held.find(3) == b.held.end();"),
    ],
)  # fmt: skip
def test_the_set_is_asked(before: str, after: str) -> None:
    text = HEAD + MAIN
    check_rule(RULE, text.replace("BODY", before), text.replace("BODY", after))


@pytest.mark.parametrize(
    "body",
    [
        "c = *lower_bound(a.begin(), a.end(), x);",
        "c = *lower_bound(s.begin(), s.find(5), x);",
        "c = *lower_bound(s.begin(), v[0].end(), x);",
        "c = *lower_bound(g.begin(), g.end(), x, greater<int>());",
        "c = *lower_bound(g.begin(), g.end(), x);",
        "c = *lower_bound(s.begin(), s.end(), 4.5);",
        "c = *lower_bound(s.begin(), s.end(), 4000000000LL);",
        "c = *find(m.begin(), m.end(), 3);",
        "c = count(m.begin(), m.end(), 3) > 1;",
        "auto n = count(s.begin(), s.end(), 3); c = n - 5 < 0;",
        "c = count(s.begin(), s.end(), 3) - 1 < 0;",
        "c = *find_if(s.begin(), s.end(), [](int y) { return y > 2; });",
        "c = *lower_bound(v[x++ % 3].begin(), v[x].end(), 3);",
    ],
)
def test_it_stays_silent(body: str) -> None:
    check_silent(RULE, HEAD + MAIN.replace("BODY", body))


CALLS = [
    "s.end() == lower_bound(s.begin(), s.end(), x) ? -9 : *lower_bound(s.begin(), s.end(), x)",
    "s.end() == upper_bound(s.begin(), s.end(), x) ? -9 : *upper_bound(s.begin(), s.end(), x)",
    "distance(m.begin(), lower_bound(m.begin(), m.end(), x))",
    "distance(m.begin(), upper_bound(m.begin(), m.end(), x))",
    "find(s.begin(), s.end(), x) != s.end()",
    "count(s.begin(), s.end(), x) == 1",
    "binary_search(m.begin(), m.end(), x)",
    "distance(l.begin(), lower_bound(l.begin(), l.end(), x))",
    "find(u.begin(), u.end(), x) == u.end()",
]


@FEW
@given(st.lists(st.integers(-9, 30), min_size=12, max_size=12))
def test_the_same_elements_are_found(numbers: list[int]) -> None:
    held = ", ".join(map(str, numbers))
    functions = [
        f"long long f{index}(int x) {{ set<int> s = {{{held}}}; multiset<int> m = {{{held}}};\n"
        f"    set<long long> l = {{{held}}}; unordered_set<int> u = {{{held}}};\n"
        f"    return {call}; }}"
        for index, call in enumerate(CALLS)
    ]
    calls = [f"f{index}({x})" for index in range(len(CALLS)) for x in range(-12, 33, 3)]
    assert check_preserved(RULE, program(HEAD, functions, calls)) >= len(CALLS)
