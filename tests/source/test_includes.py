"""Where an `#include` goes, and when none is needed."""

from __future__ import annotations

import pytest

from hasten.source.cpp import CppSource
from hasten.source.edits import apply
from hasten.source.includes import ensure_include


def check(before: str, after: str, header: str = "map") -> None:
    """Ensuring the header turns `before` into `after`, and then asks for nothing more."""
    edit = ensure_include(CppSource.parse(before), header)
    assert apply(before, [edit] if edit else []) == after
    assert ensure_include(CppSource.parse(after), header) is None


@pytest.mark.parametrize(
    "text",
    [
        "#include <map>\n",
        '#include "map"\n',
        "  #  include<map> // trees\n",
        "#include <bits/stdc++.h>\n",
        "using namespace std;\n#include <map>\nint main() {}\n",
        "\ufeff#include <map>\r\n",
        "#ifndef H\n#define H\n#include <map>\n#endif\n",
        "int x;\r#include <map>\r",
    ],
)
def test_nothing_is_added_when_the_header_is_there(text: str) -> None:
    check(text, text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "#include <map>\n"),
        ("int main() {}\n", "#include <map>\nint main() {}\n"),
        ("#include <set>", "#include <set>\n#include <map>\n"),
        (
            "#include <set>\r\n#include <list>\r\nint a;\r\n",
            "#include <set>\r\n#include <list>\r\n#include <map>\r\nint a;\r\n",
        ),
        ("\ufeffint a;\n", "\ufeff#include <map>\nint a;\n"),
        ("\ufeff#include <set>\nint a;", "\ufeff#include <set>\n#include <map>\nint a;"),
        (
            "#include <set>\n#define int long long\n#include <list>\nint a;\n",
            "#include <set>\n#include <map>\n#define int long long\n#include <list>\nint a;\n",
        ),
        (
            "#include <set>\n#ifdef LOCAL\n#include <list>\n#endif\nint a;\n",
            "#include <set>\n#include <map>\n#ifdef LOCAL\n#include <list>\n#endif\nint a;\n",
        ),
        (
            "#ifdef LOCAL\n#include <map>\n#endif\n#include <set>\nint a;\n",
            "#ifdef LOCAL\n#include <map>\n#endif\n#include <set>\n#include <map>\nint a;\n",
        ),
        (
            "// a program\n/* by\n me */\n#pragma GCC optimize(3)\nint a;\n",
            "// a program\n/* by\n me */\n#pragma GCC optimize(3)\n#include <map>\nint a;\n",
        ),
        ("/* of a */ int a;\n", "#include <map>\n/* of a */ int a;\n"),
        (
            "#pragma once\n#define N 5\nint a[N];\n",
            "#pragma once\n#include <map>\n#define N 5\nint a[N];\n",
        ),
        (
            "#ifndef H\n#define H\nint a;\n#endif\n",
            "#ifndef H\n#define H\n#include <map>\nint a;\n#endif\n",
        ),
        (
            "#ifndef H\n#define H\n#include <set>\nint a;\n#endif // H\n",
            "#ifndef H\n#define H\n#include <set>\n#include <map>\nint a;\n#endif // H\n",
        ),
        ("// #include <map>\nint a;\n", "// #include <map>\n#include <map>\nint a;\n"),
        ("/*\n#include <map>\n*/int a;\n", "#include <map>\n/*\n#include <map>\n*/int a;\n"),
        (
            '#include <set> // sets\nauto s = R"(\n#include <map>\n)";\n',
            '#include <set> // sets\n#include <map>\nauto s = R"(\n#include <map>\n)";\n',
        ),
        (
            "#if __has_include(<x>)\n#include <x>\n#endif\n#include <set>\nint a;",
            "#if __has_include(<x>)\n#include <x>\n#endif\n#include <set>\n#include <map>\nint a;",
        ),
        ("int a;\n#include <set>\n", "#include <map>\nint a;\n#include <set>\n"),
    ],
)
def test_the_include_goes_where_a_careful_author_puts_it(before: str, after: str) -> None:
    check(before, after)
