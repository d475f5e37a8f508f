"""Where functions are: every way to define one, and texts that are broken."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hasten.nouns import Edit
from hasten.source.cpp import CppSource, Function
from hasten.source.edits import apply


def only(text: str) -> tuple[CppSource, Function]:
    source = CppSource.parse(text)
    assert len(source.functions) == 1, source.functions
    return source, source.functions[0]


def check(text: str, qualified: str, kind: str, span: str | None = None) -> None:
    """The text defines one function, of that name and kind, and exactly at that span."""
    source, function = only(text)
    assert (function.qualified, function.kind) == (qualified, kind)
    assert source.slice(function.span) == (text if span is None else span)
    assert (
        source.slice(function.head) + source.slice(function.body) == source.slice(function.span)
        or "catch" in text
    )
    assert source.slice(function.body)[0] + source.slice(function.body)[-1] == "{}"


@pytest.mark.parametrize(
    ("text", "qualified", "kind"),
    [
        ("int solve(int n) { return n; }", "solve", "free"),
        ("signed main() {}", "main", "free"),
        ("main() {}", "main", "free"),
        ("static inline const char* name() { return 0; }", "name", "free"),
        ("vector<pair<int, int>>& all() { return x; }", "all", "free"),
        ("int (*pick(int))(int) { return 0; }", "pick", "free"),
        ("auto f(int x) -> decltype(x) { return x; }", "f", "free"),
        ("[[nodiscard]] int f() { return 1; }", "f", "free"),
        ("__attribute__((noinline)) int f() { return 1; }", "f", "free"),
        ("int f() try { g(); } catch (int) { } catch (...) { }", "f", "free"),
        ('extern "C" int f() { return 1; }', "f", "free"),
        ("template <class T> T largest(T a, T b) { return a; }", "largest", "template"),
        ("template <> int f<int>(int a) { return a; }", "f", "template"),
        ("template <class T> template <class U> void A<T>::f(U u) {}", "A::f", "template"),
        ("void Outer::Inner::run() const noexcept {}", "Outer::Inner::run", "member"),
        ("Tree::Tree(int n) : size(n), left{0} { build(); }", "Tree::Tree", "member"),
        ("Tree::~Tree() {}", "Tree::~Tree", "member"),
        ("Tree::operator bool() const { return 1; }", "Tree::operator bool", "operator"),
        ("bool operator<(const A& a, const A& b) { return 0; }", "operator<", "operator"),
        ("A& A::operator [] (int i) { return x; }", "A::operator[]", "operator"),
        ("int A::operator()(int i) const { return i; }", "A::operator()", "operator"),
        ("void* operator new(size_t n) { return 0; }", "operator new", "operator"),
        ('long operator""_km(long double v) { return v; }', 'operator""_km', "operator"),
        ("int operators(int x) { return x; }", "operators", "free"),
    ],
)
def test_the_whole_definition_is_the_span(text: str, qualified: str, kind: str) -> None:
    check(text, qualified, kind)
    check(f"int x; // before\n{text}; int y;", qualified, kind, text)
    check(f"\ufeff/* é😀 */\r\n\t{text}\r\n", qualified, kind, text)


@pytest.mark.parametrize(
    ("text", "qualified", "kind", "span"),
    [
        ("namespace a::b { namespace { int f() {} } }", "a::b::f", "free", "int f() {}"),
        (
            "struct S { virtual void f() override {} };",
            "S::f",
            "member",
            "virtual void f() override {}",
        ),
        ("class S { public: static int f() {} } s;", "S::f", "member", "static int f() {}"),
        ("template<class T> struct S { S() {} };", "S::S", "member", "S() {}"),
        ("template<class T> struct S<T*> { void f() {} };", "S::f", "member", "void f() {}"),
        ("typedef struct S { int f() {} } T;", "S::f", "member", "int f() {}"),
        ("struct A { struct B { int f() {} }; };", "A::B::f", "member", "int f() {}"),
        ("struct A { friend int f(A a) {} };", "f", "free", "friend int f(A a) {}"),
        ('extern "C" { int f() {} }', "f", "free", "int f() {}"),
        ("#ifdef LOCAL\nint f() {}\n#endif\n", "f", "free", "int f() {}"),
        ("#if A\n#else\nint f() {}\n#endif\n", "f", "free", "int f() {}"),
        ("struct S { S() = default; ~S() = delete; int f() {} };", "S::f", "member", "int f() {}"),
        ("int g(); int h(int x = 3); int f() {}", "f", "free", "int f() {}"),
    ],
)
def test_a_function_is_found_where_it_is_nested(
    text: str, qualified: str, kind: str, span: str
) -> None:
    check(text, qualified, kind, span)


def test_lambdas_and_local_classes_belong_to_the_function_around_them() -> None:
    check(
        "int f() { auto g = [&](int x) { return x; };\n"
        "  struct P { bool operator()(int) { return 1; } }; return g(1); }",
        "f",
        "free",
    )


@pytest.mark.parametrize(
    "body",
    [
        "{ rep(i, n) { a[i] = 1; } return 1; }",
        "{ rep(i, n) rep(j, n) { if (x) { y(); } } REP(k, 0, 5) z(); }",
        "{ fore(z, s) x; for (;;) if (1) { } else rep(i, 3) { } }",
        "{ FOR(i, 0, n) FOR(j, i, n) { each(x, v) cout << x << endl; } }",
    ],
)
def test_loop_macros_do_not_lose_the_function(body: str) -> None:
    source = CppSource.parse(f"int f() {body}\nint g() {{ return 1; }}\n")
    assert [f.name for f in source.functions] == ["f", "g"]
    assert source.slice(source.functions[0].span) == f"int f() {body}"


def test_branches_of_the_preprocessor_that_do_not_balance_do_not_lose_functions() -> None:
    first = "int f() {\n#if A\n  if (x) {\n#else\n  if (y) {\n#endif\n  }\n}"
    second = "int h() { return 1; }"
    source = CppSource.parse(f"#include <x>\n{first}\n{second}\n")
    assert [source.slice(f.span) for f in source.functions] == [first, second]


def test_a_head_that_depends_on_a_condition_still_names_the_function() -> None:
    text = (
        "#ifdef A\nint f(int a)\n{\n#else\nint f(long a)\n{\n#endif\n  return a;\n}\nint g() {}\n"
    )
    source = CppSource.parse(text)
    assert [f.name for f in source.functions][-1] == "g"
    assert source.functions[0].name == "f"


def test_a_missing_brace_costs_only_the_function_that_lacks_it() -> None:
    text = (
        "int f() {\n  for (;;) {\n    x();\n}\n\n"
        "int g() {\n  return 1;\n}\n\nint h() { return 2; }\n"
    )
    source = CppSource.parse(text)
    assert [f.name for f in source.functions] == ["f", "g", "h"]
    assert source.slice(source.functions[1].span) == "int g() {\n  return 1;\n}"


def test_one_brace_too_many_does_not_lose_what_follows() -> None:
    source = CppSource.parse("int f() { return 1; } }\nint main() { return 0; }\n")
    assert [f.name for f in source.functions] == ["f", "main"]
    assert source.has_main


def test_broken_text_still_names_members_and_operators() -> None:
    text = (
        "namespace n {\nstruct S : Base<int> {\n  S(int a) : a{a}, b(1) { }\n  ~S() { }\n"
        "  bool operator<(const S& o) const { return 1; }\n"
        "  template <class T> void f(T t) { }\n};\n"
        "int S::g() try { } catch (...) { }\n}\nint main() { if (x { \n"
    )
    source = CppSource.parse(text)
    named = {f.qualified: f.kind for f in source.functions}
    assert named == {
        "n::S::S": "member",
        "n::S::~S": "member",
        "n::S::operator<": "operator",
        "n::S::f": "template",
        "n::S::g": "member",
        "main": "free",
    }


def test_half_typed_code_keeps_the_function_under_the_caret() -> None:
    text = "int f(int n) {\n  int a = ;\n  v.\n  return n;\n}\nint g() {}\n"
    source = CppSource.parse(text)
    at = source.function_at(text.index("v."))
    assert at is not None
    assert at.name == "f"
    assert source.has_errors


@pytest.mark.parametrize("text", ["", "\0", "\ufeff", "}", "{", "(((", "\r", "#", "int", "\ud800"])
def test_any_text_can_be_parsed(text: str) -> None:
    source = CppSource.parse(text)
    assert source.functions == ()
    assert source.function_at(0) is None
    assert source.text == text
    assert not source.has_main


def test_odd_bytes_do_not_move_a_function() -> None:
    text = "// \ud83d lone\rint a\0;\r\nint f() { return '\\0'; }"
    source, function = only(text)
    assert source.slice(function.span) == "int f() { return '\\0'; }"
    assert source.data[function.span.start :].startswith(b"int f")


def test_a_caret_behind_the_closing_brace_is_still_at_the_function() -> None:
    source = CppSource.parse("int f() {} int g() {}int h() {}")
    at = [source.function_at(offset) for offset in range(33)]
    assert "".join(f.name if f else "." for f in at) == "f" * 11 + "g" * 10 + "h" * 11 + "."


def test_functions_are_found_by_any_part_of_their_name() -> None:
    source = CppSource.parse("namespace n { struct S { int f() {} }; int f() {} } int f() {}")
    assert [f.qualified for f in source.function_named("f")] == ["n::S::f", "n::f", "f"]
    assert [f.qualified for f in source.function_named("S::f")] == ["n::S::f"]
    assert [f.qualified for f in source.function_named("n :: f")] == ["n::f"]
    assert source.function_named("g") == ()


def test_find_code_does_not_see_comments_and_literals() -> None:
    text = (
        'int f() { /* endl */ cout << "endl" << endl; // endl\n'
        "  char c = 'e'; int n = 1'000; auto r = R\"(endl)\"; return endl; }\n"
    )
    source = CppSource.parse(text)
    for within in (None, source.functions[0].span, source.functions[0].body):
        found = list(source.find_code(r"\bendl\b", within))
        assert [span.start for span in found] == [text.index("endl;"), text.rindex("endl")]


def test_walk_of_a_span_gives_only_what_lies_in_it() -> None:
    source = CppSource.parse("int a; int f() { g(1); h(2); } int b;")
    span = source.functions[0].body
    nodes = list(source.walk(span))
    assert all(span.start <= n.start_byte and n.end_byte <= span.end for n in nodes)
    assert [source.slice(n) for n in source.descendants(span, "call_expression")] == [
        "g(1)",
        "h(2)",
    ]
    assert len(list(source.walk())) > len(nodes)


def test_lines_and_indentation_are_those_of_the_text() -> None:
    source = CppSource.parse("int a;\r\n\t  int b;\r\n")
    offset = source.text.index("b")
    assert source.line_of(offset) == 1
    assert source.indentation(offset) == "\t  "
    assert source.data[source.line_start(offset) : source.line_end(offset)] == b"\t  int b;"
    assert source.newline == "\r\n"


PIECES = ["int f() {", "}", "\n", "if (x) ", "{", ";", "\r", "\r\n", "é", "x", "#if 1\n", "\ud800"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.data())
def test_an_incremental_reparse_sees_what_a_fresh_parse_sees(
    pieces: list[str], data: st.DataObject
) -> None:
    text = "int g() { return 1; }\n" + "".join(pieces)
    source = CppSource.parse(text)
    assert source.functions  # what is known of the text before is made use of
    for _ in range(3):
        cuts = sorted(data.draw(st.lists(st.integers(0, len(source.text)), min_size=4, max_size=4)))
        at = [len(source.text[:cut].encode("utf-8", "surrogatepass")) for cut in cuts]
        new = data.draw(st.lists(st.sampled_from(PIECES), max_size=3).map("".join))
        edits = [Edit(at[0], at[1], new), Edit(at[2], at[3], "")]
        edited = source.edited(edits)
        fresh = CppSource.parse(apply(source.text, edits))
        assert edited.text == fresh.text
        assert edited.data == fresh.data
        assert str(edited.root) == str(fresh.root)
        assert edited.functions == fresh.functions
        source = edited


TOPS = [
    "int f() { return 1; }\n",
    "namespace n {\nvoid g(int x) { x++; }\n}\n",
    "namespace m {\nvoid a() {}\nvoid b() {}\nvoid d() {}\nvoid e() {}\n}\n",
    "template <class T>\nT h(T t) { return t; }\n",
    "struct S { int m() { return 0; } S() {} };\n",
    "// a comment\n",
    "int x = 1;\n",
    "#ifdef A\nint p() {\n#else\nint q() {\n#endif\n  return 2; }\n",
    'extern "C" {\nint c(void) { return 3; }\n}\n',
    "[[nodiscard]] ",
    "static ",
]
TYPED = ["", " ", "x", "{", "}", "(", ";", "\n", "/*", "*/", "template <class U> ", "n::", "#", '"']


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(TOPS), min_size=2, max_size=12), st.data())
def test_functions_away_from_what_is_typed_are_those_of_a_fresh_parse(
    tops: list[str], data: st.DataObject
) -> None:
    source = CppSource.parse("".join(tops))
    assert source.functions is not None
    for _ in range(4):
        start = data.draw(st.integers(0, len(source.data)))
        end = min(len(source.data), start + data.draw(st.integers(0, 3)))
        source = source.edited([Edit(start, end, data.draw(st.sampled_from(TYPED)))])
        fresh = CppSource.parse(source.text)
        if str(source.root) == str(fresh.root):
            assert source.functions == fresh.functions


def test_a_hundred_thousand_lines_stay_usable() -> None:
    one = (
        "int f{0}(int n) {{\n  int s = 0;\n  for (int i = 0; i < n; ++i)\n"
        "    s += i;\n  return s;\n}}\n"
    )
    text = "".join(one.format(i) for i in range(17_000))
    source = CppSource.parse(text)
    middle = len(text) // 2
    assert source.function_at(middle) is not None
    started = time.perf_counter()
    for offset in range(middle, middle + 1000):
        source.function_at(offset)
    assert (time.perf_counter() - started) / 1000 < 0.001
    at = text.index("return", middle)
    edited = source.edited([Edit(at, at, " ")])
    assert len(edited.functions) == 17_000


@pytest.mark.parametrize(
    "piece",
    ["f(){\n", "{", "(", "namespace a{", "#if A\n{\n#else\n", "template<", "a::", "/*", 'R"(\n'],
)
def test_endless_nesting_does_not_take_endless_time(piece: str) -> None:
    started = time.perf_counter()
    source = CppSource.parse(piece * 20_000)
    assert len(source.functions) <= 20_000
    assert time.perf_counter() - started < 20
