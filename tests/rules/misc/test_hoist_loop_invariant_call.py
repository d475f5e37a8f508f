"""Calls leave the condition of a loop where nothing that they read can change."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.misc.hoist_loop_invariant_call import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent, rewrites_of

HEAD = """\
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <vector>
using namespace std;
char name[20] = "something", other[20] = "else";
int limit = 5;
int bound(int n) { return n + limit; }
"""


MAIN = """\
int main() {
    int c = 0, n = 9;
    vector<int> v(n);
    BODY
    return c;
}
"""


def both(before: str, after: str) -> None:
    text = (
        HEAD
        + "int main() {\n    int c = 0, n = 9;\n    vector<int> v(n);\n    BODY\n    return c;\n}\n"
    )
    check_rule(RULE, text.replace("BODY", before), text.replace("BODY", after))


def test_all_equal_calls_in_the_loop_become_one() -> None:
    both(
        "for (size_t i = 0; i < strlen(name); i++) c += name[i] != name[strlen(name) - 1 - i];",
        "const auto length = strlen(name);\n"
        "    for (size_t i = 0; i < length; i++) c += name[i] != name[length - 1 - i];",
    )


def test_two_loops_get_two_names() -> None:
    both(
        "for (size_t i = 0; i < strlen(name); i++) c++;\n"
        "    for (size_t i = 0; i < strlen(other); i++) c++;",
        "const auto length = strlen(name);\n    for (size_t i = 0; i < length; i++) c++;\n"
        "    const auto length_2 = strlen(other);\n    for (size_t i = 0; i < length_2; i++) c++;",
    )


def test_a_loop_without_a_block_of_its_own_gets_one() -> None:
    both(
        "if (n) for (size_t i = 0; i < strlen(name); i++) c++;",
        "if (n) {\n        const auto length = strlen(name);\n"
        "        for (size_t i = 0; i < length; i++) c++;\n    }",
    )


def test_functions_of_ones_own_and_algorithms_count() -> None:
    both(
        "while (c < bound(n)) c++;",
        "const auto bound_value = bound(n);\n    while (c < bound_value) c++;",
    )
    both(
        "for (int i = 0; i < *max_element(v.begin(), v.end()); i++) c++;",
        "const auto largest = max_element(v.begin(), v.end());\n"
        "    for (int i = 0; i < *largest; i++) c++;",
    )


def test_another_array_may_change_meanwhile() -> None:
    both(
        "for (size_t i = 0; i < strlen(name); i++) other[i] = name[i];",
        "const auto length = strlen(name);\n"
        "    for (size_t i = 0; i < length; i++) other[i] = name[i];",
    )


@pytest.mark.parametrize(
    "body",
    [
        "for (size_t i = 0; i < strlen(name); i++) name[i] = 0;",
        'for (size_t i = 0; i < strlen(name); i++) scanf("%s", name);',
        "char* p = name; for (size_t i = 0; i < strlen(name); i++) p[i] = 0;",
        "char* p = name; for (size_t i = 0; i < strlen(p); i++) p++;",
        "for (size_t i = 0; i < strlen(name); i++) strcpy(name, other);",
        "auto cut = [] { name[0] = 0; }; for (size_t i = 0; i < strlen(name); i++) cut();",
        "for (int i = 0; i < bound(i); i++) { if (i > 3) break; }",
        "for (int i = 0; i < bound(n); i++) limit--;",
        "for (int i = 0, n = 3; i < bound(n); i++) c++;",
        "for (int i = 0; i < *max_element(v.begin(), v.end()); i++) v[i] = 3;",
        "for (int i = 0; n > 3 || i < bound(2); i++) n = 0;",
        "for (size_t i = 0; i < v.size(); i++) c++;",
        "for (int i = 2; i <= sqrt(n); i++) if (n % i == 0) n /= i;",
        "for (int i = 0; i < rand() % 5; i++) c++;",
    ],
)
def test_it_stays_silent(body: str) -> None:
    check_silent(
        RULE, HEAD + f"int main() {{ int c = 0, n = 9; vector<int> v(n, 2); {body} return c; }}"
    )


def test_parameters_that_may_be_the_same_text_are_left_alone() -> None:
    loop = "for (size_t i = 0; i < strlen(from); i++) to[i] = from[i];"
    copy = f"void copy(char* to, char* from) {{ {loop} }}"
    check_silent(RULE, HEAD + copy + "int main() { copy(name, other); }")


STEPS = [
    "c += i;",
    "text[c % 3] = 'x';",
    "text[2] = 0;",
    "word[1] = 0;",
    "p[1] = 0;",
    "other[2] = 0;",
    "limit--;",
    "change();",
    "n--;",
    "c += text[0];",
    'printf("%d ", c);',
    "p = word;",
    "if (c > 50) break;",
    "strcpy(text, word);",
]
CONDITIONS = ["strlen(text)", "strlen(word)", "strlen(p)", "bound(n)", "strlen(other)", "pow(n, 2)"]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(CONDITIONS),
            st.lists(st.sampled_from(STEPS), min_size=1, max_size=3),
            st.sampled_from(["text", "word", "other"]),
        ),
        min_size=14,
        max_size=14,
    )
)
def test_loops_turn_as_often_as_before(loops: list[tuple[str, list[str], str]]) -> None:
    functions = [
        "void change() { limit++; name[3] = 0; }",
        "int safe() { int c = 0; for (size_t i = 0; i < strlen(name); i++) c++; return c; }",
    ]
    for index, (condition, steps, aliased) in enumerate(loops):
        functions.append(
            f'int f{index}(int n, char* word) {{\n    limit = 5; strcpy(name, "something");\n'
            '    strcpy(other, "else"); char text[20] = "abcdefgh"; int c = 0;\n'
            f"    char* p = {aliased};\n"
            f"    for (int i = 0; i < {condition} && i < 40; i++) {{ {' '.join(steps)} }}\n"
            "    return c + limit * 100 + strlen(text); }"
        )
    calls = [f"f{index}(6, {word})" for index in range(14) for word in ("name", "other + 1")]
    assert check_preserved(RULE, program(HEAD, functions, ["safe()", *calls])) > 0


def test_a_function_of_the_project_is_not_taken_for_its_namesake_in_the_library(
    tmp_path: Path,
) -> None:
    header = tmp_path / "util.h"
    header.write_text(
        "int count(int* from, int* to);\n"
        "namespace util { int find(int* from, int* to); struct Bag { int size(); }; }\n"
    )
    for call in ("count(a, a + 9)", "util::find(a, a + 9)", "bag.size()"):
        text = (
            f'#include "{header}"\nint a[9];\n'
            f"int main() {{ util::Bag bag; int c = 0; while (c < {call}) c++; return c; }}\n"
        )
        check_silent(RULE, text)
    library = "int main() { vector<int> v(9); int c = 0; while (c < count(v.begin(), v.end(), 0))"
    assert rewrites_of(RULE, f"{HEAD}{library} c++; return c; }}\n")


@pytest.mark.parametrize(
    "text",
    [
        "struct C { int v; C() { n++; v = n; } }; int f() { C c; return c.v; }",
        "struct C { int v; C(int a) { n++; v = n + a; } }; int f() { return C(1).v; }",
        (
            "struct C { int v; C(int a) { n++; v = n; } }; int g(C c) { return c.v; } "
            "int f() { return g(1); }"
        ),
        "struct C { operator int() { return ++n; } }; C q; int f() { return q + 1; }",
        (
            "struct C { int v; }; int operator+(C a, C b) { n++; return a.v + n; } C q; "
            "int f() { return q + q; }"
        ),
        "int bump() { return ++n; } struct C { int v = bump(); }; int f() { C c; return c.v; }",
        "struct C { int operator[](int i) { return ++n; } }; C q; int f() { return q[1]; }",
        "struct C { int operator()(int i) { return ++n; } }; C q; int f() { return q(1); }",
        "struct B { B() { n++; } }; struct C : B { int v = 3; }; int f() { C c; return c.v; }",
    ],
)
def test_what_runs_without_being_named_counts(text: str) -> None:
    main = "int main() { int c = 0; while (c < f()) { c++; if (c > 5) break; } return n; }"
    check_silent(RULE, f"int n;\n{text}\n{main}\n")
