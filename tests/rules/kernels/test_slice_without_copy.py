"""Parts are read where they are, when nothing changes meanwhile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.kernels.slice_without_copy import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = """\
#include <algorithm>
#include <iostream>
#include <numeric>
#include <vector>
using namespace std;
vector<int> shared = {1, 2, 3};
int twice(int x) { return 2 * x; }
int touch() { shared[0]++; return 1; }
"""


def text_of(body: str) -> str:
    return (
        f"{HEAD}long f(const vector<int>& v, vector<int>& w, int n) {{\n    long sum = 0;\n"
        f"    {body}\n    return sum;\n}}\nint main() {{}}\n"
    )


def test_a_loop_over_the_copy_goes_from_place_to_place() -> None:
    check_rule(
        RULE,
        text_of("vector<int> part(v.begin() + 1, v.end());\n    for (long x : part) sum += x;"),
        text_of(
            "const auto part_first = v.begin() + 1;\n    const auto part_last = v.end();\n"
            "    for (auto part_at = part_first; part_at != part_last; ++part_at) {\n"
            "        long x = *part_at;\n        sum += x;\n    }"
        ),
    )


@pytest.mark.parametrize(
    "body",
    [
        "vector<int> p(w.begin(), w.begin() + n); w[0]++; sum = p[0];",
        "vector<int> p(w.begin(), w.begin() + n); for (int x : p) { sum += x; w.push_back(x); }",
        "vector<int> p(v.begin(), v.begin() + n); sort(p.begin(), p.end()); sum = p[0];",
        "vector<int> p(shared.begin(), w.end()); sum = p[0];",
        "vector<long> p(v.begin(), v.end()); sum = p[0];",
        "vector<int> p(v.begin(), v.end()); auto g = [&] { return p[0]; }; sum = g();",
        "vector<int> p(shared.begin(), shared.end()); sum = touch() + p[0];",
        "vector<int> p(v.rbegin(), v.rend()); sum = p[0];",
        "vector<int> p(v.begin(), v.end()); w = p; sum = p[0];",
        "static vector<int> p(v.begin(), v.end()); sum = p[0];",
    ],
)
def test_a_copy_that_is_needed_stays(body: str) -> None:
    check_silent(RULE, text_of(body))


ENDS = ["v.begin() + i, v.end()", "v.begin(), v.begin() + i", "w.begin() + 1, w.end() - 1"]
USES = [
    "for (int x : p) sum += x;",
    "for (const auto& x : p) { if (x == 3) continue; sum += x; }",
    "for (size_t j = 0; j < p.size(); j++) sum = sum * 3 + p[j];",
    "sum += accumulate(p.begin(), p.end(), 0);",
    "if (!p.empty()) sum += p.front() * 5 + p.back();",
    "sum += p.size() * 2;",
    "for (auto it = p.begin(); it != p.end(); ++it) sum ^= *it;",
    "for (auto x : p) { x *= 2; sum += x; }",
    "for (char x : p) if (x > 2) { sum -= x; break; }",
    "w[1] = 4;",
    "w.push_back(i);",
    "sum += twice(p.size());",
    "sum += max_element(p.begin(), p.end()) - p.begin();",
    "for (int i : p) for (int x : p) sum += i * x;",
]


@FEW
@given(
    st.lists(
        st.tuples(st.sampled_from(ENDS), st.lists(st.sampled_from(USES), min_size=1, max_size=3)),
        min_size=14,
        max_size=14,
    )
)
def test_parts_give_what_copies_gave(parts: list[tuple[str, list[str]]]) -> None:
    functions: list[str] = []
    for index, (ends, uses) in enumerate(parts):
        functions.append(
            f"long f{index}(vector<int> v, vector<int> w) {{\n    long sum = 0;\n"
            f"    for (int i = 0; i < 5; i++) {{\n        vector<int> p({ends});\n"
            f"        {' '.join(uses)}\n        sum %= 100003;\n    }}\n    return sum;\n}}"
        )
    calls = [f"f{i}({{3, 1, 4, 1, 5, 9}}, {{2, 7, 1, 8}})" for i in range(len(parts))]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 2
