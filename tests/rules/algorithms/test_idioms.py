"""Loops that everybody writes alike become calls of what does the same in fewer steps."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms import (
    count_equal_pairs,
    library_gcd,
    library_sort,
    power_by_squaring,
)
from hasten.rules.rule import Rule
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = """\
#include <algorithm>
#include <functional>
#include <iostream>
#include <numeric>
#include <string>
#include <unordered_map>
#include <vector>
using namespace std;
#define MOD 1000000007
"""
MAIN = """\
int n = 9, a[10] = {5, 3, 8};
double d[9];
bool b[9];
unsigned u[9];
int main() {
    vector<int> v(n);
    vector<string> w(n);
    int i, j, t, c = 0, x = 12, y = 18, g = 0;
    bool f = false;
    long long r = 1, q = 3;
    BODY
    cout << a[0] << c << x << g << f << r;
}
"""


def both(rule: Rule, before: str, after: str) -> None:
    text = HEAD + MAIN
    check_rule(rule, text.replace("BODY", before), text.replace("BODY", after))


def silent(rule: Rule, body: str) -> None:
    check_silent(rule, HEAD + MAIN.replace("BODY", body))


SWAPS = [
    "swap({0}, {1});",
    "{{ std::swap({1}, {0}); }}",
    "{{ int t = {0}; {0} = {1}; {1} = t; }}",
    "{{ t = {1}; {1} = {0}; {0} = t; }}",
]
PASSES = [
    ("for (int i = 0; i < n; i++) for (int j = i + 1; j < n; j++)", "i", "j", "a, a + n"),
    ("for (i = 1; i <= n; ++i) { for (j = i + 1; j <= n; ++j)", "i", "j", "a + 1, a + n + 1"),
    ("for (int i = 0; i < n - 1; i++) { for (int j = 0; j < n - i - 1; j++)", "j", "j + 1",
     "a, a + n"),
    ("for (int i = 1; i < n; i += 1) for (int j = 0; j < n - i; j++)", "j", "j + 1", "a, a + n"),
    ("for (i = 0; i <= n - 2; i++) for (j = n - 1; j > i; j--)", "j - 1", "j", "a, a + n"),
]  # fmt: skip


@pytest.mark.parametrize(("loops", "swap"), list(itertools.product(PASSES, SWAPS)))
def test_a_double_loop_that_sorts_is_a_call_of_sort(
    loops: tuple[str, str, str, str], swap: str
) -> None:
    heads, one, other, ends = loops
    exchange = swap.format(f"a[{one}]", f"a[{other}]")
    close = " }" if "{ for" in heads else ""
    both(
        library_sort.RULE,
        f"{heads} if (a[{one}] > a[{other}]) {exchange}{close}",
        f"if (n > 1) std::sort({ends});",
    )
    both(
        library_sort.RULE,
        f"{heads} {{ if (a[{other}] > a[{one}]) {exchange} }}{close}",
        f"if (n > 1) std::sort({ends}, std::greater<>());",
    )


def test_strings_and_vectors_are_sorted_too() -> None:
    loop = "for (i = 0; i < 9; i++) for (j = i + 1; j < 9; j++) if (w[j] < w[i]) swap(w[i], w[j]);"
    both(library_sort.RULE, loop, "std::sort(w.begin(), w.begin() + 9);")


@pytest.mark.parametrize(
    "body",
    [
        "for (i = 0; i < n; i++) for (j = 0; j < n; j++) if (a[i] > a[j]) swap(a[i], a[j]);",
        "for (i = 0; i < 3; i++) for (j = i + 1; j < n; j++) if (a[i] > a[j]) swap(a[i], a[j]);",
        (
            "for (i = 0; i < n; i++) for (j = 0; j < n - i; j++) if (a[j] > a[j + 1]) "
            "swap(a[j], a[j + 1]);"
        ),
        (
            "for (i = 0; i < n - 2; i++) for (j = 0; j < n - 1; j++) "
            "if (a[j] > a[j + 1]) swap(a[j], a[j + 1]);"
        ),
        "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) if (d[i] > d[j]) swap(d[i], d[j]);",
        "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) if (a[i] > a[j]) swap(v[i], v[j]);",
        "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) if (a[i] > v[j]) swap(a[i], a[j]);",
        "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) if (a[i] > a[j]) swap(a[i], a[i]);",
        (
            "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) "
            "if (a[i] > a[j]) { char t = a[i]; a[i] = a[j]; a[j] = t; }"
        ),
        (
            "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) "
            "if (a[i] > a[j]) { t = a[i]; a[i] = a[j]; a[j] = t; } c = t;"
        ),
        (
            "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) if (a[i] > a[j]) "
            "swap(a[i], a[j]); c = j;"
        ),
        (
            "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) if (a[i] > a[j]) "
            "a[i] = a[j], a[j] = a[i];"
        ),
    ],
)
def test_a_double_loop_that_does_otherwise_stays(body: str) -> None:
    silent(library_sort.RULE, body)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "for (int k = 1; k <= x; k++) if (x % k == 0 && y % k == 0) g = k;",
            "if (x > 0) g = std::gcd(x, y);",
        ),
        (
            "for (int k = 1; k <= min(x, y); k++) { if (!(x % k) && !(y % k)) g = k; }",
            "if (x > 0 && y > 0) g = std::gcd(x, y);",
        ),
        (
            "for (int k = min(x, y); k > 0; k--) if (y % k == 0 && x % k == 0) { g = k; break; }",
            "if (x > 0 && y > 0) g = std::gcd(y, x);",
        ),
        (
            "while (x != y) { if (x > y) x -= y; else y = y - x; }",
            "if (x != y) x = y = std::gcd(x, y);",
        ),
    ],
)
def test_a_search_for_the_common_divisor_is_a_call_of_gcd(before: str, after: str) -> None:
    both(library_gcd.RULE, before, after)


@pytest.mark.parametrize(
    "body",
    [
        "for (int k = 1; k < x; k++) if (x % k == 0 && y % k == 0) g = k;",
        "for (int k = 1; k <= n; k++) if (x % k == 0 && y % k == 0) g = k;",
        "for (int k = 1; k <= x; k++) if (x % k == 0 && x % k == 0) g = k;",
        "for (int k = 2; k <= x; k++) if (x % k == 0 && y % k == 0) { g = k; break; }",
        "for (int k = x; k > 1; k--) if (x % k == 0 && y % k == 0) { g = k; break; }",
        "for (int k = x; k > 0; k--) if (x % k == 0 && y % k == 0) g = k;",
        "for (i = 1; i <= x; i++) if (x % i == 0 && y % i == 0) g = i; c = i;",
        "for (int k = 1; k <= x; k++) if (x % k == 0 && y % k == 0) x = k;",
        "while (x != y) { if (x > y) x -= y; else y -= x; c++; }",
        "while (x != y) { if (x > y) x -= y; else x += y; }",
        "while (x != n) { if (x > n) x -= n; else n -= y; }",
        "for (int k = 1; k <= x; k++) if (x % k == 0 && r % k == 0) g = k;",
    ],
)
def test_other_searches_stay(body: str) -> None:
    silent(library_gcd.RULE, body)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "for (i = 0; i < n; i++) for (j = 0; j < n; j++) if (i != j && w[i] == w[j]) r++;",
            (
                "{\n        std::unordered_map<std::string, int> seen;\n"
                "        for (int i = 0; i < n; i++) r += 2 * seen[w[i]]++;\n    }"
            ),
        ),
        (
            (
                "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) if (a[j] == a[i]) "
                "{ f = true; break; }"
            ),
            (
                "{\n        std::unordered_map<int, int> seen;\n"
                "        for (int i = 0; i < n; i++) if (seen[a[i]]++ > 0) "
                "{ f = true; break; }\n    }"
            ),
        ),
    ],
)
def test_equal_pairs_are_found_by_hashing(before: str, after: str) -> None:
    both(count_equal_pairs.RULE, before, after)


@pytest.mark.parametrize(
    "body",
    [
        "for (i = 0; i < n; i++) for (j = 0; j < n; j++) if (a[i] == a[j]) c++;",
        "for (i = 0; i < n; i++) for (j = i; j < n; j++) if (a[i] == a[j]) c++;",
        "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) if (d[i] == d[j]) c++;",
        "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) if (a[i] == v[j]) c++;",
        "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) if (a[i] == a[j]) { c++; break; }",
        "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) if (a[i] == a[j]) a[i]++;",
        "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) if (a[i] == a[j]) c++; c += i;",
        "for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) if (a[i] == a[j]) n++;",
    ],
)
def test_other_pairs_are_compared(body: str) -> None:
    silent(count_equal_pairs.RULE, body)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("for (int k = 0; k < n; k++) r = r * q % MOD;", "r = times_power(r, q, n, MOD);"),
        ("for (int k = 1; k <= n; k++) { r *= 2; r %= MOD; }", "r = times_power(r, 2, n, MOD);"),
        (
            "for (int k = 0; k < n; k++) { r = q * r; r = r % MOD; }",
            "r = times_power(r, q, n, MOD);",
        ),
        ("for (int k = 1; k < n; k++) r = (q * r) % MOD;", "r = times_power(r, q, n - 1LL, MOD);"),
    ],
)
def test_a_modular_power_is_squared(before: str, after: str) -> None:
    text = HEAD + MAIN
    changed = text.replace("int main", power_by_squaring.HELPER + "int main")
    rule = power_by_squaring.RULE
    check_rule(rule, text.replace("BODY", before), changed.replace("BODY", after))


@pytest.mark.parametrize(
    "body",
    [
        "for (int k = 0; k < n; k++) r = r * k % MOD;",
        "for (int k = 0; k < n; k++) r = r * r % MOD;",
        "for (int k = 0; k < n; k++) r = r * q;",
        "for (int k = 0; k < n; k++) r = r + q % MOD;",
        "for (int k = 0; k < n; k++) r = r * q % k;",
        "for (int k = 0; k < n; k++) { r = r * q % MOD; c += r; }",
        "for (int k = 0; k < n; k++) c = c * x % q;",
        "for (int k = 0; k < n; k++) u[0] = u[0] * x % MOD;",
        "for (i = 0; i < n; i++) r = r * q % MOD; c = i;",
        "for (int k = 0; k < q; k++) q = q * r % MOD;",
    ],
)
def test_other_products_are_multiplied_out(body: str) -> None:
    silent(power_by_squaring.RULE, body)


LISTS = ["{}", "{4}", "{2, 1}", "{5, 3, 9, 3, 1, 5, 5}", "{1, 2, 3, 4}", "{-2, 7, -2, 0, 7}"]
SORTS = [
    (
        "for (int i = {lo}; i {c} n{m}; i++) for (int j = i + 1; j {c} n; j++) if (a[i] {s} a[j]) "
        "swap(a[i], a[j]);"
    ),
    (
        "for (int i = {lo}; i < n{m}; i++) for (int j = 0; j < n - 1{k}; j++) "
        "if (a[j] {s} a[j + 1]) "
        "swap(a[j], a[j + 1]);"
    ),
    (
        "for (int i = 0; i < n{m}; i++) for (int j = n - 1; j > {z}; j--) if (a[j] {s} a[j - 1]) "
        "swap(a[j], a[j - 1]);"
    ),
]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(SORTS),
            st.sampled_from([0, 1]),
            st.sampled_from(["<", "<="]),
            st.sampled_from(["", " - 1"]),
            st.sampled_from(["", " - i"]),
            st.sampled_from(["<", ">", "<=", ">="]),
            st.sampled_from(["0", "i"]),
        ),
        min_size=24,
        max_size=24,
    )
)
def test_arrays_end_up_in_the_same_order(
    loops: list[tuple[str, int, str, str, str, str, str]],
) -> None:
    functions = [
        (
            "string all(const vector<int>& a) { string s; for (int x : a) s += to_string(x) + ' '; "
            "return s; }"
        )
    ]
    for index, (shape, low, closed, less, partly, sign, stop) in enumerate(loops):
        loop = shape.format(lo=low, c=closed, m=less, k=partly, s=sign, z=stop)
        functions.append(
            f"string f{index}(vector<int> a) {{ int n = (int)a.size(); a.push_back(n / 2);\n"
            f"    {loop}\n    return all(a); }}"
        )
    calls = [f"f{i}({v})" for i in range(len(loops)) for v in LISTS]
    check_preserved(library_sort.RULE, program(HEAD, functions, calls))


@FEW
@given(st.lists(st.integers(-40, 60), min_size=40, max_size=40))
def test_divisors_pairs_and_powers_are_the_same_for_all_numbers(numbers: list[int]) -> None:
    functions = [
        (
            "int up(int x, int y) { int g = -1; for (int k = 1; k <= x && k <= y; k++) "
            "if (x % k == 0 && y % k == 0) g = k; return g; }"
        ),
        (
            "int one(int x, int y) { int g = -1; for (int k = 1; k <= y; k++) "
            "if (x % k == 0 && y % k == 0) g = k; return g; }"
        ),
        (
            "int down(int x, int y) { int g = -1; for (int k = min(x, y); k >= 1; k--) "
            "{ if (x % k == 0 && y % k == 0) { g = k; break; } } return g; }"
        ),
        (
            "int apart(int x, int y) { x = abs(x) + 1; y = abs(y) + 1; "
            "while (x != y) if (x > y) x -= y; else y -= x; return x * y; }"
        ),
        (
            "long long power(long long r, long long q, int n, int m) { if (m == 0) m = 7; "
            "for (int k = 0; k < n; k++) r = r * q % m; return r; }"
        ),
        (
            "long long other(int r, int q, int n, int m) { m += 100; "
            "for (int k = 1; k < n; k++) { r *= q; r = r % m; } return r; }"
        ),
        (
            "long long pairs(vector<int> a) { int n = a.size(); long long c = 0; bool f = false; "
            "for (int i = 0; i < n - 1; i++) for (int j = i + 1; j < n; j++) "
            "if (a[i] == a[j]) c++; "
            "for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) "
            "if (i != j && a[i] == a[j]) c++; "
            "for (int i = 1; i < n; i++) for (int j = i + 1; j < n; j++) "
            "if (a[i] == a[j]) f = true; "
            "return c * 2 + f; }"
        ),
    ]
    calls: list[str] = []
    for x, y, z, w in zip(*[iter(numbers)] * 4, strict=False):
        calls += [f"{name}({x}, {y})" for name in ("up", "one", "down", "apart")]
        calls += [f"{name}({x}, {y}, {z}, {w})" for name in ("power", "other")]
        calls.append(f"pairs({{{x}, {y % 5}, {z % 5}, {w % 5}, {x}, {y % 3}}})")
    text = program(HEAD, functions, calls)
    assert check_preserved(library_gcd.RULE, text) == 4
    assert check_preserved(power_by_squaring.RULE, text) == 2
    assert check_preserved(count_equal_pairs.RULE, text) == 3
