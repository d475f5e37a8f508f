from __future__ import annotations

import pytest

from hasten.rules.io.fast_iostream import RULE
from tests.rules import check

HEAD = "#include <bits/stdc++.h>\nusing namespace std;\n"
SYNC = "std::ios::sync_with_stdio(false);"
TIE = "std::cin.tie(nullptr);"


@pytest.mark.parametrize(
    ("text", "inserted"),
    [
        ("int main() {|\n  int n;\n  cin >> n;\n}", f"\n  {SYNC}\n  {TIE}"),
        ("int main()\n{|\n\tint n;\n\tcin >> n;\n}", f"\n\t{SYNC}\n\t{TIE}"),
        ("int main() {| int n; cin >> n; }", f" {SYNC} {TIE}"),
        ("int main() {|\n    cout << 1;\n}", f"\n    {SYNC}"),
        ("void f() { int n; cin >> n; }\nint main() {|\n f();\n}", f"\n {SYNC}\n {TIE}"),
    ],
)
def test_the_streams_are_untied_at_the_start_of_main(text: str, inserted: str) -> None:
    before, after = HEAD + text.replace("|", ""), HEAD + text.replace("|", inserted)
    check.check_rule(RULE, before, after)
    check.check_rule(RULE, before.replace("\n", "\r\n"), after.replace("\n", "\r\n"))


def test_stdio_that_the_preprocessor_leaves_out_does_not_matter() -> None:
    text = HEAD + (
        'int main() {\n#ifdef LOCAL\n    freopen("a", "r", stdin);\n#endif\n'
        "    int n;\n    cin >> n;\n}\n"
    )
    assert len(check.rewrites_of(RULE, text)) == 1


def test_a_member_called_like_a_function_of_stdio_does_not_matter() -> None:
    text = HEAD + (
        "struct Log { void puts(int) {} void printf() {} };\n"
        "int main() {\n    Log log;\n    log.puts(1);\n    log.printf();\n    cout << 1;\n}\n"
    )
    assert len(check.rewrites_of(RULE, text)) == 1


@pytest.mark.parametrize(
    "body",
    [
        "int n = 3; n++;",
        'int n; cin >> n; printf("%d", n);',
        'int n; scanf("%d", &n); cout << n;',
        "int n; cin >> n; puts(to_string(n).c_str());",
        "int n; cin >> n; putchar(n); cout << n;",
        'freopen("a", "r", stdin); int n; cin >> n;',
        "int n; cin >> n; fprintf(stdout, to_string(n).c_str());",
        "ios::sync_with_stdio(true); int n; cin >> n;",
        "ios_base::sync_with_stdio(false); int n; cin >> n;",
        "cin.tie(0)->sync_with_stdio(0); int n; cin >> n;",
        "int n; cout << 1 << flush; cin >> n;",
        'int n; cout << "Your age: "; cin >> n; cout << n;',
        'int n; cin >> n; cout << n << "How many? "; cin >> n;',
        "thread t([] { cout << 1; }); t.join();",
        "if (fork() == 0) cout << 1;",
        'system("ls"); cout << 1;',
    ],
)
def test_programs_that_may_need_the_ties_keep_them(body: str) -> None:
    check.check_silent(RULE, HEAD + f"int main() {{ {body} }}\n")


def test_it_is_found_only_in_main() -> None:
    text = HEAD + "int f() { int n; cin >> n; return n; }\nint main() { return f(); }\n"
    assert check.rewrites_of(RULE, text, function="f") == ()
    assert len(check.rewrites_of(RULE, text, function="main")) == 1


def test_a_file_without_main_is_left_alone() -> None:
    check.check_silent(RULE, HEAD + "int f() { int n; cin >> n; return n; }\n")


def test_the_same_bytes_are_read_and_printed() -> None:
    inputs = [b"", b"3 1 2 3", b"5\r\n1 2\n\n3 x 5", b"1000 " + b"7 " * 1000]
    check.check_same_output(RULE.example.before, RULE.example.after, inputs)
