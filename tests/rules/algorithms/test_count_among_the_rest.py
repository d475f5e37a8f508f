"""Lesser and greater elements on one side are counted alike, however the loop is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.count_among_the_rest import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_silent

HEAD = """\
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>
using namespace std;
"""
EACH = "for (int i = 0; i < n; i++)"
LOOPS = [
    "for (int j = 0; j < i; j++)",
    "for (int j = i + 1; j < n; ++j)",
    "for (int j = 0; j <= i - 1; j += 1)",
    "for (int j = i + 1; j <= n - 1; j++)",
]
COUNTS = ["c++", "r[i]++", "r[i] += 1", "c = c + 1", "++c"]
TESTS = ["a[j] S a[i]", "a[i] S a[j]", "a[j] S limit"]


@pytest.mark.parametrize(
    "body",
    [
        "for (int j = 0; j < i; j++) if (a[j] == a[i]) c++;",
        "for (int j = 0; j < i; j++) if (a[j] < a[i]) c += 2;",
        "for (int j = 0; j < i; j++) if (a[j] < j) c++;",
        "for (int j = 0; j < i; j++) if (a[j] < a[i]) { c++; break; }",
        "for (int j = 0; j < i; j++) if (a[j] < a[i]) c++; else c--;",
        "for (int j = i + 1; j < n - 1; j++) if (a[j] < a[i]) c++;",
        "for (int j = 0; j < i; j++) if (a[j] < a[i]) other++;",
        "for (int j = 0; j < i; j++) if (a[j] < 2LL * a[i]) c++;",
        "if (c > 5) break; for (int j = 0; j < i; j++) if (p[j] < p[i]) c++;",
    ],
)
def test_other_loops_stay(body: str) -> None:
    check_silent(
        RULE,
        f"{HEAD}int f(vector<int> a, int* p, int& other) {{ int n = a.size(), c = 0;\n"
        f"    {EACH} {{ {body} }}\n    return c; }}\n"
        "int main() { int o = 0; cout << f({1, 2}, &o, o); }\n",
    )


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(LOOPS),
            st.sampled_from(TESTS),
            st.sampled_from(["<", "<=", ">", ">="]),
            st.sampled_from(COUNTS),
            st.sampled_from(["int", "long long", "string"]),
        ),
        min_size=24,
        max_size=24,
    )
)
def test_the_counts_are_the_same(counts: list[tuple[str, str, str, str, str]]) -> None:
    functions: list[str] = []
    for index, (loop, test, sign, count, kind) in enumerate(counts):
        made = "to_string(x)" if kind == "string" else "x"
        functions.append(
            f"long long f{index}(const vector<int>& given) {{ vector<{kind}> a;\n"
            f"    for (int x : given) a.push_back({made});\n    int n = a.size(), c = 0;\n"
            f"    vector<int> r(n); {kind} limit{{}}; if (n) limit = a[0];\n"
            f"    {EACH} {{\n        {loop} if ({test.replace(' S ', f' {sign} ')}) {count};\n"
            "    }\n    long long h = c; for (int x : r) h = h * 31 + x; return h; }"
        )
    lists = ("{3, 1, 4, 1, 5, 9, 2, 6, 5}", "{}", "{7}", "{2, 2, 2}", "{9, 8, 7, 6, 7, 8, 9}")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in lists]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
