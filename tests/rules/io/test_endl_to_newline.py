from __future__ import annotations

import pytest

from hasten.rules.io.endl_to_newline import RULE
from hasten.rules.registry import find_rewrites
from tests.rules import check

HEAD = "#include <bits/stdc++.h>\nusing namespace std;\n"


@pytest.mark.parametrize(
    "body",
    [
        "cout << 1 << @;",
        "cout << @ << 1 << @ << @;",
        "cout << (1 << 3) << @;",
        "if (true) cout << 1 << @; else cout << 2;",
        'cout << "a // endl" << @; /* endl */',
        "auto f = [](int x) { cout << x << @; }; f(1);",
        "true ? cout << 1 << @ : cout << 2;",
        "cout << 1 << @; cerr << 2 << endl;",
        "stringstream s; s << 1 << endl; cout << s.str() << @;",
        "cout <<\n  // a line\n  1 <<\n  @;",
    ],
)
def test_each_endl_that_goes_to_cout_becomes_a_newline(body: str) -> None:
    text = HEAD + f"int main() {{ {body} }}\n"
    check.check_rule(RULE, text.replace("@", "endl"), text.replace("@", r"'\n'"))
    check.check_rule(RULE, text.replace("@", "std::endl"), text.replace("@", r"'\n'"))


def test_macros_that_print_to_cout_are_changed() -> None:
    text = HEAD + "#define show(x) cout << (x) << %s\nint main() { show(1); show(2); }\n"
    check.check_rule(RULE, text % "endl", text % r"'\n'")


def test_it_is_found_without_facts() -> None:
    text = "#include <iostream>\nint main() { std::cout << 1 << std::endl; }\n"
    (found,) = find_rewrites(check.unit_of(text, facts=False), (RULE,))
    assert check.applied(text, [found]) == text.replace("std::endl", r"'\n'")


def test_it_is_found_only_in_the_function_that_is_asked_for() -> None:
    text = HEAD + "void f() { cout << 1 << endl; }\nint main() { f(); cout << 2 << endl; }\n"
    check.check_rule(RULE, text, text.replace("1 << endl", r"1 << '\n'"), function="f")


@pytest.mark.parametrize(
    "body",
    [
        "cerr << 1 << endl; clog << 2 << endl;",
        "stringstream s; s << 1 << endl;",
        'ofstream f("/dev/null"); f << 1 << endl;',
        "ostream& o = cerr; o << 1 << endl;",
        "cout << 1 << endl; fflush(stdout);",
        "cout << 1 << endl << flush;",
        "cout << unitbuf << 1 << endl;",
        "auto e = endl<char, char_traits<char>>; cout << 1 << e;",
        "struct { ostream& cout; } s{cerr}; s.cout << 1 << endl;",
        "int endl = 3; cout << 1 << endl;",
        "ofstream cout; cout << 1 << endl;",
    ],
)
def test_every_other_endl_stays(body: str) -> None:
    check.check_silent(RULE, HEAD + f"int main() {{ {body} }}\n")


def test_the_same_bytes_are_printed() -> None:
    before = RULE.example.before
    check.check_same_output(before, RULE.example.after, [b"0", b"3", b"1000"])
