"""Sums of all stretches: the best one and the number of those of one value stay what they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.best_subarray import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program

HEAD = "#include <algorithm>\n#include <iostream>\n#include <vector>\nusing namespace std;\n"
ASKED = [
    "b = max(b, s);",
    "b = std::min(s, b);",
    "if (s > b) b = s;",
    "if (s <= b) { b = s; }",
    "if (b < s) b = s;",
    "if (s == k) b++;",
    "if (k == s) { b += 1; }",
    "if (s == 0) ++b;",
]
SUMS = [
    "{S} s = 0; for (int j = i; j < n; j++) {{ s += v[j]; {A} }}",
    "{S} s = 0;\n for (int j = i; j <= n - 1; ++j) {{ s = s + v[j]; {A} }}",
    "for (int j = i; j < n; j++) {{ {S} s = 0; for (int x = i; x <= j; x++) s += v[x]; {A} }}",
    "for (int j = i; j < n; j++) {{ {S} s=0; for (int x = i; x <= j; x++) {{ s += v[x]; }}\n{A} }}",
]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(ASKED),
            st.sampled_from(SUMS),
            st.sampled_from(["0", "1"]),
            st.sampled_from([("int", "int"), ("int", "long long"), ("long long", "long long")]),
            st.sampled_from(["-100", "v.empty() ? 0 : v[0]", "5"]),
        ),
        min_size=20,
        max_size=20,
    )
)
def test_the_answers_are_the_same(
    loops: list[tuple[str, str, str, tuple[str, str], str]],
) -> None:
    functions: list[str] = []
    sure = (ASKED[2], SUMS[0], "0", ("int", "int"), "5")
    for index, (asked, sums, start, (kind, total), first) in enumerate([sure, *loops]):
        functions.append(
            f"long long f{index}(vector<{kind}> v) {{ int n = v.size(), k = 3;"
            f" {total} b = {first};\n"
            f"    for (int i = {start}; i < n; i++) {{ {sums.format(S=total, A=asked)} }}\n"
            f"    return b; }}"
        )
    lists = ("{1, -5, 3, 3, -3, 5, 3, 0, 0, -1, 4}", "{}", "{3}", "{-9, -2, -2, -7}", "{2, 1, 3}")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in lists]
    assert check_preserved(RULE, program(HEAD, functions, calls)) >= len(loops)
