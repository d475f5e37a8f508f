from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hasten.nouns import Target
from hasten.prompts.extraction import Extracted, extract
from hasten.source.cpp import CppSource
from hasten.source.target import named_target, program_target

PROGRAM = """#include <iostream>
using namespace std;

int total(int n) {
    int sum = 0;
    for (int i = 1; i <= n; i++) sum += i;
    return sum;
}

int main() {
    int n;
    cin >> n;
    cout << total(n) << endl;
}
"""
FAST_TOTAL = "int total(int n) {\n    return n * (n + 1) / 2;\n}"
FAST = PROGRAM.replace(
    PROGRAM[PROGRAM.index("int total") : PROGRAM.index("\n\nint main")], FAST_TOTAL
)


def program(text: str = PROGRAM) -> Target:
    return program_target(CppSource.parse(text), Path("a.cpp"))


def function(name: str = "total", text: str = PROGRAM) -> Target:
    return named_target(CppSource.parse(text), name, Path("a.cpp"))


def good(found: Extracted, outcome: str = "whole") -> str:
    assert (found.outcome, found.problem) == (outcome, "")
    assert found.document is not None
    assert found.code is not None
    return found.document


def refused(found: Extracted, outcome: str, words: str) -> None:
    assert (found.outcome, found.code, found.document) == (outcome, None, None)
    assert words in found.problem


@pytest.mark.parametrize(
    "answer",
    [
        f"```cpp\n{FAST}```",
        f"Here is a faster version:\n\n```c++\n{FAST}```\n\nIt uses a closed form.",
        f"```\n{FAST}```",
        f"~~~cpp\n{FAST}~~~",
        f"````cpp\n{FAST}````",
        FAST,
        f"Sure! Here it is.\n\n{FAST}\nThis runs in constant time.",
        f"{FAST}```",
        f"{FAST}```\nThat is all.",
        f"```cpp\n{FAST}",
        f"<think>\nLet me see: ```cpp\nint main() {{}}\n```</think>\n```cpp\n{FAST}```",
        f"thinking without a beginning</think>```\n{FAST}```",
        f"Well. <think>a</think> <thinking>```cpp\nint main() {{}}\n```</thinking>```\n{FAST}```",
        f"The original is\n```cpp\n{PROGRAM}```\nand it becomes\n```cpp\n{FAST}```",
        f"```cpp\n{FAST}```\nInstead of\n```cpp\n{PROGRAM}```",
        f"Compile it:\n```bash\ng++ main.cpp\n```\n```cpp\n{FAST}```\n```text\n5\n```",
        f"```cpp\n{FAST.rstrip()}```",
    ],
)
def test_a_program_is_found_in_an_answer(answer: str) -> None:
    assert good(extract(answer, program())).strip() == FAST.strip()


def test_code_in_a_list_loses_the_indentation_of_the_list() -> None:
    listed = "1. Replace it:\n\n   ```cpp\n" + "".join(f"   {x}\n" for x in FAST.splitlines())
    assert good(extract(f"{listed}   ```\n2. Done.", program())).strip() == FAST.strip()


def test_code_in_a_quotation_loses_its_marks() -> None:
    lines = ["```cpp", *FAST.splitlines(), "```"]
    quoted = "".join(f"> {line}\n" for line in lines)
    assert good(extract(quoted, program())).strip() == FAST.strip()


def test_escaped_html_is_turned_back() -> None:
    escaped = FAST.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert good(extract(f"```cpp\n{escaped}```", program())).strip() == FAST.strip()


def test_an_ampersand_before_a_name_like_an_entity_is_left_alone() -> None:
    code = FAST.replace("int n;", "int lt, *p = &lt; int n;")
    assert "= &lt;" in good(extract(f"```cpp\n{code}```", program()))


def test_zero_width_characters_are_taken_out() -> None:
    assert "\u200b" not in good(extract(f"```cpp\n\ufeff{FAST}\u200b```", program()))


def test_only_a_function_of_the_program_is_put_into_it() -> None:
    found = extract(f"Only this changes:\n```cpp\n{FAST_TOTAL}\n```", program())
    assert good(found, "functions") == FAST


def test_a_whole_program_gives_the_function_that_was_asked_about() -> None:
    changed_main = FAST.replace("endl", '"\\n"')
    found = extract(f"```cpp\n{changed_main}```", function())
    assert good(found) == FAST
    assert found.code == f"{FAST_TOTAL}\n"


def test_a_function_is_put_in_the_place_of_the_old_one() -> None:
    assert good(extract(f"```cpp\n{FAST_TOTAL}\n```", function())) == FAST


