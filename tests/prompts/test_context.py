from __future__ import annotations

from pathlib import Path

from hasten.prompts.asking import question_about
from hasten.prompts.context import context_of
from hasten.prompts.strategy import Request
from hasten.source.cpp import CppSource
from hasten.source.target import named_target, program_target

TEXT = """#include <vector>
#include "mine.h"
#define MOD 1000000007
#define ADD(a, b) (((a) + (b)) % MOD)
#define UNUSED 3
using namespace std;
typedef long long ll;

struct Unused { int q; };

namespace geo {
struct Point {
    ll x, y;
    ll norm() const { return x * x + y * y; }
};
static const int TABLE[] = {1, 2, 3};
ll helper(const Point& p) { return ADD(p.x, p.y); }
int big(int n) {
@    return n;
}
ll target(const vector<Point>& v) {
    ll s = 0;
    for (auto& p : v) s += helper(p) * TABLE[0] + big(3);
    return s;
}
}

int unrelated() { return 0; }
""".replace("@", "    n += 1;\n" * 80)


def characters(text: str) -> int:
    return len(text)


def context(name: str, text: str = TEXT, room: int = 10_000) -> str:
    source = CppSource.parse(text)
    return context_of(source, source.function_named(name)[0], room, characters)


def test_a_function_comes_with_what_it_refers_to_in_the_order_of_the_file() -> None:
    assert (
        context("target")
        == """#include <vector>
#include "mine.h"

#define MOD 1000000007
#define ADD(a, b) (((a) + (b)) % MOD)

using namespace std;

typedef long long ll;
namespace geo {
struct Point {
    ll x, y;
    ll norm() const { return x * x + y * y; }
};

static const int TABLE[] = {1, 2, 3};

ll helper(const Point& p) { return ADD(p.x, p.y); }

int big(int n);
}
"""
    )


def test_a_function_that_refers_to_nothing_has_no_context() -> None:
    assert context("f", "int g() { return 2; }\nint f() { return 1; }\n") == ""


def test_the_nearest_comes_first_where_room_is_short() -> None:
    text = "int one() { return 1; }\nint two() { return 2; }\nint f() { return one() + two(); }\n"
    assert context("f", text, 30) == "int two() { return 2; }\n"
    assert context("f", text, 60) == "int one() { return 1; }\n\nint two() { return 2; }\n"


def test_a_function_that_does_not_fit_is_shown_by_its_signature() -> None:
    text = f"static int g(int x) {{ return x{' + x' * 50}; }}\nint f() {{ return g(1); }}\n"
    assert context("f", text, 60) == "static int g(int x);\n"


def test_context_never_takes_more_room_than_it_may() -> None:
    for room in range(0, 700, 7):
        assert characters(context("target", room=room)) <= room + len("namespace geo {\n}\n\n") * 2


def test_a_member_comes_with_its_class_without_itself() -> None:
    text = (
        "class Box {\n    int w;\n  public:\n    Box(int a) : w(a) {}\n"
        "    int area() const { return w * other(); }\n    int other() const { return 3; }\n};\n"
    )
    assert context("Box::area", text) == text.replace(
        " { return w * other(); }", "; /* the function to be made faster */"
    )
    short = context("Box::area", text, 150)
    assert "    Box(int a);\n" in short
    assert "    int other() const;\n" in short


def test_a_member_that_is_defined_elsewhere_comes_with_its_class() -> None:
    text = "struct A { int x; int f(); };\nint A::f() { return x; }\n"
    assert context("A::f", text) == "struct A { int x; int f(); };\n"


def test_a_definition_is_shown_and_not_its_prototype() -> None:
    text = "int g();\nint f() { return g(); }\nint g() { return 1; }\n"
    assert context("f", text) == "int g() { return 1; }\n"


def test_a_table_of_numbers_is_shown_by_its_declaration() -> None:
    text = f"const int T[] = {{{'1, ' * 500}}};\nint f() {{ return T[1]; }}\n"
    assert context("f", text).startswith("const int T[] = { /* 1,5")


def test_types_of_c_are_found_by_their_tags_and_their_names() -> None:
    text = "typedef struct node { struct node *next; } node_t;\nint f(node_t *n) { return !n; }\n"
    assert context("f", text) == "typedef struct node { struct node *next; } node_t;\n"


def test_a_question_about_a_function_brings_its_context() -> None:
    target = named_target(CppSource.parse(TEXT), "geo::target", Path("a.cpp"))
    question = question_about(target, Request(), tests="Seven tests.")
    assert question.code.startswith("ll target(const vector<Point>& v) {")
    assert question.function == "geo::target"
    assert "struct Point" in question.context
    assert question.tests == "Seven tests."


def test_a_question_about_a_program_is_the_program() -> None:
    target = program_target(CppSource.parse(TEXT), Path("a.c"))
    question = question_about(target, Request())
    assert (question.code, question.context, question.function) == (TEXT, "", "")
    assert question.language == "c"


def test_a_small_window_leaves_less_room_for_context() -> None:
    target = named_target(CppSource.parse(TEXT), "geo::target", Path("a.cpp"))
    assert "struct Point" not in question_about(target, Request(window=600)).context


def test_text_that_the_grammar_does_not_understand_gives_what_it_can() -> None:
    text = "int g() { return 1; }\n}}} @@ \0 int x = ;\nint f() { return g(); }\n"
    assert "int g() { return 1; }" in context("f", text)
