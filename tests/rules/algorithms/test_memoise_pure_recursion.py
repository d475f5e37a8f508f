"""Recursive functions remember results only where these depend on the arguments alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.memoise_pure_recursion import RULE
from tests.rules.algorithms.generated import FEW, check_preserved
from tests.rules.check import applied, check_same_output, check_silent, rewrites_of

HEAD = """\
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>
using namespace std;
"""
FIBONACCI = "int f(int n) { if (n < 2) return n; return f(n - 1) + f(n - 2); }\n"


def after(text: str) -> str:
    found = rewrites_of(RULE, text)
    assert len(found) == 1
    changed = applied(text, found)
    check_same_output(text, changed, (b"", b"5 3 1 2 3 4 5"))
    return changed


@pytest.mark.parametrize(
    ("function", "call"),
    [
        ("long long f(int n) { return n < 3 ? n : f(n - 1) + f(n - 3); }", "f(30)"),
        ("bool f(int n) { if (n < 1) return n == 0; return f(n - 3) || f(n - 5); }", "f(34)"),
        ("double f(int n, int k) { if (!n || !k) return 1.5; return f(n - 1, k) / f(n, k - 1); }",
         "f(9, 9)"),
        (("static int f(const int a, int b) { int s = 1; for (int i = 0; i < a; i++) s += f(i, b);"
         " return s % 1009; }"), "f(18, -2)"),
        (("long long f(long long n, bool odd) { if (n < 99999999) return n % 7 + odd; "
         "return f(n / 2, !odd) + f(n / 3, odd) + f(n / 2, odd); }"), "f(5000000000LL, true)"),
        (("unsigned f(unsigned a, char key, short index) { if (a == 0) return key + index; "
         "return f(a - 1, key + 1, index) * 3 + f(a - 1, key, index - 1); }"), "f(12, -3, 4)"),
        ("int f(int key) { key--; if (key < 0) return 1; return (f(key) + f(key - 1)) % 97; }",
         "f(25)"),
    ],
)  # fmt: skip
def test_integers_of_all_kinds_are_keys(function: str, call: str) -> None:
    text = HEAD + f'{function}\nint main() {{ printf("%.9g\\n", (double)({call})); }}\n'
    assert "f_computed" in after(text)


def test_negative_and_huge_arguments_are_computed_without_a_table() -> None:
    text = HEAD + FIBONACCI + 'int main() { printf("%d %d\\n", f(-7), f(20)); }'
    after(text)
    huge = "int f(int n) { if (n < 9) return n; return (f(n / 7) + f(n / 5)) % 1009; }\n"
    after(HEAD + huge + 'int main() { printf("%d\\n", f(2147483647)); }')


def test_globals_that_are_read_first_and_never_changed_again_are_fine() -> None:
    after(
        HEAD
        + "int n, m; int w[9];\n"
        + "int f(int i, int r) { if (i == n) return 0; return max(f(i + 1, r), r < w[i] ? 0 : "
        "w[i] + f(i + 1, r - w[i])); }\n"
        + 'void read() { for (int i = 0; i < n; i++) if (scanf("%d", &w[i]) != 1) w[i] = i; }\n'
        + 'int main() { if (scanf("%d %d", &n, &m) != 2) n = m = 3; read();\n'
        + 'for (int i = 0; i < 3; i++) printf("%d\\n", f(0, m + i)); }'
    )


def test_a_helper_that_is_pure_may_be_called() -> None:
    after(
        HEAD
        + "int larger(int a, int b) { return a > b ? a : b; }\n"
        + "int f(int n) { if (n < 2) return n; return larger(f(n - 1), f(n - 2) + 1); }\n"
        + 'int main() { printf("%d\\n", f(20)); }'
    )


@pytest.mark.parametrize(
    "program",
    [
        # it keeps the arguments of a call for the next one
        ("int last; int f(int n) { last = n; return n < 2 ? 1 : f(n - 1) + f(n - 2) + last; } "
        "int main() { f(4); }"),
        # what is handed on changes on the way
        ("int f(vector<int> v, int n) { if (n < 1) return v.size(); v.push_back(n); "
        "return f(v, n - 1) + f(v, n - 2); } int main() { f({}, 4); }"),
        ("int f(vector<int>& v, int n) { if (n < 1) return v.size(); v.push_back(n); "
        "return f(v, n - 1) + f(v, n - 2); } int main() { vector<int> v; f(v, 4); }"),
        ("int f(const int* p, int n) { return n < 1 ? *p : f(p, n - 1) + f(p + 1, n - 2); } "
        "int main() { int a[9] = {1, 2}; f(a, 4); }"),
        ("int f(string s, int n) { return n < 1 ? s.size() : f(s, n - 1) + f(s + 'x', n - 2); } "
        "int main() { f(\"\", 4); }"),
        ("int f(int a, int b, int c, int d, int e) { return a < 1 ? b + c + d + e : "
        "f(a - 1, c, d, e, b) + f(a - 2, e, d, c, b); } int main() { f(4, 1, 2, 3, 4); }"),
        # another object's result is another one
        ("struct S { int k; S* o; int f(int n) { return n < 1 ? k : f(n - 1) + o->f(n - 2); } }; "
        "int main() { S a{1, 0}, b{2, &a}; a.o = &b; a.f(4); }"),
        # it does more than compute
        "int c; int f(int n) { c++; return n < 2 ? n : f(n - 1) + f(n - 2); } int main() { f(3); }",
        ("int f(int n) { static int c = 0; c++; return n < 2 ? c : f(n - 1) + f(n - 2); } "
        "int main() { f(3); }"),
        "int f(int n) { puts(\"\"); return n < 2 ? n : f(n - 1) + f(n - 2); } int main() { f(3); }",
        ("int f(int n) { int x; scanf(\"%d\", &x); return n < 2 ? x : f(n - 1) + f(n - 2); } "
        "int main() { f(3); }"),
        "int f(int n) { return n < 2 ? rand() : f(n - 1) + f(n - 2); } int main() { f(3); }",
        ("int f(int n) { if (n < 0) exit(1); return n < 2 ? n : f(n - 1) + f(n - 2); } "
        "int main() { f(3); }"),
        # it is not one function of some integers
        "int f(double n) { return n < 2 ? 1 : f(n - 1) + f(n - 2); } int main() { f(3); }",
        "int f(int n, int k = 1) { return n < 2 ? k : f(n - 1) + f(n - 2); } int main() { f(3); }",
        ("int f(long n) { return n; } "
        "int f(int n) { return n < 2 ? 1 : f(n - 1) + f(n - 2); } int main() { f(3); }"),
        ("template <class T> T f(T n) { return n < 2 ? 1 : f(n - 1) + f(n - 2); } "
        "int main() { f(3); }"),
        "void f(int n) { if (n > 2) { f(n - 1); f(n - 2); } } int main() { f(3); }",
        # it does not call itself twice on any way
        ("int f(int n) { if (n % 2) return n < 2 ? 1 : f(n - 1); return n < 2 ? 0 : f(n / 2); } "
        "int main() { f(3); }"),
    ],
)  # fmt: skip
def test_it_stays_silent(program: str) -> None:
    check_silent(RULE, HEAD + "#include <cstdlib>\n" + program)


WEIGHTED = "int w[9]; int f(int n) { return n < 1 ? 0 : f(n - 1) + w[n % 9] + f(n - 2); }\n"


@pytest.mark.parametrize(
    "program",
    [
        "SHOW int main() { show(); w[2] = 1; show(); }",
        "SHOW int main() { for (int t = 0; t < 3; t++) { w[2] = t; show(); } }",
        "SHOW void g() { w[1]++; } int main() { show(); g(); show(); }",
        "SHOW void g(int* p) { *p = 3; } int main() { show(); g(w); show(); }",
        "SHOW void g(int x) { w[4] = x; show(); } int main() { g(3); g(5); }",
        "SHOW int main() { int* p = w; show(); p[2] = 1; show(); }",
        "SHOW int main() { again: show(); w[2]++; if (w[2] < 3) goto again; }",
        "int first = f(3); SHOW int main() { w[2] = 1; show(); }",
        (
            "SHOW int g(int d) { if (!d) return f(4); w[2] = d; return g(d - 1) + f(3); } "
            'int main() { printf("%d ", g(3)); show(); }'
        ),
        "SHOW int main() { auto g = [](int x) { w[5] = x; }; g(1); show(); g(7); show(); }",
        "SHOW int main() { w[0] = f(6); w[1] = f(w[0] % 7) + f(5); show(); }",
    ],
)
def test_results_are_forgotten_where_what_they_were_made_of_may_change(program: str) -> None:
    show = 'void show() { printf("%d %d\\n", f(5), f(12)); }'
    assert "depth == 0" in after(HEAD + WEIGHTED + program.replace("SHOW", show))


def test_loop_macros_may_hide_loops() -> None:
    macro = "#define rep(i, n) for (int i = 0; i < n; i++)\n"
    main = 'int main() { rep(t, 3) { w[2] = t; printf("%d\\n", f(9)); } }'
    assert "depth == 0" in after(macro + HEAD + WEIGHTED + main)


@pytest.mark.parametrize(
    ("function", "call"),
    [
        (("int f(string a, string b, int i, int j) { if (i == (int)a.size() || j == (int)b.size()) "
         "return 0; if (a[i] == b[j]) return 1 + f(a, b, i + 1, j + 1); "
         "return max(f(a, b, i + 1, j), f(a, b, i, j + 1)); }"),
         'f("abcbdab", "bdcaba", 0, 0) * 10 + f("xy", "yx", 0, 0)'),
        (("int f(int room, int w[], int v[], int n) { if (n == 0 || room == 0) return 0; "
         "if (w[n - 1] > room) return f(room, w, v, n - 1); "
         "return max(v[n - 1] + f(room - w[n - 1], w, v, n - 1), f(room, w, v, n - 1)); }"),
         "f(9, one, two, 5) * 100 + f(9, two, one, 5)"),
        (("int f(const vector<int>& coins, int at, int sum) { if (sum == 0) return 1; "
         "if (sum < 0 || at == (int)coins.size()) return 0; "
         "return f(coins, at + 1, sum) + f(coins, at, sum - coins[at]); }"),
         "f({1, 2, 5}, 0, 40) * 100 + f({2, 3}, 0, 40)"),
        ("int f(int n, int* p) { return n < 2 ? *p : f(n - 1, p) + f(n - 2, p); }",
         "f(20, one) * 3 + f(7, two)"),
        ("int f(int n, int m) { if (n < 2) return n % m; return (f(n - 1, m) + f(n - 2, m)) % m; }",
         "f(30, 1009) * 10 + f(20, 7)"),
        (("long long f(char c, int n, short k, bool odd, int index) { "
         "if (n <= 0) return c + k + odd; "
         "return f(c + 1, n - 1, k, odd, index) + f(c, n - 2, k - 1, !odd, index) * index; }"),
         "f('a', 12, 3, true, 2) * 10 + f('b', 9, 1, false, 3)"),
    ],
)  # fmt: skip
def test_what_is_only_handed_on_is_no_key(function: str, call: str) -> None:
    text = HEAD + f"{function}\nint one[] = {{3, 1, 4, 2, 2}}, two[] = {{2, 7, 1, 8, 3}};\n"
    after(text + f'int main() {{ printf("%d\\n", (int)({call})); }}\n')


def test_a_member_function_gets_its_table_in_the_class() -> None:
    text = HEAD + (
        "struct Grid {\n    int step;\n    int ways(int i, int j) {\n"
        "        if (i <= 0 || j <= 0) return 1;\n"
        "        return ways(i - step, j) + ways(i, j - 1);\n    }\n};\n"
        "int main() { Grid a{1}, b{2}; "
        'printf("%d %d %d\\n", a.ways(6, 7), b.ways(6, 7), a.ways(4, 4)); }'
    )
    assert "    int ways(int i, int j) {\n        static std::unordered_map" in after(text)


def test_threads_may_not_share_the_table() -> None:
    text = (
        "#include <thread>\n" + HEAD + FIBONACCI + "int main() { std::thread t(f, 3); t.join(); }"
    )
    check_silent(RULE, text)


TERMS = ["f{i}({args})", "w[{p} & 7]", "{p}", "n", "h({p})", "s", "other"]
STEPS = [
    "int s = {p} * 2;",
    "int s = g0; s++;",
    "int s = 0; for (int q = 0; q < {p} % 3; q++) s += w[q];",
    "int s = 1; {p}--;",
    "int s = 2; w[0] += 0;",
    "int s = 3; touch();",
]
MAINS = [
    "setup(); show();",
    "setup(); w[3] = 9; show();",
    "show(); w[3] = 9; show();",
    "for (int t = 0; t < 2; t++) { w[t] += t; show(); }",
    "setup(); show(); setup(); show();",
]


@FEW
@given(
    st.lists(
        st.tuples(
            st.integers(1, 3), st.sampled_from(STEPS), st.lists(st.sampled_from(TERMS), max_size=2)
        ),
        min_size=6,
        max_size=6,
    ),
    st.sampled_from(MAINS),
)
def test_what_is_remembered_is_what_would_be_computed(
    shapes: list[tuple[int, str, list[str]]], main: str
) -> None:
    text = HEAD + (
        "int g0 = 2, n = 4, other = 1, w[8] = {1, 2, 3, 4, 5, 6, 7, 8};\n"
        "int h(int x) { return x * x % 11; }\nvoid touch() { other++; }\n"
        "int safe(int a) { return a < 2 ? a : safe(a - 1) + safe(a - 2); }\n"
        "void setup() { n = 3; w[1] = 5; }\n"
    )
    show = 'printf("%d ", safe(12)); '
    for index, (count, step, terms) in enumerate(shapes):
        names = "abc"[:count]
        rest = ", ".join(names[1:])
        calls = [
            f"f{index}({n})"
            for n in (f"a - 1{', ' + rest if rest else ''}", f"a - 2{', ' + rest if rest else ''}")
        ]
        extra = [
            t.format(i=index, p=names[-1], args=f"a - 3{', ' + rest if rest else ''}")
            for t in terms
        ]
        text += (
            f"int f{index}({', '.join('int ' + n for n in names)}) {{\n"
            f"    if (a <= 0) return {names[-1]};\n    {step.format(p=names[-1])}\n"
            f"    return ({' + '.join(calls + extra)}) % 1009;\n}}\n"
        )
        show += f'printf("%d ", f{index}({", ".join("9" if n == "a" else "3" for n in names)})); '
    text += f"void show() {{ {show} }}\nint main() {{ {main} }}\n"
    assert check_preserved(RULE, text) > 0


def test_results_that_depend_on_what_a_header_declares_are_forgotten() -> None:
    function = "int f(int n) { return n < 2 ? n + optind : f(n - 1) + f(n - 2); }\n"
    calls = 'int main() { printf("%d ", f(9)); optind = 7; printf("%d\\n", f(9)); }\n'
    assert "depth" in after("#include <unistd.h>\n" + HEAD + function + calls)
