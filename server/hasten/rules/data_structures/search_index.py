"""Functions that search an array from its start, and calls of them in loops that leave it alone."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.adoption import place_before
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    bare,
    child,
    code_of,
    conjuncts,
    constant_of,
    insert_before,
    is_in_block,
    nodes_in,
    operator,
    parts,
    statements,
    value_type,
    with_includes,
)
from hasten.rules.effects import effects_of, effects_of_function
from hasten.rules.loops import counted_loop, leaves_early, loops_around
from hasten.rules.rule import Rule, Unit
from hasten.rules.traffic import loads_are_steady, names_are_steady, passed_places, type_of
from hasten.source.cpp import Function
from hasten_sim.facts import Declaration

_POSITIONS = frozenset({"int", "unsigned int", "long", "unsigned long", "short"})


@frozen
class Search:
    """`for (i = 0; i < bound; i++) if (others && key == wanted) return found; return missing;`.

    `wanted` is the parameter that is searched for; nothing else depends on it but the results.
    """

    function: Function
    declaration: Declaration
    variable: Declaration
    bound: Node
    key: Node
    wanted: Declaration
    others: tuple[Node, ...]
    found: Node
    missing: Node

    def compares(self, key: Node, wanted: Declaration, others: tuple[Node, ...]) -> Search:
        """The search with what it compares."""
        return evolve(self, key=key, wanted=wanted, others=others)

    @property
    def pieces(self) -> tuple[Node, ...]:
        """What must be the same in every search."""
        return (self.bound, self.key, *self.others)


def find_searches(unit: Unit, rule: Rule, *, trusting: bool) -> Iterator[Rewrite]:
    """One rewrite for each call in a loop that searches the same array each time.

    `trusting`: those for which pointers must not lead to the same memory.
    """
    code = code_of(unit)
    names: set[str] = set()
    opened: set[int] = set()
    for node in nodes_in(unit, "call_expression"):
        call = code.call(node)
        function = code.functions.get(call.target) if call is not None else None
        search = _search(code, function) if function is not None else None
        if search is None or not code.is_verbatim(node) or contains_call(search, node):
            continue
        loop = _loop_of(code, search, node, trusting=trusting)
        if loop is None or (trusting and _loop_of(code, search, node, trusting=False) is not None):
            continue
        around = code.source.enclosing_function(node)
        if around is None or around.kind != "free" or "::" in around.qualified:
            continue
        if not is_in_block(loop) and loop.start_byte in opened:
            continue
        opened.add(loop.start_byte)
        yield rule.rewrite(
            f"`{code.text(node)}` searches the same array in every turn of the loop: what was "
            "passed on the way is looked up in a hash table instead.",
            Span(node.start_byte, node.end_byte),
            _edits(code, search, node, loop, names),
            6.0,
        )


def contains_call(search: Search, node: Node) -> bool:
    """Whether a call stands in the function that it calls."""
    span = search.function.span
    return span.start <= node.start_byte < span.end


def _search(code: Code, function: Function) -> Search | None:
    key = ("search", function.name_span.start)
    if key not in code.remembered:
        code.remembered[key] = _read(code, function)
    return code.remembered[key]


def _read(code: Code, function: Function) -> Search | None:
    declared = code.facts.by_name_at.get(function.name_span.start)
    body = code.source.node_of(function.body, "compound_statement")
    if declared is None or body is None or declared.is_template or not code.is_plain(body):
        return None
    inside = [n for n in statements(body) if not _only_declares(n)]
    if len(inside) != 2 or not effects_of_function(code, function).is_pure:
        return None
    loop, missing = counted_loop(code, inside[0]), _returned(inside[1])
    if loop is None or missing is None or declared.type in ("", "void"):
        return None
    if constant_of(loop.start) != 0 or loop.comparison != "<" or loop.step != 1:
        return None
    tests = statements(loop.body)
    test = tests[0] if len(tests) == 1 and tests[0].type == "if_statement" else None
    condition = bare(child(test, "condition"))
    if test is None or condition is None or child(test, "alternative") is not None:
        return None
    results = statements(child(test, "consequence"))
    found = _returned(results[0]) if len(results) == 1 else None
    if found is None or value_type(loop.variable.type) not in _POSITIONS:
        return None
    if any(r.target == loop.variable.name_at for r in code.references_in(missing)):
        return None
    search = Search(
        function, declared, loop.variable, loop.bound, found, declared, (), found, missing
    )
    return _compared(code, search, list(conjuncts(condition)))


def _compared(code: Code, search: Search, tests: list[Node]) -> Search | None:
    """The search with what it compares; the first of the tests that compares with a parameter."""
    for test in tests:
        left, right = bare(child(test, "left")), bare(child(test, "right"))
        if test.type != "binary_expression" or operator(test) != "==" or not left or not right:
            continue
        for key, other in ((left, right), (right, left)):
            wanted = code.declaration(other)
            if wanted is None or wanted.name_at not in search.declaration.parameters:
                continue
            kinds = {value_type(type_of(code, key)), value_type(wanted.type)}
            if len(kinds) != 1 or not kinds <= INTEGRAL - {"bool"}:
                continue
            others = tuple(one for one in tests if one is not test)
            made = search.compares(key, wanted, others)
            free = not any(
                r.target == wanted.name_at for n in made.pieces for r in code.references_in(n)
            )
            if free and _depends_on(code, key, search.variable):
                return made
    return None


def _depends_on(code: Code, node: Node, variable: Declaration) -> bool:
    return any(r.target == variable.name_at for r in code.references_in(node))


def _only_declares(statement: Node) -> bool:
    """Whether a statement is `int i;`."""
    declarators = statement.children_by_field_name("declarator")
    return statement.type == "declaration" and all(d.type == "identifier" for d in declarators)


def _returned(statement: Node) -> Node | None:
    inside = parts(statement) if statement.type == "return_statement" else []
    return inside[0] if len(inside) == 1 else None


def _loop_of(code: Code, search: Search, node: Node, *, trusting: bool) -> Node | None:
    """The outermost loop in which every search is of the same array."""
    call = code.call(node)
    given = parts(child(node, "arguments"))
    if call is None or len(given) != len(search.declaration.parameters):
        return None
    wanted = search.declaration.parameters.index(search.wanted.name_at)
    others = [n for i, n in enumerate(given) if i != wanted]
    places = passed_places(code, call, search.pieces) | passed_places(code, None, others)
    found: Node | None = None
    for loop in loops_around(node):
        if not code.is_plain(loop) or leaves_early(code, loop) or effects_of(code, loop).throws:
            break
        steady = all(
            effects_of(code, one).is_pure and names_are_steady(code, one, loop) for one in others
        )
        if not steady or not loads_are_steady(code, places, loop, others, trusting):
            break
        found = loop
    return found


def _edits(
    code: Code, search: Search, node: Node, loop: Node, names: set[str]
) -> tuple[tuple[int, int, str], ...]:
    base = search.function.name.removeprefix("local_")
    chosen: dict[str, str] = {}
    for what in ("index", "indexed", "known"):
        chosen[what] = code.fresh_name(f"{base}_{what}", names)
        names.add(chosen[what])
    function = child(node, "function")
    arguments = child(node, "arguments")
    assert function is not None
    assert arguments is not None
    newline, indent = code.source.newline, code.source.indentation(loop.start_byte)
    before = f"struct {chosen['index']} {chosen['known']} = {{0, 0, 0}};"
    opened = insert_before(code, loop, before)
    freed = f"{newline}{indent}free({chosen['known']}.slots);"
    if not is_in_block(loop):
        (head, (end, _, closing)) = opened[0], opened[1]
        opened = (head, (end, end, f"{newline}{indent}    {freed.strip()}{closing}"))
    else:
        opened = (*opened, (loop.end_byte, loop.end_byte, freed))
    place = place_before(code.source, node.start_byte)
    text = _function(code, search, chosen).replace("\n", newline)
    return (
        *with_includes(code, "stdlib.h"),
        (place, place, text),
        *opened,
        (function.start_byte, function.end_byte, chosen["indexed"]),
        (arguments.start_byte + 1, arguments.start_byte + 1, f"&{chosen['known']}, "),
    )


def _function(code: Code, search: Search, chosen: dict[str, str]) -> str:
    """The search with a table of what it has passed, as a function for itself."""
    index, slot, value, size = (
        code.fresh_name(name) for name in ("index", "slot", "passed_key", "slot_count")
    )
    i, kind = search.variable.name, value_type(search.variable.type)
    key, bound, wanted = code.text(search.key), code.text(search.bound), search.wanted.name
    head = code.source.slice(Span(search.function.name_span.end, search.function.head.end)).strip()
    parameters = head.partition("(")[2]
    result = search.declaration.written
    space = "" if result.endswith("*") else " "
    matches = " && ".join([*(code.text(n) for n in search.others), f"{key} == {wanted}"])
    usable = " && ".join(code.text(n) for n in search.others)
    skip = f"        if (!({usable})) continue;\n" if usable else ""
    multiply = "* 0x9E3779B97F4A7C15ULL >> 32"
    return f"""\
