"""Code that means the same has the same shape, and code that does not has another."""

from __future__ import annotations

import pytest

from hasten.rules.analysis import code_of
from hasten.rules.shapes import Binding, first_match, matched, pattern, shape_of, text_of
from hasten.rules.sums import difference, minus, plus
from tests.rules.check import unit_of

HEAD = """\
#include <algorithm>
#include <vector>
using namespace std;
void f(vector<int>& v, int n, double d, double e) {
    int i = 0, j = 1, best = 0, t;
    BODY
}
"""


def match(wanted: str, body: str) -> Binding | None:
    """What the pattern's names stand for in the last statement of a function."""
    unit = unit_of(HEAD.replace("BODY", body))
    code = code_of(unit)
    block = unit.source.node_of(unit.source.functions[0].body)
    assert block is not None
    return matched(pattern(wanted), shape_of(code, block.named_children[-1]))


@pytest.mark.parametrize(
    ("wanted", "body"),
    [
        ("b = max(b, X);", "if (v[i] > best) best = v[i];"),
        ("b = max(b, X);", "best = v[i] < best ? best : v[i];"),
        ("b = max(b, X + 1);", "if (best < v[i] + 1) { best = 1 + v[i]; }"),
        ("b = min(b, X);", "best = std::min<int>(v[i], best);"),
        ("if (n) swap(A[i], A[j]);", "if (n) { t = v[j]; v[j] = v[i]; v[i] = t; }"),
        ("swap(A[i], A[j]);", "swap(v.at(i), v[static_cast<size_t>(j)]);"),
        (
            "for (int i = 0; i < N; i++) b += A[i];",
            "for (i = 0; i <= n - 1; ++i) best += v[i];",
        ),
        ("for (int i = 0; i < N; i++) b += A[i];", "for (int k = 0; n > k; k += 1) j = j + v[k];"),
        ("for (int i = 0; i < N - 1; i++) b++;", "for (i = 0; i + 1 < n; i++) best++;"),
        ("if (X < Y) if (Z) b = W;", "if (v[i] < v[j] && n) best = 3;"),
        ("while (j >= 0 && X) j--;", "while (j > -1 && n) j -= 1;"),
        ("if (i < A.size()) b = 0;", "if (i < (int)v.size()) best = 0;"),
        ("for (T y : A) b += y;", "for (const int& x : v) best += x;"),
    ],
)
def test_what_means_the_same_matches(wanted: str, body: str) -> None:
    assert match(wanted, body) is not None


@pytest.mark.parametrize(
    ("wanted", "body"),
    [
        ("b = max(b, X);", "if (v[i] > best) best = v[j];"),
        ("b = max(b, X);", "if (v[i] < best) best = v[i];"),
        ("b = max(b, X);", "if (v[i] > best) best = v[i]; else best = 0;"),
        ("if (n) swap(A[i], A[j]);", "if (n) { t = v[j]; v[j] = v[i]; v[i] = t; best = t; }"),
        ("if (n) swap(A[i], A[j]);", "if (n) { short k = v[j]; v[j] = v[i]; v[i] = k; }"),
        ("swap(A[i], A[j]);", "swap(v[i], v[i]);"),
        ("for (int i = 0; i < N; i++) b += A[i];", "for (i = 0; i <= n; ++i) best += v[i];"),
        ("for (int i = 0; i < N; i++) b += A[i];", "for (i = 0; i < n; ++i) best += v[j];"),
        ("for (int i = 0; i < N; i++) b++;", "for (i = 0; i < n; i++) { best++; j++; }"),
        ("if (X < Y) b = 0;", "if (d <= e) best = 0;"),
    ],
)
def test_what_does_not_mean_the_same_does_not_match(wanted: str, body: str) -> None:
    assert match(wanted, body) is None


def test_names_of_variables_stand_for_different_ones() -> None:
    assert match("a = b;", "i = j;") is not None
    assert match("a = b;", "i = v[j];") is None
    assert match("a = A;", "i = v[j];") is not None


def test_the_first_pattern_that_matches_is_told() -> None:
    unit = unit_of(HEAD.replace("BODY", "i = j;"))
    block = unit.source.node_of(unit.source.functions[0].body)
    assert block is not None
    found = shape_of(code_of(unit), block.named_children[-1])
    chosen = first_match(("a += b;", "a = b;", "a = B;"), found)
    assert chosen is not None
    assert chosen[0] == 1


def test_sums_are_compared_term_by_term() -> None:
    one, other = match("a = X;", "i = n - j + 2;"), match("a = X;", "i = 3 + n - j;")
    assert one is not None
    assert other is not None
    assert difference(other["X"], one["X"]) == 1
    assert minus(one["X"], one["X"]).number == 0
    code = code_of(unit_of(HEAD.replace("BODY", "i = n - j + 2;")))
    assert text_of(code, plus(one["X"], -2)) == "n - j"
