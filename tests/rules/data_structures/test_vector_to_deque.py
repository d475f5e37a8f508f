"""Vectors that are used as queues become deques."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures.vector_to_deque import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = "#include <algorithm>\n#include <iostream>\n#include <vector>\nusing namespace std;\n"
POP = "q.erase(q.begin());"


def text_of(body: str, declared: str = "vector<int> q(n, 1);") -> str:
    return (
        f"{HEAD}int take(vector<int>& v) {{ return v[0]; }}\n"
        f"long f(int n) {{ long s = 0; vector<int> other(9); {declared} "
        f"while (n-- > 0) {{ {body} }} return s + q.size(); }}\nint main() {{ cout << f(3); }}\n"
    )


@pytest.mark.parametrize(
    "body",
    [
        f"s += q[0]; {POP} q.push_back(n);",
        "q.insert(q.begin(), n); q.pop_back();",
        f"for (int x : q) s += x; {POP}",
        f"auto it = q.begin(); s += *it; {POP}",
        f"sort(q.begin(), q.end()); s += *max_element(q.begin(), q.end()); {POP}",
        f"if (find(q.begin(), q.end(), n) != q.end()) s++; {POP}",
    ],
)
def test_a_queue_is_a_deque(body: str) -> None:
    text = text_of(body)
    after = applied(text, rewrites_of(RULE, text))
    assert "deque<int> q(n, 1);" in after
    assert "#include <deque>" in after


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (f"{POP} s += take(q);", "vector<int> q(n, 1);"),
        (f"{POP} q = other;", "vector<int> q(n, 1);"),
        (f"{POP} swap(q, other);", "vector<int> q(n, 1);"),
        (f"{POP} int* p = q.data(); s += *p;", "vector<int> q(n, 1);"),
        (f"{POP} int* p = &q[0]; s += *p;", "vector<int> q(n, 1);"),
        (f"vector<int>::iterator it = q.begin(); s += *it; {POP}", "vector<int> q(n, 1);"),
        (POP, "vector<int> q(n, 1), p;"),
        (POP, "vector<int> q(other);"),
        (POP, "vector<int> q = other;"),
        (POP, "auto q = other;"),
        (POP, "vector<int>& q = other;"),
        (POP, "vector<bool> q(n, 1);"),
        ("q.erase(q.begin(), q.begin() + 1);", "vector<int> q(n, 1);"),
        ("auto f = [q] { return q.size(); }; s += f(); " + POP, "vector<int> q(n, 1);"),
    ],
)
def test_other_vectors_stay(body: str, declared: str) -> None:
    check_silent(RULE, text_of(body, declared))


STEPS = [
    "q.push_back(n * 5 % 7);",
    "q.insert(q.begin(), n);",
    "s = s * 3 % 1009 + q.front();",
    "s += q[q.size() / 2] - q.back();",
    "for (auto& x : q) x = x * 2 % 11;",
    "sort(q.begin(), q.end());",
    "if (q.size() > 2) q.erase(q.begin() + 1);",
    "s += count(q.begin(), q.end(), 3);",
    "for (auto it = q.begin(); it != q.end();) it = *it == 4 ? q.erase(it) : it + 1;",
    "q.resize(q.size() + 1, 6);",
    "reverse(q.begin(), q.end());",
    "q.emplace_back(8);",
]


@FEW
@given(
    st.lists(st.lists(st.sampled_from(STEPS), min_size=2, max_size=5), min_size=8, max_size=8),
    st.sampled_from(["vector<int> q;", "vector<int> q(3);", "vector<int> q = {3, 1, 4};"]),
)
def test_the_queue_holds_the_same(bodies: list[list[str]], declared: str) -> None:
    functions = [
        f"long f{i}(int n) {{ long s = 1; {declared} while (n-- > 0) {{ q.push_back(n); "
        f"{' '.join(body)} if (q.size() > 1) {POP} q.push_back(2); }} "
        "for (int x : q) s = s * 7 % 100003 + x; return s + q.size(); }"
        for i, body in enumerate(bodies)
    ]
    calls = [f"f{i}({n})" for i in range(len(bodies)) for n in (0, 1, 9)]
    assert check_preserved(RULE, program(HEAD, functions, calls)) == len(bodies)
