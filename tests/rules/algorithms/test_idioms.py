"""Loops that everybody writes alike become calls of what does the same in fewer steps."""

from __future__ import annotations

import itertools
import re

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
from tests.rules.check import applied, check_rule, check_silent, rewrites_of

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


LEAST = "for (j = i + 1; j < n; ++j) if (a[m] > a[j]) m = j;"
SHIFTED = "while (k >= 0 && a[k] > key) { a[k + 1] = a[k]; k--; } a[k + 1] = key;"
SPELLINGS = [
    f"for (i = 0; i < n - 1; i++) {{ int m = i; {LEAST} swap(a[m], a[i]); }}",
    (
        f"for (i = 0; i < n; i++) {{ int m = i; {LEAST} "
        "if (i != m) { t = a[i]; a[i] = a[m]; a[m] = t; } }"
    ),
    (
        "for (i = 0; i < n; ++i) { int low = a[i], m = i; for (j = i + 1; j < n; j++) "
        "if (a[j] < low) { low = a[j]; m = j; } a[m] = a[i]; a[i] = low; }"
    ),
    f"for (i = 1; i < n; i++) {{ int key = a[i], k = i - 1; {SHIFTED} }}",
    f"for (i = 1; i <= n - 1; i++) {{ int key = a[i]; int k; k = i - 1; {SHIFTED} }}",
    (
        "for (i = 1; i < n; i++) { int key = a[i]; for (j = i; j > 0 && key < a[j - 1]; j--) "
        "a[j] = a[j - 1]; a[j] = key; }"
    ),
    ("for (size_t p = 1; p < 9; p++) for (size_t q = p; q >= 1 && a[q - 1] > a[q]; --q) "
    "swap(a[q], a[q - 1]);"),
    ("for (i = 1; i < n; i++) for (j = i; j > 0; j--) if (a[j - 1] > a[j]) swap(a[j], a[j - 1]); "
    "else break;"),
    (
        "for (i = 0; i < n - 1; i++) { bool any = false; for (j = 0; j < n - 1 - i; j++) "
        "if (a[j] > a[j + 1]) { swap(a[j], a[j + 1]); any = true; } if (!any) break; }"
    ),
    (
        "bool more = true; while (more) { more = false; for (j = 1; j < n; j++) "
        "if (a[j] < a[j - 1]) { swap(a[j], a[j - 1]); more = true; } }"
    ),
    (
        "int last = n; do { f = false; for (j = 0; j + 1 < last; j++) "
        "if (a[j] > a[j + 1]) { swap(a[j], a[j + 1]); f = true; } last--; } while (f); f = false;"
    ),
]  # fmt: skip


@pytest.mark.parametrize("body", SPELLINGS[:-1])
def test_other_ways_to_sort_are_calls_of_sort(body: str) -> None:
    text = HEAD + MAIN.replace("BODY", body)
    found = rewrites_of(library_sort.RULE, text)
    assert len(found) == 1
    assert "std::sort(a, a + " in applied(text, found)


BOX = """\
struct Box {
    vector<int> data = {5, 3, 8, 1};
    int kept[9] = {4, 2, 9, 9, 1, 0, 7, 7, 3}, size = 9;
    void sort_data() {
        for (size_t i = 0; i < data.size(); i++)
            for (size_t j = i + 1; j < data.size(); j++)
                if (data[j] < data[i]) swap(data[i], data[j]);
    }
    void sort_kept(int kept) {
        for (int i = 1; i < size; i++) {
            int key = this->kept[i], j = i - 1;
            while (j >= 0 && this->kept[j] < key) {
                this->kept[j + 1] = this->kept[j];
                j--;
            }
            this->kept[j + 1] = key;
        }
    }
};
int main() {
    Box box;
    string text = "unsorted";
    box.sort_data();
    box.sort_kept(3);
    for (int i = 0; i < (int)text.length() - 1; i++)
        for (int j = 0; j < (int)text.length() - 1 - i; j++)
            if (text[j] > text[j + 1]) swap(text[j], text[j + 1]);
    for (int x : box.data) cout << x << ' ';
    for (int x : box.kept) cout << x << ' ';
    cout << text;
}
"""


def test_members_and_letters_are_sorted_too() -> None:
    assert check_preserved(library_sort.RULE, HEAD + BOX) == 3


STAYING = [
    SPELLINGS[-1],
    (
        "while (f) { f = false; for (j = 1; j < n; j++) if (a[j] < a[j - 1]) "
        "{ swap(a[j], a[j - 1]); f = true; } }"
    ),
    f"for (i = 1; i < n; i++) {{ char key = a[i]; int k = i - 1; {SHIFTED} }}",
    f"for (i = 2; i < n; i++) {{ int key = a[i]; int k = i - 1; {SHIFTED} }}",
    f"for (i = 1; i < n; i++) {{ int key = a[i]; int k = i - 1; {SHIFTED} c += k; }}",
    f"for (i = 0; i < n; i += 2) {{ int m = i; {LEAST} swap(a[m], a[i]); }}",
    f"for (i = 0; i < n; i++) {{ int m = 0; {LEAST} swap(a[m], a[i]); }}",
    (
        "for (i = 0; i < n - 1; i++) { bool any = true; for (j = 0; j < n - 1 - i; j++) "
        "if (a[j] > a[j + 1]) { swap(a[j], a[j + 1]); any = true; } if (!any) break; }"
    ),
    "for (i = 1; i < n; i++) for (j = i; j > 2 && a[j - 1] > a[j]; j--) swap(a[j], a[j - 1]);",
]


@pytest.mark.parametrize("body", STAYING)
def test_what_does_not_quite_sort_stays(body: str) -> None:
    silent(library_sort.RULE, body)


VALUES = ["3, 1, 2", "5, 5, 1, 5", "9, 8, 7, 6, 5, 4, 3, 2, 1", "-1", "2, -7"]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(SPELLINGS[:-1]), st.booleans(), st.sampled_from(["int", "string"])
        ),
        min_size=12,
        max_size=12,
    )
)
def test_what_all_spellings_sort_is_the_same(sorts: list[tuple[str, bool, str]]) -> None:
    functions: list[str] = []
    for index, (body, turned, kind) in enumerate(
        [(s, False, "int") for s in SPELLINGS[:-1]] + sorts
    ):
        if turned:
            body = re.sub(r"(a\[[^]]*\]|key|low) ([<>]) (a\[[^]]*\]|key|low)", _turned, body)
        body = body.replace("p < 9", "p < a.size()")
        body = body.replace("int low = a[i], m = i", f"int m = i; {kind} low = a[i]")
        body = body.replace("int key = a[i], k = i - 1", f"int k = i - 1; {kind} key = a[i]")
        for name in ("key", "low", "t"):
            body = body.replace(f"int {name} ", f"{kind} {name} ")
        functions.append(
            f"string f{index}(vector<int> given) {{ vector<{kind}> a; int i, j, n = given.size();"
            f"\n    bool f = true; {kind} t; for (int x : given) "
            f"a.push_back({'x' if kind == 'int' else 'to_string(x)'});\n    {body}\n"
            "    ostringstream out; for (auto& x : a) out << x << ' '; return out.str(); }"
        )
    calls = [f"f{i}({{{v}}})" for i in range(len(functions)) for v in VALUES]
    text = program(HEAD + "#include <sstream>", functions, calls)
    assert check_preserved(library_sort.RULE, text) > len(SPELLINGS) - 2


def _turned(found: re.Match[str]) -> str:
    return f"{found[1]} {'<' if found[2] == '>' else '>'} {found[3]}"


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
