"""A loop over big elements looks at them instead of copying each."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules import library
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    child,
    code_of,
    nodes_in,
    root_of,
    template_of,
    value_type,
)
from hasten.rules.effects import may_change
from hasten.rules.library import words
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import is_only_read
from hasten_sim.facts import Declaration

_OWNERS = library.CONTAINERS - {"std::pair", "std::tuple", "std::bitset", "std::complex"}
_ITERATED = frozenset(
    f"std::{name}"
    for name in words(
        "vector deque list set multiset map multimap array unordered_set unordered_map "
        "unordered_multiset unordered_multimap forward_list"
    )
)


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each range-based loop that copies elements only to read them."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_range_loop"):
        kind, name = child(node, "type"), child(node, "declarator")
        container, body = root_of(code, child(node, "right")), child(node, "body")
        element = code.declaration(name)
        if kind is None or name is None or element is None or container is None or body is None:
            continue
        if name.type != "identifier" or not code.is_verbatim(kind) or element.from_macro:
            continue
        if not _is_copy(code, element, kind, child(node, "right")):
            continue
        if not is_only_read(code, element) or may_change(code, container, body):
            continue
        qualified = any(n.type == "type_qualifier" for n in node.children)
        edits = [(kind.end_byte, kind.end_byte, "&")]
        if not qualified:
            edits.insert(0, (kind.start_byte, kind.start_byte, "const "))
        yield RULE.rewrite(
            f"Every element of `{container.name}` is copied into `{element.name}`.",
            Span(kind.start_byte, name.end_byte),
            tuple(edits),
            1.2,
        )


def _is_copy(code: Code, element: Declaration, kind: Node, container: Node | None) -> bool:
    """Whether the loop variable is a copy that costs something, of an element of its own type."""
    if element.is_reference or element.is_pointer or value_type(element.type) in ARITHMETIC:
        return False
    if not (template_of(element.type)[0] in _OWNERS or element.size_bytes > 16):
        return False
    if kind.type == "placeholder_type_specifier":
        return _iterated(code, container) != ""
    inner = _iterated(code, container)
    return inner != "" and template_of(inner) == template_of(element.type)


def _iterated(code: Code, container: Node | None) -> str:
    """The type of the elements; "" for what may make them up on the way."""
    if container is None or container.type not in (
        "identifier",
        "subscript_expression",
        "field_expression",
    ):
        return ""
    root = root_of(code, container)
    named = child(container, "field") if container.type == "field_expression" else container
    reference = code.reference(named) if named is not None else None
    call = code.call(container, "operator[]")
    kind = reference.type if reference is not None else call.result_type if call is not None else ""
    if not kind and container.type == "subscript_expression" and root is not None:
        kind = root.type.partition("[")[0]
    if kind.endswith("]"):
        return kind.partition("[")[0].strip()
    owner, arguments = template_of(kind)
    if owner not in _ITERATED or not arguments:
        return ""
    if owner.endswith("map"):
        return f"std::pair<const {arguments[0]}, {arguments[1]}>" if len(arguments) > 1 else ""
    return arguments[0]


_BEFORE = """\
#include <cstdio>
#include <string>
#include <vector>

int main() {
    std::vector<std::string> lines;
    for (int i = 0; i < 2000; i++) lines.push_back("line number " + std::to_string(i) + " of many");
    std::size_t length = 0;
    for (int round = 0; round < 10; round++) {
        for (auto line : lines) length += line.size();
    }
    std::printf("%zu\\n", length);
}
"""

RULE = Rule(
    id="range-for-const-reference",
    title="Loop by constant reference",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "The loop copies each element into its variable, and only reads it. A constant reference "
        "looks at the element itself; nothing in the loop changes the container."
    ),
    example=Example(
        before=_BEFORE, after=_BEFORE.replace("for (auto line", "for (const auto& line")
    ),
    find=find,
    counterexamples=(
        # The copy is changed.
        """\
#include <cstdio>
#include <string>
#include <vector>
int main() {
    std::vector<std::string> words = {"a", "b"};
    for (auto word : words) {
        word += "!";
        std::printf("%s\\n", word.c_str());
    }
    std::printf("%s\\n", words[0].c_str());
}
""",
        # The element changes while its copy does not.
        """\
#include <cstdio>
#include <string>
#include <vector>
int main() {
    std::vector<std::string> words = {"a", "b"};
    for (auto word : words) {
        words[0] += "!";
        words[1] = "c";
        std::printf("%s\\n", word.c_str());
    }
}
""",
        # The same, in a function that the loop calls.
        """\
#include <cstdio>
#include <string>
#include <vector>
std::vector<std::string> words = {"a", "b"};
void shout() { for (std::string& word : words) word += "!"; }
int main() {
    for (std::string word : words) {
        shout();
        std::printf("%s\\n", word.c_str());
    }
}
""",
        # Numbers are copied for nothing.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<long long> values = {1, 2};
    for (auto value : values) std::printf("%lld\\n", value);
}
""",
        # The elements are made on the way.
        """\
#include <cstdio>
#include <string>
#include <vector>
std::vector<std::string> made() { return {"a", "b"}; }
int main() {
    for (auto word : made()) std::printf("%s\\n", word.c_str());
}
""",
    ),
)
