"""The next element that is greater, or smaller, is found for all elements in one go."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import is_plain_value
from hasten.rules.algorithms.scans import (
    Around,
    count_text,
    counter_type,
    lower_end,
    scan_around,
    type_text,
    upper_end,
)
from hasten.rules.analysis import (
    Code,
    child,
    code_of,
    insert_before,
    nodes_in,
    statements,
    value_type,
    with_includes,
)
from hasten.rules.helpers import as_statement
from hasten.rules.loops import counted_loop, is_dead_after, jumps
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.shapes import Binding, Shape, matched, number, pattern, shape_of, text_of
from hasten.rules.sums import difference, plus

_STOPS = {">": "greater", ">=": "greater or equal", "<": "smaller", "<=": "smaller or equal"}
_NEGATED = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}


@frozen
class _Scan:
    """A loop from one element to the next (or the last) that compares with it as `sign` says.

    `replaced` are the loop, and a statement before it that it needs; `text` what stands there then,
    with NEXT for what is found: the index, or one past the end, or one before the start.
    """

    around: Around
    forward: bool
    sign: str
    replaced: Span
    text: str


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that looks for the next element in an order."""
    code = code_of(unit)
    if not code.may_insert("std vector if for while int"):
        return
    names: set[str] = set()
    for node in nodes_in(unit, "for_statement", "while_statement"):
        scan = _scan(code, node) if code.is_verbatim(node) else None
        if scan is None:
            continue
        around = scan.around
        word = "next" if scan.forward else "last"
        kind = _STOPS[scan.sign].partition(" ")[0]
        name = code.fresh_name(f"{word}_{kind}", names)
        names.add(name)
        indent = code.source.newline + code.source.indentation(around.loop.node.start_byte)
        table = indent.join(_table(code, scan, name))
        text = scan.text.replace("NEXT", f"{name}[{around.loop.variable.name}]")
        edits = (
            *insert_before(code, around.loop.node, table),
            (scan.replaced.start, scan.replaced.end, text),
        )
        yield RULE.rewrite(
            f"The {word} {_STOPS[scan.sign]} element is searched for at every index of "
            f"`{around.array.name}`.",
            Span(node.start_byte, node.end_byte),
            (*edits, *with_includes(code, "vector")),
            15.0,
        )


def _table(code: Code, scan: _Scan, name: str) -> tuple[str, ...]:
    """The statements that find the next element of each: past those that the next one is past."""
    around, array = scan.around, scan.around.array.name
    i, j = code.fresh_name("k"), code.fresh_name("other")
    kind = counter_type(around)
    last = count_text(code, around)
    made = f"std::vector<{kind}> {name}({around.size});"
    test = f"{array}[{j}] {scan.sign} {array}[{i}]"
    if scan.forward:
        start = f"{kind} {i} = {last} - 1; {i} >= {around.first}; {i}--"
        return (
            made,
            f"for ({start}) {{",
            f"    {kind} {j} = {i} + 1;",
            f"    while ({j} < {last} && !({test})) {j} = {name}[{j}];",
            f"    {name}[{i}] = {j};",
            "}",
        )
    return (
        made,
        f"for ({kind} {i} = 0; {i} < {last}; {i}++) {{",
        f"    {kind} {j} = {i} - 1;",
        f"    while ({j} >= 0 && !({test})) {j} = {name}[{j}];",
        f"    {name}[{i}] = {j};",
        "}",
    )


def _scan(code: Code, node: Node) -> _Scan | None:
    return _with_action(code, node) or _alone(code, node)


def _with_action(code: Code, node: Node) -> _Scan | None:
    """`for (j = i + 1; j < n; j++) if (a[j] > a[i]) { ...; break; }`."""
    loop = counted_loop(code, node)
    inside = statements(loop.body) if loop is not None else []
    if loop is None or len(inside) != 1 or inside[0].type != "if_statement":
        return None
    test = shape_of(code, node)
    if child(inside[0], "alternative") is not None or len(test.parts[3].parts) != 1:
        return None
    found = test.parts[3].parts[0]
    consequence = child(inside[0], "consequence")
    actions = statements(consequence)
    if found.kind != "if" or len(found.parts[0].parts) != 1 or not actions:
        return None
    if actions[-1].type not in ("break_statement", "return_statement"):
        return None
    if any(jumps(code, action) for action in actions[:-1]):
        return None
    if not loop.owns_variable and not is_dead_after(code, loop.variable, node):
        return None
    header = Shape("header", (*test.parts[:3], found.parts[0].parts[0]))
    for sign, forward in product(_STOPS, (True, False)):
        step = "j = i + 1; C; j++" if forward else "j = i - 1; C; j--"
        wanted = pattern(f"for (int {step}) if (A[j] {sign} A[i]) x;")
        test_of = wanted.parts[3].parts[0].parts[0].parts[0]
        bound = matched(Shape("header", (*wanted.parts[:3], test_of)), header)
        around = _checked(code, node, bound, forward) if bound is not None else None
        if around is None:
            continue
        until = len(actions) - (actions[-1].type == "break_statement")
        kept = [code.text(n) for n in actions[:until]]
        kind = f"{type_text(code, loop)} " if loop.owns_variable else ""
        name = loop.variable.name
        limit = f"{name} < {text_of(code, around.count)}" if forward else f"{name} >= 0"
        indent = "    " + code.source.indentation(node.start_byte)
        body = f"{code.source.newline}{indent}    ".join(kept)
        if len(kept) > 1:
            inner = f"{code.source.newline}{indent}"
            body = f"{{{inner}    {body}{inner}}}"
        text = _block(code, node, f"{kind}{name} = NEXT;", f"if ({limit}) {body}" if kept else "")
        return _Scan(around, forward, sign, Span(node.start_byte, node.end_byte), text)
    return None


