"""What clang says of a text, and that no text can hurt whoever asks."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import tempfile
from pathlib import Path

import pytest

from hasten_sim import frontend as frontend_module
from hasten_sim.clang_view import library
from hasten_sim.errors import FrontendError
from hasten_sim.facts import Call, Declaration, Facts
from hasten_sim.frontend import Frontend, clang_flags
from hasten_sim.sandbox import Bubblewrap, open_sandbox
from tests.sim.clang import HEADERS, Ask


def declared(facts: Facts, name: str) -> Declaration:
    found = [d for d in facts.declarations if d.name == name]
    assert len(found) == 1, found
    return found[0]


def called(facts: Facts, callee: str) -> Call:
    found = [c for c in facts.calls if c.callee == callee]
    assert found, [c.callee for c in facts.calls]
    return found[0]


# --- declarations --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "type_", "size"),
    [
        ("int x;", "int", 4),
        ("long long x;", "long long", 8),
        ("const unsigned char x = 1;", "const unsigned char", 1),
        ("vector<int> x;", "std::vector<int>", 24),
        ("string x;", "std::basic_string<char>", 32),
        (
            "map<string, vector<long>> x;",
            "std::map<std::basic_string<char>, std::vector<long>>",
            48,
        ),
        ("auto x = 1.5f;", "float", 4),
        (
            "auto x = vector{1, 2}.begin();",
            "__gnu_cxx::__normal_iterator<int *, std::vector<int>>",
            8,
        ),
        ("int x[3][4];", "int[3][4]", 48),
        ("typedef pair<int, int> P; P x;", "std::pair<int, int>", 8),
        ("using ll = long long; ll x;", "long long", 8),
        (
            "priority_queue<int, vector<int>, greater<int>> x;",
            "std::priority_queue<int, std::vector<int>, std::greater<int>>",
            32,
        ),
        ("struct P { int a; char b; } x;", "P", 8),
    ],
)
def test_types_are_canonical_and_have_sizes(
    facts_of: Ask, text: str, type_: str, size: int
) -> None:
    found = declared(facts_of(text), "x")
    assert found.type.replace("> >", ">>") == type_
    assert found.size_bytes == size
    assert found.is_global


def test_a_declaration_says_where_it_is_and_whose(facts_of: Ask) -> None:
    text = "int g = 1;\nstatic int f(int a, const string& b) {\n  static long s;\n  return a;\n}\n"
    facts = facts_of(text, headers="#include <string>\nusing std::string;\n")
    source = b"#include <string>\nusing std::string;\n" + text.encode()
    f, a, b = declared(facts, "f"), declared(facts, "a"), declared(facts, "b")
    assert source[f.start : f.end].startswith(b"static int f(")
    assert source[f.start : f.end].endswith(b"}")
    assert source[f.body_start : f.body_start + 1] == b"{"
    assert f.name_at == source.index(b"f(int a")
    assert (f.type, f.kind, f.is_static, f.owner) == ("int", "function", True, -1)
    assert f.parameters == (a.name_at, b.name_at)
    assert (a.kind, a.owner, a.is_const, a.is_reference) == ("parameter", f.name_at, False, False)
    assert (b.is_const, b.is_reference, b.written) == (True, True, "const string &")
    s, g = declared(facts, "s"), declared(facts, "g")
    assert (s.is_static, s.is_global, s.owner) == (True, False, f.name_at)
    assert (g.is_static, g.is_global, g.owner) == (False, True, -1)
    assert source[g.start : g.end] == b"int g = 1"


def test_constness_of_references_pointers_and_arrays_is_told_apart(facts_of: Ask) -> None:
    facts = facts_of(
        "int v; const int& a = v; int* const b = &v; const int* c = &v; const int d[2] = {1, 2};"
        "int& e = v; struct S { int m() const; int n(); };"
    )
    constant = {d.name: d.is_const for d in facts.declarations}
    assert constant == {
        "v": False,
        "a": True,
        "b": True,
        "c": False,
        "d": True,
        "e": False,
        "m": True,
        "n": False,
    }
    assert [d.name for d in facts.declarations if d.is_pointer] == ["b", "c"]
    assert [d.name for d in facts.declarations if d.is_reference] == ["a", "e"]


def test_lambda_parameters_captures_and_bindings_are_declared(facts_of: Ask) -> None:
    facts = facts_of(
        "int f(pair<int, string>& p) { auto& [a, b] = p; auto [c, d] = p;"
        " auto l = [n = a](int x) { int y = x; return y + n; }; return l(1); }"
    )
    owner = declared(facts, "f").name_at
    types = {d.name: d.type for d in facts.declarations if d.owner == owner}
    del types["l"]
    assert types == {
        "p": "std::pair<int, std::basic_string<char>> &",
        "a": "int",
        "b": "std::basic_string<char>",
        "c": "int",
        "d": "std::basic_string<char>",
        "n": "int",
        "x": "int",
        "y": "int",
    }
    references = {d.name for d in facts.declarations if d.is_reference}
    assert references == {"p", "a", "b"}


def test_members_of_local_classes_are_functions_with_an_owner(facts_of: Ask) -> None:
    facts = facts_of("int f() { struct C { bool operator()(int q) { return q; } }; return 1; }")
    inner, outer = declared(facts, "operator()"), declared(facts, "f")
    assert inner.owner == outer.name_at
    assert declared(facts, "q").owner == inner.name_at


def test_templates_do_not_pretend_to_know_types(facts_of: Ask) -> None:
    facts = facts_of(
        "template <class T> T f(T x, int n) { auto y = x + n; vector<T> z; return y; }\n"
        "template <class T> struct S { T field; void m() { auto q = field; } };"
        "int main() { return f(1, 2); }"
    )
    types = {d.name: d.type for d in facts.declarations}
    assert types == {
        "f": "",
        "x": "",
        "n": "int",
        "y": "",
        "z": "",
        "field": "",
        "m": "void",
        "q": "",
        "main": "int",
    }
    inside = {d.name for d in facts.declarations if d.is_template}
    assert inside == set(types) - {"main"}
    assert called(facts, "f").target == declared(facts, "f").name_at


def test_an_error_makes_the_facts_incomplete_but_not_empty(facts_of: Ask) -> None:
    facts = facts_of.any("int f(int x) { return x + y; }\nint g() { return 1; }\n")
    assert not facts.complete
    assert facts.diagnostics == ("main.cpp:1:27: use of undeclared identifier 'y'",)
    assert {d.name for d in facts.declarations} == {"f", "x", "g"}


# --- references and calls ------------------------------------------------------------------------


def test_references_lead_to_the_definition(facts_of: Ask) -> None:
    facts = facts_of("int f(int); int g() { return f(1); } int f(int a) { return a; }")
    declarations = [d for d in facts.declarations if d.name == "f"]
    assert [d.body_start >= 0 for d in declarations] == [False, True]
    assert called(facts, "f").target == declarations[1].name_at
    use = next(r for r in facts.references if r.name == "f")
    assert (use.target, use.kind) == (declarations[1].name_at, "function")


def test_qualified_names_have_no_inline_namespaces_and_no_arguments(facts_of: Ask) -> None:
    facts = facts_of(
        "namespace n { struct S { static int s; int m(); }; inline namespace v { int w; } }"
        "int f(n::S& x, vector<string>& y, map<int, int>& z, unordered_map<int, int>& u) {"
        "  y.push_back(to_string(n::w)); z[1] = u.count(2); cout << y[0] << endl;"
        "  return x.m() + n::S::s + pow(2, 3) + std::pow(2.0, 3) + INT_MAX + max(1, 2); }"
    )
    callees = {c.callee for c in facts.calls}
    assert {
        *("std::vector::push_back", "std::to_string", "std::map::operator[]", "n::S::m"),
        *("std::unordered_map::count", "std::operator<<", "std::vector::operator[]"),
        *("std::basic_ostream::operator<<", "std::max"),
    } <= callees
    assert callees & {"pow", "std::pow"}
    names = {r.qualified for r in facts.references}
    assert {"std::cout", "std::endl", "n::w", "n::S::s", "n::S::m", "std::string"} <= names


def test_a_member_call_tells_its_object_and_arguments(facts_of: Ask) -> None:
    text = "int f(vector<int>& v) { v.insert(v.begin(), 7); return v[1]; }"
    facts = facts_of(text)
    source = HEADERS + text
    insert = called(facts, "std::vector::insert")
    assert insert.object_type == "std::vector<int>"
    assert [source[a:b] for a, b in insert.arguments] == ["v.begin()", "7"]
    assert insert.argument_types[1] in ("int", "const int")
    assert source[insert.start : insert.end] == "v.insert(v.begin(), 7)"
    assert insert.owner == declared(facts, "f").name_at
    subscript = called(facts, "std::vector::operator[]")
    assert subscript.object_type == "std::vector<int>"
    assert [source[a:b] for a, b in subscript.arguments] == ["1"]
    assert subscript.result_type == "int &"


def test_free_operators_have_all_operands_as_arguments(facts_of: Ask) -> None:
    text = 'void f(string s) { cout << "a" << 1; s = s + "b"; }'
    facts = facts_of(text)
    free = called(facts, "std::operator<<")
    assert free.object_type == ""
    assert free.argument_types == ("std::basic_ostream<char>", "const char *")
    member = called(facts, "std::basic_ostream::operator<<")
    assert (member.object_type, member.argument_types) == ("std::basic_ostream<char>", ("int",))


def test_constructors_are_calls(facts_of: Ask) -> None:
    facts = facts_of("struct S { S(int, int = 2) {} }; void f() { S s(1); vector<int> v(3, 4); }")
    own = called(facts, "S::S")
    assert own.target == declared(facts, "S").name_at
    assert own.arguments[1] == (-1, -1)
    assert called(facts, "std::vector::vector").result_type == "std::vector<int>"


def test_calls_through_variables_name_the_variable(facts_of: Ask) -> None:
    facts = facts_of(
        "int f(int (*p)(int)) { auto l = [](int x) { return x; }; return p(1) + l(2); }"
    )
    assert called(facts, "p").target == declared(facts, "p").name_at
    assert called(facts, "operator()").object_type.startswith("const (lambda at ")


def test_offsets_are_bytes_whatever_the_text_holds(facts_of: Ask) -> None:
    text = '/* é😀 */ const char* s = "日本";\r\nint x; // \ud800\nint f() { return x; }\n'
    facts = facts_of(text, headers="\ufeff")
    data = b"\xef\xbb\xbf" + text.encode("utf-8", "surrogatepass")
    for name in ("s", "x", "f"):
        found = declared(facts, name)
        assert data[found.name_at : found.name_at + 1] == name.encode()
    use = next(r for r in facts.references if r.name == "x")
    assert data[use.start : use.end] == b"x"
    assert data[use.start - 7 : use.start] == b"return "


# --- macros --------------------------------------------------------------------------------------

MACROS = """\
#include <vector>
#define N 100
#define rep(i, n) for (int i = 0; i < (n); i++)
#define all(c) \\
    c.begin(), c.end()
