"""Integers are in the same order whoever sorts them."""

from __future__ import annotations

import pytest

from hasten.rules.algorithms.sort_integers_by_bytes import RULE
from tests.rules.check import applied, check_same_output, check_silent, rewrites_of

HEAD = "#include <bits/stdc++.h>\n#define all(x) (x).begin(), (x).end()\nusing namespace std;\n"
KINDS = ["int", "long long", "unsigned", "char", "short", "unsigned long", "signed char", "int8_t"]
SORTS = [
    "sort(v.begin(), v.end());",
    "std::stable_sort(v.begin(), v.end(), std::greater<TYPE>());",
    "sort(all(v));",
    "sort(v.rbegin(), v.rend());",
    "sort(v.begin() + 3, v.end() - 2);",
    "sort(begin(v), end(v), greater<TYPE>{});",
    "deque<TYPE> d(all(v)); sort(all(d)); copy(all(d), v.begin());",
    "TYPE* a = v.data(); sort(a, a + v.size());",
]


def program(sorts: list[tuple[str, str]]) -> str:
    functions = "".join(
        f"void f{index}(vector<{kind}> v) {{\n    {sort.replace('TYPE', kind)}\n"
        "    unsigned long long h = 1;\n    for (auto x : v) h = h * 1000003 + x;\n"
        "    cout << h << endl;\n}\n"
        for index, (kind, sort) in enumerate(sorts)
    )
    calls = "".join(
        f"        f{index}(made<{kind}>(n, shift));\n" for index, (kind, _) in enumerate(sorts)
    )
    return (
        f"{HEAD}{functions}template <class T> vector<T> made(int n, int shift) {{\n"
        "    mt19937_64 next(n);\n    vector<T> v(n);\n"
        "    for (auto& x : v) x = T(long(next()) >> shift);\n    return v;\n}\n"
        "int main() {\n    for (int n : {6, 255, 256, 1000}) for (int shift : {0, 20, 60}) {\n"
        f"{calls}    }}\n}}\n"
    )


@pytest.mark.properties
def test_every_sequence_is_sorted_alike() -> None:
    pairs = [(kind, SORTS[(2 * index + turn) % len(SORTS)])
             for index, kind in enumerate(KINDS) for turn in range(2)]  # fmt: skip
    text = program(pairs)
    found = rewrites_of(RULE, text)
    assert len(found) == len(pairs)
    check_same_output(text, applied(text, found), [b""])


@pytest.mark.parametrize("sort", SORTS)
def test_every_way_to_write_it_is_understood(sort: str) -> None:
    assert len(rewrites_of(RULE, program([("int", sort)]))) == 1


@pytest.mark.parametrize(
    "sort",
    [
        "sort(v.begin(), v.end(), [](TYPE a, TYPE b) { return a % 7 < b % 7; });",
        "sort(v.begin(), v.end(), greater<long>());",
        "sort(v.begin(), v.end(), greater<>());",
        "partial_sort(v.begin(), v.begin() + 1, v.end());",
        "vector<pair<TYPE, TYPE>> p; sort(all(p));",
        "vector<bool> b(9); sort(all(b));",
        "list<TYPE> l(all(v)); l.sort();",
        "TYPE few[8] = {3, 1}; sort(few, few + 8); v[0] = few[1];",
    ],
)
def test_what_is_sorted_otherwise_stays(sort: str) -> None:
    check_silent(RULE, program([("int", sort)]))


def test_a_guarded_header_has_no_place_for_a_function_of_everybody() -> None:
    text = (
        "#ifndef SORTED_H\n#define SORTED_H\n#include <algorithm>\n#include <vector>\n"
        "inline void order(std::vector<int>& v) { std::sort(v.begin(), v.end()); }\n#endif\n"
    )
    check_silent(RULE, text)
    assert rewrites_of(RULE, text.replace("#define SORTED_H", "#define OTHER"))
