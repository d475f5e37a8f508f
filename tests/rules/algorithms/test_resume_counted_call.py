"""A call in a loop that repeats the one before goes on from there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.resume_call_behind_pointers import RULE as GUARDED
from hasten.rules.algorithms.resume_counted_call import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, rewrites_of

HEAD = """\
#include <cstddef>
#include <iostream>
struct Node { Node *next; int value; };
struct Chain { Node *head; };
int first(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }
long range(const int *a, int lo, int hi) {
    long s = 0;
    int i;
    for (i = lo; i <= hi; ++i) s += a[i];
    return s;
}
int largest(const int *a, size_t n) {
    int m = a[0];
    for (size_t i = 1; i < n; i++) if (a[i] > m) m = a[i];
    return m;
}
double mean(const int *a, int n) {
    double s = 0;
    int i = 0;
    while (i < n) { s += a[i]; i++; }
    return n == 0 ? 0 : s / n;
}
unsigned power(unsigned x, int n) { unsigned r = 1; while (n > 0) { r *= x; n--; } return r; }
int fibonacci(int n) {
    int a = 0, b = 1;
    for (int i = 0; i < n; i++) { int t = a + b; a = b; b = t; }
    return a;
}
int at(const Chain *c, int index) {
    Node *n = c->head;
    while (n != nullptr && index > 0) { n = n->next; index--; }
    return n ? n->value : -1;
}
int after(const Node *n, int steps) {
    for (; steps > 0 && n; steps--) n = n->next;
    return n ? 1 : 0;
}
int find(const int *a, int n, int x) {
    for (int i = 0; i < n; i++) if (a[i] == x) return i;
    return n;
}
int twisted(int n) { int s = 0; for (int i = 0; i < n; i++) s += n ^ i; return s; }
int backward(const int *a, int n) {
    int s = 0;
    for (int i = n - 1; i >= 0; i--) s += a[i];
    return s;
}
"""
FUNCTION = "double work(int *a, int *b, double *d, short *s, const Chain *c, int n, int k) {\n"


def text_of(body: str) -> str:
    return (
        f"{HEAD}{FUNCTION}    double sum = 0;\n    {body}\n    return sum;\n}}\nint main() {{}}\n"
    )


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("for (int i = 0; i < n; i++) sum += first(a, i);", "first_i < i; first_i++"),
        (
            "for (int i = 0; i < n; i++) { d[i] = range(a, 2, i - 1); }",
            "range_i <= i - 1; ++range_i",
        ),
        ("for (size_t i = 0; i < 9; i++) { d[i] = largest(a, i + 1); }", "largest_started = 1;"),
        ("for (int i = 1; i <= n; i += 2) { s[i] = mean(a, i); }", "while (mean_i < i)"),
        ("for (int i = 0; i < n; i++) { a[i] = power(3, i); }", "while (power_steps < i)"),
        (
            "for (int i = 0; i < n; i++) { a[i] = fibonacci(i); }",
            "int t = fibonacci_a + fibonacci_b",
        ),
        (
            "for (int i = 0; i < n; i++) { a[i] = after(c->head, i); }",
            "after_n = c->head; after_started = 1;",
        ),
        ("for (int i = 0; i < n; i++) { if (i != k) sum += first(a, i); }", "{ for (; first_i"),
    ],
)
def test_only_the_new_steps_are_done(body: str, made: str) -> None:
    text = text_of(body)
    found = rewrites_of(RULE, text)
    assert found
    assert made in " ".join(applied(text, found).split())


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 0; i < n; i++) sum += twisted(i);",
        "for (int i = 0; i < n; i++) sum += backward(a, i);",
        "for (int i = 0; i < n; i++) sum += find(a, i, 3);",
        "for (int i = 0; i < n; i++) { sum += first(a, i); a = b; }",
        "for (int i = 0; i < n; i++) { sum += first(a, i); a[i] = 3; }",
        "for (int i = 0; i < n; i++) { sum += first(a, k); k++; }",
        "for (int i = n; i > 0; i--) sum += first(a, i);",
        "for (unsigned i = 0; i < 9; i++) sum += first(a, i - 1);",
        "for (int i = -3; i < n; i++) sum += largest(a, i);",
        "for (int i = 0; i < n; i++) { c->head->next = nullptr; sum += at(c, i); }",
        "for (int i = 0; i < n; i++) sum += i < 3 && first(a, i);",
        "for (int i = 0; i < first(a, i); i++) sum += i;",
        "for (int i = 0; i < n; i++) sum += power(i, i);",
        "for (int i = 0; i < n; i++) for (int t = 0; t < n; t++) sum += first(a, n - i);",
    ],
)
def test_where_the_work_of_the_call_before_is_of_no_use_all_is_done(body: str) -> None:
    assert not rewrites_of(RULE, text_of(body))


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 0; i < n; i++) { a[i] = first(a, i); }",
        "int *p = b; for (int i = 0; i < n; i++) { p[i] = first(a, i); }",
        "for (int i = 0; i < n; i++) { d[i] = first(a, i); }",
    ],
)
def test_what_is_written_by_the_same_name_or_is_certain_is_not_for_the_guarded_rule(
    body: str,
) -> None:
    assert not rewrites_of(GUARDED, text_of(body))


CALLS = (
    *("first(a, {0})", "range(a, 1, {0})", "range(a, k, {0})", "mean(a, {0})", "power(k, {0})"),
    *("fibonacci({0})", "at(c, {0})", "after(c->head, {0})", "first(a + 1, {0})"),
)
LIMITS = ("i", "i + 1", "i - 1", "i + 2")
USES = ("sum += {0};", "if ({0} > 4) sum += i;", "d[i & 3] = {0} + {1};", "sum += {0} - {0};")
AROUND = ("{}", "if (i % 3) {{ {} }}", "for (int j = 0; j < k; j++) {{ {} }}", "if (i % 2) {}")
AFTER = ("", "b[i & 7] += i;", "if (i > 4) break;", "k += i == 1;", "s[1]++;", "a[3] += i == 2;")
LOOPS = (
    "for (int i = 0; i < n; i++)",
    "for (int i = 1; i <= n; i += 2)",
    "for (int i = k; n > i; ++i)",
)


@FEW
@given(st.data())
def test_programs_do_the_same_after_it(data: st.DataObject) -> None:
    functions: list[str] = []
    for number in range(24):
        given = [
            data.draw(st.sampled_from(CALLS)).format(data.draw(st.sampled_from(LIMITS)))
            for _ in range(2)
        ]
        use = data.draw(st.sampled_from(USES)).format(*given)
        body = data.draw(st.sampled_from(AROUND)).format(use)
        loop, after = data.draw(st.sampled_from(LOOPS)), data.draw(st.sampled_from(AFTER))
        head = FUNCTION.replace("work", f"work{number}")
        functions.append(
            f"{head}    double sum = 0;\n    {loop} {{ {body} {after} }}\n"
            "    return sum + d[1] + b[2] + s[1];\n}\n"
        )
    arrays = "int a[16] = {3, 1, -2, 7, 9}, b[16]; double d[4]; short s[9];\n"
    nodes = "Node last = {nullptr, 3}, first_node = {&last, 1}; Chain chain = {&first_node};\n"
    calls = [f"work{i}(a, b, d, s, &chain, {n}, 2)" for i in range(24) for n in (0, 1, 7)]
    assert check_preserved(RULE, program(HEAD + arrays + nodes, functions, calls)) > 5
