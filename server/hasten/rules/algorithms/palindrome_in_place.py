"""A sequence that is compared with its own reverse is read from both ends instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import is_plain_value, named, normal
from hasten.rules.analysis import (
    Code,
    bare,
    child,
    code_of,
    contains,
    is_string,
    nodes_in,
    operator,
    statements,
    template_of,
    with_includes,
)
from hasten.rules.effects import may_change
from hasten.rules.helpers import without
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_NAME = r"[A-Za-z_]\w*"
_ENDS = rf"(?P<s>{_NAME})\.c?rbegin\(\),(?P=s)\.c?rend\(\)"
_REVERSED = re.compile(rf"(?:[\w:]+(?:<[\w: ]+>)?)?[({{]{_ENDS}[)}}]")
_SIZE = rf"(?:\(int\))?(?P<s>{_NAME})\.(?:size|length)\(\)"
_INDEX = rf"(?P<i>{_NAME})"
_DOWN = rf"for\((?:int|long|long long) {_INDEX}={_SIZE}-1;(?P=i)>=0;(?P=i)--\)"
_UP = rf"for\((?:\w+ )+{_INDEX}=0;(?P=i)<{_SIZE};(?P=i)\+\+\)"
_EACH = rf"for\((?:const )?(?:char|auto)[& ]*(?P<c>{_NAME}):(?P<s>{_NAME})\)"
_APPEND = r"(?:@t\+=@x|@t\.push_back\(@x\)|@t=@t\+@x)"
_PREPEND = r"(?:@t=@x\+@t|@t\.insert\(0,1,@x\)|@t\.insert\(@t\.begin\(\),@x\))"
_ELEMENT = r"(?P=s)\[(?P=i)\]"
_LOOPS = ((_DOWN, _APPEND, _ELEMENT), (_UP, _PREPEND, _ELEMENT), (_EACH, _PREPEND, r"(?P=c)"))


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each reversed copy that is only compared with what it is a copy of."""
    code = code_of(unit)
    for node in nodes_in(unit, "declaration"):
        copy = _copy(code, node)
        compared = _comparisons(code, copy) if copy is not None else []
        if copy is None or not compared or not _stays(code, copy, compared[-1]):
            continue
        edits = [without(code, statement) for statement in copy.statements]
        edits += [_compared(one, copy.whole) for one in compared]
        yield _rewrite(code, node, copy.whole.name, edits)
    for node in nodes_in(unit, "binary_expression"):
        whole = _temporary(code, node)
        if whole is not None:
            yield _rewrite(code, node, whole.name, [_compared(node, whole)])


def _rewrite(code: Code, node: Node, name: str, edits: list[tuple[int, int, str]]) -> Rewrite:
    return RULE.rewrite(
        f"`{name}` is copied and reversed only to be compared with the copy.",
        Span(node.start_byte, node.end_byte),
        (*edits, *with_includes(code, "algorithm")),
        2.0,
    )


@frozen
class _Copy:
    """A variable that is the reverse of `whole`, and the statements that make it so."""

    variable: Declaration
    whole: Declaration
    statements: tuple[Node, ...]


def _copy(code: Code, node: Node) -> _Copy | None:
    """The declaration of a reversed copy, with the statement that reverses it, if there is one."""
    inside = [
        d for d in code.facts.declarations if contains(node, d.name_at) and d.kind == "variable"
    ]
    block = node.parent
    if len(inside) != 1 or block is None or block.type != "compound_statement":
        return None
    variable = inside[0]
    if variable.is_reference or variable.is_static or not _is_sequence(variable):
        return None
    name = re.escape(variable.name)
    found = re.fullmatch(rf"(?:const )?[\w:]+(?:<[\w: ]+>| ){name}(?P<rest>.*);", _text(code, node))
    if found is None:
        return None
    following = next((s for s in statements(block) if s.start_byte >= node.end_byte), None)
    rest = found["rest"]
    reverse = _REVERSED.fullmatch(rest.removeprefix("="))
    if reverse is not None:
        return _checked(code, variable, reverse["s"], (node,))
    if following is None:
        return None
    plain = re.fullmatch(rf"=(?P<s>{_NAME})|\((?P<p>{_NAME})\)|\{{(?P<b>{_NAME})\}}", rest)
    text = _text(code, following)
    if plain is not None:
        whole = plain["s"] or plain["p"] or plain["b"]
        reversing = rf"(?:std::)?reverse\({name}\.begin\(\),{name}\.end\(\)\);"
        is_reversed = re.fullmatch(reversing, text) is not None
        return _checked(code, variable, whole, (node, following)) if is_reversed else None
    if rest in ("", '=""', '("")', "{}") and is_string(variable.type):
        whole = _built_of(name, text)
        return _checked(code, variable, whole, (node, following)) if whole else None
    return None


def _text(code: Code, node: Node) -> str:
    return normal(code.text(node)) if code.is_verbatim(node) else ""


def _built_of(name: str, text: str) -> str:
    """The string that a loop appends from its end to its begin to the one of that name."""
    for head, body, element in _LOOPS:
        written = body.replace("@t", name).replace("@x", element)
        found = re.fullmatch(rf"{head}\{{?{written};\}}?", text)
        if found is not None:
            return found["s"]
    return ""


