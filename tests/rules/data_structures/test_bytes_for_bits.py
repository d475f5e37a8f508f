"""Vectors of bits become vectors of bytes, where both are used alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures.bytes_for_bits import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = "#include <algorithm>\n#include <iostream>\n#include <vector>\nusing namespace std;\n"


def text_of(body: str, before: str = "") -> str:
    return (
        f"{HEAD}{before}\nvector<bool> seen(99);\n"
        f"int f(int n) {{ int c = 0; bool b = n > 2; "
        f"vector<vector<bool>> grid(n, vector<bool>(n)); "
        f"for (int i = 0; i < n; i++) {{ {body} }} return c; }}\nint main() {{}}\n"
    )


@pytest.mark.parametrize(
    "body",
    [
        "if (!seen[i]) { seen[i] = true; c++; }",
        "grid[i][0] = b; if (grid[i][0] && seen[i]) c++;",
        "seen[i] = i % 3 == 0; c += seen[i];",
        "grid[0][i] = seen[i] = 1; bool x = grid[0][i]; c += x;",
        "seen.assign(n, false); fill(seen.begin(), seen.end(), b); c += seen[i] == b;",
        "seen.push_back(i > 2); c += seen[i] ? 2 : 3;",
    ],
)
def test_bits_become_bytes(body: str) -> None:
    text = text_of(body)
    after = applied(text, rewrites_of(RULE, text))
    assert "vector<bool>" not in after
    assert "vector<vector<char>> grid(n, vector<char>(n));" in after


def test_parameters_change_with_what_they_are_given() -> None:
    walk = "int walk(vector<vector<bool>>& g, int i) { g[i][i] = 1; return g[0][i]; }"
    text = text_of("c += walk(grid, i);", walk)
    assert "walk(vector<vector<char>>& g" in applied(text, rewrites_of(RULE, text))


@pytest.mark.parametrize(
    ("body", "before"),
    [
        ("cout << seen[i];", ""),
        ("seen[i] = i & 2;", ""),
        ("seen[i] = n;", ""),
        ("seen[i].flip();", ""),
        ("seen.flip(); c += seen[i];", ""),
        ("auto x = seen[i]; c += x;", ""),
        ("swap(seen[0], seen[i]);", ""),
        ("for (auto x : seen) c += x; c += seen[i];", ""),
        (
            "c += take(seen, i);",
            "template <class T> int take(vector<T>& v, int i) { return v[i]; }",
        ),
        ("c += seen[i];", "#define bits vector<bool>\nbits others(3);"),
        ("seen.assign(n, i); c += seen[i];", ""),
        ("vector<int> v(n, 2); vector<bool> w(v.begin(), v.end()); c += w[i];", ""),
        ("auto g = [&](vector<bool>& w) { return w[0]; }; c += g(seen) + seen[i];", ""),
        ("c += hash<vector<bool>>()(seen) % 2 + seen[i];", ""),
    ],
)
def test_other_bits_stay(body: str, before: str) -> None:
    check_silent(RULE, text_of(body, before))


STEPS = [
    "a[i % n] = true;",
    "a[i % n] = i % 3 == 1;",
    "g[i % n][n / 2] = a[i % n];",
    "if (a[i % n] || !g[i % n][0]) s += 3;",
    "s += a[i % n] + g[0][i % n] * 2;",
    "{ bool b = a[i % n]; s = s * 3 + b; }",
    "a.push_back(i % 2 == 0); a.pop_back();",
    "g[i % n].assign(n, true);",
    "if (g[0][i % n] == a[i % n]) s ^= 1;",
    "a.resize(n + i % 3, true);",
    "fill(g[0].begin(), g[0].end(), false);",
    "g[0] = a; g[0].resize(n);",
    "a = vector<bool>(n, i % 2 == 0); { vector<bool> c = a; s += c[0]; }",
    "if (i % 5 == 0) g = vector<vector<bool>>(n, vector<bool>(n, true));",
    "mark(g, i % n); s += mark(g, 0);",
]


@FEW
@given(st.lists(st.lists(st.sampled_from(STEPS), min_size=2, max_size=6), min_size=6, max_size=6))
def test_what_is_remembered_is_the_same(bodies: list[list[str]]) -> None:
    head = (
        f"{HEAD}bool mark(vector<vector<bool>>& g, int i) "
        "{ if (g[i][i]) return g[0][i]; g[i][i] = 1; return false; }\n"
    )
    functions = [
        f"long f{i}(int n) {{ long s = 1; vector<bool> a(n, false); "
        f"vector<vector<bool>> g(n, vector<bool>(n, true)); "
        f"for (int i = 0; i < 3 * n; i++) {{ {' '.join(body)} }} "
        "for (int i = 0; i < n; i++) s = s * 2 + (a[i] != g[i][0]); return s; }"
        for i, body in enumerate(bodies)
    ]
    calls = [f"f{i}({n})" for i in range(len(bodies)) for n in (1, 2, 9)]
    assert check_preserved(RULE, program(head, functions, calls)) == 1
