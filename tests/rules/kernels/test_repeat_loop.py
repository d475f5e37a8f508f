"""A loop whose turns are all alike is run once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.kernels.repeat_loop import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = """\
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>
using namespace std;
struct Pair { int first, second; };
struct Chain { Chain* next; int value; };
int calls = 0, shared = 3, table[9] = {4, 8, 1};
bool larger(int a, int b) { return a > b; }
int twice(int x) { return 2 * x; }
int counted(int x) { calls++; return x + calls; }
int weight(const unordered_map<int, int>& of, int n) {
    int all = 0;
    for (int i = 0; i < n; i++) { auto it = of.find(i); all = all * 3 + (it == of.end() ? 0 : 1); }
    return all;
}
int last(const unordered_set<int>& of) { int x = 0; for (int y : of) x = y; return x; }
"""
FUNCTION = "long f(const vector<int>& v, vector<int>& out, int* p, const int* q, int n) {\n"
LOCALS = """\
    long sum = 0;
    int x = 1, y = 2, j = 0, a[9] = {};
    vector<int> w, u(v);
    unordered_map<int, int> m;
    unordered_set<int> s;
    string t;
    Pair pairs[9] = {};
    Chain chain[9] = {};
"""


def text_of(body: str) -> str:
    return f"{HEAD}{FUNCTION}{LOCALS}    {body}\n    return sum;\n}}\nint main() {{}}\n"


def fires(body: str) -> None:
    loop = f"for (int r = 0; r < n; r++) {{ {body} }}"
    check_rule(RULE, text_of(loop), text_of(f"if (n > 0) {{ {body} }}"))


@pytest.mark.parametrize(
    "body",
    [
        "sum = 0; for (int e : v) sum += e;",
        "w.clear(); for (int e : v) if (e > 3) w.push_back(e); sum = w.size();",
        "w.clear(); for (int e : v) w.push_back(e); sort(w.begin(), w.end(), larger); sum = w[0];",
        "w.resize(v.size()); for (size_t i = 0; i < v.size(); i++) w[i] = v[i] + 1; sum = w[0];",
        "w.assign(9, 0); for (int e : v) w[e % 9]++; sum = w[3];",
        "m.clear(); for (int e : v) ++m[e]; sum = weight(m, 9);",
        "s.clear(); for (int e : v) s.insert(e); sum = 0; for (int e : s) sum += e;",
        "vector<int> z(v.begin(), v.end()); sort(z.begin(), z.end()); sum = z[0];",
        "for (int i = 0; i < 9; i++) a[i] = v[i]; for (int i = 0; i < 9; i++) x = a[i];",
        "for (j = 0; j < 5; j++) x = j; sum = j;",
        "for (int e : v) { w.clear(); w.push_back(e); x = w[0]; }",
        "for (int e : v) { if (e > 1) { y = e; x = y; } } sum = y;",
        "t = to_string(n); t += '!'; sum = t.size();",
        "for (int i = 0; i < n; i++) p[i] = i; sum = 0; for (int i = 0; i < n; i++) sum += p[i];",
        "for (int i = 0; i < n; i++) out[i] = twice(i); x = out[2];",
        "for (int i = 0; i < 9; i++) { pairs[i].first = i; } x = pairs[3].first;",
        "sum = 0; for (int e : v) { auto k = lower_bound(u.begin(), u.end(), e); sum += *k; }",
        "sum = 0; for (int e : v) sum += lower_bound(v.begin(), v.end(), e) - v.begin();",
        "int* z = (int*)malloc(n * sizeof(int)); if (!z) return 0; z[0] = 5; sum = z[0]; free(z);",
        "shared = 4; sum = shared + n;",
        "if (v.empty()) return 3; sum = v[0];",
    ],
)
def test_turns_that_are_alike_become_one(body: str) -> None:
    fires(body)


def test_what_says_that_the_number_is_not_used_goes() -> None:
    before = "for (int r = 1; r <= n; r++) { (void)r; sum = 5; }"
    check_rule(RULE, text_of(before), text_of("if (1 <= n) { ; sum = 5; }"))


@pytest.mark.parametrize(
    "body",
    [
        "sum += x;",
        "x = y; y = x + 1;",
        "x++; sum = 3;",
        "if (x) sum = 3; x = 0;",
        "w.push_back(3);",
        "w.resize(v.size()); for (int e : v) w[e % 9]++; sum = w[3];",
        "w.resize(v.size()); for (size_t i = 1; i < v.size(); i++) w[i] = w[i - 1] + v[i];",
        "x = w[0]; w.resize(5); w[0] = 7;",
        "w.clear(); w.push_back(w.capacity());",
        "s.clear(); for (int e : v) s.insert(e); for (int e : s) x = e;",
        "s.clear(); for (int e : v) s.insert(e); sum = last(s);",
        "s.clear(); for (int e : v) s.insert(e); auto it = s.find(3); ++it; x = *it;",
        "for (int i = 0; i < n; i++) p[i] = q[i];",
        "for (int i = 0; i < n; i++) p[i] = i; x = out[0];",
        "out.clear(); for (int e : v) out.push_back(e);",
        "for (int i = 0; i < n; i++) { a[i] = i; x = a[8 - i]; }",
        "for (int i = 0; i < 8; i++) { a[i] = i; for (int k = 0; k < 9; k++) x = a[k]; }",
        "for (int e : v) { w.clear(); w.push_back(e); } w.push_back(3);",
        "for (int e : v) { if (e > 1) y = e; x = y; }",
        "sum = counted(3);",
        "sum = calls; calls = twice(calls);",
        "x = shared; shared = 4;",
        "chain[0].next->value = x; x = chain[1].value;",
        "int* z = a; x = z[1]; a[1] = 3;",
        "int& z = y; x = z; y = 3;",
        "*p = 3; sum = *q;",
        "p = p + 1;",
        "sum = rand();",
        "cout << x;",
        "if (x) break; sum = 3;",
        "static int turns = 0; turns++;",
        "sum = r;",
        "auto g = [&] { return ++x; }; sum = g();",
        "sum = 0; for (int i = 0; i < 3; i++) sum += table[i]; table[1] = sum;",
        "try { sum = v.at(3); } catch (...) { x = 5; }",
    ],
)
def test_turns_that_differ_stay(body: str) -> None:
    check_silent(RULE, text_of(f"for (int r = 0; r < n; r++) {{ {body} }}"))


@pytest.mark.parametrize(
    "loop",
    [
        "int r; for (r = 0; r < n; r++) { sum = 3; } x = r;",
        "for (size_t r = 0; r < n; r++) { sum = 3; }",
        "for (int r = 0; r < n; r++) { sum = 3; n = 1; }",
        "for (int r = 0; r < counted(3); r++) { sum = 3; }",
        "int& z = a[1]; for (int r = 0; r < n; r++) { x = z; a[1] = 3; }",
        "int* z = a; for (int r = 0; r < n; r++) { x = *z; a[0] = 3; }",
        "volatile int z = 3; for (int r = 0; r < n; r++) { z = 3; }",
    ],
)
def test_other_loops_stay(loop: str) -> None:
    if "n = 1" in loop:
        loop = loop.replace("r < n", "r < n * 1")
    check_silent(RULE, text_of(loop))


def test_a_constructor_or_an_operator_that_counts_is_seen() -> None:
    for member in ("Noted() { calls++; }", "bool operator()(int) { calls++; return true; }"):
        noted = f"struct Noted {{ int z = 0; {member} }};\n"
        body = "for (int r = 0; r < n; r++) { Noted one; sum = one.z; }"
        check_silent(RULE, text_of(body).replace("int weight", noted + "int weight"))


STEPS = [
    "sum = 0;", "sum += x;", "x = y;", "y = 4;", "x = sum % 7;", "w.clear();",
    "for (int e : v) w.push_back(e + x);", "for (int e : w) sum += e;",
    "w.resize(6);", "for (int i = 0; i < 6; i++) w[i] = v[i];", "sort(w.begin(), w.end());",
    "for (int i = 0; i < 5; i++) a[i] = v[i] + x;", "for (int i = 0; i < 9; i++) sum += a[i];",
    "for (int e : v) a[e] = e;", "for (int e : v) ++a[e];", "for (int i = 0; i < 9; i++) a[i] = 0;",
    "s.clear();", "for (int e : v) s.insert(e);", "for (int e : s) sum += e;", "x = s.size();",
    "m.clear();", "for (int e : v) m[e] += e;", "sum += weight(m, 9);", "for (int e : s) x = e;",
    "shared = x;", "x = shared;", "sum = counted(x);", "x = twice(y);", "t = to_string(x);",
    "t += 'x';", "sum = t.size();", "if (x > 3) y = 9;", "if (x > 5) return sum;",
    "for (int i = 0; i < 5; i++) out[i] = i;", "for (int i = 0; i < 6; i++) p[i] = q[i] + 1;",
    "sum = out[3];", "for (int e : v) { y = e; if (e > 3) { x = y; } }", "x = p[2];",
]  # fmt: skip


@FEW
@given(
    st.lists(
        st.lists(st.sampled_from(STEPS), min_size=1, max_size=4),
        min_size=60,
        max_size=60,
    )
)
def test_results_and_traces_are_those_of_all_turns(bodies: list[list[str]]) -> None:
    functions: list[str] = []
    for index, steps in enumerate(bodies):
        head = FUNCTION.replace(" f(", f" f{index}(") + LOCALS.replace("w, u", "w(6), u")
        functions.append(
            f"{head}    for (int r = 0; r < n; r++) {{ {' '.join(steps)} }}\n"
            "    for (int e : w) sum = sum * 3 + e;\n    for (int e : a) sum = sum * 3 + e;\n"
            "    return sum * 7 + x + y * 5 + shared + calls + s.size() + t.size(); }\n"
            f"long g{index}(int n) {{ vector<int> v = {{5, 3, 1, 4, 3, 2}}, o(6, 1); "
            f"int p[9] = {{2, 7}}; shared = 3; long got = f{index}(v, n % 2 ? v : o, p, "
            "n == 3 ? p + 1 : p, n); for (int e : v) got = got * 3 + e; "
            "for (int e : p) got = got * 3 + e; return got; }"
        )
    calls = [f"g{index}({n})" for index in range(len(bodies)) for n in (0, 1, 2, 3)]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 5
