"""Unties the C++ streams from C's and from each other at the start of main."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import code_of
from hasten.rules.io.places import places_of
from hasten.rules.io.program import STDIO_PRINTS, STDIO_READS, Names, names_of, owns_its_streams
from hasten.rules.rule import Example, Rule, Unit
from hasten.source.cpp import CppSource, Function

_BEFORE = """\
#include <iostream>
using namespace std;

int main() {
    int n;
    long long sum = 0;
    cin >> n;
    for (int i = 0; i < n; i++) {
        int x;
        cin >> x;
        sum += x;
    }
    cout << sum << "\\n";
}
"""
_AFTER = _BEFORE.replace(
    "main() {\n",
    "main() {\n    std::ios::sync_with_stdio(false);\n    std::cin.tie(nullptr);\n",
)
_SILENT_MIXED = """\
#include <cstdio>
#include <iostream>

int main() {
    int n;
    std::cin >> n;
    for (int i = 0; i < n; i++) printf("%d ", i);
    std::cout << "\\n";
}
"""
_SILENT_MACRO = """\
#include <bits/stdc++.h>
#define show(x) printf("%d\\n", x)
using namespace std;

int main() {
    int n;
    cin >> n;
    show(n * n);
    cout << n << endl;
}
"""
_SILENT_PROMPT = """\
#include <iostream>
using namespace std;

int main() {
    int age;
    cout << "How old are you? ";
    cin >> age;
    cout << "Next year you are " << age + 1 << endl;
}
"""


def _find(unit: Unit) -> Iterator[Rewrite]:
    source, facts = unit.source, unit.facts
    if facts is None:
        return
    main = next((f for f in source.functions if f.qualified == "main"), None)
    if main is None or not unit.span.contains(main.body.start):
        return
    used = {r.qualified for r in facts.references} & {"std::cin", "std::cout"}
    names = names_of(code_of(unit))
    if not used or not _may_untie(names) or not owns_its_streams(names):
        return
    lines = ["std::ios::sync_with_stdio(false);"]
    if "std::cin" in used:
        lines.append("std::cin.tie(nullptr);")
    at = main.body.start + 1
    if source.data[main.body.start : at] == b"{":
        yield RULE.rewrite(
            "iostream keeps in step with C's stdio, character by character; nothing here needs it",
            Span(main.name_span.start, main.name_span.end),
            ((at, at, _inserted(source, main, lines)),),
            gain=2.0 if "std::cin" in used else 1.3,
        )


def _may_untie(names: Names) -> bool:
    """Whether the program neither mixes in C's stdio, nor flushes on purpose, nor asks a person."""
    stdio = names.places(*STDIO_READS, *STDIO_PRINTS)
    if any(standing != "inactive" for _, standing in stdio):
        return False
    if any(places_of(names.rows, "sync_with_stdio", "flush", "fflush", "unitbuf")):
        return False
    return not any(
        place.first.near(-1) == ";" and re.search(r"[A-Za-z][^\\]*\"$", place.first.near(-2))
        for place in places_of(names.rows, "cin")
    )


def _inserted(source: CppSource, main: Function, lines: Sequence[str]) -> str:
    start = main.body.start + 1
    if source.data[start : source.line_end(start)].strip():
        return " " + " ".join(lines)
    inside = source.data[start : main.body.end]
    following = start + len(inside) - len(inside.lstrip())
    indent = source.indentation(following)
    if following >= main.body.end - 1:
        indent = source.indentation(main.span.start) + "    "
    return "".join(f"{source.newline}{indent}{line}" for line in lines)


RULE = Rule(
    id="fast-iostream",
    title="Untie iostream from stdio",
    guarantee="test_guarded",
    category="io",
    explanation=(
        "By default std::cin and std::cout keep in step with C's stdio, which costs some hundred "
        "instructions a character, and std::cin flushes std::cout before each read. This program "
        "uses no C stdio, so the same bytes are read and printed without either; they are printed "
        "later, in larger pieces."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=_find,
    counterexamples=(_SILENT_MIXED, _SILENT_MACRO, _SILENT_PROMPT, _AFTER),
)
