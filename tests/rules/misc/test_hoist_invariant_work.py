"""Costly calls that give the same in every turn are made once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.misc.hoist_invariant_work import RULE
from hasten.rules.misc.hoist_work_behind_pointers import RULE as GUARDED
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, rewrites_of

HEAD = """\
#include <cmath>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <vector>
struct Node { Node *next; int value; };
struct Box { int count; double items[4]; Node *first; };
int shared = 2;
int total(const int *a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }
int length(const Box *b) { int n = 0; for (Node *p = b->first; p; p = p->next) n++; return n; }
int scaled(int n) { int s = n; for (int i = 0; i < shared; i++) s = s * 3 % 101; return s; }
int triangle(int n) { int s = 0; for (int i = 1; i <= n; i++) s += i; return s; }
double sum_of(Box b) { double s = 0; for (int i = 0; i < 4; i++) s += b.items[i]; return s; }
int sum_of_all(const std::vector<int>& w) {
    int s = 0;
    for (size_t i = 0; i < w.size(); i++) s += w[i];
    return s;
}
int small(int n) { return n + 1; }
int noisy(int n) { for (int i = 0; i < n; i++) std::printf("%d\\n", i); return n; }
"""
FUNCTION = """\
double work(int *a, int *b, double *d, float *f, char *text, Box *box, int n, int k) {
    double sum = 0;
    int own[8] = {1, 2, 3};
    std::vector<double> v(8);
    std::vector<int> w(8);
"""


def text_of(body: str) -> str:
    return f"{HEAD}{FUNCTION}    {body}\n    return sum;\n}}\nint main() {{}}\n"


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("for (int i = 0; i < n; i++) { d[i] = total(a, k); }", "total_value = 0 < n ? total"),
        ("for (int i = 0; i < n; i++) { own[i] = total(a, k); }", "0 < n ? total(a, k) : 0;"),
        ("for (int i = 0; i < length(box); i++) f[i] = i;", "length_value = length(box);"),
        ("for (int i = 0; i < n; i++) { if (i > 3) f[i] = total(a, k); }", "total_known = 1"),
        ("while (n > 0 && total(a, k) > n) { n--; }", "total_known ? total_value :"),
        ("do { d[n] = triangle(k); n--; } while (n > 0);", "triangle_value = triangle(k);"),
        ('for (int i = 0; i < n; i++) { printf(""); a[i] = triangle(k); }', "0 < n ? triangle"),
        ('for (int i = 0; i < n; i++) { printf("%d", total(a, k)); }', "0 < n ? total(a, k)"),
        ("for (int i = 0; i < n; i++) { v[i] = total(a, k) + v.size(); }", "0 < n ? total(a, k)"),
        ("for (int i = 0; i < 5; i++) { sum += scaled(k); }", "scaled_value = scaled(k);"),
    ],
)
def test_what_certainly_gives_the_same_is_done_once(body: str, made: str) -> None:
    text = text_of(body)
    found = rewrites_of(RULE, text)
    assert found
    assert made in applied(text, found)


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 0; i < n; i++) { b[i] = total(a, k); }",
        "for (int i = 0; i < n; i++) { f[i] = total(a, i); }",
        "for (int i = 0; i < n; i++) { sum += total(a, k); a = b; }",
        "for (int i = 0; i < n; i++) { sum += sum_of(*box); d[i] = 1; }",
        "for (int i = 0; i < n; i++) { sum += length(box); box->first = box->first->next; }",
        "for (int i = 0; i < n; i++) { sum += length(box); text[i] = 0; }",
        "for (int i = 0; i < n; i++) { sum += scaled(k); shared++; }",
        "for (int i = 0; i < n; i++) { sum += scaled(k); b[i] = 1; }",
        "for (int i = 0; i < n; i++) { sum += small(k); }",
        "for (int i = 0; i < n; i++) { sum += noisy(k); }",
        "for (int i = 0; i < n; i++) { sum += triangle(k); int *p = &k; *p = i; }",
        "for (int i = 0; i < n; i++) { sum += strlen(text); text[i] = 'a'; }",
        "for (int i = 0; i < n; i++) { memset(a, i, 4); sum += total(b, k); }",
        "for (int i = 0; i < n; i++) { std::swap(a, b); sum += total(a, k); }",
        "for (int i = 0; i < n; i++) { w[i] = total(w.data(), k); }",
        "for (int i = 0; i < n; i++) { sum += sum_of_all(w); w[i] = 1; }",
        "for (int i = 0; i < n; i++) { sum += sum_of_all(w); w.push_back(1); }",
    ],
)
def test_what_may_change_is_done_again(body: str) -> None:
    assert not rewrites_of(RULE, text_of(body))


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 0; i < n; i++) { a[i] = total(a, k); }",
        "int *p = a; for (int i = 0; i < n; i++) { p[i] = total(a, k); }",
        "for (int i = 0; i < n; i++) { shared = total(&shared, 1); }",
        "for (int i = 0; i < n; i++) { box->first->value = length(box); box->first = 0; }",
    ],
)
def test_what_is_written_by_the_same_name_is_not_trusted(body: str) -> None:
    assert not rewrites_of(GUARDED, text_of(body))


CALLS = ("total(a, k)", "total(own, 3)", "length(box)", "scaled(k)", "triangle(k)", "triangle(i)")
BEFORE = ("", "if (i == 2) continue;", "if (i > k) break;", "if (d[i & 3] > 9) continue;")
AROUND = ("{}", "if (i % 2) {{ {} }}", "for (int j = 0; j < k; j++) {{ {} }}")
USES = ("sum += {0};", "d[i & 3] += {0} * 0.5;", "f[i & 3] = {0} > 3 || {1} > 2 ? i : {0};")
AFTER = ("", "a[i & 7] += i;", "box->count++;", "shared += i & 1;", "k += i == 1;", "own[2]++;")


@FEW
@given(st.data())
def test_programs_do_the_same_after_it(data: st.DataObject) -> None:
    loops = ("for (int i = 0; i < n; i++)", "for (int i = 1; i <= n; i += 2)", "while (i++ < n)")
    functions: list[str] = []
    for number in range(24):
        one, two = (data.draw(st.sampled_from(CALLS)) for _ in range(2))
        use = data.draw(st.sampled_from(USES)).format(one, two)
        body = data.draw(st.sampled_from(AROUND)).format(use)
        head = data.draw(st.sampled_from(loops))
        before, after = data.draw(st.sampled_from(BEFORE)), data.draw(st.sampled_from(AFTER))
        start = "int i = 0; " if head.startswith("while") else ""
        text = f"{start}{head} {{ {before} {body} {after} }}"
        head = FUNCTION.replace("work", f"work{number}")
        functions.append(f"{head}    {text}\n    return sum + a[1] + d[1] + f[1] + shared;\n}}\n")
    arrays = 'int a[16] = {3, 1, 2}, b[16]; double d[4]; float f[4]; char text[] = "four";\n'
    nodes = "Node last = {nullptr, 3}, first = {&last, 1}; Box box = {2, {1, 2}, &first};\n"
    calls = [f"work{i}(a, b, d, f, text, &box, {n}, 3)" for i in range(24) for n in (0, 1, 6)]
    assert check_preserved(RULE, program(HEAD + arrays + nodes, functions, calls)) > 5
