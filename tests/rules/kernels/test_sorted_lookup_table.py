"""Searches that a table narrows down find the same places, in any range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.kernels.sorted_lookup_table import CLASS_TEXT, RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = """\
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <vector>
using namespace std;
"""
FUNCTION = "long f(const vector<int>& v, vector<int>& w, const int* a, int n) {"


def text_of(body: str) -> str:
    locals_ = "int t[5] = {1, 3, 3, 8, 9};\n    long sum = 0;"
    return (
        f"{HEAD}{FUNCTION}\n    {locals_}\n    {body}\n    return sum;\n}}\n"
        "int main() { vector<int> v = {2, 4, 4, 7}; cout << f(v, v, v.data(), 4); }\n"
    )


def changed(body: str) -> str:
    text = text_of(body)
    found = rewrites_of(RULE, text)
    assert found
    return applied(text, found).replace(CLASS_TEXT, "")


def test_the_table_is_made_before_the_outermost_loop() -> None:
    after = changed(
        "for (int r = 0; r < 3; r++) {\n        for (int i = 0; i < n; i++)\n"
        "            sum += lower_bound(v.begin(), v.end(), i) - v.begin();\n    }"
    )
    assert "    auto v_lookup = sorted_lookup(v.begin(), v.end());\n    for (int r" in after
    assert "sum += v_lookup.lower_bound(i) - v.begin();" in after


def test_one_table_serves_all_searches_of_a_range() -> None:
    after = changed(
        "for (int i = 0; i < n; i++) {\n        sum += upper_bound(v.begin(), v.end(), i) - "
        "lower_bound(v.begin(), v.end(), i);\n"
        "        if (binary_search(v.begin(), v.end(), i)) sum++;\n    }"
    )
    assert after.count("sorted_lookup(") == 1
    assert "v_lookup.upper_bound(i) - v_lookup.lower_bound(i)" in after
    assert "if (v_lookup.contains(i)) sum++;" in after


@pytest.mark.parametrize("ends", ["t, t + 5", "a, a + n", "v.begin() + 1, v.end()"])
def test_arrays_and_parts_are_searched_likewise(ends: str) -> None:
    assert f"sorted_lookup({ends});" in changed(
        f"for (int i = 0; i < n; i++) sum += *upper_bound({ends}, i - 1);"
    )


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 0; i < n; i++) { sum += *lower_bound(w.begin(), w.end(), i); w[0]--; }",
        "for (int i = 0; i < n; i++) { sum += lower_bound(t, t + i, 3) - t; }",
        "for (int i = 0; i < n; i++) { sum += lower_bound(t, t + 5, 3L) - t; }",
        "for (int i = 0; i < n; i++) { sum += lower_bound(a, a + n, i) - a; w[0] = i; }",
        "for (int i = 0; i < n; i++) { auto u = w; sum += *lower_bound(u.begin(), u.end(), i); }",
        "sum += lower_bound(v.begin(), v.end(), 3) - v.begin();",
    ],
)
def test_other_searches_are_left_alone(body: str) -> None:
    check_silent(RULE, text_of(body))


TYPES = ["int", "unsigned", "int8_t", "uint16_t", "int64_t", "uint64_t"]
MAKING = [
    "n * 3 / 2",
    "n * n",
    "7",
    "n - 40",
    "n * 2654435761u",
    "n % 5 ? n / 3 : -n",
    "-n * n * n",
]
SEARCHING = [
    "lower_bound(v.begin(), v.end(), x) - v.begin()",
    "upper_bound(v.begin(), v.end(), x) - v.begin()",
    "binary_search(v.begin(), v.end(), x)",
    "lower_bound(v.data(), v.data() + v.size() / 2, x) - v.data()",
]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(TYPES),
            st.sampled_from(MAKING),
            st.sampled_from(SEARCHING),
            st.sampled_from([0, 3, 30, 700]),
            st.booleans(),
        ),
        min_size=6,
        max_size=6,
    )
)
def test_the_same_places_are_found(parts: list[tuple[str, str, str, int, bool]]) -> None:
    functions: list[str] = []
    for index, (kind, made, searched, size, ordered) in enumerate(parts):
        sort = "sort(v.begin(), v.end());" if ordered else ""
        functions.append(
            f"uint64_t f{index}() {{\n    vector<{kind}> v; uint64_t sum = 1;\n"
            f"    for (long n = 0; n < {size}; n++) v.push_back(static_cast<{kind}>({made}));\n"
            f"    {sort}\n    for (long i = 0; i < 900; i++) {{\n"
            f"        const {kind} x = static_cast<{kind}>(i % 3 ? i - 99 : i * i * i * 41);\n"
            f"        sum = sum * 31 + ({searched});\n    }}\n    return sum;\n}}"
        )
    calls = [f"f{index}()" for index in range(len(parts))]
    assert check_preserved(RULE, program(HEAD, functions, calls)) == len(parts)
