from __future__ import annotations

import pytest

from hasten.nouns import Span
from hasten.rules.io.buffered_io import RULE
from hasten.rules.rule import Unit
from hasten.source.cpp import CppSource
from tests.rules import check
from tests.rules.io.programs import CONTEST, INPUTS, MIXED, POINTS, PROGRAMS, SCANF, WORDS

MAIN = """\
using std::cin;

int main() {
    int x;
    cin >> x;
    std::cout << x;
}
"""


def rewritten(text: str) -> str:
    """The text after the rule, which must fire once."""
    found = check.rewrites_of(RULE, text)
    assert len(found) == 1
    return check.applied(text, found)


def main_with(body: str, *lines: str) -> str:
    """A program of one function."""
    includes = "#include <bits/stdc++.h>\nusing namespace std;\n"
    return includes + "".join(f"{line}\n" for line in lines) + f"int main() {{ {body} }}\n"


def body_of(text: str) -> str:
    return text[text.index("int main() {") :]


@pytest.mark.properties
@pytest.mark.parametrize("program", PROGRAMS.values(), ids=list(PROGRAMS))
def test_a_program_prints_the_same_from_the_same_input(program: str) -> None:
    check.check_same_output(program, rewritten(program), INPUTS)


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=list(PROGRAMS))
def test_what_is_included_is_enough_and_nothing_is_left_to_do(program: str) -> None:
    check.check_silent(RULE, rewritten(program))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "int x; cin >> x; cout << x << endl;",
            r"hasten_io::in >> x; hasten_io::out << x << '\n';",
        ),
        ("int x; std::cin >> x; ::std::cout << x;", "hasten_io::in >> x; hasten_io::out << x;"),
        ("string s; while (getline(cin, s)) cout << s;", "while (getline(hasten_io::in, s))"),
        ("string s; std::getline(cin, s, ',');", "hasten_io::getline(hasten_io::in, s, ',')"),
        ("string s; getline(cin >> ws, s);", "getline(hasten_io::in >> hasten_io::ws, s)"),
        ("int x; if (!(cin >> x)) return 1;", "if (!(hasten_io::in >> x))"),
        ("while (!cin.eof()) cin.ignore();", "while (!hasten_io::in.eof()) hasten_io::in.ignore()"),
        (
            "cout << fixed << setprecision(2) << .5;",
            "<< hasten_io::fixed << hasten_io::setprecision(2)",
        ),
        ("cout.precision(9); cout << 1.5;", "hasten_io::out << hasten_io::setprecision(9);"),
        ("cout.setf(ios::fixed); cout << 1.5;", "hasten_io::out << hasten_io::fixed;"),
        ('int a; double b; scanf("%d %lf", &a, &b);', "hasten_io::scan(a, b);"),
        ('int a[9]; scanf("%d", a + 1);', "hasten_io::scan(*(a + 1));"),
        ('char w[9]; while (scanf("%s", w) == 1) puts(w);', r"hasten_io::print(w, '\n');"),
        ('printf("%d: %s\\n", 1, "x");', r"""hasten_io::print(1, ": ", "x", '\n');"""),
        ('printf("%.3f%%", 2.5);', "hasten_io::print(hasten_io::decimals(2.5, 3), '%');"),
        ('printf("%d\\n", 5LL);', r"hasten_io::print(static_cast<int>(5LL), '\n');"),
        (
            "putchar(65); putchar('x');",
            "hasten_io::print(static_cast<char>(65)); hasten_io::print('x');",
        ),
        ('printf("hello\\n");', r'hasten_io::print("hello\n");'),
    ],
)
def test_a_use_of_a_stream_becomes_one_of_its_stand_in(body: str, expected: str) -> None:
    assert expected in body_of(rewritten(main_with(body)))


def test_what_is_shown_on_purpose_is_shown() -> None:
    body = "int x; while (cin >> x) { cout << x << flush; cout.flush(); fflush(stdout); }"
    after = rewritten(main_with(body))
    assert "out << x << hasten_io::flush; hasten_io::out.flush(); hasten_io::out.flush();" in after
    check.check_same_output(main_with(body), after, INPUTS)