def _is_sequence(variable: Declaration) -> bool:
    """Whether equal elements at equal places make two of these equal, and nothing else does."""
    kind, arguments = template_of(variable.type)
    is_vector = kind in ("std::vector", "std::deque") and is_plain_value(arguments[0])
    return is_vector or is_string(variable.type)


def _checked(code: Code, variable: Declaration, name: str, steps: tuple[Node, ...]) -> _Copy | None:
    """The copy, when what it is a copy of is a sequence of the same type."""
    whole = named(code, steps[-1], name) or named(code, steps[0], name)
    if whole is None or whole.kind not in ("variable", "parameter"):
        return None
    same = template_of(whole.type) == template_of(variable.type)
    return _Copy(variable, whole, steps) if same and whole.name_at != variable.name_at else None


def _comparisons(code: Code, copy: _Copy) -> list[Node]:
    """The comparisons of the two, in their order; none when the copy is used otherwise."""
    found: list[Node] = []
    for reference in code.facts.references_to.get(copy.variable.name_at, ()):
        if any(contains(step, reference.start) for step in copy.statements):
            continue
        name = None if reference.from_macro else code.name_node(reference.start)
        node = name.parent if name is not None else None
        if node is None or not _is_comparison_of(code, node, copy.variable, copy.whole):
            return []
        found.append(node)
    return found


def _is_comparison_of(code: Code, node: Node, *both: Declaration) -> bool:
    if node.type != "binary_expression" or operator(node) not in ("==", "!="):
        return False
    sides = [code.declaration(bare(child(node, side))) for side in ("left", "right")]
    names = {side.name_at for side in sides if side is not None}
    return names == {one.name_at for one in both} and code.is_verbatim(node)


def _stays(code: Code, copy: _Copy, last: Node) -> bool:
    """Whether the sequence is unchanged from the copy on up to the last comparison."""
    block = copy.statements[0].parent
    start = copy.statements[-1].end_byte
    between = [s for s in statements(block) if start <= s.start_byte < last.end_byte]
    if not between or not contains(between[-1], last):
        return False
    return all(code.is_plain(s) and not may_change(code, copy.whole, s) for s in between)


def _temporary(code: Code, node: Node) -> Declaration | None:
    """The sequence in `s == std::string(s.rbegin(), s.rend())`."""
    if operator(node) not in ("==", "!=") or not code.is_verbatim(node):
        return None
    sides = [bare(child(node, side)) for side in ("left", "right")]
    for one, other in (sides, sides[::-1]):
        whole = code.declaration(one)
        if whole is None or other is None or not _is_sequence(whole):
            continue
        found = _REVERSED.fullmatch(normal(code.text(other)))
        again = named(code, other, found["s"]) if found is not None else None
        call = code.call(node, f"operator{operator(node)}")
        if again is None or again.name_at != whole.name_at or call is None or call.target >= 0:
            continue
        kinds = {template_of(kind) for kind in call.argument_types}
        if len(kinds) == 1:
            return whole
    return None


def _compared(node: Node, whole: Declaration) -> tuple[int, int, str]:
    s, sign = whole.name, "!" if operator(node) == "!=" else ""
    half = f"{s}.begin() + {s}.size() / 2"
    text = f"{sign}std::equal({s}.begin(), {half}, {s}.rbegin())"
    return node.start_byte, node.end_byte, text


_BEFORE = """\
#include <algorithm>
#include <iostream>
#include <string>

bool is_palindrome(const std::string& text) {
    std::string reversed = text;
    std::reverse(reversed.begin(), reversed.end());
    return text == reversed;
}

int main() {
    int count = 0;
    for (int i = 0; i < 30000; i++) {
        if (is_palindrome(std::to_string(i * 37))) count++;
    }
    std::cout << count << "\\n";
}
"""


def _changed(old: str, new: str) -> str:
    return _BEFORE.replace(old, new)


RULE = Rule(
    id="palindrome-in-place",
    title="Compare both ends in place",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "A copy of a sequence is made and reversed, only to be compared with the sequence. Its "
        "first half can be read forwards and its second half backwards where they are, which ends "
        "at the first difference and needs no memory."
    ),
    example=Example(
        before=_BEFORE,
        after=_changed(
            "    std::string reversed = text;\n"
            "    std::reverse(reversed.begin(), reversed.end());\n"
            "    return text == reversed;",
            "    return std::equal(text.begin(), text.begin() + text.size() / 2, text.rbegin());",
        ),
    ),
    find=find,
    counterexamples=(
        # The reversed text is used again.
        _changed("return text == reversed;", "return text == reversed || reversed[0] == '7';"),
        # Only a part of it is reversed.
        _changed("reversed.begin(), ", "reversed.begin() + 1, "),
        # The text is no longer the one that was copied.
        _changed("const std::string& text", "std::string text").replace(
            "    return text", "    text += 'x';\n    return text"
        ),
        # It is asked which of the two comes first.
        _changed("return text == reversed;", "return text < reversed;"),
        # Another text is compared.
        _changed("    return text", "    const std::string other = text;\n    return other"),
    ),
)
