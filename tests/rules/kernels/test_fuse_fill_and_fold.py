"""What is stored only to be read once is used at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.kernels.fuse_fill_and_fold import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = """\
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>
using namespace std;
int calls = 0;
int counted(int x) { return x + ++calls; }
int twice(int x) { return 2 * x; }
"""
FUNCTION = "long f(const vector<int>& a, const vector<string>& names, int n, int& out) {"
LOCALS = "long sum = 0; int x = 1;"


def text_of(body: str) -> str:
    return f"{HEAD}{FUNCTION}\n    {LOCALS}\n    {body}\n    return sum + x;\n}}\nint main() {{}}\n"


def both(before: str, after: str) -> None:
    check_rule(RULE, text_of(before), text_of(after))


def test_a_filtered_list_is_folded_at_once() -> None:
    both(
        "vector<int> v;\n    for (int e : a) if (e > 3) v.push_back(e);\n    sum = 7;\n"
        "    for (int e : v) sum += e;",
        "sum = 7;\n    for (int e : a) if (e > 3) {\n        const int e_2 = e;\n"
        "        sum += e_2;\n    }",
    )


def test_indices_need_not_have_one_name() -> None:
    both(
        "vector<long> v(n);\n    for (int i = 0; i < n; i++) {\n        v[i] = twice(i);\n    }\n"
        "    for (int j = 0; j < n; j++) sum += v[j] * j;",
        "for (int i = 0; i < n; i++) {\n        const long element = twice(i);\n"
        "        sum += element * i;\n    }",
    )


def test_several_elements_of_a_round_are_used_one_after_the_other() -> None:
    both(
        "int* v = (int*)malloc(n * 2 * sizeof(int));\n    for (int i = 0; i < n; i++) {\n"
        "        int at = i * 2;\n        v[at] = a[i];\n        v[at + 1] = twice(a[i]);\n    }\n"
        "    for (size_t j = 0; j < (size_t)n * 2u; j++) sum = sum * 3 + v[j];\n    free(v);",
        "for (int i = 0; i < n; i++) {\n        int at = i * 2;\n        {\n"
        "            const int element = a[i];\n            sum = sum * 3 + element;\n        }\n"
        "        {\n            const int element = twice(a[i]);\n"
        "            sum = sum * 3 + element;\n        }\n    }",
    )


def test_an_element_made_in_one_of_two_branches_is_used_after_them() -> None:
    both(
        "vector<int> v(n);\n    for (int i = 0; i < n; i++) {\n"
        "        if (a[i] > 2) v[i] = 1;\n        else { v[i] = a[i]; }\n    }\n"
        "    for (size_t j = 0; j < n; j++) sum += v[j];",
        "for (int i = 0; i < n; i++) {\n        int element;\n"
        "        if (a[i] > 2) element = 1;\n        else { element = a[i]; }\n"
        "        sum += element;\n    }",
    )


PIECES = "int* v = (int*)malloc(n * 8); for (int i = 0; i < n; i++) { FILL } READ free(v);"
SUMMED = "for (int j = 0; j < n * 2; j++) sum += v[j];"


@pytest.mark.parametrize(
    ("fill", "read"),
    [
        ("v[i * 2 + 1] = 1; v[i * 2] = 2;", SUMMED),
        ("v[i * 2] = 1; v[i * 2 + 2] = 2;", SUMMED),
        ("v[i * 3] = 1; v[i * 3 + 1] = 2;", SUMMED),
        ("v[i * 2] = 1; v[i * 2 + 1] = 2;", "for (int j = 0; j < n; j++) sum += v[j];"),
        ("v[i * 2] = 1; v[i * 2 + 1] = 2;", "for (int j = 0; j < n * 2; j++) sum += v[j] * j;"),
        ("v[i * 2] = 1; v[i * 2 + 1] = v[i * 2];", SUMMED),
        ("v[i * 2] = 1; if (x) v[i * 2 + 1] = 2;", SUMMED),
        ("v[i * 2] = 1; v[i * 2 + 1] = sum;", SUMMED),
        ("int k = i * 2; v[k] = 1; k += 1; v[k + 1] = 2;", SUMMED),
        ("if (x) v[i] = 1;", "for (int j = 0; j < n; j++) sum += v[j];"),
        ("if (x) v[i] = 1; else v[n - 1] = 2;", "for (int j = 0; j < n; j++) sum += v[j];"),
        ("if (x) v[i] = 1; else if (n) v[i] = 2;", "for (int j = 0; j < n; j++) sum += v[j];"),
        ("if (x) v[i] = 1; else v[i] = 2;", "for (int j = 0; j <= n; j++) sum += v[j];"),
        ("if (x) v[i] = 1; else v[i] = 2;", "for (unsigned j = 0; j < n; j++) sum += v[j];"),
    ],
)
def test_pieces_that_do_not_follow_each_other_are_stored(fill: str, read: str) -> None:
    check_silent(RULE, text_of(PIECES.replace("FILL", fill).replace("READ", read)))


def test_copies_of_strings_become_references() -> None:
    both(
        "vector<string> v;\n    v.resize(n);\n"
        "    for (int i = 0; i < n; i++) {\n        v[i] = names[a[i]];\n    }\n"
        "    for (const string& s : v) sum += s.size();",
        "for (int i = 0; i < n; i++) {\n        const string& s = names[a[i]];\n"
        "        sum += s.size();\n    }",
    )


def test_memory_from_malloc_goes_with_its_check_and_its_free() -> None:
    both(
        "int* v = (int*)malloc(n * sizeof(int));\n    if (!v) return 0;\n"
        "    for (int i = 0; i < n; i++) {\n        v[i] = a[i] * 3;\n    }\n"
        "    for (int i = 0; i < n; i++) sum += v[i];\n    free(v);",
        "for (int i = 0; i < n; i++) {\n        const int element = a[i] * 3;\n"
        "        sum += element;\n    }",
    )


def test_rows_that_are_filled_one_after_the_other_are_folded_at_once() -> None:
    both(
        "int* v = (int*)malloc(n * 8 * sizeof(int));\n    for (int i = 0; i < n; i++) {\n"
        "        int w = a[i];\n        for (int b = 0; b < 8; b++) {\n"
        "            v[i * 8 + b] = (w >> b) & 1;\n        }\n    }\n    sum = 0;\n"
        "    for (int k = 0; k < n * 8; k++) sum += v[k];\n    free(v);",
        "sum = 0;\n    for (int i = 0; i < n; i++) {\n        int w = a[i];\n"
        "        for (int b = 0; b < 8; b++) {\n            const int element = (w >> b) & 1;\n"
        "            sum += element;\n        }\n    }",
    )


def test_rows_of_a_vector_are_folded_at_once() -> None:
    both(
        "vector<int> v;\n    v.resize(a.size() * 8u);\n"
        "    for (size_t i = 0; i < a.size(); i++) {\n        for (int b = 0; b < 8; b++) {\n"
        "            v[i * 8u + static_cast<size_t>(b)] = (a[i] >> b) & 1;\n        }\n    }\n"
        "    for (int e : v) sum += e;",
        "for (size_t i = 0; i < a.size(); i++) {\n        for (int b = 0; b < 8; b++) {\n"
        "            const int e = (a[i] >> b) & 1;\n            sum += e;\n        }\n    }",
    )


@pytest.mark.parametrize("size", ["n * 7", "n", "n * 8 + 1", "8 + n"])
def test_rows_of_a_vector_that_is_larger_or_smaller_are_kept(size: str) -> None:
    filling = "for (int i = 0; i < n; i++) for (int b = 0; b < 8; b++) { v[i * 8 + b] = b; }"
    check_silent(RULE, text_of(f"vector<int> v({size}); {filling} for (int e : v) sum += e;"))


@pytest.mark.parametrize(
    ("filling", "reading"),
    [
        ("v[i * 8 + b] = b;", "for (int k = 0; k < n * 7; k++) sum += v[k];"),
        ("v[i * 8 + b] = b;", "for (int k = 0; k < n * 8; k++) sum += v[k] * k;"),
        ("v[i * 7 + b] = b;", "for (int k = 0; k < n * 8; k++) sum += v[k];"),
        ("v[i * (8 + b)] = b;", "for (int k = 0; k < n * 8; k++) sum += v[k];"),
        ("v[b * 8 + i] = b;", "for (int k = 0; k < n * 8; k++) sum += v[k];"),
        ("if (b) v[i * 8 + b] = b;", "for (int k = 0; k < n * 8; k++) sum += v[k];"),
        ("v[i * 8 + b] = b; if (a[b]) break;", "for (int k = 0; k < n * 8; k++) sum += v[k];"),
        ("v[i * 8 + b] = b + sum;", "for (int k = 0; k < n * 8; k++) sum += v[k];"),
    ],
)
def test_rows_that_leave_gaps_or_are_read_otherwise_are_kept(filling: str, reading: str) -> None:
    made = "int* v = (int*)malloc(n * 64);\n    for (int i = 0; i < n; i++) "
    check_silent(RULE, text_of(f"{made}for (int b = 0; b < 8; b++) {{ {filling} }} {reading}"))


FILL = "for (int e : a) v.push_back(e + x); "


@pytest.mark.parametrize(
    "body",
    [
        FILL + "for (int e : v) x += e;",
        FILL + "for (int e : v) { sum += e; } sum += v.size();",
        FILL + "for (int e : v) { if (e == 3) break; sum += e; }",
        FILL + "for (int e : v) { if (e == 3) continue; sum += e; }",
        FILL + "for (int e : v) { if (e == 3) return 4; sum += e; }",
        FILL + "for (int& e : v) { e++; sum += e; }",
        FILL + "for (long e : v) sum += e;",
        FILL + "x = 5; for (int e : v) sum += e;",
        FILL + "if (x) return 3; for (int e : v) sum += e;",
        FILL + "for (int e : v) for (int g : v) sum += e * g;",
        FILL + "for (int i = (int)v.size() - 1; i >= 0; i--) sum += v[i];",
        FILL + "for (int i = 1; i < (int)v.size(); i++) sum += v[i];",
        FILL + "for (int i = 0; i < (int)v.size(); i++) sum += v[i] * i;",
        FILL + "for (int i = 0; i < (int)v.size() - 1; i++) sum += v[i] + v[i + 1];",
        FILL + "int y = 0; int* p = &y; for (int e : v) { sum += e; *p = counted(e); }",
        "for (int e : a) v.push_back(counted(e)); for (int e : v) sum += e * calls;",
        "v.push_back(3); " + FILL + "for (int e : v) sum += e;",
        FILL + FILL + "for (int e : v) sum += e;",
        "for (int e : a) { v.push_back(e); out = e; } for (int e : v) sum += e * out;",
        "for (int e : a) { v.push_back(e); cout << e; } for (int e : v) cout << e;",
        "for (int e : a) { int y = e; v.push_back(y); } int y = 3; for (int e : v) sum += e + y;",
        "v.resize(n + 1); for (int i = 0; i < n; i++) v[i] = i; for (int e : v) sum += e;",
        "v.resize(n); n--; for (int i = 0; i < n; i++) v[i] = i; for (int e : v) sum += e;",
        "v.resize(n); for (int i = 0; i < n; i++) if (a[i]) v[i] = i; for (int e : v) sum += e;",
        "v.resize(n); for (int i = 1; i < n; i++) v[i] = i; for (int e : v) sum += e;",
        "v.resize(n); for (int i = 0; i < n; i++) v[n - i] = i; for (int e : v) sum += e;",
        "v.resize(n); for (int i = 0; i < n; i++) v[i] = v[i] + 1; for (int e : v) sum += e;",
        (
            "v.resize(n); for (int i = 0; i < n; i++) { v[i] = i; n -= 2; } "
            "for (int j = 0; j < n; j++) sum += v[j];"
        ),
        "vector<int>& w = v; " + FILL + "for (int e : v) sum += e; sum += w[0];",
        "auto g = [&] { return v.size(); }; " + FILL + "for (int e : v) sum += e; sum += g();",
        "while (x < 3) { " + FILL + "for (int e : v) sum += e; x++; }",
    ],
)
def test_what_is_needed_later_is_kept(body: str) -> None:
    check_silent(RULE, text_of("vector<int> v; " + body))


MAKING = [
    "for (int e : a) v.push_back(e + x);", "for (int e : a) if (e > 2) v.push_back(e * 2);",
    "for (int i = 0; i < n; i++) { x += i; v.push_back(x); }", "v.push_back(twice(x));",
    "for (int i = 0; i < n; i++) { v.push_back(sum); x++; }",
    "for (int e : a) { w = e; v.push_back(w); }",
    "for (int i = 0; i < n; i++) { if (i == 3) break; for (int k = i; k--;) v.push_back(k); }",
    "v.resize(n); for (int i = 0; i < n; i++) { x += i; v[i] = x; x++; }",
    "v.resize(n); for (int i = 0; i < n; i++) v[i] = a[i % 6] + w;",
    "for (int e : a) { v.push_back(out + e); }", "for (int e : a) { v.push_back(e); out = e; }",
]  # fmt: skip
BETWEEN = [
    "",
    "sum = 0;",
    "x = 4;",
    "long t = 3; sum += t;",
    "out = x;",
    "int e = 3; sum += e;",
    "w++;",
]
USING = [
    "for (int e : v) sum += e;", "for (int e : v) { sum += e * w; }", "for (int e : v) x += e;",
    "for (int e : v) { int y = e % 3; sum = sum * 3 + y; }", "for (auto e : v) if (e > 4) w = e;",
    "for (int e : v) { while (e > 0) { e /= 2; sum++; } }", "for (int& e : v) sum += e;",
    "for (int i = 0; i < (int)v.size(); i++) sum += v[i];",
    "for (int j = 0; j < n; j++) sum += v[j] * j;",
    "for (const int& e : v) { long i = e; sum = sum * 5 + i; }", "for (int e : v) out += e;",
    "for (size_t i = 0; i < v.size(); i++) { w = v[i]; sum += w; }", "for (int x : v) sum += x;",
]  # fmt: skip


@FEW
@given(
    st.lists(
        st.tuples(st.sampled_from(MAKING), st.sampled_from(BETWEEN), st.sampled_from(USING)),
        min_size=80,
        max_size=80,
        unique=True,
    )
)
def test_folds_give_what_they_gave(loops: list[tuple[str, str, str]]) -> None:
    functions: list[str] = []
    for index, (made, between, used) in enumerate(loops):
        if "j < n" in used and "resize" not in made:
            used = USING[0]
        functions.append(
            f"long f{index}(const vector<int>& a, int n, int& out) {{\n"
            f"    long sum = 3; int x = 1, w = 2;\n    vector<int> v;\n    {made}\n"
            f"    {between}\n    {used}\n"
            "    return sum * 100 + x * 10 + w + out; }\n"
            f"long g{index}(int n) {{ int y = 3; vector<int> a = {{4, 1, 5, 3, 2, 9}}; "
            f"return n % 2 ? f{index}(a, n, y) : f{index}(a, n, a[2]); }}"
        )
    calls = [f"g{index}({n})" for index in range(len(loops)) for n in (0, 1, 6)]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 5
