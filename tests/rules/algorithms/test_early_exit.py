"""Loops end early where all that is left to do can change nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms import early_exit_count, early_exit_search_loop
from hasten.rules.rule import Rule
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = "#include <iostream>\n#include <string>\n#include <vector>\nusing namespace std;\n"
MAIN = """\
int n = 9, a[9] = {1, 5, 3};
int main() {
    bool found = false, ok = true;
    int c = 0, i, j, x = 0;
    vector<int> v(n);
    BODY
    cout << found << ok << (c > 1) << x;
}
"""


def both(rule: Rule, before: str, after: str) -> None:
    text = HEAD + MAIN
    check_rule(rule, text.replace("BODY", before), text.replace("BODY", after))


def silent(rule: Rule, body: str) -> None:
    check_silent(rule, HEAD + MAIN.replace("BODY", body))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "for (int k = 0; k < n; k++) if (a[k] == 3) found = true;",
            "for (int k = 0; k < n; k++) if (a[k] == 3) { found = true; break; }",
        ),
        (
            "for (int y : v) { if (y > 3) { ok = false; } }",
            "for (int y : v) { if (y > 3) { ok = false; break; } }",
        ),
        (  # counters that every loop starts afresh
            "for (i = 0; i < n; i++) for (j = 0; j < i; j++) if (a[i] == a[j]) x = 1;",
            (
                "for (i = 0; i < n; i++) { for (j = 0; j < i; j++) if (a[i] == a[j]) "
                "{ x = 1; break; } if (x) break; }"
            ),
        ),
        (  # the outer loop does more
            "for (int k = 0; k < n; k++) { c += k; for (int y : v) if (y == k) ok = false; }",
            (
                "for (int k = 0; k < n; k++) { c += k; for (int y : v) if (y == k) "
                "{ ok = false; break; } }"
            ),
        ),
        (  # two ways to the same
            "for (int y : v) { if (y > 3) ok = false; else if (y < -3) ok = false; }",
            (
                "for (int y : v) { if (y > 3) { ok = false; break; } "
                "else if (y < -3) { ok = false; break; } }"
            ),
        ),
        (  # variables of the turn's own
            "for (int k = 0; k < n; k++) { int r = k; while (r > 9) r /= 10; if (r == 7) x = 2; }",
            (
                "for (int k = 0; k < n; k++) { int r = k; while (r > 9) r /= 10; "
                "if (r == 7) { x = 2; break; } }"
            ),
        ),
    ],
)
def test_a_search_ends_with_what_it_finds(before: str, after: str) -> None:
    both(early_exit_search_loop.RULE, before, after)


@pytest.mark.parametrize(
    "body",
    [
        "for (int k = 0; k < n; k++) if (a[k] == 3) { found = true; break; }",
        "for (int k = 0; k < n; k++) { if (a[k] == 3) found = true; cout << k; }",
        "for (int k = 0; k < n; k++) { if (a[k] == 3) found = true; a[k]++; }",
        "for (int k = 0; k < n; k++) { if (a[k] == 3) found = true; if (found) x = 1; }",
        "for (int k = 0; k < n; k++) { if (a[k] == 3) found = true; else found = false; }",
        "for (int k = 0; k < n; k++) { if (a[k] == 3) found = true; v.push_back(k); }",
        "for (i = 0; i < n; i++) { if (a[i] == 3) found = true; } cout << i;",
        "while (x < n) { if (a[x] == 3) found = true; x++; }",
        "for (int k = 0; k < n; k++) { if (v.at(k) == 3) found = true; }",
        "for (int k = 0; k < n; k++) { switch (a[k]) { case 3: found = true; } }",
        "for (int k = 0; k < n; k++) { if (a[k] == 3) found = true; if (k == 7) return 1; }",
        "bool& r = ok; for (int k = 0; k < n; k++) { if (k == 3) found = true; r = !r; }",
        "int* p = &x; for (int k = 0; k < n; k++) { if (k == 3) found = true; *p += k; }",
        "for (int k = 0; k < n; k++) { if (stoi(\"12\") == k) found = true; }",
        "for (int k = 0; k < n; k++) { if (k == 3) x = k; }",
        "for (int k = 0; k < n; k++) { if (k == 3) x = 5; if (k == 4) x = 6; }",
        ("auto f = [&](int k) { c += k; return k; }; for (int k = 0; k < n; k++) "
        "{ if (f(k) == 3) found = true; }"),
        "for (int k = 0; k < n; k++) { if (cin >> x && x == 3) found = true; }",
    ],
)  # fmt: skip
def test_a_search_that_does_more_goes_on(body: str) -> None:
    silent(early_exit_search_loop.RULE, body)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "for (int k = 0; k < n; k++) if (a[k] == 3) c++;",
            "for (int k = 0; k < n; k++) if (a[k] == 3) { c++; if (c >= 2) break; }",
        ),
        (
            "for (int y : v) { c += 1; } if (c == 4 || !c) x = 1;",
            "for (int y : v) { c += 1; if (c >= 5) break; } if (c == 4 || !c) x = 1;",
        ),
        (
            "for (int y : v) ++c; c = 0; for (int y : v) ++c; while (7 <= c) c = 0;",
            (
                "for (int y : v) { ++c; if (c >= 7) break; } c = 0; "
                "for (int y : v) { ++c; if (c >= 7) break; } while (7 <= c) c = 0;"
            ),
        ),
    ],
)
def test_counting_ends_where_no_question_goes(before: str, after: str) -> None:
    both(early_exit_count.RULE, before, after)


@pytest.mark.parametrize(
    "body",
    [
        "for (int y : v) c++; cout << c;",
        "for (int y : v) c++; x = c;",
        "for (int y : v) { c++; x++; }",
        "for (int y : v) { c++; if (c == 3) cout << y; }",
        "for (int y : v) c++; c--;",
        "for (int y : v) c++; if (c == n) x = 1;",
        "for (int y : v) c++; if (c > -3) x = 1;",
        "for (int y : v) c += 2;",
        "for (int y : v) c++; c -= 3;",
        "c = -5; for (int y : v) c++;",
        "int& r = c; for (int y : v) c++; cout << r;",
        "for (int y : v) c++; switch (c) { case 9: x = 1; }",
        "for (int y : v) c++; auto f = [&] { return c; }; cout << f();",
        "for (i = 0; i < n; i++) c++; cout << i;",
        "for (int y : v) { if (y) return 1; c++; }",
    ],
)
def test_counting_goes_on_where_the_number_matters(body: str) -> None:
    silent(early_exit_count.RULE, body)


STEPS = [
    "if (a[k] == 3) flag = true;", "if (a[k] % 4 == 1) { flag = true; }", "flag = false;",
    "if (k == 5) break;", "if (k == 2) continue;", "sum += k;", "a[k] = k;", "int t = a[k]; t++;",
    "for (int q = 0; q < k; q++) if (a[q] == a[k]) flag = true;", "if (a[k] == 3) count++;",
    "for (m = 0; m < 4; m++) if (a[m] == k) flag = true;", "count++;", "if (a[k] == 3) number = 1;",
    "for (int q = 0; q < k; q++) { if (a[q] > 6) count++; }", "if (a[k] > 7) return 5;",
]  # fmt: skip
ENDS = [
    "count == 2",
    "count > 3",
    "count",
    "flag",
    "flag + 2 * (count >= 2)",
    "m",
    "sum + (count < 1)",
]


@pytest.mark.parametrize("rule", [early_exit_search_loop.RULE, early_exit_count.RULE])
@FEW
@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(STEPS), min_size=1, max_size=3), st.sampled_from(ENDS)),
        min_size=40,
        max_size=40,
    )
)
def test_loops_end_with_the_same_answers(rule: Rule, loops: list[tuple[list[str], str]]) -> None:
    functions = [
        (
            "int safe(vector<int> v) { bool f = false; int c = 0; "
            "for (int x : v) if (x == 3) f = true; "
            "for (int x : v) if (x == 3) c++; return f + (c == 2); }"
        )
    ]
    for index, (steps, end) in enumerate(loops):
        functions.append(
            f"int f{index}(vector<int> a) {{ bool flag = false; int number = 0, m = 0, sum = 0;\n"
            "    int count = 0;\n"
            f"    for (int k = 0; k < (int)a.size(); k++) {{ {' '.join(steps)} }}\n"
            f"    return number * 100 + 10 * ({end}); }}"
        )
    lists = ("{1, 5, 3, 3, 8, 5, 3, 1}", "{}", "{3}", "{9, 9, 9, 9, 9}")
    calls = [f"{f}({v})" for f in ["safe", *(f"f{i}" for i in range(len(loops)))] for v in lists]
    assert check_preserved(rule, program(HEAD, functions, calls)) > 0
