"""Adding to each element of a range is put off: noted at its two ends, and done when it is seen."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    ancestors,
    child,
    code_of,
    contains,
    insert_before,
    is_in_block,
    nodes_in,
    operator,
    parts,
    with_includes,
)
from hasten.rules.data_structures.ranges import Edits, RangeLoop, limits_text, range_loop
from hasten.rules.effects import effects_of
from hasten.rules.expression_types import type_of
from hasten.rules.io.conditions import after_includes
from hasten.rules.loops import is_invariant, leaves_early, loops_around
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import uses_at
from hasten_sim.facts import Declaration

_TREE = """
// What has been added to ranges of elements, asked for one by one (a Fenwick tree).
class RangeAdditions {
    std::vector<unsigned long long> parts;

    void change(std::size_t at, unsigned long long amount) {
        for (++at; at < parts.size(); at += at & -at) parts[at] += amount;
    }

public:
    explicit RangeAdditions(std::size_t size) : parts(size + 2) {}
    void add(std::size_t first, std::size_t end, unsigned long long amount) {
        change(first, amount);
        change(end, -amount);
    }
    unsigned long long at(std::size_t place) const {
        unsigned long long sum = 0;
        for (++place; place > 0; place &= place - 1) sum += parts[place];
        return sum;
    }
};
"""
_WORDS = "class std vector unsigned long size_t parts public explicit add at first end place amount"
_SIGNS = {"+=": "+", "-=": "-", "++": "+", "--": "-"}


@frozen
class _Addition:
    """`for (k = from; k < to; k++) array[k] += amount;`."""

    range: RangeLoop
    sign: str
    amount: str


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each array to whose ranges something is added in a loop."""
    code = code_of(unit)
    groups: dict[tuple[int, int], tuple[Node, list[Node], list[_Addition]]] = {}
    for node in nodes_in(unit, "for_statement"):
        found = _addition(code, node)
        around = _put_off_in(code, found) if found is not None else None
        if found is not None and around is not None:
            key = (found.range.array.name_at, around[0].start_byte)
            groups.setdefault(key, (*around, list[_Addition]()))[2].append(found)
    at = after_includes(code.source)
    if not groups or at is None or not code.may_insert(_WORDS):
        return
    owner = code.fresh_name("RangeAdditions")
    text = _TREE.replace("RangeAdditions", owner).replace("\n", code.source.newline)
    names: set[str] = set()
    for loop, reads, additions in groups.values():
        array = additions[0].range.array
        name = code.fresh_name(f"added_to_{array.name}", names)
        names.add(name)
        if reads:
            edits = [(at, at, text), *_with_tree(code, loop, reads, additions, owner, name)]
        else:
            edits = _with_ends(code, loop, additions, name)
        place = additions[0].range.loop.node
        yield RULE.rewrite(
            f"Again and again something is added to many elements of `{array.name}`.",
            Span(place.start_byte, place.end_byte),
            (*with_includes(code, "vector"), *edits),
            8.0,
        )


def _addition(code: Code, node: Node) -> _Addition | None:
    found = range_loop(code, node)
    changing = found.body.named_children[0] if found is not None else None
    if found is None or changing is None or found.body.type != "expression_statement":
        return None
    sign = _SIGNS.get(operator(changing))
    if sign is None or changing.type not in ("assignment_expression", "update_expression"):
        return None
    place = child(changing, "argument") or child(changing, "left")
    if place is None or place.type != "subscript_expression":
        return None
    if changing.type == "update_expression":
        return _Addition(found, sign, "1")
    amount = child(changing, "right")
    if amount is None or type_of(code, amount) not in INTEGRAL:
        return None
    if not effects_of(code, amount).is_pure or not is_invariant(code, amount, node):
        return None
    if any(r.target == found.loop.variable.name_at for r in code.references_in(amount)):
        return None
    plain = amount.type in ("identifier", "number_literal", "subscript_expression")
    text = code.text(amount)
    return _Addition(found, sign, text if plain else f"({text})")