struct {chosen["index"]} {{
    unsigned int *slots;
    unsigned long mask;
    {kind} passed;
}};

/* As {search.function.name}, but what has been passed once is found in a hash table. */
static {result}{space}{chosen["indexed"]}(struct {chosen["index"]} *{index}, {parameters} {{
    {kind} {i};
    unsigned long {slot};
    {value_type(search.wanted.type)} {value};
    if ({index}->slots == 0 && {index}->passed == 0 && {bound} > 0 && {bound} < 1 << 28) {{
        unsigned long {size} = 16;
        while ({size} / 2 < (unsigned long){_closed(bound)}) {size} *= 2;
        {index}->slots = (unsigned int *)calloc({size}, sizeof(unsigned int));
        {index}->mask = {size} - 1;
    }}
    if ({index}->slots == 0) {{
        for ({i} = 0; {i} < {bound}; {i}++) {{
            if ({matches}) return {code.text(search.found)};
        }}
        return {code.text(search.missing)};
    }}
    {slot} = (unsigned long)((unsigned long long){wanted} {multiply}) & {index}->mask;
    for (; {index}->slots[{slot}] != 0; {slot} = ({slot} + 1) & {index}->mask) {{
        {i} = ({kind})({index}->slots[{slot}] - 1);
        if ({key} == {wanted}) return {code.text(search.found)};
    }}
    while ({index}->passed < {bound}) {{
        {i} = {index}->passed++;
{skip}        {value} = {key};
        {slot} = (unsigned long)((unsigned long long){value} {multiply}) & {index}->mask;
        for (; {index}->slots[{slot}] != 0; {slot} = ({slot} + 1) & {index}->mask) {{
            {i} = ({kind})({index}->slots[{slot}] - 1);
            if ({key} == {value}) break;
        }}
        if ({index}->slots[{slot}] == 0) {{
            {i} = {index}->passed - 1;
            {index}->slots[{slot}] = (unsigned int){i} + 1;
            if ({value} == {wanted}) return {code.text(search.found)};
        }}
    }}
    return {code.text(search.missing)};
}}

"""


def _closed(text: str) -> str:
    return text if text.isidentifier() else f"({text})"
