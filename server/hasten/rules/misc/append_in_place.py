"""`text = text + more` copies the whole text; `text += more` does not."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    bare,
    child,
    code_of,
    is_string,
    nodes_in,
    operator,
    root_of,
    template_of,
    value_type,
)
from hasten.rules.effects import effects_of
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import is_pointer_like
from hasten_sim.facts import Declaration

_INDEXED = ("std::vector", "std::array", "std::deque")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each assignment of a string plus something to itself."""
    code = code_of(unit)
    for node in nodes_in(unit, "assignment_expression"):
        statement = node.parent
        left, right = child(node, "left"), child(node, "right")
        if statement is None or statement.type != "expression_statement":
            continue
        if operator(node) != "=" or left is None or right is None or not code.is_plain(node):
            continue
        terms = terms_of(code, right)
        if len(terms) < 2 or not _is_same_string(code, node, left, terms[0]):
            continue
        if not _may_be_split(code, left, terms[1:]):
            continue
        text = code.text(left)
        yield RULE.rewrite(
            f"`{text}` is copied for each piece that is added to it.",
            Span(node.start_byte, node.end_byte),
            ((statement.start_byte, statement.end_byte, _appends(code, statement, text, terms)),),
            1.5,
        )


def terms_of(code: Code, node: Node | None) -> list[Node]:
    """The operands of `a + b + c`, as far as they are joined as strings."""
    node = bare(node) if node is not None and node.type == "parenthesized_expression" else node
    if node is None or node.type != "binary_expression" or operator(node) != "+":
        return [node] if node is not None else []
    call = code.call(node, "operator+")
    right = child(node, "right")
    if call is None or call.target >= 0 or not is_string(call.result_type) or right is None:
        return [node]
    return [*terms_of(code, child(node, "left")), right]


def _is_same_string(code: Code, node: Node, left: Node, first: Node) -> bool:
    assigned = code.call(node, "operator=")
    named = code.declaration(left)
    kind = named.type if named is not None else assigned.result_type if assigned else ""
    same = code.text(left) == code.text(first) and is_string(kind)
    return same and root_of(code, left) is not None and _is_place(code, left)


def _is_place(code: Code, node: Node | None) -> bool:
    """Whether naming the place twice names the same place and does nothing else."""
    if node is None or node.type not in ("subscript_expression", "field_expression"):
        return node is not None
    if node.type == "subscript_expression":
        call = code.call(node, "operator[]")
        index = child(node, "indices")
        if index is None or not effects_of(code, index).is_pure:
            return False
        if call is not None and template_of(call.object_type)[0] not in _INDEXED:
            return False
    return _is_place(code, child(node, "argument"))


def _may_be_split(code: Code, left: Node, added: list[Node]) -> bool:
    """Whether evaluating the pieces one by one, after the string has grown, gives the same."""
    if not all(effects_of(code, term).is_pure for term in added):
        return len(added) == 1 and _only_throws(code, added[0])
    root = root_of(code, left)
    assert root is not None
    if len(added) == 1:
        return True
    shared = root.is_reference or root.kind == "field"
    return all(_is_apart(code, term, root, shared) for term in added)


def _is_apart(code: Code, term: Node, root: Declaration, shared: bool) -> bool:
    """Whether the term is the same before and after the string has grown.

    `shared` says that the string may have other names.
    """
    effects = effects_of(code, term)
    if root.name_at in effects.reads or (shared and effects.abroad):
        return False
    for reference in code.references_in(term):
        variable = code.facts.by_name_at.get(reference.target)
        if variable is None:
            continue
        if variable.kind == "function":
            return not shared and not root.is_global
        if variable.is_reference or is_pointer_like(variable):
            return False
        if shared and value_type(variable.type) not in ARITHMETIC:
            return False
    return True


def _only_throws(code: Code, term: Node) -> bool:
    found = effects_of(code, term)
    return not (found.writes or found.through or found.prints or found.takes_input or found.unknown)


def _appends(code: Code, statement: Node, text: str, terms: list[Node]) -> str:
    pieces = [f"{text} += {code.text(bare(t) or t)};" for t in terms[1:]]
    around = statement.parent
    if len(pieces) == 1:
        return pieces[0]
    if around is not None and around.type == "compound_statement":
        separator = code.source.newline + code.source.indentation(statement.start_byte)
        own_line = (
            code.source.line_start(statement.start_byte) + len(separator) - len(code.source.newline)
        )
        return (separator if own_line == statement.start_byte else " ").join(pieces)
    return "{ " + " ".join(pieces) + " }"


_BEFORE = """\
#include <iostream>
#include <string>

int main() {
    std::string text, line;
    for (int i = 0; i < 20000; i++) {
        text = text + static_cast<char>('a' + i % 26);
        if (i % 100 == 99) text = text + ',' + std::to_string(i);
    }
    std::cout << text << "\\n";
}
"""

RULE = Rule(
    id="append-in-place",
    title="Append in place",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "`s = s + x` makes a new string of everything so far and copies it back; `s += x` only "
        "adds what is new, so that a loop that builds a text takes linear time."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "text = text + static_cast<char>('a' + i % 26);",
            "text += static_cast<char>('a' + i % 26);",
        ).replace(
            "text = text + ',' + std::to_string(i);",
            "{ text += ','; text += std::to_string(i); }",
        ),
    ),
    find=find,
    counterexamples=(
        # The new piece goes to the front.
        """\
#include <iostream>
#include <string>
int main() {
    std::string text;
    for (int i = 0; i < 5; i++) text = std::to_string(i) + text;
    std::cout << text << "\\n";
}
""",
        # The second piece is the text as it was before the first was added.
        """\
#include <iostream>
#include <string>
int main() {
    std::string text = "ab";
    for (int i = 0; i < 3; i++) text = text + "-" + text;
    std::cout << text << "\\n";
}
""",
        # The piece is computed by a function that changes the text.
        """\
#include <iostream>
#include <string>
std::string text = "ab";
std::string taken() { text.pop_back(); return "c"; }
int main() {
    text = text + taken();
    std::cout << text.size() << "\\n";
}
""",
        # Numbers are not strings.
        """\
#include <cstdio>
int main() {
    int sum = 0;
    for (int i = 0; i < 5; i++) sum = sum + i + sum;
    std::printf("%d\\n", sum);
}
""",
        # Another string is made of this one.
        """\
#include <iostream>
#include <string>
int main() {
    std::string text = "ab", other;
    for (int i = 0; i < 3; i++) other = text + "c";
    std::cout << other << "\\n";
}
""",
    ),
)
