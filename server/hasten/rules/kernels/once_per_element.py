"""What is asked about the elements of a small table, row by row, is asked once an element."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    ancestors,
    bare,
    child,
    code_of,
    contains,
    insert_before,
    nodes_in,
    operator,
    parts,
    template_of,
    value_type,
    with_includes,
)
from hasten.rules.effects import effects_of, effects_of_function, may_change
from hasten.rules.library import words
from hasten.rules.loops import counted_loop, loops_around
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import uses_of
from hasten_sim.facts import Declaration

Edits = list[tuple[int, int, str]]

_MAPS = words("std::map std::unordered_map")
_SETS = words("std::set std::unordered_set")
_SHORTCUTS = words("&& || and or")
_BEYOND = words("lambda_expression for_range_loop")
_GROWING = words("insert emplace size count find end empty reserve contains")


@frozen
class _Element:
    """An element of a table that a loop leaves alone: `table[index]`, or a name for that.

    `scope` is the block in which the index must stay what it is: that of the name, if there is one.
    """

    table: Declaration
    index: Node
    scope: Node


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each question about an element that each row asks again."""
    code = code_of(unit)
    taken: set[str] = set()
    for node in nodes_in(unit, "subscript_expression", "call_expression"):
        asked = _key(code, node)
        statement = _statement(node)
        if asked is None or statement is None or not code.is_verbatim(statement):
            continue
        key, kept = asked
        element = _element(code, key, statement)
        loop = _loop(code, statement, element, kept) if element is not None else None
        if element is None or loop is None or _is_asked_already(code, node, element):
            continue
        edits = _edits(code, node, statement, element, loop, kept, taken)
        if edits is None:
            continue
        yield RULE.rewrite(
            f"`{code.text(node)}` is the same for all rows with the same element of "
            f"`{element.table.name}`.",
            Span(node.start_byte, node.end_byte),
            (*with_includes(code, "vector"), *edits),
            3.0,
        )


def _key(code: Code, node: Node) -> tuple[Node, Declaration] | None:
    """The key, and the map, set or function that is asked about it."""
    if node.type == "subscript_expression":
        owner = code.declaration(child(node, "argument"))
        given = parts(child(node, "indices"))
        if owner is None or len(given) != 1 or template_of(owner.type)[0] not in _MAPS:
            return None
        if node.parent is not None and node.parent.type == "pointer_expression":
            return None  # its address is kept already
        return (given[0], owner) if _is_heavy(owner) and _only_grows(owner) else None
    function, given = child(node, "function"), parts(child(node, "arguments"))
    if function is None or len(given) != 1:
        return None
    if function.type == "identifier":
        called = code.call(node)
        declared = code.facts.by_name_at.get(called.target) if called is not None else None
        if declared is None or value_type(declared.type) not in ARITHMETIC:
            return None
        return (given[0], declared) if _depends_on_arguments(code, declared) else None
    owner, field = code.declaration(child(function, "argument")), child(function, "field")
    if owner is None or field is None or template_of(owner.type)[0] not in _SETS:
        return None
    dropped = node.parent is not None and node.parent.type == "expression_statement"
    inserts = dropped and code.text(field) in ("insert", "emplace")
    return (given[0], owner) if inserts and _is_heavy(owner) else None


def _depends_on_arguments(code: Code, function: Declaration) -> bool:
    """Whether the function only computes something of its arguments."""
    same = [d for d in code.facts.declarations if d.kind == "function" and d.name == function.name]
    written = code.functions.get(function.name_at)
    if written is None or len(same) != 1 or function.is_template:
        return False
    effects = effects_of_function(code, written)
    return effects.is_pure and not effects.reads and not effects.abroad


def _is_heavy(owner: Declaration) -> bool:
    """Whether the keys are more than numbers, so that finding one costs something."""
    arguments = template_of(owner.type)[1]
    return bool(arguments) and arguments[0] not in ARITHMETIC and not arguments[0].endswith("*")


def _only_grows(owner: Declaration) -> bool:
    return owner.kind == "variable" and not owner.is_global and not owner.is_static


def _statement(node: Node) -> Node | None:
    """The statement of a block that begins by computing the node, whatever else it does."""
    inner = node
    for around in ancestors(node):
        if around.type == "if_statement":
            plain = child(around, "condition") == inner
            return around if plain and _is_in_block(around) else None
        if around.type in ("expression_statement", "declaration"):
            return around if _is_in_block(around) else None
        shortcut = around.type == "binary_expression" and operator(around) in _SHORTCUTS
        if shortcut and child(around, "left") != inner:
            return None
        if around.type == "conditional_expression" and child(around, "condition") != inner:
            return None
        if around.type.endswith("statement") or around.type in _BEYOND:
            return None
        inner = around
    return None


