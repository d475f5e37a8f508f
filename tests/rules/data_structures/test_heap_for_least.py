"""The least one that is left comes from a heap, in whichever way it is searched for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures.heap_for_least import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_silent, rewrites_of

HEAD = """\
#include <algorithm>
#include <climits>
#include <iostream>
#include <vector>
using namespace std;
int shared[100];
bool gone[100];
void touch(int i) { shared[i % 9]++; }
"""
LOOPS = [
    "for (int t = 0; t < n; t++)",
    "while (true)",
    "for (int left = n; left > 0; --left)",
]
SEARCHES = [
    "int u = -1; for (int v = 0; v < n; v++) if (!gone[v] && (u == -1 || key[v] < key[u])) u = v;",
    (
        "int u = -1; for (int v = 0; v < n; ++v) { if (gone[v]) continue; "
        "if (u == -1 || key[u] > key[v]) u = v; }"
    ),
    (
        "int u = -1, least = 90; for (int v = 0; v <= n - 1; v++) "
        "{ if (gone[v] == false && key[v] < least) { least = key[v]; u = v; } }"
    ),
    (
        "int u = -1; int least = INT_MAX; for (int v = 1; v < n; v++) "
        "if (least > key[v] && !gone[v]) { u = v; least = key[v]; }"
    ),
]
UPDATES = [
    "for (int w : next[u]) if (key[u] + w % 5 < key[w]) key[w] = key[u] + w % 5;",
    "for (size_t k = 0; k < next[u].size(); k++) key[next[u][k]] = min(key[next[u][k]], u + 3);",
    "for (int w : next[u]) { if (!gone[w]) { key[w]--; } else key[w] += 2; }",
    "key[(u * 7 + 3) % n] += 4; if (u % 3 == 0) { key[u / 2] = 50 - u; }",
    "for (int w : next[u]) if (key[w] > w) key[w] = w; else sum += w;",
]


def text_of(search: str, update: str, keys: str = "vector<int> key(n, 40);") -> str:
    return HEAD + (
        f"int main() {{\n    int n = 20, sum = 0;\n    {keys}\n    vector<bool> gone(n);\n"
        "    vector<vector<int>> next(n);\n    key[3] = 0;\n    while (true) {\n"
        f"        {search}\n        if (u == -1) break;\n        gone[u] = true;\n"
        f"        {update}\n        sum = sum * 7 % 1009 + u;\n    }}\n    cout << sum;\n}}\n"
    )


@pytest.mark.parametrize(
    ("search", "update", "keys"),
    [
        (SEARCHES[0], "gone[0] = false; key[u]++;", "vector<int> key(n);"),
        (SEARCHES[0], "sort(key.begin(), key.end());", "vector<int> key(n);"),
        (SEARCHES[0], "key[u]++;", "vector<double> key(n);"),
        (SEARCHES[0], "key[key[u]] = 3;", "vector<int> key(n, 2);"),
        (SEARCHES[0], "key[u] = sum++;", "vector<int> key(n, 2);"),
        (SEARCHES[0], "key[u]++; touch(u);", "auto& key = shared;"),
        (SEARCHES[0], "key[u]++; int* p = &key[1]; *p = 0;", "vector<int> key(n);"),
        (SEARCHES[0].replace("key[v] <", "key[v] <="), UPDATES[0], "vector<int> key(n);"),
        (SEARCHES[0].replace("key[v] <", "key[v] >"), UPDATES[0], "vector<int> key(n);"),
        (SEARCHES[0].replace("v++", "v += 2"), UPDATES[0], "vector<int> key(n);"),
        (SEARCHES[2], "n--; key[u]++;", "vector<int> key(n);"),
    ],
)
def test_other_searches_stay(search: str, update: str, keys: str) -> None:
    check_silent(RULE, text_of(search, update, keys))


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("update", UPDATES)
def test_the_least_comes_from_a_heap(search: str, update: str) -> None:
    assert len(rewrites_of(RULE, text_of(search, update))) == 1


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(LOOPS),
            st.sampled_from(SEARCHES),
            st.sampled_from(UPDATES),
            st.sampled_from(["vector<bool>", "vector<int>", "vector<char>"]),
            st.sampled_from(["int key[50]", "vector<int> key(50)", "vector<int> key(n)"]),
        ),
        min_size=14,
        max_size=14,
    )
)
def test_what_comes_is_the_same(searches: list[tuple[str, str, str, str, str]]) -> None:
    functions: list[str] = []
    for index, (loop, search, update, kind, keys) in enumerate(searches):
        functions.append(
            f"int f{index}(int n, int seed) {{\n    int sum = seed;\n    {keys};\n"
            f"    {kind} gone(n);\n    vector<vector<int>> next(n);\n"
            "    for (int i = 0; i < n; i++) { key[i] = (i * 37 + seed) % 23; "
            "next[i] = {(i * 5 + seed) % n, (i + 1) % n}; }\n"
            f"    {loop} {{\n        {search}\n        if (u == -1) break;\n"
            f"        gone[u] = true;\n        {update}\n"
            "        sum = (sum * 7 + u + key[u]) % 1009;\n    }\n    return sum;\n}\n"
        )
    calls = [
        f"f{i}({n}, {s})" for i in range(len(functions)) for n, s in ((1, 0), (9, 4), (40, 11))
    ]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 10