def test_settings_of_the_streams_that_became_pointless_go() -> None:
    after = rewritten(CONTEST)
    assert "sync_with_stdio" not in after
    assert "tie(" not in after
    assert "signed main() {\n    int t = 1;\n    hasten_io::in >> t;" in after


def test_settings_that_are_part_of_an_expression_stay() -> None:
    fast = "ios::sync_with_stdio(0), cin.tie(0), cout.tie(0);"
    assert f"{{ {fast} hasten_io::out << 1; }}" in rewritten(main_with(f"{fast} cout << 1;"))
    assert "cin.tie(0)->sync_with_stdio(0);" in rewritten(WORDS)


def test_other_streams_stay_as_they_are() -> None:
    after = rewritten(WORDS)
    assert "made << counts.size() << endl;" in after
    assert "log << fixed << 1.5 << endl;" in after
    assert 'cerr << "done" << endl;' in after


def test_macros_are_followed() -> None:
    after = rewritten(CONTEST)
    assert '#define YES hasten_io::out << "YES" << endl' in after
    assert '#define debug(x) cerr << #x << " = " << (x) << endl' in after


def test_only_what_the_program_needs_is_inserted() -> None:
    after = rewritten(main_with('cout << "hello";'))
    inserted = after[: after.index("using namespace std;")]
    assert "Writer" in inserted
    assert "Reader" not in inserted
    assert "integer" not in inserted
    assert "double" not in inserted


def test_a_format_brings_its_header_where_no_real_number_is_printed() -> None:
    program = "#include <iostream>\nint main() { std::cout << std::fixed << 3; }\n"
    assert "#include <charconv>" in rewritten(program)
    check.check_silent(RULE, rewritten(program))


def test_the_inserted_text_stands_after_the_includes() -> None:
    after = rewritten(POINTS)
    includes = after[: after.index("// In place of")].split()
    assert includes[:6] == [
        "#include",
        "<iomanip>",
        "#include",
        "<iostream>",
        "#include",
        "<vector>",
    ]
    assert after.index("}  // namespace hasten_io\n\nusing std::cin;") > 0


def test_line_endings_of_the_file_are_kept() -> None:
    after = rewritten(MIXED.replace("\n", "\r\n"))
    assert after.count("\n") == after.count("\r\n")
    check.check_same_output(MIXED, after, INPUTS)


def test_it_is_found_in_a_function_that_reads() -> None:
    (found,) = check.rewrites_of(RULE, CONTEST, function="solve")
    (whole,) = check.rewrites_of(RULE, CONTEST)
    assert found.edits == whole.edits
    assert found.at.start == CONTEST.index("cin >> n >> m")


def test_it_is_not_found_in_a_function_that_does_not_read() -> None:
    program = main_with("int x; cin >> x; cout << twice(x);", "int twice(int x) { return 2 * x; }")
    assert check.rewrites_of(RULE, program, function="twice") == ()
    assert len(check.rewrites_of(RULE, program, function="main")) == 1


def test_reading_in_a_loop_promises_more_than_reading_once() -> None:
    (once,) = check.rewrites_of(RULE, main_with("int x; cin >> x;"))
    (often,) = check.rewrites_of(RULE, main_with("for (int x; cin >> x;);"))
    assert once.gain < 1.5 < often.gain