def _is_asked_already(code: Code, node: Node, element: _Element) -> bool:
    """Whether an answer for the same index is already looked at, before anything is asked."""
    remembered = f"[{code.text(element.index)}]"
    conditions = (child(n, "condition") for n in ancestors(node) if n.type == "if_statement")
    return any(
        c is not None and not contains(c, node) and remembered in code.text(c) for c in conditions
    )


def _is_in_block(node: Node) -> bool:
    """Whether the statement is one of a block, or the only one in the place of a block."""
    around = node.parent
    if around is None or around.type in ("compound_statement", "else_clause"):
        return around is not None
    return child(around, "body") == node or child(around, "consequence") == node


def _element(code: Code, key: Node, statement: Node) -> _Element | None:
    """The key as an element of a table, directly or under the name of a reference to it."""
    node, scope = bare(key), statement
    if node is not None and node.type == "identifier":
        named = code.declaration(node)
        name = code.name_node(named.name_at) if named is not None else None
        if named is None or name is None or not (named.is_reference and named.is_const):
            return None
        declarator = next((n for n in ancestors(name) if n.type == "init_declarator"), None)
        declared = declarator.parent if declarator is not None else None
        scope = declared.parent if declared is not None else None
        if scope is None or not any(n == scope for n in ancestors(statement)):
            return None
        node = bare(child(declarator, "value"))
    if node is None or node.type != "subscript_expression":
        return None
    table, given = code.declaration(child(node, "argument")), parts(child(node, "indices"))
    if table is None or len(given) != 1 or template_of(table.type)[0] != "std::vector":
        return None
    fits = table.kind != "field" and not table.is_template
    return _Element(table, given[0], scope) if fits and effects_of(code, given[0]).is_pure else None


def _loop(code: Code, statement: Node, element: _Element, kept: Declaration) -> Node | None:
    """The outermost loop around the statement in which answers stay what they are."""
    found: Node | None = None
    for loop in loops_around(statement):
        body = child(loop, "body")
        if body is None or not code.is_plain(loop) or contains(loop, element.table.name_at):
            break
        if may_change(code, element.table, loop) or not _stays(code, kept, loop):
            break
        if found is None and not all(
            _is_steady(code, element.index, n) for n in (body, element.scope)
        ):
            return None
        found = loop
    if found is None or any(n.type == "lambda_expression" for n in ancestors(statement)):
        return None
    return found if _is_in_block(found) else None


def _is_steady(code: Code, index: Node, body: Node) -> bool:
    """Whether the index is the same all through one turn, and differs from turn to turn."""
    variables = [code.facts.by_name_at.get(r.target) for r in code.references_in(index)]
    if any(v is not None and v.kind == "function" for v in variables):
        return False
    if effects_of(code, index).abroad:
        return False
    counter = bare(index)
    while counter is not None and counter.type in ("cast_expression", "call_expression"):
        counter = bare(
            child(counter, "value") or next(iter(parts(child(counter, "arguments"))), None)
        )
    named = code.declaration(counter)
    loops = (counted_loop(code, n) for n in loops_around(body) if n.type == "for_statement")
    if named is not None and any(c is not None and c.variable == named for c in loops):
        return False  # each element is asked about once as it is
    known = [v for v in variables if v is not None]
    return bool(known) and not any(v.kind == "field" or may_change(code, v, body) for v in known)


def _stays(code: Code, kept: Declaration, loop: Node) -> bool:
    """Whether nothing is taken out of the map or set while the loop runs."""
    if kept.kind == "function":
        return True
    if contains(loop, kept.name_at) or kept.kind != "variable" or kept.is_reference:
        return False
    places = {r.start for r in code.facts.references_to.get(kept.name_at, ())}
    if any(use.kind == "escape" and use.at not in places for use in uses_of(code, kept)):
        return False
    for reference in code.facts.references_to.get(kept.name_at, ()):
        name = None if reference.from_macro else code.name_node(reference.start)
        around = name.parent if name is not None else None
        if name is None or around is None:
            return False
        if any(n.type == "lambda_expression" for n in ancestors(name)):
            return False
        if not contains(loop, reference.start):
            continue
        if around.type == "field_expression":
            field = child(around, "field")
            if field is None or code.text(field) not in _GROWING or operator(around) != ".":
                return False
        elif around.type != "subscript_expression" or child(around, "argument") != name:
            return False
    return not kept.is_global and not kept.is_static


