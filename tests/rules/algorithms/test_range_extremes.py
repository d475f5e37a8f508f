"""Extremes of ranges are looked up, where the array stays as it is, and are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.range_extremes import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = "#include <algorithm>\n#include <iostream>\n#include <vector>\nusing namespace std;\n"
MAIN = """\
int n = 9, a[10] = {5, 3, 8};
double d[9];
int main() {
    int s = 0, t = 0, j, q = 4, local[9];
    short small = 0;
    long long wide = 0;
    vector<int> v(n);
    vector<long long> w(n);
    BODY
    cout << s << t << q << wide << small;
}
"""


def text_of(body: str) -> str:
    return HEAD + MAIN.replace("BODY", body)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (
            "while (q--) { s = 0; for (j = q; j <= n - 1; ++j) s = max(s, a[j]); cout << s; }",
            "if (q <= (n - 1)) s = std::max<int>(s, greatest_of_a(q, (n - 1) + 1));",
        ),
        (
            "for (int i = 0; i < n; i++) for (int k = i; k < n; k++) if (wide > w[k]) wide = w[k];",
            "{ if (i < n) wide = std::min<long long>(wide, least_of_w(i, n)); }",
        ),
        (
            "while (q--) { for (int k = 0; k < q; k++) { if (v[k] >= wide) { wide = v[k]; } } }",
            "if (0 < q) wide = std::max<long long>(wide, greatest_of_v(0, q));",
        ),
    ],
)
def test_an_extreme_is_looked_up(body: str, part: str) -> None:
    text = text_of(body)
    assert part in applied(text, rewrites_of(RULE, text))


@pytest.mark.parametrize(
    "body",
    [
        "while (q--) { for (j = 0; j < q; j++) s = max(s, v[j]); v[q] = s; }",
        "while (q--) { for (j = 0; j < q; j++) s = max(s, v[j]); v.push_back(1); }",
        "while (q--) { for (j = 0; j < q; j++) s = max(s, local[j]); }",
        "while (q--) { for (j = 0; j < q; j++) s = max(t, v[j]); }",
        "while (q--) { for (j = 0; j < q; j++) s = max(s, v[j] + 1); }",
        "while (q--) { for (j = 0; j < q; j++) s = max(s, v[j + 1]); }",
        "while (q--) { for (j = 0; j < s; j++) s = max(s, v[j]); }",
        "while (q--) { for (j = 0; j < q; j++) if (v[j] > s) { s = v[j]; t = j; } }",
        "while (q--) { for (j = 0; j < q; j++) if (v[j] > s) t = v[j]; }",
        "while (q--) { for (j = 0; j < q; j++) if (v[j] > small) small = v[j]; }",
        "while (q--) { for (j = 0; j < q; j += 2) s = max(s, v[j]); }",
        "while (q--) { vector<int> z(n); for (j = 0; j < q; j++) s = max(s, z[j]); }",
        "for (j = 0; j < n; j++) s = max(s, v[j]);",
    ],
)
def test_other_searches_stay(body: str) -> None:
    check_silent(RULE, text_of(body))


KEPT = [
    "c = max(c, v[k]);",
    "c = min(v[k], c);",
    "if (v[k] > c) c = v[k];",
    "if (v[k] <= c) c = v[k];",
]
KEPT_TOO = ["{ if (c < v[k]) { c = v[k]; } }", "if (c >= v[k]) { c = v[k]; }"]
RANGES = ["k = i; k < n", "k = 0; k <= i", "k = i; k < min(n, i + 3)", "k = n / 2; k < i"]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KEPT + KEPT_TOO),
            st.sampled_from(RANGES),
            st.sampled_from(["int", "long long"]),
            st.sampled_from(["c = v[i];", "c = 4;", "", "if (i % 2) "]),
            st.booleans(),
        ),
        min_size=30,
        max_size=30,
    )
)
def test_the_extremes_are_the_same(loops: list[tuple[str, str, str, str, bool]]) -> None:
    functions: list[str] = []
    sure = ("if (v[k] > c) c = v[k];", "k = i; k < n", "int", "c = v[i];", True)
    for index, (kept, over, kind, first, own) in enumerate([sure, *loops]):
        functions.append(
            f"long long f{index}(const vector<{kind}>& v) {{ int n = v.size(), k = 0;"
            f" {kind} c = 0; long long s = 0;\n    for (int i = 0; i < n; i++) {{ {first}\n"
            f"        for ({'int ' if own else ''}{over}; k++) {kept}\n"
            f"        s = s * 31 + c;\n    }}\n    return s; }}"
        )
    lists = ("{1, 5, 3, 3, 8, 5, 3, 1}", "{}", "{3}", "{-9, 2, 2, 0, -3, 2, 7, 1, -4, 6, 6, -1}")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in lists]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
