from __future__ import annotations

from pathlib import Path

import pytest

from hasten.nouns import Edit, Rewrite, Span
from hasten.prompts.advice import advice_about
from hasten.prompts.question import HotLine
from hasten.prompts.suspects import suspects
from hasten.source.cpp import CppSource
from hasten.source.target import named_target, program_target

LOOP = "void f() {{ for (int i = 0; i < n; i++) {{ {} }} }}"


def titles(text: str) -> list[str]:
    source = CppSource.parse(text)
    return [one.title for one in suspects(source, Span(0, len(source.data)))]


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("if (std::find(v.begin(), v.end(), x) != v.end()) c++;", "Search without going"),
        ("v.erase(v.begin());", "Do not move all"),
        ("out << i << std::endl;", "Do not flush"),
        ("sort(v.begin(), v.end());", "Do not sort again"),
        ("auto t = s.substr(i, 3);", "Do not copy parts"),
        ("s = s + t[i];", "Append in place"),
        ("x += pow(2, i);", "Do without pow"),
        ("std::vector<int> v(n); g(v);", "Do not make a container"),
        ("auto* p = new Node;", "Do not allocate"),
        ("cin >> x;", "Read and write in large"),
        ("for (int j = 0; j < n; j++) s += a[j];", "Nest fewer loops"),
    ],
)
def test_what_is_dear_in_a_loop_is_suspected_there_only(body: str, title: str) -> None:
    assert any(one.startswith(title) for one in titles(LOOP.format(body)))
    alone = titles(f"void f() {{ {body} }}")
    assert not any(one.startswith(title) for one in alone)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }", "Compute nothing twice"),
        ("void f() { for (i = 0; i < strlen(s); i++) g(i); }", "Compute the limit of the loop"),
        ("int f(std::vector<int> v) { return v[0]; }", "Do not copy what is passed"),
        ("int f(int a, const std::map<int, int> m) { return a; }", "Do not copy what is passed"),
    ],
)
def test_other_shapes_are_suspected(text: str, title: str) -> None:
    assert any(one.startswith(title) for one in titles(text))


@pytest.mark.parametrize(
    "text",
    [
        "int f(int n) { return n ? n * f(n - 1) : 1; }",
        "int f(const std::vector<int>& v) { return v[0]; }",
        'void f() { for (;;) { puts("endl sort( cin >>"); } }',
        "void f() { ios::sync_with_stdio(false); for (;;) { cin >> x; } }",
        "int main() { return 0; }",
        "",
    ],
)
def test_nothing_is_suspected_without_reason(text: str) -> None:
    assert titles(text) == []


TEXT = "int g;\n\nint total(int n) {\n    int s = 0;\n    for (int i = 0; i < n; i++) s += i;\n}\n"


def rewrite(title: str, guarantee: str, gain: float, start: int) -> Rewrite:
    return Rewrite(
        rule=title,
        guarantee=guarantee,  # pyright: ignore[reportArgumentType]
        category="algorithmic",
        title=title,
        reason="Because.",
        at=Span(start, start + 1),
        edits=(Edit(start, start + 1, ""),),
        gain=gain,
    )


def test_rewrites_become_hints_with_lines_of_the_function_the_most_promising_first() -> None:
    target = named_target(CppSource.parse(TEXT), "total", Path("a.cpp"))
    at = TEXT.index("for")
    advice = advice_about(
        target, [rewrite("small", "exact", 1.1, at), rewrite("large", "test_guarded", 9.0, at)]
    )
    told = [(hint.title, hint.line, hint.applies) for hint in advice.hints]
    assert told == [("large", 3, False), ("small", 3, True)]


def test_the_costliest_lines_come_first_and_not_all_of_them() -> None:
    target = program_target(CppSource.parse(TEXT), Path("a.cpp"))
    hot = [HotLine(n, "x", n / 100, 1) for n in range(1, 20)]
    assert [line.line for line in advice_about(target, hot=hot).hot] == [19, 18, 17, 16, 15, 14]


def test_the_size_of_the_largest_input_is_told() -> None:
    target = program_target(CppSource.parse(TEXT), Path("a.cpp"))
    (said,) = advice_about(target, inputs=[b"1\n2", b"3\n10 200 3000\n"]).bounds
    assert "The largest of 2 inputs has 4 numbers or words in 2 lines, 14 bytes;" in said
    assert "the longest word has 4 characters." in said


def test_nothing_known_is_nothing_said() -> None:
    target = program_target(CppSource.parse("int main() {}\n"), Path("a.cpp"))
    assert advice_about(target).is_empty