#ifdef NOT_DEFINED
#define SKIPPED 1
#endif
#define int long long
const char* text = R"(
#define IN_TEXT 2
)"; /*
#define IN_COMMENT 3
*/
#define LATE(x) x
std::vector<int> v;
int f(int limit) {
    int sum = N;
    rep(i, limit) sum += i;
    return LATE(sum);
}
"""


def test_macros_and_their_uses_are_listed(facts_of: Ask) -> None:
    facts = facts_of(MACROS, headers="")
    defined = {m.name: m.is_function_like for m in facts.macro_definitions}
    assert defined == {"N": False, "rep": True, "all": True, "int": False, "LATE": True}
    texts = {m.name: MACROS[m.start : m.end] for m in facts.macro_definitions}
    assert texts["N"] == "#define N 100"
    assert texts["all"].endswith("c.end()")
    used = [MACROS[m.start : m.end] for m in facts.macro_expansions if m.name != "int"]
    assert used == ["N", "rep(i, limit)", "LATE(sum)"]
    assert [m.is_function_like for m in facts.macro_expansions if m.name != "int"] == [0, 1, 1]


def test_what_a_macro_makes_up_is_marked(facts_of: Ask) -> None:
    facts = facts_of(MACROS, headers="")
    assert {d.name for d in facts.declarations if d.from_macro} == {"i"}
    i, total = declared(facts, "i"), declared(facts, "sum")
    use = MACROS.index("rep(i, limit)")
    assert i.start == use
    assert i.name_at == use + len("rep(")
    assert (total.type, total.from_macro) == ("long long", False)
    assert MACROS[total.name_at :].startswith("sum = N")
    inside = [r for r in facts.references if r.from_macro]
    assert {(r.name, MACROS[r.start : r.end]) for r in inside} == {
        ("i", "rep(i, limit)"),
        ("limit", "rep(i, limit)"),
        ("sum", "LATE(sum)"),
    }
    plain = [r for r in facts.references if r.name == "i" and not r.from_macro]
    assert [(r.target, r.access) for r in plain] == [(i.name_at, "read")]
    assert facts.writes_in(i.name_at, use, use + 1)


def test_variables_that_one_macro_makes_up_are_told_apart(facts_of: Ask) -> None:
    facts = facts_of("#define TWO int a = 1, b = 2;\nint f() { TWO return a + b; }")
    a, b = declared(facts, "a"), declared(facts, "b")
    assert a.name_at != b.name_at
    uses = {r.name: r.target for r in facts.references if r.kind == "variable"}
    assert uses == {"a": a.name_at, "b": b.name_at}


# --- purity --------------------------------------------------------------------------------------


def pure(facts: Facts) -> set[str]:
    return {facts.by_name_at[at].name for at in facts.pure_functions}


def test_pure_functions_compute_numbers_from_numbers(facts_of: Ask) -> None:
    facts = facts_of(
        "const int M = 7; constexpr int table[3] = {1, 2, 3};\n"
        "int gcd2(int a, int b) { return b ? gcd2(b, a % b) : a; }\n"
        "long power(long b, int e) { long r = 1; for (; e; e >>= 1) { if (e & 1) r = r * b % M;"
        " b *= b; } return r; }\n"
        "int local(int n) { int a[3] = {}; a[n % 3] = table[1]; swap(a[0], a[1]); return a[0]; }\n"
        "double root(double x) { return sqrt(abs(x)) + max(1, 2); }\n"
        "bool odd(int n); bool even(int n) { return n == 0 || odd(n - 1); }\n"
        "bool odd(int n) { return n != 0 && even(n - 1); }\n"
    )
    assert pure(facts) == {"gcd2", "power", "local", "root", "even", "odd"}


@pytest.mark.parametrize(
    "function",
    [
        "int f(int n) { return g + n; }",
        "int f(int n) { g = n; return n; }",
        "int f(int n) { static int calls; return calls += n; }",
        "int f(int n) { cout << n; return n; }",
        "int f(int n) { return rand() + n; }",
        "int f(int& n) { return n; }",
        "int f(int* n) { return *n; }",
        "int f(vector<int> v) { return v[0]; }",
        "int f(int n) { int m; cin >> m; return m; }",
        "int f(int n) { return h(n); }",
        "int f(int n) { throw n; }",
        "int f(int n) { return *new int(n); }",
        "int f(int n) { int* p = &g; return *p; }",
        'int f(int n) { asm volatile("nop"); return n; }',
        "int f(int n) { volatile int m = n; return m; }",
        "int f(int n) { auto l = [] { return g; }; return l(); }",
        "int f(int n);",
        "void f(int n) { }",
        "template <class T> int f(T n) { return 1; }",
        "int f(int n) { return p(n); }",
        "struct S { int x; int f(int n) { return x + n; } };",
        "int f(int n) { return n ? f(n - 1) : h(n); }",
    ],
)
def test_a_function_with_any_other_effect_or_source_is_not_pure(
    facts_of: Ask, function: str
) -> None:
    prelude = "int g; int (*p)(int); int h(int n) { return g + n; }\n"
    assert "f" not in pure(facts_of(prelude + function))


# --- the worker ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '#include "/dev/zero"\nint x;',
        '#include "/etc/passwd"\nint x;',
        "#include __FILE__\n",
        "int f() { return " + "(" * 100_000 + ";}",
        "int f() { return " + "-" * 200_000 + "1; }",
        "int f() { return 1" + "+1" * 100_000 + "; }",
        "{" * 100_000,
        "namespace a {" * 50_000,
        "template<int N> struct A : A<N + 1> {}; A<0> a;",
        "template<class T> auto f(T t) { return f(&t); } auto x = f(1);",
        "constexpr int f() { for (;;) {} return 1; } static_assert(f());",
        "#define A B B\n#define B C C\n#define C D D\n#define D E E\nint x = A;",
        "".join(f"#define M{i} M{i + 1} M{i + 1}\n" for i in range(40)) + "M0",
        "int a[1LL << 60]; char b[1LL << 62] = {};",
        "\0" * 1000,
        'R"' * 1000,
        "\ud800\udfff" * 100,
        "#pragma clang __debug crash\n",
        "#pragma clang __debug parser_crash\n",
        "#pragma clang __debug overflow_stack\n",
    ],
)
def test_hostile_text_gives_incomplete_facts_and_no_more(
    facts_of: Ask, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontend_module, "ANSWER_SECONDS", 3.0)
    facts = facts_of.any(text)
    assert facts.complete or facts.diagnostics
    assert declared(facts_of.any("int after = 1;"), "after").type == "int"


def test_what_a_text_includes_cannot_be_read_from_outside_the_sandbox(facts_of: Ask) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".h") as secret:
        secret.write("#error the secret is out\n")
        secret.flush()
        facts = facts_of.any(f"#include <{secret.name}>\nint x;\n")
    if isinstance(facts_of.frontend._sandbox, Bubblewrap):  # pyright: ignore[reportPrivateUsage]
        assert not any("secret is out" in line for line in facts.diagnostics)
    assert not facts.complete


def test_too_long_a_text_is_not_even_tried(facts_of: Ask) -> None:
    facts = facts_of.any("int x;\n" * 1_000_000)
    assert facts.diagnostics == ("the text is too long for clang",)


def test_headers_beside_the_file_are_found_and_read_anew(facts_of: Ask, tmp_path: Path) -> None:
    (tmp_path / "own.h").write_text("using number = int;\n")
    path = tmp_path / "x.cpp"
    text = '#include "own.h"\nnumber x;\n'
    assert declared(facts_of.any(text, path), "x").type == "int"
    (tmp_path / "own.h").write_text("using number = double;\n")
    assert declared(facts_of.any(text, path), "x").type == "double"


def test_flags_of_the_program_count(facts_of: Ask, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "own.h").write_text("using number = short;\n")
    text = "#include <own.h>\nnumber x = VALUE;\nauto y = [] { return 1 <=> 2; };\n"
    flags = ("-O3", "-std=c++20", "-DVALUE=3", f"-I{tmp_path}/lib", "-march=native", "-flto")
    facts = facts_of.any("#include <compare>\n" + text, tmp_path / "x.cpp", flags)
    assert facts.complete, facts.diagnostics
    assert declared(facts, "x").type == "short"


def test_only_flags_that_change_the_meaning_reach_clang() -> None:
    flags = ("-O3", "-g", "-I", "a", "-Ib", "-DX=1", "-fno-rtti", "-flto", "-o", "x", "-Wall")
    kept = clang_flags("int x;", flags)
    assert kept == (
        "-I",
        "a",
        "-Ib",
        "-DX=1",
        "-fno-rtti",
        "-std=c++17",
        "-w",
        "-ferror-limit=5000",
    )
    assert "-std=c++20" in clang_flags("", ("-std=c++20",))
    assert "-fplugin=x.so" not in clang_flags("", ("-fplugin=x.so", "-Xclang", "-load"))


def test_intrinsics_of_a_targeted_instruction_set_are_understood(facts_of: Ask) -> None:
    facts = facts_of.any(
        '#pragma GCC optimize("O3")\n#pragma GCC target("avx2,bmi,popcnt")\n'
        "#include <immintrin.h>\n__m256i f(__m256i a) { return _mm256_add_epi32(a, a); }\n"
    )
    assert facts.complete, facts.diagnostics


def test_the_same_question_is_answered_from_memory(facts_of: Ask) -> None:
    first = facts_of("int same = 1;")
    assert facts_of("int same = 1;") is first
    assert facts_of("int same = 2;") is not first


async def opened() -> Frontend:
    return await Frontend.open(await open_sandbox())


async def test_concurrent_callers_get_each_their_own_answer() -> None:
    frontend = await opened()
    try:
        texts = [f"int x{i % 7};\n" for i in range(30)]
        answers = await asyncio.gather(*(frontend.facts(t, Path("x.cpp")) for t in texts))
        assert [a.declarations[0].name for a in answers] == [f"x{i % 7}" for i in range(30)]
    finally:
        await frontend.close()


async def test_a_caller_that_gives_up_leaves_the_answer_to_the_others() -> None:
    frontend = await opened()
    try:
        text = HEADERS + "int shared;"
        first = asyncio.create_task(frontend.facts(text, Path("x.cpp")))
        second = asyncio.create_task(frontend.facts(text, Path("x.cpp")))
        await asyncio.sleep(0.05)
        first.cancel()
        assert (await second).complete
        assert first.cancelled()
    finally:
        await frontend.close()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the frontends of a test keep their files: their workers can be told by it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def workers(scratch: Path) -> set[int]:
    found: set[int] = set()
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            command = entry.read_bytes()
            if b"frontend_worker" in command and bytes(scratch) in command:
                found.add(int(entry.parent.name))
    return found


async def test_a_worker_that_is_killed_is_replaced(scratch: Path) -> None:
    frontend = await opened()
    try:
        assert (await frontend.facts("int a;", Path("x.cpp"))).complete
        before = workers(scratch)
        assert before
        for pid in before:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert (await frontend.facts("int b;", Path("x.cpp"))).complete
        assert not workers(scratch) & before
    finally:
        await frontend.close()


async def test_a_worker_is_replaced_after_a_number_of_texts(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontend_module, "TEXTS_PER_WORKER", 3)
    frontend = await opened()
    try:
        seen: set[frozenset[int]] = set()
        for i in range(7):
            assert (await frontend.facts(f"int x{i};", Path("x.cpp"))).complete
            seen.add(frozenset(workers(scratch)))
        assert len(seen) == 3
    finally:
        await frontend.close()


async def test_closing_leaves_neither_processes_nor_files(scratch: Path) -> None:
    frontend = await opened()
    await frontend.facts(HEADERS + "int x;", Path("x.cpp"))
    assert workers(scratch)
    assert list(scratch.iterdir())
    await frontend.close()
    await frontend.close()
    assert not workers(scratch)
    assert not list(scratch.iterdir())


async def test_without_any_libclang_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = str(tmp_path / "libclang.so")
    monkeypatch.setattr(frontend_module, "WORKER", (*frontend_module.WORKER, "--library", empty))
    with pytest.raises(FrontendError, match="cannot open shared object file") as caught:
        await opened()
    assert "libclang" in caught.value.remedy


def test_a_system_library_is_preferred_and_the_packaged_one_is_the_floor() -> None:
    found = library.candidates()
    assert found[-1].parent.name == "native"
    versions = [library.major_version(path) for path in found[:-1]]
    assert versions == sorted(versions, reverse=True)
    assert all(version >= library.OLDEST for version in versions)


async def test_the_packaged_library_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    packaged = str(library.candidates()[-1])
    monkeypatch.setattr(frontend_module, "WORKER", (*frontend_module.WORKER, "--library", packaged))
    text = HEADERS + (
        "#define rep(i, n) for (int i = 0; i < n; i++)\n"
        "int f(vector<int>& v, map<string, int>& m) { int s = 0; rep(i, 3) s += v[i];"
        " for (auto& [k, x] : m) x += k.size(); sort(v.begin(), v.end()); return s; }\n"
    )
    frontend = await opened()
    try:
        assert packaged in frontend.describe()
        facts = await frontend.facts(text, Path("x.cpp"))
    finally:
        await frontend.close()
    monkeypatch.undo()
    newest = await opened()
    try:
        expected = await newest.facts(text, Path("x.cpp"))
    finally:
        await newest.close()
    assert facts.complete
    assert facts.calls == expected.calls
    assert facts.references == expected.references
    assert facts.declarations == expected.declarations
    assert facts.macro_expansions == expected.macro_expansions
