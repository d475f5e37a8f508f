"""Only those elements are sorted that are looked at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.kernels import qsort_only_what_is_read, sort_only_what_is_read
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = """\
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <tuple>
#include <vector>
using namespace std;
struct Item { int score; int id; };
const int most = 3;
int by_score(const void* p, const void* q) {
    const Item* a = (const Item*)p;
    const Item* b = (const Item*)q;
    if (a->score < b->score) return 1;
    if (a->score > b->score) return -1;
    return a->id - b->id;
}
int carelessly(const void* p, const void* q) {
    return ((const Item*)p)->score < ((const Item*)q)->score ? 1 : -1;
}
bool better(const Item& a, const Item& b) {
    return a.score > b.score || (a.score == b.score && a.id < b.id);
}
bool stepwise(const Item& a, const Item& b) {
    if (a.score > b.score) return true;
    if (a.score < b.score) return false;
    return a.id < b.id;
}
bool vaguely(const Item& a, const Item& b) { return a.score > b.score; }
"""
FUNCTION = "long f(vector<int> v, vector<Item> w, const vector<int>& other, int k, size_t top) {"


def text_of(body: str) -> str:
    return (
        f"{HEAD}{FUNCTION}\n    long sum = 0;\n    {body}\n    return sum;\n}}\nint main() {{}}\n"
    )


SORT = "sort(v.begin(), v.end()); "
ITEMS = "sort(w.begin(), w.end(), better); "
TIED = "[](const Item& a, const Item& b) { return tie(a.score, b.id) < tie(b.score, a.id); }"
LOOP = "for (int i = 0; i < k; i++) "


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (SORT + LOOP + "sum += v[i];", "v.begin() + std::min<std::size_t>(k, v.size()), v.end())"),
        (SORT + "sum = v[0] + v[2];", "std::min<std::size_t>(3, v.size())"),
        (SORT + "if (v.size() > top) v.resize(top); for (int x : v) sum += x;", "(top, v.size())"),
        (SORT + "vector<int> best(v.begin(), v.begin() + k); sum = best[0];", "(k, v.size())"),
        (
            SORT + "for (size_t i = 0; i < top && i < v.size(); ++i) sum += v[i];",
            "std::min<std::size_t>(top, v.size())",
        ),
        (
            "sort(v.rbegin(), v.rend()); " + LOOP + "sum += v[i];",
            "(k, v.size()), v.end(), std::greater<int>());",
        ),
        (ITEMS + LOOP + "sum += w[i].id;", "w.end(), better);"),
        ("sort(w.begin(), w.end(), stepwise); sum = w.front().id;", "(1, w.size())"),
        ("sort(w.begin(), w.end(), vaguely); " + LOOP + "sum += w[i].score;", "vaguely);"),
        (
            "sort(w.begin(), w.end(), " + TIED + "); sum = w[1].id;",
            "std::min<std::size_t>(2, w.size())",
        ),
        ("while (k-- > 0) { " + SORT + "sum += v[0]; v = other; }", "(1, v.size())"),
        (SORT + "for (int i = 0; i < most; i++) sum += v[i];", "(most, v.size())"),
    ],
)
def test_the_first_elements_are_sorted(body: str, part: str) -> None:
    found = rewrites_of(sort_only_what_is_read.RULE, text_of(body))
    assert len(found) == 1
    assert part in applied(text_of(body), found)


@pytest.mark.parametrize(
    "body",
    [
        "sort(w.begin(), w.end(), vaguely); " + LOOP + "sum += w[i].id;",
        "sort(w.begin(), w.end(), vaguely); Item first = w[0]; sum = first.id;",
        SORT + LOOP + "sum += v[i + 1];",
        SORT + "for (int i = 0; i < k; i++) { sum += v[i]; i++; }",
        SORT + LOOP + "{ sum += v[i]; k--; }",
        SORT + "{ int k = 9; " + LOOP + "sum += v[i]; }",
        SORT + LOOP + "sum += v[i]; sum += v[v.size() - 1];",
        SORT + LOOP + "sum += v[i]; v[0] = 4;",
        SORT + "for (size_t i = 0; i < v.size(); i++) sum += v[i];",
        SORT + "sum += *lower_bound(v.begin(), v.end(), k);",
        "int* p = &v[1]; " + SORT + LOOP + "sum += v[i] + *p;",
        "auto f = [&] { return v[3]; }; " + SORT + LOOP + "sum += v[i] + f();",
        "for (int n = 0; n < 3; n++) { " + SORT + LOOP + "sum += v[i]; v.push_back(n); }",
        "for (int n = 0; n < 3; n++) { sum += v[2]; v = other; " + SORT + "sum += v[0]; }",
        "static vector<int> s; sort(s.begin(), s.end()); sum += s[0];",
        "vector<int>& s = v; sort(s.begin(), s.end()); sum += s[0];",
        "sort(v.begin() + 1, v.end()); sum += v[0] + v[1];",
        "if (k) { " + SORT + "sum += v[0]; } sum += v[3]; for (int x : v) sum = sum * 2 + x;",
    ],
)
def test_what_more_is_wanted_of_is_sorted(body: str) -> None:
    check_silent(sort_only_what_is_read.RULE, text_of(body))


def test_a_comparison_of_pointers_that_tells_too_little_is_left_alone() -> None:
    body = (
        "Item* items = (Item*)malloc(sizeof(Item) * top); items[0].id = 0; "
        "qsort(items, top, sizeof(Item), carelessly); " + LOOP + "sum += items[i].id; free(items);"
    )
    check_silent(qsort_only_what_is_read.RULE, text_of(body))
    assert rewrites_of(
        qsort_only_what_is_read.RULE, text_of(body.replace("carelessly", "by_score"))
    )


ANEW = """
    for (int n = 0; n < 3; n++) {
        v.clear();
        for (int x : other) v.push_back(x * (n - 1) % 5);
        sort(v.begin(), v.end());
        for (int i = 0; i < k; i++) sum = sum * 3 + v[i];
    } """
COPIED = """
    Item* p = (Item*)malloc(sizeof(Item) * w.size());
    for (size_t i = 0; i < w.size(); i++) { p[i].id = w[i].id; p[i].score = w[i].score; }
    qsort(p, w.size(), sizeof(Item), by_score);
    for (int i = 0; i < k; i++) sum = sum * 7 + p[i].id;
    free(p); """
LAMBDA = (
    "[](Item a, Item b) { if (a.score != b.score) return a.score < b.score; return a.id > b.id; }"
)
SORTS = [
    SORT, "sort(v.rbegin(), v.rend()); ", "sort(v.begin(), v.end(), greater<int>()); ", ITEMS,
    "stable_sort(w.begin(), w.end(), better); ", "sort(w.begin(), w.end(), stepwise); ",
    ANEW, COPIED, f"sort(w.begin(), w.end(), {LAMBDA}); ", "sort(w.begin(), w.end(), vaguely); ",
    f"sort(w.begin(), w.end(), {TIED}); ",
]  # fmt: skip
READS = [
    LOOP + "sum = sum * 3 + v[i];", LOOP + "sum = sum * 5 + w[i].id;", "sum += v[0] + w[1].id;",
    "for (size_t i = 0; i < top && i < w.size(); i++) sum = sum * 7 + w[i].score;", "sum += v[4];",
    "if (v.size() > top) v.resize(top); for (int x : v) sum = sum * 5 + x;",
    "vector<Item> best(w.begin(), w.begin() + k); for (Item e : best) sum = sum * 3 + e.id;",
    "for (int x : v) sum = sum * 3 + x;", "for (Item e : w) sum = sum * 3 + e.id;", "k++;",
]  # fmt: skip


@FEW
@given(
    st.lists(
        st.tuples(st.sampled_from(SORTS), st.lists(st.sampled_from(READS), min_size=1, max_size=2)),
        min_size=3,
        max_size=3,
    )
)
def test_the_same_elements_come_first(sorts: list[tuple[str, list[str]]]) -> None:
    sorts = [(sorting, READS[:1]) for sorting in SORTS] + sorts
    functions = [
        f"{FUNCTION.replace('f(', f'f{index}(')} unsigned long sum = 0; {sorting}"
        f"{' '.join(reads)} return sum; }}"
        for index, (sorting, reads) in enumerate(sorts)
    ]
    data = "{5, 1, 4, 1, 5, 9}, {{3, 1}, {1, 2}, {3, 0}, {2, 5}, {1, 1}}, {7, -2, 7, 3, 8}"
    calls = [f"f{i}({data}, {k}, {k + 1})" for i in range(len(functions)) for k in (0, 2, 4)]
    text = program(HEAD, functions, calls)
    assert check_preserved(sort_only_what_is_read.RULE, text) > 0
    assert check_preserved(qsort_only_what_is_read.RULE, text) > 0
