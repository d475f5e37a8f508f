"""Sums of ranges become differences of prefix sums, where the array stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.prefix_sums import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = "#include <iostream>\n#include <vector>\nusing namespace std;\n"
MAIN = """\
int n = 9, a[10] = {5, 3, 8};
double d[9];
int main() {
    int local[9], s = 0, t = 0, j, q = 4;
    long long total = 0;
    vector<int> v(n);
    vector<vector<int>> w(3, v);
    BODY
    cout << s << t << q << total;
}
"""


def text_of(body: str) -> str:
    return HEAD + MAIN.replace("BODY", body)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (
            "for (int i = 0; i < n; i++) for (int k = i; k <= n - 1; k++) total += v[k];",
            (
                "{ if (int k = i; k <= (n - 1)) "
                "total = static_cast<long long>(total + (v_sums[(n - 1) + 1] - v_sums[k])); }"
            ),
        ),
        (
            "while (q--) { for (j = 0; j < q; ++j) s += a[j]; cout << s; }",
            "if (j = 0; j < q) s = static_cast<int>(s + (a_sums[q] - a_sums[j]));",
        ),
        (
            "for (int i = 0; i < 3; i++) { for (j = w[i][0]; j < w[i][1]; ++j) { s += a[j]; } }",
            "std::vector<unsigned long long> a_sums(10 + 1);",
        ),
        (
            "for (int i = 0; i < n; i++) { for (int k = 0; k < q; k++) s = s + v[i + k]; }",
            "s = static_cast<int>(s + (v_sums[i + q] - v_sums[i + k]));",
        ),
        (
            "for (int i = 1; i < n; i++) { for (int k = 1; k <= i; k++) s = v[k - 1] + s; }",
            "(v_sums[-1 + (i) + 1] - v_sums[-1 + k])",
        ),
    ],
)
def test_a_sum_is_looked_up(body: str, part: str) -> None:
    text = text_of(body)
    found = rewrites_of(RULE, text)
    assert len(found) == 1
    assert part in applied(text, found)


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 0; i < n; i++) { for (j = 0; j < i; j++) s += a[j]; a[i]++; }",
        "for (int i = 0; i < n; i++) { for (j = 0; j < i; j++) s += a[j]; v.push_back(j); }",
        "for (int i = 0; i < n; i++) { for (j = 0; j < i; j++) s += local[j]; }",
        "for (int i = 0; i < n; i++) { for (j = 0; j < i; j++) s += a[2 * j]; }",
        "for (int i = 0; i < n; i++) { for (j = 0; j < i; j++) s += w[i][j]; }",
        "for (int i = 0; i < n; i++) { for (j = 0; j < i; j++) s += d[j]; }",
        "for (int i = 0; i < n; i++) { for (j = 0; j < s; j++) s += a[j]; }",
        "for (int i = 0; i < n; i++) { for (j = 0; j < i * 0.5; j++) s += a[j]; }",
        "for (int i = 0; i < n; i++) { for (j = 0; j < q--; j++) s += a[j]; }",
        "for (int i = 0; i < n; i++) { for (j = 0; j < i; j++) { s += a[j]; t++; } }",
        "for (int i = 0; i < n; i++) { for (j = i; j > 0; j--) s += a[j]; }",
        "for (int i = 0; i < n; i++) { for (j = 0; j < i; j++) d[0] += a[j]; }",
        "for (int i = 0; i < n; i++) { vector<int> u(n); for (j = 0; j < i; j++) s += u[j]; }",
        "int& r = a[2]; for (int i = 0; i < n; i++) { for (j = 0; j < i; j++) s += a[j]; r++; }",
        "for (j = 0; j < n; j++) s += a[j];",
    ],
)
def test_other_sums_are_added_up(body: str) -> None:
    if "v.push_back(j)" in body:  # the variable is looked at afterwards
        body = body.replace("s += a[j]", "s += v[j]")
    check_silent(RULE, text_of(body))


@pytest.mark.parametrize("counter", ["int", "unsigned", "long long", "size_t"])
def test_sums_at_some_distance_are_the_same(counter: str) -> None:
    loops = (
        "k = 0; k < n - i; k++) s += v[i + k];",
        "k = 1; k <= i; k++) s = s + v[k - 1];",
        "k = 0; k + i < n && k < 3; k++) s += v[k + i];",
        "k = 2; k < i; k++) s = v[k + x] + s;",
    )
    functions = [
        f"long f{index}(vector<int> v) {{\n    int n = v.size(), x = -2;\n    long s = 0;\n"
        f"    for ({counter} i = 0; i < n; i++) {{\n        for ({counter} {loop}\n    }}\n"
        "    return s;\n}\n"
        for index, loop in enumerate(loops)
    ]
    calls = [f"f{i}({v})" for i in range(4) for v in ("{1, 5, 3, 8}", "{}", "{7}")]
    assert check_preserved(RULE, program(HEAD, functions, calls)) == 3


STARTS = ["0", "i", "i / 2", "v[i] % 3", "x - 2", "2"]
BOUNDS = ["< n", "< i", "<= i", "< (int)v.size()", "< v.size()", "<= n - 1", "< x", "<= i + x - x"]
KINDS = ["int", "long long", "unsigned", "unsigned long long"]
MORE = ["", "c += s;", "if (s > 4) c++; else", "v[0]++;", "x++;"]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(STARTS),
            st.sampled_from(BOUNDS),
            st.sampled_from(KINDS),
            st.sampled_from(KINDS[:3]),
            st.sampled_from(MORE),
            st.sampled_from(["int", "long long", "size_t"]),
        ),
        min_size=30,
        max_size=30,
    )
)
def test_the_sums_are_the_same(loops: list[tuple[str, str, str, str, str, str]]) -> None:
    functions: list[str] = []
    sure = ("0", "<= i", "int", "int", "c += s;", "int")
    for index, (start, bound, kind, element, more, counter) in enumerate([sure, *loops]):
        functions.append(
            f"long long f{index}(vector<{element}> v) {{ int n = v.size(), x = 2; long long c = 0;"
            f"\n    {kind} s = 0;\n    for (int i = 0; i < n; i++) {{ {more}\n"
            f"        for ({counter} k = max<{counter}>(0, {start}); k {bound} && k < n; k++)"
            f" s += v[k];\n    }}\n"
            f"    for (int i = 0; i < n; i++) {{ {more}\n"
            f"        for ({counter} k = {start.replace('x - 2', 'x')}; k {_safe(bound)}; k++)"
            f" s += v[k];\n    }}\n"
            "    return c * 7 + s; }"
        )
    lists = ("{1, 5, 3, 3, 8, 5, 3, 1}", "{}", "{3, 7}", "{2000000000, 3, 9, 1000000}")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in lists]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0


def _safe(bound: str) -> str:
    """A bound that is within every list."""
    return "< i" if "x" in bound else bound
