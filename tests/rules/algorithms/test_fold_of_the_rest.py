"""What all later or earlier elements come to is looked up, in whichever way it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.fold_of_the_rest import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = "#include <algorithm>\n#include <iostream>\n#include <vector>\nusing namespace std;\n"
EACH, LATER = "for (int i = 0; i < n; i++)", "for (int j = i + 1; j < n; j++)"


def text_of(body: str) -> str:
    body = body.replace("EACH", EACH).replace("LATER", LATER)
    return HEAD + (
        "int f(vector<int> a, vector<unsigned> u, int* p, int& q) {\n"
        f"    int n = a.size(), b = 0;\n    long long s = 0;\n    {body}\n    return b + s;\n}}\n"
        "int main() { int q = 3; cout << f({1, 2}, {}, &q, q); }\n"
    )


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("EACH LATER b = max(b, a[j] - a[i]);", "greatest_after[i + 1] - a[i]"),
        ("EACH LATER { int d = a[i] - a[j]; if (d > b) b = d; }", "a[i] - least_after[i + 1]"),
        ("EACH for (int j = 0; j < i; j++) if (a[j] + i < b) b = a[j] + i;", "std::min<int>(b, "),
        ("EACH LATER s += 1LL * a[i] * a[j];", "1LL * a[i]) * sum_after[i + 1]"),
        ("EACH for (int j = 0; j <= i - 1; ++j) { s = s + a[j] * a[i]; }", "* sum_before[i]"),
        ("EACH LATER q = max(q, a[j] - a[i]);", ""),
        ("EACH LATER b = max(b, a[j] - a[i] + b);", ""),
        ("EACH LATER b = max(b, a[j] + a[j]);", ""),
        ("EACH LATER b = max(b, p[j] - p[i]), b++;", ""),
        ("EACH LATER s += u[j] * u[i];", ""),
        ("EACH LATER s += a[j] * b++;", ""),
        ("EACH LATER s += a[j] * s;", ""),
        ("EACH { if (b > 9) break; for (int j = i + 1; j < n; j++) b = max(b, p[j] - i); }", ""),
        ("EACH { for (int j = i + 1; j < n; j++) b = max(b, a[j] - i); a[0]++; }", ""),
        ("EACH LATER { char d = a[i] - a[j]; if (d > b) b = d; }", ""),
    ],
)
def test_rests_are_looked_up_where_they_are_the_same(body: str, part: str) -> None:
    text = text_of(body)
    if not part:
        check_silent(RULE, text)
    else:
        assert part in applied(text, rewrites_of(RULE, text))


LOOPS = [LATER, "for (int j = 0; j < i; j++)", "for (int j = i + 1; j <= n - 1; ++j)"]
BODIES = [
    "b = max(b, VALUE);",
    "if (VALUE > b) b = VALUE;",
    "{ KIND d = VALUE; if (b < d) { b = d; } }",
    "b = min<KIND>(VALUE, b);",
    "c[i] = max<KIND>(c[i], VALUE);",
    "b += FACTOR * a[j];",
    "b += a[j] * FACTOR;",
    "c[i] = c[i] + FACTOR * a[j];",
]
VALUES = ["a[j] - a[i]", "a[i] - a[j]", "a[j] + i * 3", "a[i] + a[j] - n", "-a[j] - a[i]"]
FACTORS = ["a[i]", "(long long)a[i]", "(i - 2)", "1LL * a[i]"]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(LOOPS),
            st.sampled_from(BODIES),
            st.sampled_from(VALUES),
            st.sampled_from(FACTORS),
            st.sampled_from(["int", "long long"]),
        ),
        min_size=30,
        max_size=30,
    )
)
def test_the_folds_are_the_same(folds: list[tuple[str, str, str, str, str]]) -> None:
    functions: list[str] = []
    for index, (loop, body, value, factor, kind) in enumerate(folds):
        body = body.replace("VALUE", value).replace("FACTOR", factor).replace("KIND", kind)
        functions.append(
            f"long long f{index}(const vector<{kind}>& a) {{ int n = a.size(); {kind} b = 0;\n"
            f"    vector<{kind}> c(n);\n    {EACH} {{\n        {loop} {body}\n    }}\n"
            "    long long h = b; for (auto x : c) h = h * 31 + x; return h; }"
        )
    lists = ("{3, 1, 4, 1, 5, 9, 2, 6, 5}", "{}", "{7}", "{-2, -2, -3}", "{9, 8, -7, 0, 7}")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in lists]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 15