def _block(code: Code, node: Node, *lines: str) -> str:
    inner = f"{code.source.newline}{code.source.indentation(node.start_byte)}"
    return f"{{{inner}    {f'{inner}    '.join(line for line in lines if line)}{inner}}}"


_LOOPS = {
    # Forward or not, where it starts from the index, where it ends, and what is counted.
    "while (B && A[j] SIGN A[i]) j++;": (True, 1, "{j} = NEXT;", ""),
    "while (B && A[j] SIGN A[i]) j--;": (False, -1, "{j} = NEXT;", ""),
    "while (B && A[j + 1] SIGN A[i]) j++;": (True, 0, "{j} = NEXT - 1;", ""),
    "while (B && A[j - 1] SIGN A[i]) j--;": (False, 0, "{j} = NEXT + 1;", ""),
    "while (B && A[j] SIGN A[i]) { s++; j++; }": (True, 1, "{j} = NEXT;", "{s} += {j} - {i} - 1;"),
    "while (B && A[j] SIGN A[i]) { s++; j--; }": (
        False,
        -1,
        "{j} = NEXT;",
        "{s} += {i} - {j} - 1;",
    ),
}
_COUNTING = {
    "for (int j = i + 1; B && A[j] SIGN A[i]; j++) s++;": (True, "{s} += NEXT - {i} - 1;"),
    "for (int j = i - 1; B && A[j] SIGN A[i]; j--) s++;": (False, "{s} += {i} - NEXT - 1;"),
    "for (int j = i - 1; B; j--) if (A[j] SIGN A[i]) s++; else break;": (
        False,
        "{s} += {i} - NEXT - 1;",
    ),
    "for (int j = i + 1; B; j++) if (A[j] SIGN A[i]) s++; else break;": (
        True,
        "{s} += NEXT - {i} - 1;",
    ),
}


def _alone(code: Code, node: Node) -> _Scan | None:
    """A loop that ends at the next element, and does no more than count."""
    shape = shape_of(code, node)
    for stop, sign in _NEGATED.items():
        for text, (forward, count) in _COUNTING.items():
            bound = matched(pattern(text.replace("SIGN", sign)), shape)
            if bound is None or not _counts_to(code, node, bound):
                continue
            around = _checked(code, node, {**bound, "C": bound["B"]}, forward)
            if around is not None:
                named = {n: text_of(code, s) for n, s in bound.items() if n in "ijs"}
                filled = as_statement(code, node, count.format(**named))
                return _Scan(around, forward, stop, Span(node.start_byte, node.end_byte), filled)
        found = _while(code, node, shape, sign, stop)
        if found is not None:
            return found
    return None


def _counts_to(code: Code, node: Node, bound: Binding) -> bool:
    """Whether the counter is a plain variable, and the place is not looked at afterwards."""
    place = bound["j"].variable(code)
    return place is not None and is_dead_after(code, place, node) and _is_counter(code, bound["s"])


def _is_counter(code: Code, shape: Shape) -> bool:
    counter = shape.variable(code)
    kinds = ("int", "long", "long long", "unsigned long")
    return counter is not None and value_type(counter.type) in kinds and counter.kind != "field"


def _while(code: Code, node: Node, shape: Shape, sign: str, stop: str) -> _Scan | None:
    if shape.kind != "while":
        return None
    for text, (forward, offset, ending, counting) in _LOOPS.items():
        bound = matched(pattern(text.replace("SIGN", sign)), shape)
        start = _start(code, node, bound["j"]) if bound is not None else None
        if bound is None or start is None or difference(start[0], bound["i"]) != offset:
            continue
        if "s" in bound and not _is_counter(code, bound["s"]):
            continue
        limited = {**bound, "C": _shifted(bound["B"], text)}
        around = _checked(code, node, limited, forward, neighbour="j - 1" in text)
        if around is None:
            continue
        named = {n: text_of(code, s) for n, s in bound.items() if n in "ijs"}
        lines = [ending.format(j=start[2] or named["j"])]
        if counting:
            lines.append(counting.format(**named))
        first = start[1] if start[2] else node
        filled = as_statement(code, first, *lines)
        return _Scan(around, forward, stop, Span(first.start_byte, node.end_byte), filled)
    return None