def _put_off_in(code: Code, one: _Addition) -> tuple[Node, list[Node]] | None:
    """The outermost loop that may put the additions off, and where it reads an element."""
    array, node = one.range.array, one.range.loop.node
    function = code.source.enclosing_function(node)
    owner = code.facts.by_name_at.get(array.owner)
    if function is None or array.is_static or array.is_pointer:
        return None
    if owner is not None and array.name_at in owner.parameters:
        return None
    references = code.facts.references_to.get(array.name_at, ())
    for reference in references:
        name = code.name_node(reference.start)
        outside = not function.span.contains(reference.start)
        if outside or name is None or reference.from_macro:
            return None
        if any(n.type == "lambda_expression" for n in ancestors(name)):
            return None
        if any(use.kind in ("escape", "rebind") for use in uses_at(code, reference)):
            return None
    found: tuple[Node, list[Node]] | None = None
    for loop in loops_around(node):
        reads = _reads(code, array, loop)
        if contains(loop, array.name_at) or loop.has_error or reads is None:
            break
        if leaves_early(code, loop):
            break
        if is_in_block(loop) and code.is_plain(loop):
            found = (loop, reads)
    return found


def _reads(code: Code, array: Declaration, loop: Node) -> list[Node] | None:
    """Where a loop reads elements; None when it does anything else but add to ranges."""
    found: list[Node] = []
    for reference in code.facts.references_to.get(array.name_at, ()):
        name = code.name_node(reference.start)
        if not contains(loop, reference.start) or name is None:
            continue
        if _is_asked_for_size(code, name):
            continue
        adding = next((n for n in ancestors(name) if n.type == "for_statement"), None)
        addition = _addition(code, adding) if adding is not None else None
        if addition is not None and addition.range.array == array:
            continue
        element = name.parent
        if element is None or child(element, "argument") != name or element.parent is None:
            return None
        if element.type != "subscript_expression" or not code.is_verbatim(element):
            return None
        inside = parts(child(element, "indices"))
        if len(inside) != 1 or any(
            r.target == array.name_at for r in code.references_in(inside[0])
        ):
            return None
        if any(use.kind != "read" for use in uses_at(code, reference)):
            return None
        if not _is_value(code, element) or not effects_of(code, inside[0]).is_pure:
            return None
        found.append(element)
    return found


def _is_asked_for_size(code: Code, name: Node) -> bool:
    method = name.parent
    field = child(method, "field") if method is not None else None
    return field is not None and code.text(field) == "size"


def _is_value(code: Code, element: Node) -> bool:
    """Whether only the element's value is taken, so that an expression may stand for it."""
    around = element.parent
    while around is not None and around.type == "parenthesized_expression":
        around = around.parent
    if around is None:
        return False
    if around.type == "binary_expression":
        return True
    if around.type == "assignment_expression":
        return child(around, "right") is not None and contains(
            child(around, "right") or around, element
        )
    kinds = ("init_declarator", "return_statement", "conditional_expression", "condition_clause")
    if around.type == "init_declarator":
        declared = around.parent
        text = code.text(declared).partition("=")[0] if declared is not None else "&"
        return "&" not in text and "auto" not in text
    return around.type in kinds


def _with_ends(code: Code, loop: Node, additions: list[_Addition], name: str) -> Edits:
    """Note each addition at the ends of its range, and add all up behind the loop."""
    one = additions[0].range
    kind, array = _unsigned(one.kind), one.array.name
    newline = code.source.newline + code.source.indentation(loop.start_byte)
    k, sum_ = code.fresh_name("k"), code.fresh_name(f"sum_{array}")
    edits: Edits = [*insert_before(code, loop, f"std::vector<{kind}> {name}({one.size} + 1);")]
    for addition in additions:
        first, test, end = limits_text(code, addition.range)
        variable = addition.range.loop.variable.name
        opposite = "-" if addition.sign == "+" else "+"
        text = (
            f"{{ {first} if ({test}) {{ {name}[{variable}] {addition.sign}= {addition.amount}; "
            f"{name}[{end}] {opposite}= {addition.amount}; }} }}"
        )
        edits.append((*addition.range.loop.node.byte_range, text))
    lines = (
        f"{kind} {sum_} = 0;",
        f"for (std::size_t {k} = 0; {k} < {one.size}; {k}++) {{",
        f"    {sum_} += {name}[{k}];",
        f"    {array}[{k}] = static_cast<{one.kind}>({array}[{k}] + {sum_});",
        "}",
    )
    edits.append((loop.end_byte, loop.end_byte, newline + newline.join(lines)))
    return edits


