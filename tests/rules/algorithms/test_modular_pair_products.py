"""Sums of products modulo a number are the same in one pass, also with what is negative."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.modular_pair_products import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_silent

HEAD = "#include <iostream>\n#include <vector>\nusing namespace std;\nconst int MOD = 1000000007;\n"
LOOPS = [
    "for (int i = 0; i < n; i++) for (int j = i + 1; j < n; j++)",
    "for (int i = 0; i < n - 1; ++i) { for (int j = i + 1; j <= n - 1; ++j)",
    "for (size_t i = 0; i < a.size(); i++) for (size_t j = i + 1; j < a.size(); j++)",
]
BODIES = [
    "s = (s + FACTOR * a[j]) % M;",
    "{ s += FACTOR * a[j] % M; s %= M; }",
    "{ s += a[j] * FACTOR; s = s % M; }",
    "s = (s + a[i] * a[j] % M) % M;",
    "{ s += FACTOR * a[j]; s %= M; }",
]
FACTORS = ["a[i]", "(long long)a[i]", "1LL * a[i]", "static_cast<long long>(a[i])"]


@pytest.mark.parametrize(
    "body",
    [
        "for (int j = i + 1; j < n; j++) s = (s + a[i] * a[j]) % m++;",
        "for (int j = i + 1; j < n; j++) s = (s + a[i] * a[i]) % 7;",
        "for (int j = 0; j < n; j++) s = (s + a[i] * a[j]) % 7;",
        "for (int j = i + 1; j < n; j++) s = (s - a[i] * a[j]) % 7;",
        "for (int j = i + 1; j < n; j++) { s += a[i] * a[j] % 7; s %= 9; }",
        "for (int j = i + 1; j < n; j++) r = (r + a[i] * a[j]) % 7;",
        "for (int j = i + 1; j < n; j++) s = (s + a[i] * a[j]) % 7; s++;",
    ],
)
def test_other_sums_stay(body: str) -> None:
    check_silent(
        RULE,
        f"{HEAD}long long f(vector<int> a, long long& r) {{ long long s = 0; int n = a.size(), "
        f"m = 5;\n    for (int i = 0; i < n; i++) {{ {body} }}\n    return s + m + r; }}\n"
        "int main() { long long r = 0; cout << f({1, 2}, r); }\n",
    )


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(LOOPS),
            st.sampled_from(BODIES),
            st.sampled_from(FACTORS),
            st.sampled_from(["MOD", "1000", "m", "4000000000LL"]),
            st.sampled_from(["int", "long long"]),
        ),
        min_size=20,
        max_size=20,
    )
)
def test_the_sums_are_the_same(sums: list[tuple[str, str, str, str, str]]) -> None:
    functions: list[str] = []
    for index, (loop, body, factor, modulus, kind) in enumerate(sums):
        body = body.replace("FACTOR", factor).replace("M;", f"{modulus};")
        body = body.replace("% M)", f"% {modulus})")
        functions.append(
            f"long long f{index}(vector<{kind}> a, long long s) {{ int n = a.size(), m = 97;\n"
            f"    {loop} {body}{' }' if '{ for' in loop else ''}\n    return s + n - n + m; }}"
        )
    lists = ("{3, 1, 4, 1, 5, 9, 26, 5}", "{}", "{7}", "{-2, 2, -3}", "{30000, 40000, 20000}")
    calls = [f"f{i}({v}, {s})" for i in range(len(functions)) for v in lists for s in (0, -5, 4000)]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
