"""A local copy of something that does not change meanwhile becomes a reference."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    Code,
    ancestors,
    bare,
    child,
    code_of,
    nodes_in,
    operator,
    parts,
    statements,
    template_of,
    value_type,
)
from hasten.rules.effects import may_change
from hasten.rules.library import words
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import is_only_read
from hasten_sim.facts import Declaration

_HEAVY = frozenset(
    f"std::{name}"
    for name in words(
        "vector basic_string deque list map set multimap multiset unordered_map unordered_set"
    )
)


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each copy that a reference can stand for."""
    code = code_of(unit)
    for node in nodes_in(unit, "declaration"):
        copied = _copied(code, node)
        if copied is None:
            continue
        copy, value = copied
        root = _root(code, value)
        if root is None or not is_only_read(code, copy) or not _may_be_constant(code, copy):
            continue
        block = node.parent
        after = [s for s in statements(block) if s.start_byte >= node.end_byte]
        if any(may_change(code, root, s) for s in (node, *after)):
            continue
        kind = child(node, "type")
        if kind is None:
            continue
        start = kind.start_byte
        prefix = () if copy.is_const else ((start, start, "const "),)
        yield RULE.rewrite(
            f"`{copy.name}` is a copy of `{code.text(value)}`, which stays as it is.",
            Span(node.start_byte, node.end_byte),
            (*prefix, (kind.end_byte, kind.end_byte, "&")),
            1.3,
        )


def _copied(code: Code, node: Node) -> tuple[Declaration, Node] | None:
    """The variable that is declared as a copy of another object, and that object."""
    declarators = node.children_by_field_name("declarator")
    if len(declarators) != 1 or declarators[0].type != "init_declarator":
        return None
    if node.parent is None or node.parent.type != "compound_statement":
        return None
    if not code.is_verbatim(node):
        return None
    name, value = child(declarators[0], "declarator"), bare(child(declarators[0], "value"))
    if name is None or name.type != "identifier" or value is None:
        return None
    copy = code.declaration(name)
    if copy is None or copy.is_static or copy.is_reference or copy.is_template or copy.is_global:
        return None
    if template_of(copy.type)[0] not in _HEAVY or not re.match(r"(?:const )?\S", code.text(node)):
        return None
    return (copy, value) if _type_of(code, value) == value_type(copy.type) else None


def _type_of(code: Code, node: Node) -> str:
    """The canonical type of a variable, a field or an element; "" for what is none of these."""
    if node.type == "subscript_expression":
        call = code.call(node, "operator[]")
        if call is not None:
            return value_type(call.result_type) if call.target < 0 else ""
        inner = bare(child(node, "argument"))
        outer = _type_of(code, inner) if inner is not None else ""
        return re.sub(r" ?(?:\[\d*\]|\*)$", "", outer, count=1) if outer[-1:] in ("]", "*") else ""
    named = child(node, "field") if node.type == "field_expression" else node
    reference = code.reference(named) if named is not None else None
    return value_type(reference.type) if reference is not None else ""


def _root(code: Code, node: Node | None) -> Declaration | None:
    """The variable that holds the object; None where pointers may lead elsewhere."""
    node = bare(node)
    while node is not None and node.type in ("subscript_expression", "field_expression"):
        inner = bare(child(node, "argument"))
        through = node.type == "field_expression" and operator(node) != "."
        if through and (inner is None or inner.type != "identifier"):
            return None
        nested = inner is not None and inner.type != "identifier"
        if inner is not None and nested and _type_of(code, inner).endswith("*"):
            return None
        node = inner
    root = code.declaration(node)
    if root is None or root.kind == "field" or root.is_template:
        return None
    return None if re.search(r"_ptr|\*.*\*|reference_wrapper", root.type) else root