def _edits(
    code: Code,
    node: Node,
    statement: Node,
    element: _Element,
    loop: Node,
    kept: Declaration,
    taken: set[str],
) -> Edits | None:
    index, size = code.text(element.index), f"{element.table.name}.size()"
    separator = code.source.newline + code.source.indentation(statement.start_byte)
    std = code.qualifier or "std::"
    if kept.kind != "function" and node.type == "call_expression":
        name = code.fresh_name(f"is_in_{kept.name}", taken)
        taken.add(name)
        made = f"{std}vector<char> {name}({size}, 0);"
        text = f"if (!{name}[{index}]) {{ {name}[{index}] = 1; {code.text(statement)} }}"
        return [*insert_before(code, loop, made), (statement.start_byte, statement.end_byte, text)]
    if kept.kind != "function":
        effects = effects_of(code, statement)
        again = sum(r.target == kept.name_at for r in code.references_in(statement)) != 1
        if again or effects.throws or effects.unknown:
            return None
        kind = _mapped(code, kept)
        name = code.fresh_name(f"{kept.name}_of_{element.table.name}", taken)
        place = code.fresh_name(f"{kept.name}_place", {*taken, name})
        if not kind:
            return None
        taken |= {name, place}
        made = f"{std}vector<{kind}*> {name}({size}, nullptr);"
        before = (
            f"{kind}*& {place} = {name}[{index}];{separator}"
            f"if ({place} == nullptr) {place} = &{code.text(node)};"
        )
        return [
            *insert_before(code, loop, made),
            *insert_before(code, statement, before),
            (node.start_byte, node.end_byte, f"(*{place})"),
        ]
    name = code.fresh_name(f"{kept.name}_of_{element.table.name}", taken)
    asked = code.fresh_name(f"{name}_known", {*taken, name})
    taken |= {name, asked}
    kind = value_type(kept.type) if kept.type != "bool" else "char"
    made = f"{std}vector<{kind}> {name}({size});"
    made += code.source.newline + code.source.indentation(loop.start_byte)
    made += f"{std}vector<char> {asked}({size}, 0);"
    before = (
        f"if (!{asked}[{index}]) {{{separator}    {asked}[{index}] = 1;{separator}"
        f"    {name}[{index}] = {code.text(node)};{separator}}}"
    )
    return [
        *insert_before(code, loop, made),
        *insert_before(code, statement, before),
        (node.start_byte, node.end_byte, f"{name}[{index}]"),
    ]


def _mapped(code: Code, kept: Declaration) -> str:
    """The type of the values of a map, as its declaration spells it."""
    name = code.name_node(kept.name_at)
    declaration = (
        next((n for n in ancestors(name) if n.type == "declaration"), None) if name else None
    )
    kind = child(declaration, "type")
    inner = (
        child(kind, "name") if kind is not None and kind.type == "qualified_identifier" else kind
    )
    given = parts(child(inner, "arguments"))
    return code.text(given[1]) if len(given) == 2 else ""


_BEFORE = """\
#include <cstdio>
#include <map>
#include <string>
#include <vector>

int main() {
    std::vector<std::string> names = {"oak", "elm", "ash", "fir", "oak"};
    std::vector<int> codes;
    for (int i = 0; i < 30000; i++) codes.push_back(i * 7 % 5);
    std::map<std::string, long> sums;
    for (std::size_t i = 0; i < codes.size(); i++) {
        sums[names[codes[i]]] += i;
    }
    for (const auto& entry : sums) std::printf("%s %ld\\n", entry.first.c_str(), entry.second);
}
"""


def _small(body: str) -> str:
    return f"""\
#include <cstdio>
#include <map>
#include <string>
#include <vector>
int main() {{
    std::vector<std::string> names = {{"a", "b", "a"}};
    std::map<std::string, int> counts;
    std::map<int, int> numbers;
    int sum = 0;
    for (int i = 0; i < 30; i++) {{
        {body}
    }}
    std::printf("%d %zu\\n", sum, counts.size() + numbers.size());
}}
"""


RULE = Rule(
    id="once-per-element",
    title="Ask about each element once",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "Each row refers to an element of a table by its number, and asks the same about it as "
        "every other row with that number: where its key is in a map, whether it is in a set, or "
        "what a function says of it. The table does not change, so the answer is remembered "
        "beside it, by the number. The places of values in a map stay where they are while it "
        "only grows."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "    for (std::size_t i = 0; i < codes.size(); i++) {\n",
            "    std::vector<long*> sums_of_names(names.size(), nullptr);\n"
            "    for (std::size_t i = 0; i < codes.size(); i++) {\n",
        ).replace(
            "        sums[names[codes[i]]] += i;",
            "        long*& sums_place = sums_of_names[codes[i]];\n"
            "        if (sums_place == nullptr) sums_place = &sums[names[codes[i]]];\n"
            "        (*sums_place) += i;",
        ),
    ),
    find=find,
    counterexamples=(
        # Keys are taken out of the map.
        _small("counts[names[i % 3]]++; if (i == 5) counts.clear();"),
        # The table changes.
        _small("counts[names[i % 3]]++; names[0] += 'x';"),
        # The keys are numbers already.
        _small("numbers[names[i % 3].size()]++;"),
        # It depends on something else whether anything is looked up at all.
        _small("sum += i > 3 && counts[names[i % 3]]++ > 2;"),
    ),
)