def test_a_member_without_a_type_is_found_in_prose() -> None:
    text = "struct A { int x; A() { x = 1 + 0; } };\n"
    answer = "Here it is:\n\nA() { x = 1; }\n\nThat is faster."
    assert good(extract(answer, function("A::A", text))) == text.replace("1 + 0", "1")


def test_helpers_and_headers_come_along() -> None:
    code = (
        "#include <cstdint>\n#include <iostream>\n\n"
        "static int64_t half(int64_t x) { return x / 2; }\n"
        "const int K = 3;\n\nint total(int n) { return half(int64_t(n) * (n + 1)); }\n"
    )
    found = extract(f"```cpp\n{code}```", function())
    text = good(found)
    assert text.startswith("#include <iostream>\n#include <cstdint>\nusing namespace std;\n")
    assert (
        "static int64_t half(int64_t x) { return x / 2; }\n\nconst int K = 3;\n\n"
        "int total(int n) { return half(int64_t(n) * (n + 1)); }\n\nint main()" in text
    )
    assert found.code is not None
    assert found.code.startswith("#include <cstdint>\n\nstatic int64_t half")


def test_helpers_go_before_the_comment_of_the_function_and_before_its_class() -> None:
    text = (
        "struct A {\n  // Adds.\n  int f(int x) { return x + 1; }\n};\n\n// Main.\nint main() {}\n"
    )
    answer = "```cpp\nint one() { return 1; }\nint f(int x) { return x + one(); }\n```"
    assert good(extract(answer, function("A::f", text))) == (
        "int one() { return 1; }\n\n" + text.replace("x + 1", "x + one()")
    )
    text = "// Adds.\n// Well.\nint f(int x) { return x + 1; }\n"
    assert good(extract(answer, function("f", text))) == (
        "int one() { return 1; }\n\n" + text.replace("x + 1", "x + one()")
    )


def test_a_helper_in_a_block_of_its_own_comes_along() -> None:
    answer = (
        "First a helper:\n```cpp\nstatic int half(int x) { return x / 2; }\n```\nThen:\n"
        "```cpp\nint total(int n) { return half(n * (n + 1)); }\n```\n"
        "And another function:\n```cpp\nint unused(int n) { return n; }\n```"
    )
    text = good(extract(answer, function()))
    assert "static int half(int x) { return x / 2; }\n\nint total(int n) { return half(" in text
    assert "unused" not in text
    whole = good(extract(answer, program()), "functions")
    assert whole == text


def test_an_earlier_version_is_nothing_that_a_later_one_needs() -> None:
    version = (
        "```cpp\nint half(int x) {{ return {}; }}\nint total(int n) {{ return half({}); }}\n```"
    )
    first, later = version.format("x", "n"), version.format("x / 2", "n * n + n")
    text = good(extract(f"{first}\n{later}", function()))
    assert text.count("half(int x)") == 1
    assert "return x / 2;" in text


def test_what_the_document_declares_already_does_not_come_along() -> None:
    answer = f"```cpp\nstruct P {{ int x; }};\nusing namespace std;\n{FAST_TOTAL}\n```"
    text = "struct P { int x; };\n" + PROGRAM
    assert good(extract(answer, function("total", text))) == "struct P { int x; };\n" + FAST


def test_a_namespace_that_the_answer_uses_is_used_within_the_function_only() -> None:
    text = "#include <vector>\nint f(const std::vector<int>& v) { return v[0]; }\n"
    answer = "```cpp\nusing namespace std;\nint f(const vector<int>& v) { return *v.begin(); }\n```"
    assert good(extract(answer, function("f", text))) == (
        "#include <vector>\nint f(const std::vector<int>& v) "
        "{ using namespace std; return *v.begin(); }\n"
    )


@pytest.mark.parametrize("name", ["total_fast", "fastTotal", "sum_up", "optimizedTotal"])
def test_a_function_with_another_name_gets_its_name_back(name: str) -> None:
    answer = f"```cpp\nint {name}(int n) {{ return n < 2 ? n : n + {name}(n - 1); }}\n```"
    text = good(extract(answer, function()), "renamed")
    assert "int total(int n) { return n < 2 ? n : n + total(n - 1); }" in text
    assert name not in text


def test_a_renamed_version_beside_the_unchanged_original_counts() -> None:
    old = PROGRAM[PROGRAM.index("int total") : PROGRAM.index("\n\nint main")]
    answer = f"```cpp\n{old}\n{FAST_TOTAL.replace('total', 'total2')}\n```"
    assert good(extract(answer, function()), "renamed") == FAST


def test_several_new_functions_under_other_names_are_not_guessed_at() -> None:
    answer = "```cpp\nint a(int n) { return n; }\nint b(int n) { return n; }\n```"
    refused(extract(answer, function()), "no_function", "it defines `a`, `b`")