def _may_be_constant(code: Code, copy: Declaration) -> bool:
    """Whether the text still compiles when the copy cannot be changed."""
    for reference in code.facts.references_to.get(copy.name_at, ()):
        node = None if reference.from_macro else code.name_node(reference.start)
        around = node.parent if node is not None else None
        if node is None or around is None:
            return False
        if any(n.type == "lambda_expression" for n in ancestors(node)):
            return False
        if not _is_constant_use(code, node, around):
            return False
    return True


def _is_constant_use(code: Code, node: Node, around: Node) -> bool:
    if around.type in ("pointer_expression", "lambda_capture_specifier", "return_statement"):
        return around.type == "return_statement"
    if around.type == "argument_list":
        return _takes_constant(code, around, node)
    if around.type == "for_range_loop":
        kind, declarator = child(around, "type"), child(around, "declarator")
        by_reference = declarator is not None and declarator.type == "reference_declarator"
        constant = "const" in code.text(around).partition(":")[0]
        return constant or not by_reference or (kind is not None and code.text(kind) == "auto")
    for outer in (around, *ancestors(around)):
        if outer.type in ("declaration", "init_declarator"):
            text = code.text(outer).partition("=")[0]
            if re.search(r"[&*]|\biterator\b", text) and "const" not in text:
                return False
        if outer.type in ("compound_statement", "for_statement"):
            break
    field = child(around, "field") if around.type == "field_expression" else None
    return field is None or code.text(field) != "data"


def _takes_constant(code: Code, arguments: Node, node: Node) -> bool:
    """Whether the parameter that is passed the copy accepts a constant."""
    call = code.call(arguments.parent) if arguments.parent is not None else None
    if call is None:
        return False
    if call.target < 0:
        return True
    function = code.facts.by_name_at.get(call.target)
    values = parts(arguments)
    index = values.index(node) if node in values else -1
    if function is None or not 0 <= index < len(function.parameters):
        return False
    parameter = code.facts.by_name_at.get(function.parameters[index])
    if parameter is None or parameter.is_template:
        return False
    return not parameter.is_reference or parameter.type.startswith("const ")


_BEFORE = """\
#include <cstdio>
#include <string>
#include <vector>

int main() {
    std::vector<std::string> words;
    for (int i = 0; i < 2000; i++) words.push_back(std::string(50 + i % 7, 'a' + i % 26));
    std::size_t length = 0;
    for (int round = 0; round < 10; round++) {
        for (std::size_t i = 0; i < words.size(); i++) {
            std::string word = words[i];
            if (word[0] != 'q') length += word.size() + round;
        }
    }
    std::printf("%zu\\n", length);
}
"""
_SMALL = """\
#include <cstdio>
#include <string>
#include <vector>
int main() {
    std::vector<std::string> words(3, "a word that is long enough for the heap");
    std::size_t length = 0;
    BODY
    std::printf("%zu %s\\n", length, words[0].c_str());
}
"""

RULE = Rule(
    id="local-copy-to-reference",
    title="Refer to the object instead of copying it",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "This variable is a copy, made at the cost of memory and of every element. It is only "
        "read, and as long as it lives nothing changes what it is a copy of: a reference to the "
        "original does the same for nothing."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "            std::string word =", "            const std::string& word ="
        ),
    ),
    find=find,
    counterexamples=(
        # The original changes while the copy keeps its value.
        _SMALL.replace(
            "BODY", 'std::string old = words[0];\n    words[0] = "x";\n    length = old.size();'
        ),
        # The copy changes.
        _SMALL.replace(
            "BODY", 'std::string word = words[0];\n    word += "x";\n    length = word.size();'
        ),
        # The vector moves its elements.
        _SMALL.replace(
            "BODY",
            "std::string word = words[0];\n    for (int i = 0; i < 9; i++) words.push_back(word);",
        ),
        # It changes through a reference.
        _SMALL.replace(
            "BODY",
            "std::string& first = words[0];\n    std::string word = words[0];\n"
            "    first.clear();\n    length = word.size();",
        ),
        # It is made from something of another type.
        _SMALL.replace(
            "BODY",
            'const char* text = "abc";\n    std::string word = text;\n    length = word.size();',
        ),
    ),
)