@pytest.mark.parametrize(
    "body",
    [
        "int x; while (cin >> x) cout << setbase(8) << x;",
        "int x; while (cin >> x) cout << hex << x;",
        "int x; while (cin >> x) { auto& out = cout; out << x; }",
        "int x; while (cin >> x) (x > 2 ? cout : cerr) << x;",
        "int x; while (cin >> x) { ostream& out = cout; out << x; }",
        "int x; while (cin >> x) cout.seekp(x);",
        "int x; while (cin >> x) cout << bitset<8>(x);",
        'int x; while (cin >> x) printf("%*d", 5, x);',
        'int x; while (cin >> x) if (printf("%d", x) < 0) return 1;',
        'int x; while (cin >> x) fprintf(stdout, "%d", x);',
        'int x; while (cin >> x) { printf(x > 2 ? "a" : "%%"); cout << x; }',
    ],
)
def test_printing_that_is_not_understood_stays_and_appears_before_the_next_read(body: str) -> None:
    program = main_with(body)
    after = rewritten(program)
    shown = "std::cout.flush();" if "cout" in body else "std::fflush(nullptr);"
    assert "Writer" not in after
    assert shown in after
    check.check_same_output(program, after, INPUTS)


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("auto& in = cin; int x; in >> x; cout << x;", ()),
        ("istream& in = cin; int x; in >> x; cout << x;", ()),
        ('freopen("in.txt", "r", stdin); int x; cin >> x; cout << x;', ()),
        ('stringstream s("1"); cin.rdbuf(s.rdbuf()); int x; cin >> x; cout << x;', ()),
        ("cin.exceptions(ios::failbit); int x; cin >> x; cout << x;", ()),
        ("int x; cin >> hex >> x; cout << x;", ()),
        ("bitset<8> x; cin >> x; cout << x;", ()),
        ("char s[9]; cin.read(s, 9); cout << s;", ()),
        ("char s[9]; fread(s, 1, 8, stdin); puts(s);", ()),
        ("cin >> noskipws; char c; while (cin >> c) cout << c;", ()),
        ("istream_iterator<int> it(cin), end; cout << accumulate(it, end, 0);", ()),
        ("int x; cin >> x; thread t([&] { cout << x; }); t.join();", ()),
        ("int x; cin >> x; if (fork() == 0) cout << x;", ()),
        ("char b[9]; int n = read(0, b, 9); cin >> n; cout << n;", ()),
        ('char c[9]; scanf("%3c", c); putchar(*c);', ()),
        ('int x; scanf("%x", &x); printf("%d", x);', ()),
        ('char c[9]; scanf("%[a-z]", c); puts(c);', ()),
        ('double x; scanf("%3lf", &x); printf("%f", x);', ()),
        ('int x; scanf("%*s%d", &x); printf("%d", x);', ()),
        ('int x; scanf("%d", &x); cin >> x; cout << x;', ()),
        ('char f[] = "%d"; int x; scanf(f, &x); printf("%d", x);', ()),
        ('long x; scanf("%d", (int*)&x + 1); scanf("%lld", &x); printf("%ld", x);', ()),
        (
            "P p; cin >> p; cout << p.x;",
            (
                "struct P { int x; };",
                "istream& operator>>(istream& i, P& p) { return i.read(0, 0); }",
            ),
        ),
        (
            "P p{1}; cout << p;",
            (
                "struct P { int x; };",
                "auto& operator<<(decltype(cout)& o, P p) { return o << p.x; }",
            ),
        ),
        (
            "int x; ask(cin, x); cout << x;",
            ("template <class S> void ask(S& s, int& x) { s >> x; }",),
        ),
        ("int hasten_io; cin >> hasten_io; cout << hasten_io;", ()),
        ("int x; cin >> x; cout << x;", ("void helper();", "void run() { helper(); }")),
    ],
)
def test_it_is_silent_where_a_use_is_not_understood(body: str, lines: tuple[str, ...]) -> None:
    check.check_silent(RULE, main_with(body, *lines))


def test_it_is_silent_where_a_macro_would_change_what_it_inserts() -> None:
    before = "#define read seen\n#include <iostream>\n"
    check.check_silent(RULE, before + "int main() { int x; std::cin >> x; std::cout << x; }\n")
    after = "#include <iostream>\n#define out(x) x\n"
    check.check_silent(RULE, after + "int main() { int x; std::cin >> x; std::cout << out(x); }\n")


def test_it_is_silent_where_a_variable_of_the_program_stands_for_a_system_call() -> None:
    program = (
        "#include <iostream>\nint write;\nint main() { std::cin >> write; std::cout << write; }\n"
    )
    check.check_silent(RULE, program)


def test_it_is_silent_in_a_part_of_a_program() -> None:
    check.check_silent(RULE, "#include <iostream>\nvoid show(int x) { std::cout << x; }\n")


def test_code_that_the_preprocessor_leaves_out_is_left_alone() -> None:
    program = main_with("int x; cin >> x;\n#ifdef LOCAL\ncout << x << endl;\n#endif\ncout << x;")
    after = rewritten(program)
    assert "#ifdef LOCAL\ncout << x << endl;\n#endif\nhasten_io::out << x;" in after


