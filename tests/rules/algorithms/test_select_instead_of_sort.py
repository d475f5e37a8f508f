"""A vector is not sorted where one place in the order is all that is wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.select_instead_of_sort import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = """\
#include <algorithm>
#include <functional>
#include <iostream>
#include <vector>
using namespace std;
"""
MAIN = """\
vector<int> shared(4);
void change(int& x) { x++; }
int main() {
    int n = 4, k = 2;
    vector<int> v(n), w(n);
    vector<double> d(n);
    BODY
    cout << n << k;
}
"""
SORT = "sort(v.begin(), v.end());"


def text_of(body: str) -> str:
    return HEAD + MAIN.replace("BODY", body)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (f"{SORT} cout << v[0];", "v.begin() + std::min<std::size_t>(0, v.size()), v.end())"),
        (f"k--; {SORT} if (n > k) cout << v[k] + v[k];", "std::min<std::size_t>(k, v.size())"),
        (
            "std::sort(v.begin(), v.end(), greater<int>()); int x = v[v.size() / 2];",
            "std::min<std::size_t>(v.size() / 2, v.size()), v.end(), greater<int>());",
        ),
        (
            (
                "while (k < 4) { cin >> k; vector<int> u(v.begin(), v.begin() + k); "
                "sort(u.begin(), u.end()); cout << u[k - 1]; }"
            ),
            "u.begin() + std::min<std::size_t>(k - 1, u.size()), u.end())",
        ),
    ],
)
def test_the_element_is_selected(body: str, part: str) -> None:
    found = rewrites_of(RULE, text_of(body))
    assert len(found) == 1
    assert part in applied(text_of(body), found)


@pytest.mark.parametrize(
    "body",
    [
        f"{SORT} cout << v[0] << v[1];",
        f"{SORT} cout << v[k]; k++; cout << v[k];",
        f"{SORT} v[0] = 3;",
        # The next turn goes on with what this one has sorted.
        f"while (k-- > 0) {{ {SORT} cout << v[0]; }}",
        "for (;;) { vector<int> u(v); while (k--) { sort(u.begin(), u.end()); cout << u[0]; } }",
        f"{SORT} v[0]++;",
        f"{SORT} change(v[0]);",
        f"{SORT} cin >> v[0];",
        f"{SORT} for (int x : v) cout << x;",
        f"{SORT} cout << v[0]; cout << v.back();",
        f"{SORT} cout << v[w[0]];",
        f"{SORT} w.push_back(1); cout << v[w.size() - 1];",
        f"{SORT} cout << v[n / k];",
        f"for (int i = 0; i < 2; i++) {{ {SORT} cout << v[0]; v.push_back(i); }}",
        f"int& r = v[1]; {SORT} cout << v[0] << r;",
        f"auto it = v.begin() + 1; {SORT} cout << v[0] << *it;",
        f"int* p = &v[1]; {SORT} cout << v[0] << *p;",
        f"int& r = k; {SORT} r = 1; cout << v[k];",
        f"auto f = [&] {{ return v[1]; }}; {SORT} cout << v[0] << f();",
        "sort(shared.begin(), shared.end()); cout << shared[0];",
        "sort(d.begin(), d.end()); cout << d[0];",
        "sort(v.begin(), v.end(), [](int a, int b) { return a % 3 < b % 3; }); cout << v[0];",
        "sort(v.begin(), w.end()); cout << v[0];",
        "sort(v.begin() + 1, v.end()); cout << v[0];",
        f"{SORT} v.pop_back(); cout << v[0];",
        f"{SORT} {{ int k = 1; cout << v[k]; }} cout << v[k];",
        f"{SORT} w = v; cout << v[0];",
    ],
)
def test_what_more_is_wanted_of_is_sorted(body: str) -> None:
    check_silent(RULE, text_of(body))


BEFORE = ["", "v.push_back(k);", "k++;", "v[0] = 7;", "reverse(v.begin(), v.end());"]
ORDERS = ["", ", greater<int>()", ", std::greater<>()"]
AFTER = [
    "c += v[0];", "if (k < n) c += v[k];", "c = v[v.size() - 1] * 2;", "c += v[n - 1] - n;",
    "c = v[k];", "k--;", "for (int i = 0; i < 3; i++) c += v[0] * i;", "c += v.size();",
]  # fmt: skip


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(BEFORE),
            st.sampled_from(ORDERS),
            st.lists(st.sampled_from(AFTER), min_size=1, max_size=2),
        ),
        min_size=40,
        max_size=40,
    )
)
def test_the_same_elements_are_selected(sorts: list[tuple[str, str, list[str]]]) -> None:
    functions = [
        f"int f{index}(vector<int> v, int k) {{ int c = 0; {before} int n = v.size();\n"
        f"    sort(v.begin(), v.end(){order}); {' '.join(after)} return c; }}"
        for index, (before, order, after) in enumerate([("", "", AFTER[:1]), *sorts])
    ]
    lists = ("{1, 5, 3, 3, 8, 5, 3, 1}", "{3, 7}", "{9, 2, 9, 4, -1}")
    calls = [f"f{i}({v}, {k})" for i in range(len(functions)) for v in lists for k in (0, 1)]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
