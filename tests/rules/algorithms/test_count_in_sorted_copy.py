"""Elements that compare in one way with a value are counted by binary search, and as many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.count_in_sorted_copy import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = "#include <iostream>\n#include <string>\n#include <vector>\nusing namespace std;\n"
MAIN = """\
int n = 9, a[10] = {5, 3, 8};
int main() {
    int s = 0, t = 0, j, q = 4;
    unsigned u = 3;
    vector<int> v(n);
    vector<string> w(n);
    vector<double> d(n);
    BODY
    cout << s << t << q;
}
"""


def text_of(body: str) -> str:
    return HEAD + MAIN.replace("BODY", body)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (
            "while (q--) { for (j = 0; j < n; ++j) if (q >= a[j]) ++s; }",
            "std::upper_bound(sorted_a.begin(), sorted_a.end(), q) - sorted_a.begin()",
        ),
        (
            "while (q--) for (int x : v) if (x == q + 1) s += 1;",
            "{ if (!v.empty()) {",
        ),
        (
            "for (int i = 0; i < n; i++) for (j = 0; j < n; j++) if (i != j && w[i] == w[j]) s++;",
            "- (i >= 0 && i < n && w[i] == w[i] ? 1 : 0)",
        ),
        (
            "while (q--) { for (j = 2; j <= n - 1; ++j) if (a[j] > q && a[j] <= 2 * q) ++s; }",
            "sorted_a.assign(a + 2, a + (n - 1) + 1);",
        ),
    ],
)
def test_elements_are_counted_at_once(body: str, part: str) -> None:
    text = text_of(body)
    assert part in applied(text, rewrites_of(RULE, text))


@pytest.mark.parametrize(
    "body",
    [
        "while (q--) { for (j = 0; j < n; ++j) if (a[j] < q) ++s; a[q]++; }",
        "while (q--) { for (j = 0; j < n; ++j) if (a[j] < q) ++s; n--; }",
        "while (q--) { for (j = 0; j < q; ++j) if (a[j] < q) ++s; }",
        "while (q--) { for (j = 0; j < n; ++j) if (a[j] < s) ++s; }",
        "while (q--) { for (j = 0; j < n; ++j) if (a[j] < j) ++s; }",
        "while (q--) { for (j = 0; j < n; ++j) if (a[j] < q / t) ++s; }",
        "while (q--) { for (j = 0; j < n; ++j) if (a[j] == (int)u) ++s; }",
        "while (q--) { for (j = 0; j < n; ++j) if (a[j] > u) ++s; }",
        "while (q--) { for (j = 0; j < n; ++j) if (d[j] > q) ++s; }",
        "while (q--) { for (j = 0; j < n; j += 2) if (a[j] > q) ++s; }",
        "while (q--) { for (j = 0; j < n; ++j) if (a[j] > q) ++s; else t++; }",
        "while (q--) { for (j = 0; j < n; ++j) if (a[j] > q) ++s; t += j; }",
        "while (q--) { for (j = 0; j < n; ++j) if (a[j] > q || a[j] < 3) ++s; }",
        "while (q--) { for (j = 0; j < n; ++j) if (a[j] > q && a[j] > t) ++s; }",
        "while (q--) { for (j = 0; j < n; ++j) if (a[j + 1] > q) ++s; }",
        "while (q--) { for (j = 0; j < n; ++j) if (a[j] > v[j]) ++s; }",
        "while (q--) { vector<int> z(n); for (j = 0; j < n; ++j) if (z[j] > q) ++s; }",
    ],
)
def test_other_loops_stay(body: str) -> None:
    check_silent(RULE, text_of(body))


TESTS = ["v[j] == x", "v[j] < x", "x < v[j]", "v[j] <= x + 1", "x - 1 <= v[j]", "v[j] != x"]
MORE = ["i != j && v[j] == v[i]", "v[j] < v[i] && i != j", "v[j] >= x && v[j] < v[i]"]
RANGES = ["j = 0; j < n", "j = 1; j <= n - 1", "j = 0; j < (int)v.size()", "j = n / 2; j < n"]
KINDS = ["int", "long long", "short"]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(TESTS + MORE),
            st.sampled_from(RANGES),
            st.sampled_from(KINDS),
            st.sampled_from(["c++;", "{ ++c; }", "c += 1;"]),
            st.booleans(),
        ),
        min_size=30,
        max_size=30,
    )
)
def test_the_counts_are_the_same(loops: list[tuple[str, str, str, str, bool]]) -> None:
    functions: list[str] = []
    sure = ("v[j] == x", "j = 0; j < n", "int", "c++;", True)
    for index, (test, over, kind, action, own) in enumerate([sure, *loops]):
        functions.append(
            f"long long f{index}(vector<{kind}> v) {{ int n = v.size(), c = 0, j = 0;"
            f" long long s = 0;\n    for (int i = 0; i < n; i++) {{ int x = i % 5; c = 0;\n"
            f"        for ({'int ' if own else ''}{over}; j++) if ({test}) {action}\n"
            f"        s = s * 31 + c;\n    }}\n    return s; }}"
        )
    lists = ("{1, 5, 3, 3, 8, 5, 3, 1}", "{}", "{3, 7}", "{-9, 2, 2, 0, -3, 2, 7}")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in lists]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
