"""Big parameters that are only read become constant references, and only where nothing differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.misc.const_reference_parameter import RULE
from tests.rules.algorithms.generated import FEW, check_preserved
from tests.rules.check import check_rule, check_silent

HEAD = """\
#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <vector>
using namespace std;
"""


def both(program: str, before: str, after: str) -> None:
    text = HEAD + program
    assert before in text
    check_rule(RULE, text, text.replace(before, after))


def test_a_comparison_that_sort_is_given_may_change_its_type() -> None:
    both(
        """
struct Entry { string name; int score; };
bool better(Entry a, Entry b) { return a.score > b.score; }
int main() {
    vector<Entry> all(3);
    sort(all.begin(), all.end(), better);
}
""",
        "better(Entry a, Entry b)",
        "better(const Entry& a, const Entry& b)",
    )


def test_prototypes_change_with_the_definition() -> None:
    text = """
int total(vector<int> values, int from = 0);
int main() { printf("%d", total({1, 2, 3})); }
int total(vector<int> numbers, int from) {
    int sum = 0;
    for (int number : numbers) sum += number;
    return sum + from;
}
"""
    after = text.replace("total(vector<int> values", "total(const vector<int>& values").replace(
        "total(vector<int> numbers", "total(const vector<int>& numbers"
    )
    check_rule(RULE, HEAD + text, HEAD + after)


def test_a_constant_copy_becomes_a_reference_too() -> None:
    both(
        'int f(const string s) { return s.size(); } int main() { printf("%d", f("a")); }',
        "const string s",
        "const string& s",
    )


def test_a_member_function_that_leaves_its_object_alone_counts() -> None:
    both(
        """
struct Box {
    vector<int> held;
    int sum(vector<int> v) { int s = 0; for (size_t i = 0; i < v.size(); ++i) s += v[i]; return s; }
};
int main() { Box b; b.held = {1, 2}; printf("%d", b.sum(b.held)); }
""",
        "sum(vector<int> v)",
        "sum(const vector<int>& v)",
    )


def test_functions_of_one_name_in_two_classes_are_two_functions() -> None:
    both(
        """
struct Sum { int of(vector<int> v) { int s = 0; for (int x : v) s += x; return s; } };
struct Top { int of(vector<int> v) { sort(v.begin(), v.end()); return v.back(); } };
int main() { vector<int> v = {1, 2}; printf("%d", Sum().of(v) + Top().of(v)); }
""",
        "struct Sum { int of(vector<int> v)",
        "struct Sum { int of(const vector<int>& v)",
    )


def test_a_member_function_that_is_defined_outside_its_class_changes_in_both_places() -> None:
    text = """
struct Sum { int of(vector<int> v); };
int Sum::of(vector<int> w) { int s = 0; for (int x : w) s += x; return s; }
int main() { vector<int> v = {1, 2}; printf("%d", Sum().of(v)); }
"""
    after = text.replace("of(vector<int> v)", "of(const vector<int>& v)")
    after = after.replace("of(vector<int> w)", "of(const vector<int>& w)")
    check_rule(RULE, HEAD + text, HEAD + after)


def test_writing_numbers_elsewhere_does_not_change_a_vector() -> None:
    both(
        """
