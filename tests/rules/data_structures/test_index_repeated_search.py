"""A function that searches the same array again and again looks up what it has passed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures.index_repeated_search import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, rewrites_of

HEAD = """\
#include <cstddef>
#include <iostream>
struct Entry { short key; int value; bool used; };
struct Table { Entry entries[9]; int count; };
int position(const int *a, int n, int x) {
    for (int i = 0; i < n; i++) { if (a[i] == x) return i; }
    return -1;
}
bool has(const long *a, size_t n, long x) {
    size_t i;
    for (i = 0; i < n; ++i) if (x == a[i]) return true;
    return false;
}
int value_of(const Table *t, short key) {
    for (int i = 0; i < t->count; i++) {
        if (t->entries[i].used && t->entries[i].key == key) return t->entries[i].value;
    }
    return -7;
}
int near(const int *a, int n, int x) {
    for (int i = 0; i < n; i++) if (a[i] == x + i) return i;
    return -1;
}
int nested(const int *a, int n, int x) {
    for (int i = 0; i < n; i++) { if (a[i] == x) { n++; return n; } }
    return -1;
}
"""
FUNCTION = "long work(int *a, long *b, double *d, Table *t, int n, int k) {\n    long sum = 0;\n"


def text_of(body: str) -> str:
    return f"{HEAD}{FUNCTION}    {body}\n    return sum;\n}}\nint main() {{}}\n"


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 0; i < n; i++) sum += position(a, 9, i);",
        "for (int i = 0; i < n; i++) { d[i] = position(a, k, i); }",
        "while (n > 0) { if (has(b, 5, n)) sum++; n--; }",
        "for (int i = 0; i < n; i++) { sum += value_of(t, (short)i); d[i] = 1; }",
        "if (k) for (int i = 0; i < n; i++) sum += i > 2 && position(a, 9, i) > 3;",
    ],
)
def test_a_search_of_what_stays_the_same_is_indexed(body: str) -> None:
    text = text_of(body)
    found = rewrites_of(RULE, text)
    assert len(found) == 1
    after = applied(text, found)
    assert "_indexed(&" in after
    assert after.count("free(") == 1


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 0; i < n; i++) { sum += position(a, 9, i); a[i] = 3; }",
        "for (int i = 0; i < n; i++) { sum += position(a, n - i, i); n--; }",
        "for (int i = 0; i < n; i++) { sum += has(b, 5, i); a = nullptr; b++; }",
        "for (int i = 0; i < n; i++) { sum += value_of(t, 3); t->count--; }",
        "for (int i = 0; i < n; i++) { sum += value_of(t, 3); t->entries[2].used = true; }",
        "for (int i = 0; i < n; i++) { sum += near(a, 9, i); }",
        "for (int i = 0; i < n; i++) { sum += nested(a, 9, i); }",
        "for (int i = 0; i < n; i++) { if (position(a, 9, i) > 2) return i; }",
        "sum += position(a, 9, 4);",
    ],
)
def test_other_searches_are_left_alone(body: str) -> None:
    assert not rewrites_of(RULE, text_of(body))


CALLS = (
    *("position(a, 9, {0})", "position(a, n, {0})", "has(b, 6, {0})", "has(b, k, {0})"),
    *("value_of(t, (short)({0}))", "position(a + 2, k, {0})"),
)
WANTED = ("i", "i % 4", "a[i & 7]", "7 - i", "sum % 5")
USES = ("sum += {0};", "if ({0} > 2) sum += i;", "d[i & 3] = {0} + {1};", "sum += i > 2 && {0};")
AFTER = ("", "d[1]++;", "if (i > 20) break;", "k += i == 1;", "a[3] += i == 2;", "t->count--;")
LOOPS = ("for (int i = 0; i < 3 * n; i++)", "for (int i = 25; i > 0; i -= 2)")


@FEW
@given(st.data())
def test_programs_do_the_same_after_it(data: st.DataObject) -> None:
    functions: list[str] = []
    for number in range(24):
        given = [
            data.draw(st.sampled_from(CALLS)).format(data.draw(st.sampled_from(WANTED)))
            for _ in range(2)
        ]
        body = data.draw(st.sampled_from(USES)).format(*given)
        loop, after = data.draw(st.sampled_from(LOOPS)), data.draw(st.sampled_from(AFTER))
        head = FUNCTION.replace("work", f"work{number}")
        functions.append(
            f"{head}    {loop} {{ {body} {after} }}\n    return sum + d[1] + d[2];\n}}\n"
        )
    arrays = "int a[16] = {3, 1, -2, 7, 9, 3, 1}; long b[16] = {2, 2, 5, 5, -1}; double d[4];\n"
    table = "Table t = {{{3, 8, true}, {4, 9, false}, {4, 1, true}, {3, 2, true}}, 4};\n"
    calls = [f"work{i}(a, b, d, &t, {n}, 5)" for i in range(24) for n in (0, 1, 7)]
    assert check_preserved(RULE, program(HEAD + arrays + table, functions, calls)) > 5