def test_a_header_for_debugging_that_is_left_out_does_not_matter() -> None:
    conditions = (
        '#ifdef LOCAL\n#include "debug.h"\n#else\n#define debug(...) 42\n#endif\n',
        '#if defined(LOCAL)\n#include "debug.h"\n#endif\n',
        '#ifndef LOCAL\n#include <vector>\nusing namespace std;\n#else\n#include "all.h"\n#endif\n',
        '#if 0\n#include "debug.h"\n#endif\n',
    )
    for condition in conditions:
        after = rewritten("#include <iostream>\n" + condition + MAIN)
        block = after.index("// In place of")
        assert after.index(condition) < block < after.index("using std::cin;")


@pytest.mark.parametrize(
    "condition",
    [
        '#include "debug.h"\n',
        '#ifndef ONLINE_JUDGE\n#include "debug.h"\n#endif\n',
        '#if __GNUC__ > 3\n#include "debug.h"\n#endif\n',
        '#define LOCAL\n#ifdef LOCAL\n#include "debug.h"\n#endif\n',
        '#ifdef LOCAL\n#else\n#include "debug.h"\n#endif\n',
    ],
)
def test_a_header_of_the_program_may_use_the_streams_too(condition: str) -> None:
    blank, text = (
        f"#include <iostream>\n{part}{MAIN}" for part in (" " * len(condition), condition)
    )
    assert len(check.rewrites_of(RULE, blank)) == 1
    source = CppSource.parse(text)
    unit = Unit(source, Span(0, len(source.data)), check.facts_of(blank))
    assert list(RULE.find(unit)) == []


def test_names_in_templates_are_followed() -> None:
    line = "template <class T> void show(T x) { cout << fixed << setprecision(2) << x << endl; }"
    after = rewritten(main_with("show(1); show(2.5);", line))
    assert r"<< hasten_io::setprecision(2) << x << '\n'; }" in after
    check.check_same_output(main_with("show(1); show(2.5);", line), after, [b""])


def test_both_kinds_of_printing_keep_their_order() -> None:
    program = main_with('for (int i = 0; i < 5; i++) { cout << i; printf("-%d ", i); puts("!"); }')
    check.check_same_output(program, rewritten(program), [b""])


def test_formats_of_scanf_are_no_longer_needed() -> None:
    after = rewritten(SCANF)
    assert "scanf" not in after
    assert "printf" not in after


def test_formats_with_widths_and_other_bases_stay_formats() -> None:
    program = main_with(
        'for (int i; scanf("%d", &i) == 1;) { unsigned u = i; long long w = 1LL * i * i * i; '
        "double d = i / 7.0; char c = 'a' + i % 26; "
        'printf("%02d:%5d|%-6d|%+d|%x %#X\\n", i % 60, i, i, i, u, u); '
        'printf("%6lld %c %08.3f %e %g %.2f %3c%%", w, c, d, d, d, d, c); }'
    )
    after = rewritten(program)
    assert "hasten_io::zeros(i % 60, 2), ':', hasten_io::padded(i, 5)" in after
    assert 'hasten_io::formatted<int>("%+d", i)' in after
    check.check_same_output(program, after, [b"", b"1 2 -3 59 1000000 x", b"2147483647 0"])


def test_a_format_with_a_width_among_the_arguments_is_not_taken_over() -> None:
    check.check_silent(RULE, main_with('printf("%*s\\n", 5, "abc");'))


def test_operators_that_are_never_used_on_the_streams_do_not_matter() -> None:
    reading = (
        "template <class T> istream& operator>>(istream& is, vector<T>& v) "
        "{ for (auto& x : v) is >> x; return is; }"
    )
    printing = "ostream& operator<<(ostream& os, const P& p) { return os << p.x; }"
    lines = (reading, f"struct P {{ int x; friend {printing} }};")
    program = main_with("int x = 0; cin >> x; cout << x + 1 << endl; cerr << P{x};", *lines)
    check.check_same_output(program, rewritten(program), [b"", b"7"])