int best = 0, counts[10];
void visit(vector<vector<int>> graph, vector<bool>& seen, int at) {
    seen[at] = true;
    best = max(best, at);
    counts[at]++;
    for (int next : graph[at]) if (!seen[next]) visit(graph, seen, next);
}
int main() {
    vector<vector<int>> graph(3);
    graph[0].push_back(1);
    vector<bool> seen(3);
    visit(graph, seen, 0);
    printf("%d", best);
}
""",
        "visit(vector<vector<int>> graph",
        "visit(const vector<vector<int>>& graph",
    )


def test_the_parameters_of_lambdas_count() -> None:
    both(
        "int main() { vector<string> w(3); sort(w.begin(), w.end(), [](string a, string b) "
        "{ return a.size() < b.size(); }); }",
        "(string a, string b)",
        "(const string& a, const string& b)",
    )
    both(
        "int main() { vector<int> w(3); auto sum = [&](vector<int> v) { int s = 0; "
        "for (int x : v) s += x; return s; }; return sum(w); }",
        "[&](vector<int> v)",
        "[&](const vector<int>& v)",
    )


@pytest.mark.parametrize(
    "lambda_",
    [
        "auto f = [&](vector<int> v) { w.clear(); return v.size(); }; f(w);",
        "auto f = [&](vector<int> v) { v.clear(); return v.size(); }; f(w);",
        "auto f = [&](vector<int> v) { return v; }; f(w);",
        "auto f = [&](vector<int> v) { g(); return v.size(); }; f(w);",
        "function<int(vector<int>)> f = [&](vector<int> v) { return v.size(); }; f(w);",
        "int (*f)(string) = [](string s) { return (int)s.size(); }; f(string());",
    ],
)
def test_lambdas_that_change_something_keep_their_copies(lambda_: str) -> None:
    text = f"vector<int> w; void g() {{ w.clear(); }} int main() {{ {lambda_} }}"
    check_silent(RULE, HEAD + text)


@pytest.mark.parametrize(
    "program",
    [
        # returned: a move would become a copy
        "string f(string s) { return s; } int main() { f({}); }",
        # its elements are sorted in place
        "int f(vector<int> v) { sort(v.begin(), v.end()); return v[0]; } int main() { f({1}); }",
        # operator[] of a map may insert
        "int f(map<int, int> m) { return m[3]; } int main() { f({}); }",
        # changed through a reference, a pointer, an iterator, a lambda
        "int f(vector<int> v) { int& x = v[0]; x = 3; return v[0]; } int main() { f({1}); }",
        "int f(vector<int> v) { int* x = &v[0]; *x = 3; return v[0]; } int main() { f({1}); }",
        "int f(vector<int> v) { auto x = v.begin(); *x = 3; return v[0]; } int main() { f({1}); }",
        (
            "int f(vector<int> v) { auto g = [&] { v.clear(); }; g(); return v.size(); }"
            " int main() { f({1}); }"
        ),
        "int f(vector<int> v) { for (int& x : v) x++; return v[0]; } int main() { f({1}); }",
        # handed on to a function that changes it
        (
            "void g(vector<int>& v) { v.push_back(1); } "
            "int f(vector<int> v) { g(v); return v.size(); } int main() { f({1}); }"
        ),
        # two functions of one name
        (
            "int f(string s) { return s.size(); } int f(vector<int> v) { return v.size(); } "
            "int main() { f(string()); }"
        ),
        # moved from
        "string kept; void f(string s) { kept = move(s); } int main() { f({}); }",
        # a lambda that changes the argument is called by the function
        (
            "int f(vector<int> v, function<void()> g) { g(); return v.size(); } "
            "int main() { vector<int> v(3); f(v, [&] { v.clear(); }); }"
        ),
        # the argument is an element of what changes
        (
            "int f(vector<vector<int>>& g, vector<int> v) { g[0].push_back(1); return v.size(); } "
            "int main() { vector<vector<int>> g(1); f(g, g[0]); }"
        ),
        # an element of the argument is changed through a reference to a number
        (
            "int f(vector<int> v, int& x) { x = 7; return v[0]; } "
            "int main() { vector<int> v = {1}; f(v, v[0]); }"
        ),
        # the object's own member is the argument, and changes
        (
            "struct S { vector<int> d; int f(vector<int> v) { d.clear(); return v.size(); } }; "
            "int main() { S s; s.f(s.d); }"
        ),
        # somebody else may hold the function's type
        (
            "int f(vector<int> v) { return v.size(); } "
            "int main() { function<int(vector<int>)> g = f; g({}); auto h = &f; h({}); }"
        ),
        # a template deduces its own types
        "template <class T> int f(vector<T> v) { return v.size(); } int main() { f<int>({}); }",
        # small
        "int f(pair<int, int> p) { return p.first; } int main() { f({1, 2}); }",
    ],
)
def test_it_stays_silent(program: str) -> None:
    check_silent(RULE, HEAD + program)


def test_a_file_without_main_keeps_the_types_that_others_link_to() -> None:
    check_silent(RULE, HEAD + "int f(vector<int> v) { return v.size(); }")
    both(
        "static int f(vector<int> v) { return v.size(); } int g() { return f({}); }",
        "f(vector<int> v)",
        "f(const vector<int>& v)",
    )


STEPS = [
    "sum += a.size();",
    "sum += a[0] + *max_element(a.begin(), a.end());",
    "for (int x : a) sum += x;",
    "a.push_back(7);",
    "shared.push_back(7);",
    "touch();",
    "b.push_back(7);",
    "b = shared;",
    "x += 5;",
    "counter++;",
    "if (depth > 0) sum += {name}(a, b, x, depth - 1);",
    "if (depth > 0) sum += {name}(shared, b, x, depth - 1);",
    "if (depth > 0) {{ vector<int> c = a; sum += {name}(c, c, x, depth - 1); }}",
    "if (depth > 0) sum += {name}(b, b, x, depth - 1);",
]
CALLS = [
    "{name}(shared, other, number, 1)",
    "{name}(other, other, number, 1)",
    "{name}(other, shared, other[0], 1)",
    "{name}(shared, shared, shared[0], 1)",
    "{name}(vector<int>(3, 1), other, number, 1)",
    "{name}(made(), shared, number, 1)",
    "{name}(shared, same, number, 1)",
    "{name}(same, other, same[0], 1)",
    "{name}(other, alike, alike[0], 1)",
]


@FEW
@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(STEPS), min_size=1, max_size=4), st.sampled_from(CALLS)),
        min_size=12,
        max_size=12,
    )
)
def test_no_mixture_of_reading_writing_and_aliasing_is_told_apart(
    functions: list[tuple[list[str], str]],
) -> None:
    text = HEAD + (
        "int safe(vector<int> v) { return v.size(); }\n"
        "vector<int> shared = {3, 1, 2};\nint counter = 0;\n"
        "void touch() { shared[0]++; shared.push_back(1); }\n"
        "vector<int> made() { return shared; }\n"
    )
    main = "vector<int> other = {5, 6}; int number = 0; long long total = safe(other);\n"
    main += "    vector<int> &same = shared, &alike = other;\n"
    for index, (steps, call) in enumerate(functions):
        name = f"f{index}"
        body = "\n    ".join(step.format(name=name) for step in steps)
        text += (
            f"long long {name}(vector<int> a, vector<int>& b, int& x, int depth) {{\n"
            f"    long long sum = 0;\n    {body}\n    for (int y : a) sum = sum * 3 + y;\n"
            "    return sum % 1000003;\n}\n"
        )
        main += f'    total = {call.format(name=name)}; printf("%lld\\n", total);\n'
        main += "    shared = {3, 1, 2}; other = {5, 6};\n"
    assert check_preserved(RULE, text + "int main() {\n    " + main + "}\n") > 0


BACKTRACKING = """
vector<int> shared = {1, 2, 3};
void walk(vector<int> path, int n, int& count) {
    if ((int)path.size() == n) { count += path[0] + path[n - 1]; return; }
    for (int i = 0; i < n; i++) {
        vector<int> longer = path;
        longer.push_back(i);
        walk(WALKED, n, COUNT);
    }
}
int main() { int count = 0; walk({}, 3, FIRST); printf("%d %d", count, shared[0]); }
"""


def test_a_counter_that_is_handed_on_is_no_part_of_the_path() -> None:
    text = BACKTRACKING.replace("WALKED", "longer").replace("COUNT", "count")
    both(text.replace("FIRST", "count"), "(vector<int> path", "(const vector<int>& path")


@pytest.mark.parametrize(
    ("walked", "counted", "first"),
    [
        ("shared", "count", "shared[0]"),
        ("longer", "longer[0]", "count"),
        ("longer", "shared[0]", "count"),
    ],
)
def test_what_may_be_a_part_of_the_path_is_looked_at_apart(
    walked: str, counted: str, first: str
) -> None:
    text = BACKTRACKING.replace("WALKED", walked).replace("COUNT", counted)
    text = text.replace("FIRST", first)
    if walked == "longer" and counted == "shared[0]":
        both(text, "(vector<int> path", "(const vector<int>& path")  # another vector's element
    else:
        check_silent(RULE, HEAD + text)
