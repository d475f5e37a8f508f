"""A part of a string is compared where it is, without a copy of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    Code,
    bare,
    child,
    code_of,
    is_string,
    nodes_in,
    operator,
    parts,
    value_type,
)
from hasten.rules.rule import Example, Rule, Unit

_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_C_TEXT = re.compile(r"(?:const )?char ?(?:\*(?: ?const)?|\[\d*\])")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each comparison of a substring."""
    code = code_of(unit)
    for node in nodes_in(unit, "binary_expression"):
        sign = operator(node)
        if sign not in _MIRRORED or not code.is_verbatim(node):
            continue
        call = code.call(node, f"operator{sign}")
        if call is None or call.target >= 0 or not all(map(_is_text, call.argument_types)):
            continue
        text = _compared(code, node, sign)
        if text is not None:
            yield RULE.rewrite(
                "A copy of a part of a string is made, to be compared and thrown away.",
                Span(node.start_byte, node.end_byte),
                ((node.start_byte, node.end_byte, text),),
                1.5,
            )


def _is_text(kind: str) -> bool:
    return is_string(kind) or _C_TEXT.fullmatch(value_type(kind)) is not None


def _compared(code: Code, node: Node, sign: str) -> str | None:
    """The comparison without the copy; None when neither side is a substring."""
    sides = [bare(child(node, side)) for side in ("left", "right")]
    substrings = [_substring(code, side) for side in sides]
    if substrings[0] is not None:
        whole, asked, other, found = *substrings[0], sides[1], substrings[1]
    elif substrings[1] is not None:
        whole, asked, other, found = *substrings[1], sides[0], None
        sign = _MIRRORED[sign]
    else:
        return None
    if other is None:
        return None
    if found is not None and found[0].endswith("->"):
        return None
    given = [*asked, code.text(other)]
    if found is not None:
        given = [*asked, found[0].removesuffix("."), *found[1]]
    return f"{whole}compare({', '.join(given)}) {sign} 0"


def _substring(code: Code, node: Node | None) -> tuple[str, list[str]] | None:
    """`text.` and the arguments of `text.substr(from, count)`."""
    function = child(node, "function") if node is not None else None
    if node is None or function is None or function.type != "field_expression":
        return None
    call = code.call(node, "substr") if node.type == "call_expression" else None
    name, given = child(function, "field"), parts(child(node, "arguments"))
    if call is None or call.target >= 0 or not is_string(call.object_type) or name is None:
        return None
    if len(given) not in (1, 2):
        return None
    whole = code.source.slice(Span(function.start_byte, name.start_byte))
    count = [] if len(given) == 2 else [f"{code.qualifier}string::npos"]
    return whole, [*(code.text(argument) for argument in given), *count]


_BEFORE = """\
#include <iostream>
#include <string>

int main() {
    std::string text;
    for (int i = 0; i < 3000; i++) text += "abcabd"[i * i % 6];
    const std::string pattern = "abcabdabcabdabcabc";
    int found = 0;
    for (std::size_t i = 0; i + pattern.size() <= text.size(); i++) {
        if (text.substr(i, pattern.size()) == pattern) found++;
        if (text.substr(i, 3) != "abd") found += 2;
    }
    std::cout << found << "\\n";
}
"""
_SMALL = """\
#include <iostream>
#include <string>
struct Text {
    std::string inner;
    std::string substr(int a, int b) const { return inner.substr(a, b + 1); }
};
int main() {
    std::string text = "abcdef";
    Text other{text};
    std::cout << (EXPRESSION) << "\\n";
}
"""

RULE = Rule(
    id="compare-in-place",
    title="Compare without a copy",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "`substr` makes a new string, only for it to be compared and thrown away. `compare` looks "
        "at the same part of the string where it is, with the same result."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "text.substr(i, pattern.size()) == pattern",
            "text.compare(i, pattern.size(), pattern) == 0",
        ).replace('text.substr(i, 3) != "abd"', 'text.compare(i, 3, "abd") != 0'),
    ),
    find=find,
    counterexamples=(
        # A class of the program's own.
        _SMALL.replace("EXPRESSION", 'other.substr(1, 2) == "bcd"'),
        # The copy is kept.
        _SMALL.replace("EXPRESSION", 'text.substr(1, 2) + "x"'),
        # Its length is compared.
        _SMALL.replace("EXPRESSION", "text.substr(1, 2).size() == 2"),
    ),
)
