"""The next greater or smaller elements are found at once, whichever way they are searched for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.next_in_order import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = "#include <iostream>\n#include <string>\n#include <vector>\nusing namespace std;\n"
EACH = "for (i = 0; i < n; i++)"
MAIN = """\
int a[9] = {5, 3, 8, 8, 1, 9, 2, 2, 7};
int main() {
    int n = 9, c = 0, i, j;
    vector<int> v(a, a + n), r(n, -1);
    BODY
    for (int x : r) cout << x << ' ';
    cout << c;
}
"""


def text_of(body: str) -> str:
    return HEAD + MAIN.replace("BODY", body.replace("EACH", EACH))


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (
            ("EACH for (j = i + 1; j < n; j++) if (v[j] > v[i]) { r[i] = v[j]; break; }"),
            "j = next_greater[i];\n        if (j < n) r[i] = v[j];",
        ),
        (
            (
                "for (size_t k = 0; k < v.size(); k++) { size_t m = k + 1; "
                "while (m < v.size() && v[m] >= v[k]) ++m; r[k] = m; }"
            ),
            "size_t m = next_smaller[k];",
        ),
        (
            (
                "for (i = n - 1; i >= 0; i--) { int low = i; while (low > 0 && v[low - 1] > v[i]) "
                "low--; r[i] = low; }"
            ),
            "int low = last_smaller[i] + 1;",
        ),
        (
            ("EACH { auto m = i + 1; while (m < n && a[m] <= a[i]) m++; r[i] = m; }"),
            "auto m = i + 1; m = next_greater[i];",
        ),
        (
            ("EACH { c = 1; for (j = i - 1; j >= 0 && v[i] >= v[j]; --j) c++; r[i] = c; }"),
            "c += i - last_greater[i] - 1;",
        ),
        (
            (
                "EACH { int l = i, h = i; while (l - 1 >= 0 && v[l - 1] >= v[i]) "
                "l--; while (h + 1 < n && v[h + 1] >= v[i]) h++; r[i] = h - l; }"
            ),
            "h = next_smaller[i] - 1;",
        ),
    ],
)
def test_the_next_one_is_looked_up(body: str, part: str) -> None:
    text = text_of(body)
    assert part in applied(text, rewrites_of(RULE, text))


@pytest.mark.parametrize(
    "body",
    [
        # Whether all elements are there is not known when the loop may end before.
        ("EACH { j = i + 1; while (j < n && v[j] <= v[i]) j++; if (j == n) break; }"),
        "for (i = 0; i < n - 3; i++) { j = i + 1; while (j < n && v[j] <= v[i]) j++; r[i] = j; }",
        "EACH { j = i + 2; while (j < n && v[j] <= v[i]) j++; r[i] = j; }",
        "EACH { j = i; while (j < n && v[j] < v[i]) j++; r[i] = j; }",
        "EACH { j = i + 1; while (j < n && v[j] <= v[i]) j++; v[i] = j; }",
        "EACH { j = i + 1; c = j++; while (j < n && v[j] <= v[i]) j++; }",
        "EACH { j = i - 1; while (j > 0 && v[j] <= v[i]) j--; r[i] = j; }",
        "EACH { size_t k = i - 1; while (k >= 0 && v[k] < v[i]) k--; c++; }",
        "EACH for (j = i + 1; j < n; j++) if (v[j] > r[i]) { c++; break; }",
        "EACH { for (j = i + 1; j < n; j++) if (v[j] > v[i]) break; r[i] = j; }",
        ("EACH for (j = i + 1; j < n; j++) if (v[j] > v[i]) { c++; break; } else c--;"),
        ("EACH for (j = i + 1; j < n; j++) if (v[j] > v[i]) { if (c) continue; break; }"),
    ],
)
def test_other_searches_stay(body: str) -> None:
    check_silent(RULE, text_of(body))


FORWARD = [
    "for (int j = i + 1; j < END; j++) if (a[j] S a[i]) { r[i] = j; break; }",
    "for (int j = i + 1; j <= END - 1; ++j) { if (a[i] M a[j]) { r[i] = a[j]; c++; break; } }",
    "int j = i + 1; while (j < END && a[j] N a[i]) j++; r[i] = j;",
    "int j = i + 1, k = 1; while (j < END && a[j] N a[i]) { k++; j++; } r[i] = k;",
    "int j = i; while (j + 1 < END && a[i] O a[j + 1]) j++; r[i] = j;",
    "int k = 0; for (int j = i + 1; j < END && a[j] N a[i]; j++) k++; r[i] = k;",
    "int k = 0; for (int j = i + 1; j < END; j++) { if (a[j] N a[i]) k++; else break; } r[i] = k;",
]
BACKWARD = [
    "for (int j = i - 1; j >= 0; j--) if (a[j] S a[i]) { r[i] = a[j]; break; }",
    "int j = i - 1; while (j >= 0 && a[j] N a[i]) j--; r[i] = j;",
    "int k = 1; int j = i - 1; while (0 <= j && a[j] N a[i]) { ++k; --j; } r[i] = k;",
    "int j = i; while (j > 0 && a[j - 1] N a[i]) j--; r[i] = j;",
    "int k = 0; for (int j = i - 1; j > -1 && a[i] O a[j]; j--) k += 1; r[i] = k;",
]
OUTER = [
    "for (int i = 0; i < n; i++)",
    "for (int i = n - 1; i >= 0; --i)",
    "for (int i = 0; i < (int)a.size(); i++)",
]
SIGNS = [
    (">", "<", "<=", ">="),
    (">=", "<=", "<", ">"),
    ("<", ">", ">=", "<="),
    ("<=", ">=", ">", "<"),
]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*FORWARD, *BACKWARD]),
            st.sampled_from(OUTER),
            st.sampled_from(SIGNS),
            st.sampled_from(["int", "long long", "string"]),
        ),
        min_size=20,
        max_size=20,
    )
)
def test_the_next_ones_are_the_same(scans: list[tuple[str, str, tuple[str, ...], str]]) -> None:
    functions: list[str] = []
    sure = [(f, OUTER[k % 3], SIGNS[k % 4], "int") for k, f in enumerate([*FORWARD, *BACKWARD])]
    for index, (body, outer, signs, kind) in enumerate([*sure, *scans]):
        for letter, sign in zip("SMNO", signs, strict=True):
            body = body.replace(f" {letter} ", f" {sign} ")
        body = body.replace("END", "(int)a.size()" if "size" in outer else "n")
        if kind == "string":
            body = body.replace("r[i] = a[j]", "r[i] = a[j].size()")
        made = "to_string(x)" if kind == "string" else "x"
        functions.append(
            f"long long f{index}(const vector<int>& given) {{ vector<{kind}> a; "
            f"int n = given.size(); for (int x : given) a.push_back({made});\n"
            f"    long long h = 0, c = 0; vector<int> r(n, -7);\n    {outer} {{ {body} }}\n"
            "    for (int x : r) h = h * 31 % 1000003 + x; return h + c; }"
        )
    lists = ("{3, 1, 4, 1, 5, 9, 2, 6, 5}", "{}", "{7}", "{2, 2, 2}", "{9, 8, 7, 6, 7, 8, 9}")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in lists]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > len(sure)
