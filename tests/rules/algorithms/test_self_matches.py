"""How far a text matches itself is what loops would have counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.self_matches import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program

HEAD = """\
#include <iostream>
#include <string>
#include <vector>
using namespace std;
"""
TEXTS = st.sampled_from(
    (
        ("string", "string(40, 'a') + \"b\" + string(9, 'a')"),
        ("string", '"abaababaabaab"'),
        ("string", '""'),
        ("vector<int>", "vector<int>{1, 2, 1, 2, 1, 3, 1, 2}"),
    )
)
LOOPS = st.sampled_from(
    (
        "int k = 0; while (i + k < n && s[k] == s[i + k]) k++; note(k);",
        "size_t k = 0; while (i + k < s.size() && s[i + k] == s[k]) { ++k; } note(k);",
        "int k = 0; for (; k + i < n && s[k] == s[k + i]; k++) {} note(k);",
        "z[i] = 0; while (i + z[i] < n && s[z[i]] == s[i + z[i]]) z[i]++; note(z[i]);",
        "int k = 2; while (k + i < n && s[k] == s[i + k]) k += 1; note(k);",
        "long long k = 0; while (i + k < n - 3 && s[k] == s[k + i]) k++; note(k);",
    )
)


@FEW
@given(st.lists(st.tuples(TEXTS, LOOPS), min_size=6, max_size=9))
def test_generated_matches_are_as_long(matches: list[tuple[tuple[str, str], str]]) -> None:
    functions = [
        f"long run_{number}(const {kind} s) {{\n    int n = s.size();\n    vector<int> z(n + 5);\n"
        "    long sum = 0;\n    auto note = [&](long k) { sum = (sum * 31 + k) % 1000003; };\n"
        f"    for (int i = 0; i < n + 2; i++) {{\n        {loop}\n    }}\n    return sum;\n}}\n"
        for number, ((kind, _), loop) in enumerate(matches)
    ]
    calls = [f"run_{number}({text})" for number, ((_, text), _) in enumerate(matches)]
    assert check_preserved(RULE, program(HEAD, functions, calls)) >= len(matches) // 2
