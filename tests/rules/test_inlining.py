"""Calls of small loops are written out, so that rules see both sides of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hasten.nouns import Span
from hasten.rules.expansion import Expanded
from hasten.rules.inlining import across_calls, write_out
from hasten.rules.kernels import fuse_fill_and_fold
from hasten.rules.registry import find_rewrites
from hasten.rules.rule import Unit
from hasten.source.cpp import CppSource
from tests.rules.check import applied, check_same_output, facts_of

HEAD = """\
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <vector>
using namespace std;
static const unsigned factor = 31;
static int calls = 0;
static uint64_t hashed(const uint8_t* data, size_t n) {
    uint64_t hash = 7;
    for (size_t i = 0; i < n; ++i) {
        hash = (hash ^ data[i]) * factor;
    }
    return hash;
}
static long total(const vector<int>& values) {
    long sum = 0;
    for (int value : values) sum += value;
    return sum;
}
static unsigned drained(const unsigned* p, int n) {
    unsigned sum = 0;
    while (n-- > 0) sum += *p++;
    return sum * 2;
}
static int counted(int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) sum += ++calls;
    return sum;
}
static int first(const int* p, int n) {
    for (int i = 0; i < n; i++) if (p[i]) return i;
    return n;
}
static int nested(int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) sum += n > 3 ? nested(n / 2) : 1;
    return sum;
}
template <class T> static T added(const T* p, int n) {
    T sum = 0;
    for (int i = 0; i < n; i++) sum += p[i];
    return sum;
}
"""


def text_of(body: str) -> str:
    return (
        f"{HEAD}uint64_t f(int n, const uint8_t* bytes) {{\n{body}\n}}\n"
        'int main() { uint8_t b[9] = {3, 1, 4, 1, 5}; cout << f(5, b) << " " << f(0, b); }\n'
    )


def written_out(body: str) -> Expanded | None:
    text = text_of(body)
    source = CppSource.parse(text)
    return write_out(source, Span(0, len(source.data)), facts_of(text))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "    uint64_t hash = 1;\n    hash = hashed(bytes, (size_t)n);\n    return hash;",
            (
                "    uint64_t hash = 1;\n    uint64_t hash_2 = 7;\n"
                "    for (size_t i = 0; i < ((size_t)n); ++i) {\n"
                "        hash_2 = (hash_2 ^ bytes[i]) * factor;\n    }\n    hash = hash_2;\n"
                "    return hash;"
            ),
        ),
        (
            "    return hashed(bytes, n);",
            (
                "    size_t n_2 = n;\n    uint64_t hash = 7;\n"
                "    for (size_t i = 0; i < n_2; ++i) {\n"
                "        hash = (hash ^ bytes[i]) * factor;\n    }\n    return hash;"
            ),
        ),
        (
            "    vector<int> v(n, 4);\n    const long sum = total(v);\n    return sum;",
            (
                "    vector<int> v(n, 4);\n    long sum_2 = 0;\n"
                "    for (int value : v) sum_2 += value;\n    const long sum = sum_2;\n"
                "    return sum;"
            ),
        ),
        (
            (
                "    unsigned a[] = {1, 2};\n    unsigned all = 0;\n    all += drained(a, 2);\n"
                "    all += drained(a, n / 5);\n    return all;"
            ),
            (
                "    unsigned a[] = {1, 2};\n    unsigned all = 0;\n"
                "    const unsigned* p_2 = a;\n    int n_2 = 2;\n    unsigned sum = 0;\n"
                "    while (n_2-- > 0) sum += *p_2++;\n    all += (sum * 2);\n"
                "    const unsigned* p_3 = a;\n    int n_3 = n / 5;\n    unsigned sum_2 = 0;\n"
                "    while (n_3-- > 0) sum_2 += *p_3++;\n    all += (sum_2 * 2);\n    return all;"
            ),
        ),
    ],
)
def test_a_call_is_written_out_with_names_of_its_own(body: str, expected: str) -> None:
    found = written_out(body)
    assert found is not None
    start = found.text.index("uint64_t f(")
    made = found.text[start : found.text.index("\n}\nint main", start)]
    assert made.partition("{\n")[2] == expected
    check_same_output(text_of(body), found.text, [b""])


@pytest.mark.parametrize(
    "body",
    [
        "    return counted(n);",
        "    int a[] = {0, 2};\n    return first(a, 2);",
        "    return nested(n);",
        "    int a[] = {1, 2};\n    return added(a, 2);",
        "    if (n) return hashed(bytes, n);\n    return 0;",
        "    return hashed(bytes, n) + 1;",
        "    uint64_t factor = 3;\n    factor = hashed(bytes, n);\n    return factor;",
        "    return hashed(bytes, ++calls);",
        "    vector<int> v(n);\n    v[0] = total(v);\n    return v[0];",
        "    static long once = total(vector<int>(n));\n    return once;",
    ],
)
def test_a_call_that_does_more_or_might_mean_another_thing_stays(body: str) -> None:
    assert written_out(body) is None


def test_what_rules_find_across_a_call_is_carried_back() -> None:
    text = text_of(
        "    uint8_t* out = (uint8_t*)malloc(n + 1);\n    uint64_t hash = 0;\n"
        "    for (int i = 0; i < n; ++i) {\n        out[i] = bytes[i] * 3;\n    }\n"
        "    hash = hashed(out, (size_t)n);\n    free(out);\n    return hash + hashed(bytes, 2);"
    )
    source = CppSource.parse(text)
    written = write_out(source, Span(0, len(source.data)), facts_of(text))
    assert written is not None
    inner = CppSource.parse(written.text)
    unit = Unit(inner, Span(0, len(inner.data)), facts_of(written.text))
    found = across_calls(written, find_rewrites(unit, (fuse_fill_and_fold.RULE,)))
    assert len(found) == 1
    after = applied(text, found)
    assert "malloc" not in after
    assert "return hash + hashed(bytes, 2);" in after
    check_same_output(text, after, [b""])


def test_without_all_facts_nothing_is_written_out() -> None:
    text = text_of("    return hashed(bytes, n);").replace("<cstddef>", '"missing.h"')
    facts = facts_of(text, Path("incomplete.cpp"))
    source = CppSource.parse(text)
    assert write_out(source, Span(0, len(source.data)), facts) is None