def test_qualifiers_defaults_and_attributes_of_the_signature_stay() -> None:
    text = "namespace n { struct A { static int f(int x = 3); };\n"
    text += "[[gnu::noinline]] int A::f(int x) noexcept\n{ return x + 0; } }\n"
    answer = "```cpp\nint f(int x) { return x; }\n```"
    assert "[[gnu::noinline]] int A::f(int x) noexcept\n{ return x; } }" in good(
        extract(answer, function("n::A::f", text))
    )


def test_other_names_of_parameters_are_taken_over() -> None:
    text = "inline int f(const int a, int b = 2) { return a * b + 0; }\n"
    answer = "```cpp\nint f(int const x, int y) { return x * y; }\n```"
    assert good(extract(answer, function("f", text))) == (
        "inline int f(const int x, int y = 2) { return x * y; }\n"
    )


def test_other_types_under_the_same_names_leave_the_signature_as_it_was() -> None:
    text = "#include <vector>\nint f(std::vector<int> v) { return v[0]; }\n"
    answer = "```cpp\nint f(const std::vector<int>& v) { return v.front(); }\n```"
    assert "int f(std::vector<int> v) { return v.front(); }" in good(
        extract(answer, function("f", text))
    )


def test_more_parameters_are_another_signature() -> None:
    answer = "```cpp\nint total(int n, int memo) { return n + memo; }\n```"
    refused(extract(answer, function()), "other_signature", "takes 2 parameters where the original")


def test_of_overloads_the_one_that_takes_the_same_is_replaced() -> None:
    text = "int f(int x) { return x + 0; }\nint f(double x) { return 1 + 0; }\n"
    answer = "```cpp\nint f(int x) { return x; }\nint f(double x) { return 1; }\n```"
    target = program_target(CppSource.parse(text), Path("a.cpp"))
    second = CppSource.parse(text).functions[1]
    one = Target(text, Path("a.cpp"), second.span, "f")
    assert good(extract(answer, one)) == text.replace("1 + 0", "1")
    assert "return x; }" in good(extract(answer, target))


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        ("", "empty", "is empty"),
        (" \n ", "empty", "is empty"),
        ("<think>hmm", "cut", "still thinking"),
        ("I'm sorry, I can't help with that.", "no_code", "I'm sorry"),
        (f"```cpp\n{PROGRAM}```", "identical", "as it was"),
        (f"```cpp\n// Faster!\n{PROGRAM.replace('    ', '  ')}```", "identical", "as it was"),
        ("```diff\n-int x;\n+int y;\n```", "diff", "is a diff"),
        ("```cpp\n--- a.cpp\n+++ a.cpp\n@@ -1,2 +1,2 @@\n-int a;\n+int b;\n```", "diff", "diff"),
        ("```\n int main() {\n-  slow();\n+  fast();\n }\n```", "diff", "diff"),
        (f"```cpp\n{FAST[:150]}", "cut", "in the middle"),
        (FAST[:150], "cut", "in the middle"),
        (f"```cpp\n{PROGRAM[:145]}", "cut", "in the middle"),
        (
            "```cpp\nint total(int n) { }\n// ... rest of the code ...\nint main() {}\n```",
            "left_out",
            "// ... rest of the code ...",
        ),
        ("```cpp\nint other(int n) { return n; }\n```", "no_main", "no `main`"),
        ("```python\nprint(1)\n```", "no_code", "no code"),
    ],
)
def test_what_cannot_be_used_is_told(answer: str, outcome: str, words: str) -> None:
    refused(extract(answer, program()), outcome, words)


def test_a_function_that_ends_in_the_middle_is_told() -> None:
    refused(extract("```cpp\nint total(int n) {\n  if (n", function()), "cut", "in the middle")


def test_a_function_that_is_whole_is_used_though_the_answer_was_cut_behind_it() -> None:
    answer = f"```cpp\n{FAST_TOTAL}\n\nint main() {{\n    int n;\n    ci"
    assert good(extract(answer, function(), is_cut=True)) == FAST