def _with_tree(
    code: Code, loop: Node, reads: list[Node], additions: list[_Addition], owner: str, name: str
) -> Edits:
    """Keep the additions in a tree, from which each element that is read takes its own."""
    one = additions[0].range
    array, k = one.array.name, code.fresh_name("k")
    newline = code.source.newline + code.source.indentation(loop.start_byte)
    edits: Edits = [*insert_before(code, loop, f"{owner} {name}({one.size});")]
    for addition in additions:
        first, test, end = limits_text(code, addition.range)
        variable = addition.range.loop.variable.name
        amount = addition.amount if addition.sign == "+" else f"0ULL - {addition.amount}"
        text = f"{{ {first} if ({test}) {name}.add({variable}, {end}, {amount}); }}"
        edits.append((*addition.range.loop.node.byte_range, text))
    for element in reads:
        index = code.text(parts(child(element, "indices"))[0])
        text = f"static_cast<{one.kind}>({code.text(element)} + {name}.at({index}))"
        edits.append((*element.byte_range, text))
    lines = (
        f"for (std::size_t {k} = 0; {k} < {one.size}; {k}++) {{",
        f"    {array}[{k}] = static_cast<{one.kind}>({array}[{k}] + {name}.at({k}));",
        "}",
    )
    edits.append((loop.end_byte, loop.end_byte, newline + newline.join(lines)))
    return edits


def _unsigned(kind: str) -> str:
    """The unsigned type of the same size: it may wrap where the elements themselves never do."""
    return kind if kind.startswith("unsigned") else f"unsigned {kind}"


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 2000, rounds = 800;
    std::vector<long long> heights(n, 5);
    for (int round = 0; round < rounds; round++) {
        int left = round * 37 % n, right = left + round % 500;
        if (right >= n) right = n - 1;
        for (int i = left; i <= right; i++) {
            heights[i] += round;
        }
    }
    long long sum = 0;
    for (int i = 0; i < n; i++) sum = (sum * 31 + heights[i]) % 1000003;
    std::printf("%lld\\n", sum);
}
"""
_OTHER = """\
#include <cstdio>
#include <vector>
std::vector<KIND> shared(100);
void show(const std::vector<KIND>& v) { std::printf("%g\\n", (double)v[3]); }
int main() {
    std::vector<KIND> values(100, 1);
    for (int round = 0; round < 50; round++) {
        for (int i = round; i < 2 * round; i++) ADD
        REST
    }
    show(values);
}
"""


def _other(kind: str, add: str, rest: str = "") -> str:
    return _OTHER.replace("KIND", kind).replace("ADD", add).replace("REST", rest)


RULE = Rule(
    id="range-additions",
    title="Add to a range at its two ends",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "A loop adds something to every element of one range after the other. What is added to a "
        "range can be noted where it begins, and taken back where it ends; one pass adds all up. "
        "Where elements are read in between, a Fenwick tree tells what each has been given so far, "
        "in logarithmic time. Integers only, in unsigned arithmetic, which wraps harmlessly."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "    for (int round = 0;",
            "    std::vector<unsigned long long> added_to_heights(heights.size() + 1);\n"
            "    for (int round = 0;",
        ).replace(
            """\
        for (int i = left; i <= right; i++) {
            heights[i] += round;
        }
    }
""",
            """\
        { int i = left; if (i <= right) { added_to_heights[i] += round; \
added_to_heights[right + 1] -= round; } }
    }
    unsigned long long sum_heights = 0;
    for (std::size_t k = 0; k < heights.size(); k++) {
        sum_heights += added_to_heights[k];
        heights[k] = static_cast<long long>(heights[k] + sum_heights);
    }
""",
        ),
    ),
    find=find,
    counterexamples=(
        # Sums of floating-point numbers depend on their order.
        _other("double", "values[i] += round;"),
        # What is added depends on the element, or on its place.
        _other("int", "values[i] += values[i] / 2;"),
        _other("int", "values[i] += i;"),
        # Others see the elements, or change them.
        _other("int", "values[i] += round;", "show(values);"),
        _other("int", "values[i] += round;", "values[round] = 3;"),
        _other("int", "values[i] += round;", "values.push_back(1);"),
        # It is not added.
        _other("int", "values[i] *= 2;"),
        # It is done once.
        _BEFORE.replace("round = 0; round < rounds; round++", "round = 0; false; ").replace(
            "for (int round = 0; false; ) {", "int round = 3; {"
        ),
    ),
)
