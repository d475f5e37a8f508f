"""A vector that is searched in a loop is joined by a hash set, where that holds the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures.vector_membership_set import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = """\
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>
using namespace std;
"""
MAIN = """\
vector<int> shared;
void change() { shared.push_back(1); }
void grow(vector<int>& v) { v.pop_back(); }
int main() {
    int n = 9, c = 0;
    vector<int> v(n), w;
    vector<string> s;
    vector<long long> big;
    BODY
    cout << c << v.size() << w.size() << s.size() << big.size();
}
"""
ABSENT = "find(w.begin(), w.end(), i % 4) == w.end()"
HELD = "find(v.begin(), v.end(), i) != v.end()"


def text_of(body: str) -> str:
    return HEAD + MAIN.replace("BODY", body)


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (
            f"for (int i = 0; i < n; i++) if ({ABSENT}) w.push_back(i % 4);",
            (
                (
                    "if (w_members.count(i % 4) == 0) "
                    "{ w.push_back(i % 4); w_members.insert(w.back()); }"
                ),
                "    vector<int> v(n), w;",
            ),
        ),
        (
            f"for (int i = 0; i < n; i++) {{ if ({HELD}) c++; }} v.push_back(2);",
            (
                "const std::unordered_set<int> v_members(v.begin(), v.end());",
                "if (v_members.count(i) != 0) c++;",
            ),
        ),
        (
            (
                "vector<string> t; for (int i = 0; i < n; i++) { string k(i % 3, 'x'); "
                "if (t.end() == find(t.begin(), t.end(), k)) { t.push_back(k); } } "
                "sort(t.begin(), t.end()); for (auto& k : t) c += k.size();"
            ),
            ("std::unordered_set<std::string> t_members;", "t_members.count(k) == 0"),
        ),
    ],
)
def test_the_set_is_asked(body: str, parts: tuple[str, ...]) -> None:
    body = body if "t_members" in parts[0] else f"{{ {body} }}"
    text = text_of(body)
    if "w_members" in parts[0]:  # a declaration of its own
        text = text.replace("v(n), w;", "v(n);\n    vector<int> w;")
        parts = parts[:1]
    found = rewrites_of(RULE, text)
    assert len(found) == 1
    assert all(part in applied(text, found) for part in parts)


@pytest.mark.parametrize(
    "body",
    [
        f"vector<int> w; int i = 0; if ({ABSENT}) w.push_back(i % 4);",
        f"vector<int> w; for (int i = 0; i < n; i++) {{ if ({ABSENT}) w.push_back(i); grow(w); }}",
        f"vector<int> w; for (int i = 0; i < n; i++) {{ if ({ABSENT}) w.push_back(i); w[0]++; }}",
        (
            f"vector<int> w; for (int i = 0; i < n; i++) {{ if ({ABSENT}) w.push_back(i); "
            "for (int& x : w) x++; }"
        ),
        f"vector<int> w(3); for (int i = 0; i < n; i++) if ({ABSENT}) w.push_back(i);",
        (
            f"vector<int> w; for (int i = 0; i < n; i++) {{ if ({ABSENT}) w.push_back(i); "
            "swap(v, w); }"
        ),
        (
            f"vector<int> w; auto f = [&](int i) {{ w.push_back(i); }}; "
            f"for (int i = 0; i < n; i++) if ({ABSENT}) f(i);"
        ),
        f"for (int i = 0; i < n; i++) {{ if ({HELD}) c++; v[i] = 3; }}",
        (
            "for (int i = 0; i < n; i++) { "
            "if (find(shared.begin(), shared.end(), i) != shared.end()) change(); }"
        ),
        "for (int i = 0; i < n; i++) if (find(big.begin(), big.end(), i) != big.end()) c++;",
        "for (int i = 0; i < n; i++) if (find(v.begin(), v.end(), i + 0.5) != v.end()) c++;",
        "for (int i = 0; i < n; i++) if (find(v.begin(), v.end(), v[0]++) != v.end()) c++;",
        (
            "vector<string> t; for (int i = 0; i < n; i++) { "
            'if (find(t.begin(), t.end(), "a") == t.end()) t.push_back("a"); '
            "for (auto& k : t) k.push_back('b'); }"
        ),
    ],
)
def test_a_vector_that_changes_otherwise_is_searched(body: str) -> None:
    check_silent(RULE, text_of(f"{{ {body} }}"))


STEPS = [
    "if (find(r.begin(), r.end(), x) == r.end()) r.push_back(x);",
    "if (find(a.begin(), a.end(), x + 1) != a.end()) c++;",
    "if (r.end() != std::find(r.begin(), r.end(), x)) { c += 3; } else { r.push_back(x); }",
    "if (find(a.begin(), a.end(), x) != a.end() && c < 9) c += 2;",
    "if (c == 4) r.push_back(c);",
    "sort(r.begin(), r.end());",
    "if (find(r.begin(), r.end(), 3) == r.end()) c++;",
]
RARE = ["if (r.size() > 3) r.pop_back();", "a[0] = c;", "if (!r.empty()) r[0] = c;"]


@FEW
@given(
    st.lists(
        st.lists(
            st.one_of(st.sampled_from(STEPS), st.sampled_from(STEPS), st.sampled_from(RARE)),
            min_size=1,
            max_size=4,
        ),
        min_size=16,
        max_size=16,
    )
)
def test_the_same_is_found(loops: list[list[str]]) -> None:
    functions = [
        f"int f{index}(vector<int> a) {{ int c = 0; vector<int> r;\n"
        f"    for (int k = 0; k < 12; k++) {{ int x = k * 7 % 5; {' '.join(steps)} }}\n"
        "    for (int x : r) c = c * 3 + x; return c; }"
        for index, steps in enumerate([STEPS, *loops])
    ]
    lists = ("{1, 5, 3}", "{4, 4, 0, 2}", "{3}")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in lists]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0


FUNCTIONS = [
    ("bool has(const vector<KIND>& v, KIND x) { for (KIND y : v) if (y == x) return true; "
    "return false; }"),
    ("bool has(vector<KIND>& v, const KIND& x) { for (size_t i = 0; i < v.size(); ++i) "
    "{ if (x == v[i]) { return true; } } return false; }"),
    ("bool has(vector<KIND> v, KIND x) { bool f = false; for (auto y : v) if (x == y) "
    "{ f = true; break; } return f; }"),
    "bool has(vector<KIND> v, KIND x) { return std::find(v.begin(), v.end(), x) != v.end(); }",
]  # fmt: skip
ASKING = [
    "if (has(w, x)) c++; else w.push_back(x);",
    "if (!has(given, x) || has(w, x)) { c += 2; } w.push_back(x);",
    "bool old = false; for (const KIND& y : w) if (y == x) old = true; if (!old) w.push_back(x);",
    ("bool old = false; for (int i = 0; i < (int)w.size(); i++) { if (w[i] == x) { old = true; "
    "break; } } if (old) continue; w.push_back(x);"),
    ("int k = -1; for (KIND y : given) { if (y == given[(c + 1) % given.size()]) "
    "{ k = 1; break; } } c += k;"),
    "for (const KIND& y : w) if (x == y) return c * 10; w.push_back(x);",
]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 0; i < n; i++) for (char y : v) if (y == i) { c = 1; break; }",
        "for (int i = 0; i < n; i++) for (int y : v) if (y == i) { c++; break; }",
        "for (int i = 0; i < n; i++) for (int y : v) if (y == i) { c = y; break; }",
        "for (int i = 0; i < n; i++) for (int y : v) if (y == c) { c = 7; break; }",
        "for (int i = 0; i < n; i++) for (int k = 1; k < v.size(); k++) if (v[k] == i) c = 1;",
        "for (int i = 0; i < n; i++) for (int y : v) if (y == i) c = 1; else c = 2;",
        "for (int i = 0; i < n; i++) for (long long y : big) if (y == i * 0.5) c = 1;",
    ],
)
def test_other_loops_stay(body: str) -> None:
    check_silent(RULE, text_of(body))


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(FUNCTIONS), st.sampled_from(ASKING), st.sampled_from(["int", "string"])
        ),
        min_size=14,
        max_size=14,
    )
)
def test_functions_and_loops_find_the_same(searches: list[tuple[str, str, str]]) -> None:
    functions: list[str] = []
    sure = [(FUNCTIONS[k % 4], asking, "int") for k, asking in enumerate(ASKING)]
    for index, (has, asking, kind) in enumerate([*sure, *searches]):
        made = "x" if kind == "int" else "to_string(x)"
        text = (
            f"{has}\nint f{index}(vector<int> numbers) {{ int c = 0; vector<KIND> w;\n"
            f"    vector<KIND> given; for (int x : numbers) given.push_back({made});\n"
            f"    for (KIND x : given) {{ {asking} }}\n    return c * 100 + w.size(); }}"
        )
        functions.append(text.replace("KIND", kind).replace("has(", f"has{index}("))
    lists = ("{3, 1, 4, 1, 5, 9, 2, 6, 5}", "{}", "{7}", "{2, 2, 2}")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in lists]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