def _start(code: Code, node: Node, place: Shape) -> tuple[Shape, Node, str] | None:
    """What the place is set to before a loop, the statement, and how that begins.

    It begins with nothing where the statement is needed otherwise, or not right before the loop.
    """
    before, steps = node.prev_named_sibling, 0
    while before is not None and steps < 4:
        shape = shape_of(code, before)
        parts = shape.parts if shape.kind == "declarations" else (shape,)
        for part in parts:
            if part.kind in ("decl", "=") and len(part.parts) == 2 and part.parts[0] == place:
                head = code.text(before).partition("=")[0].rstrip()
                merges = "=" in code.text(before) and not head.startswith(("auto", "const auto"))
                alone = len(parts) == 1 and steps == 0 and merges
                return part.parts[1], before, head if alone else ""
        if any(part == place for part in shape.walk()):
            return None
        before, steps = before.prev_named_sibling, steps + 1
    return None


def _shifted(condition: Shape, text: str) -> Shape:
    """The condition on the place itself, where it is the neighbour that is compared."""
    if condition.kind not in ("<", "<="):
        return condition
    left, right = condition.parts
    if "A[j + 1]" in text:
        return Shape(condition.kind, (left, plus(right, 1)))
    if "A[j - 1]" in text and left.number is not None:
        return Shape(condition.kind, (number(left.number - 1), right))
    return condition


def _checked(
    code: Code, node: Node, bound: Binding, forward: bool, *, neighbour: bool = False
) -> Around | None:
    """The loop around, when the scan goes to the end of what it goes over."""
    place = bound["j"].variable(code)
    if place is None or value_type(place.type) not in _INDICES:
        return None
    if place.is_global or place.is_reference or place.kind == "field":
        return None
    if forward:
        end = upper_end(bound["C"], bound["j"])
        return scan_around(code, node, bound["i"], bound["A"], end, is_plain_value) if end else None
    wraps = value_type(place.type).startswith("unsigned") and not neighbour
    if lower_end(bound["C"], bound["j"]) != 0 or wraps:
        return None
    return scan_around(code, node, bound["i"], bound["A"], None, is_plain_value)


_INDICES = ("int", "long", "long long", "unsigned int", "unsigned long")

_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 20000;
    std::vector<int> heights(n), answer(n, -1);
    for (int i = 0; i < n; i++) heights[i] = n - i + i % 3;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (heights[j] > heights[i]) {
                answer[i] = heights[j];
                break;
            }
        }
    }
    long long sum = 0;
    for (int value : answer) sum = (sum * 31 + value) % 1000003;
    std::printf("%lld\\n", sum);
}
"""
_FROM = _BEFORE.index("    for (int i = 0; i < n; i++) {")
_TO = _BEFORE.index("    long long sum")
_AFTER = (
    _BEFORE[:_FROM]
    + """\
    std::vector<int> next_greater(n > 0 ? n : 0);
    for (int k = n - 1; k >= 0; k--) {
        int other = k + 1;
        while (other < n && !(heights[other] > heights[k])) other = next_greater[other];
        next_greater[k] = other;
    }
    for (int i = 0; i < n; i++) {
        {
            int j = next_greater[i];
            if (j < n) answer[i] = heights[j];
        }
    }
"""
    + _BEFORE[_TO:]
)
_AROUND = """\
#include <cstdio>
#include <vector>
int main() {
    int n = 9, found = 0;
    std::vector<int> values = {3, 1, 4, 1, 5, 9, 2, 6, 5};
    std::vector<double> sizes(n);
    for (int i = 0; i < n; i++) {
        BODY
    }
    std::printf("%d %d\\n", found, values[0]);
}
"""

RULE = Rule(
    id="next-in-order",
    title="Find the next greater or smaller elements all at once",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "For every element, the loop looks for the next one that is greater (or smaller), one by "
        "one. Whoever is past an element that is passed over is past all that this one passed "
        "over: with that, the next ones of all elements are found in one pass, in linear time. "
        "The array does not change meanwhile."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    counterexamples=(
        # The array changes on the way.
        _AROUND.replace(
            "BODY",
            "for (int j = i + 1; j < n; j++) if (values[j] > values[i]) { values[i] = 0; break; }",
        ),
        # The search goes on after the first.
        _AROUND.replace(
            "BODY", "for (int j = i + 1; j < n; j++) if (values[j] > values[i]) found++;"
        ),
        # Not a number compares with nothing.
        _AROUND.replace(
            "BODY",
            "for (int j = i + 1; j < n; j++) if (sizes[j] > sizes[i]) { found++; break; }",
        ),
        # It is compared with another element.
        _AROUND.replace(
            "BODY",
            "for (int j = i + 1; j < n; j++) if (values[j] > values[0]) { found++; break; }",
        ),
        # What comes first is not what follows.
        _AROUND.replace(
            "BODY",
            "for (int j = 0; j < n; j++) if (values[j] > values[i]) { found++; break; }",
        ),
    ),
)