def test_a_function_as_it_was_is_told() -> None:
    old = PROGRAM[PROGRAM.index("int total") : PROGRAM.index("\n\nint main")]
    refused(extract(f"```cpp\n{old}\n```", function()), "identical", "function as it was")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('ifstream f("tests/1.out"); string s; f >> s;', "opens a file"),
        ('FILE* f = fopen("/etc/passwd", "r");', "`fopen`"),
        ('freopen("input.txt", "r", stdin);', "`freopen`"),
        ("string p = name(); int f = open(p.c_str(), 0);", "`open`"),
        ('\n#ifndef J\nfreopen("in.txt", "r", stdin);\n#endif\n', "`freopen`"),
        ('\n#ifdef __GNUC__\nfreopen("in.txt", "r", stdin);\n#endif\n', "`freopen`"),
        ('\n#ifdef J\n#else\nfreopen("in.txt", "r", stdin);\n#endif\n', "`freopen`"),
        ('system("cat expected");', "starts a program"),
        ("if (fork() == 0) {}", "`fork`"),
        ('char* t = getenv("HOME");', "looks at the environment"),
    ],
)
def test_an_answer_that_looks_elsewhere_is_told(code: str, words: str) -> None:
    answer = FAST.replace("int n;", f"int n; {code}")
    refused(extract(f"```cpp\n{answer}```", program()), "suspicious", words)


@pytest.mark.parametrize(
    "line",
    ['#include "/etc/passwd"', "#include <../../tests/1.out>", '#embed "/etc/passwd"'],
)
def test_an_answer_that_includes_a_file_by_its_place_is_told(line: str) -> None:
    refused(extract(f"```cpp\n{line}\n{FAST}```", program()), "suspicious", "by its place")


@pytest.mark.parametrize(
    "code",
    [
        'freopen("/dev/stdin", "r", stdin);',
        'int f = open("/dev/stdin", O_RDONLY);',
        "struct S { void open(int) {} } s; s.open(3);",
        "bool open = true;",
        "auto connect = [](int a, int b) { return a + b; }; connect(1, 2);",
        "function<int(int)> fork = [](int a) { return a; }; fork(1);",
        '\n#ifdef LOCAL\nfreopen("in.txt", "r", stdin);\n#endif\n',
        '// fopen("x")\n',
        'const char* s = "fopen(system(";',
    ],
)
def test_what_only_looks_like_it_is_let_through(code: str) -> None:
    answer = FAST.replace("int n;", f"int n; {code}")
    good(extract(f"```cpp\n{answer}```", program()))


def test_a_function_of_ones_own_may_be_called_like_one_of_the_systems() -> None:
    text = "void connect(int a, int b) { use(a + b); }\n" + PROGRAM
    answer = "```cpp\nint total(int n) { connect(n, 1); return n; }\n```"
    good(extract(answer, function("total", text)))


def test_a_header_for_files_may_be_included() -> None:
    good(extract(f"```cpp\n#include <fstream>\n#include <filesystem>\n{FAST}```", program()))


def test_what_the_original_does_the_answer_may_do() -> None:
    text = PROGRAM.replace("int n;", 'int n; freopen("in.txt", "r", stdin);')
    answer = text.replace("i++", "++i")
    good(extract(f"```cpp\n{answer}```", program(text)))


def test_an_answer_without_main_for_a_program_that_has_none_is_fine() -> None:
    text = "int f() { return 1 + 0; }\n"
    assert good(extract("```cpp\nint f() { return 1; }\n```", program(text))) == (
        "int f() { return 1; }\n"
    )


def test_the_last_of_several_versions_counts() -> None:
    first = FAST_TOTAL.replace("n * (n + 1) / 2", "0")
    answer = f"First try:\n```cpp\n{first}\n```\nBetter:\n```cpp\n{FAST_TOTAL}\n```\n"
    assert good(extract(answer, function())) == FAST


def test_line_ends_of_the_document_stay_where_nothing_was_put() -> None:
    text = PROGRAM.replace("\n", "\r\n")
    assert "int main() {\r\n" in good(
        extract(f"```cpp\n{FAST_TOTAL}\n```", function("total", text))
    )


@pytest.mark.parametrize(
    "filler", ["<think>", " ", "`", "// ... ", "asm ", "int f(", "a::", "> ", "/*", "a<"]
)
def test_long_answers_of_nonsense_take_no_long_time(filler: str) -> None:
    nonsense = filler * (10_000 // len(filler))
    started = time.process_time()
    extract(nonsense, program())
    extract(f"```cpp\n{FAST}{nonsense}\n```", program())
    assert time.process_time() - started < 5


PIECES = st.sampled_from(
    ["```", "```cpp\n", "~~~", "\n", "{", "}", "int total(int n)", ";", "return n", "//", "/*", '"',
     "&lt;", "<think>", "</think>", "- ", "> ", "#include <a>", "...", "\0", "\u00a0", "int main()",
     "@@", "template<", "total_fast(", ")"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25))
@settings(max_examples=150, deadline=None)
def test_any_answer_at_all_gives_a_document_or_a_reason(parts: list[str]) -> None:
    for target in (program(), function()):
        found = extract("".join(parts), target)
        assert (found.document is None) == (found.code is None) == bool(found.problem)
        if found.document is not None:
            assert CppSource.parse(found.document).has_main
