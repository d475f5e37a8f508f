"""A division of 64 bits is done with 32 where both numbers are small enough when it runs."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import Code, ancestors, bare, child, code_of, nodes_in, operator
from hasten.rules.constants import is_known
from hasten.rules.effects import effects_of
from hasten.rules.expression_types import WIDE, common_type, type_of
from hasten.rules.io.conditions import after_includes
from hasten.rules.loops import loops_around
from hasten.rules.rule import Example, Rule, Unit

_HELPER = """\
// Processors divide 32 bits several times as fast as 64.
template <typename Dividend, typename Divisor>
constexpr auto NAME(Dividend a, Divisor b) -> decltype(a SIGN b) {
    using Wide = decltype(a SIGN b);
    return (Wide(a) | Wide(b)) >> 32 == 0 ? Wide(unsigned(a) SIGN unsigned(b)) : a SIGN b;
}
"""
_NAMES = {"%": "remainder_of", "/": "quotient_of"}
_WORDS = "template typename constexpr auto decltype using return unsigned Dividend Divisor Wide a b"


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for all divisions in loops, and in functions that may be called in one."""
    code = code_of(unit)
    at = after_includes(code.source)
    if at is None or not code.may_insert(_WORDS):
        return
    nodes: list[Node] = []
    for node in nodes_in(unit, "binary_expression", "assignment_expression"):
        function = code.source.enclosing_function(node)
        if function is None or not _is_slow(code, node):
            continue
        often = function.qualified != "main" or any(True for _ in loops_around(node))
        if often or any(n.type == "lambda_expression" for n in ancestors(node)):
            nodes.append(node)
    if not nodes:
        return
    outermost = [n for n in nodes if not any(a in nodes for a in ancestors(n))]
    text = _Text(code, frozenset(n.byte_range for n in nodes))
    edits = [(n.start_byte, n.end_byte, text.of(n)) for n in outermost]
    helpers = "".join(text.helpers[sign] for sign in sorted(text.helpers))
    if helpers:
        newline = code.source.newline
        edits.insert(0, (at, at, (newline + helpers).replace("\n", newline)))
    first = outermost[0]
    yield RULE.rewrite(
        "Numbers of 64 bits are divided, by a divisor that the compiler does not know.",
        Span(first.start_byte, first.end_byte),
        tuple(edits),
        1.5,
    )


def _is_slow(code: Code, node: Node) -> bool:
    """Whether the node divides whole numbers of 64 bits by what is no constant."""
    sign = operator(node).removesuffix("=")
    left, right = child(node, "left"), bare(child(node, "right"))
    if sign not in _NAMES or left is None or right is None or not code.is_plain(node):
        return False
    if any(m.start <= node.start_byte < m.end for m in _around(code, node)):
        return False
    if common_type(type_of(code, left), type_of(code, right)) not in WIDE or code.calls(node):
        return False
    if is_known(code, right):
        return False
    if node.type == "binary_expression":
        return True
    return _is_place(code, left) and _is_statement(node)


def _is_place(code: Code, node: Node | None) -> bool:
    """Whether naming the place twice names the same place and does nothing else."""
    if node is None or node.type == "identifier":
        return node is not None
    index = child(node, "indices")
    if node.type == "subscript_expression":
        quiet = index is not None and effects_of(code, index).is_pure
        map_like = "map" in type_of(code, child(node, "argument"))
        return quiet and not map_like and _is_place(code, child(node, "argument"))
    return node.type == "field_expression" and _is_place(code, child(node, "argument"))


def _is_statement(node: Node) -> bool:
    around = node.parent
    return around is not None and around.type in ("expression_statement", "for_statement")


def _around(code: Code, node: Node) -> list[Span]:
    """The macros that begin before the node, and whose result it becomes a part of."""
    found = code.facts.expansions_in(node.start_byte, node.end_byte)
    own = (m for m in found if m.start < node.start_byte or m.end > node.end_byte)
    return [Span(m.start, m.end) for m in own if m.name not in code.macros]


@frozen
class _Text:
    """Writes expressions anew, with the divisions in `slow` handed to the helpers."""

    code: Code
    slow: frozenset[tuple[int, int]]
    helpers: dict[str, str] = field(factory=dict[str, str])

    def of(self, node: Node) -> str:
        left, right = child(node, "left"), child(node, "right")
        if node.byte_range in self.slow and left is not None and right is not None:
            sign = operator(node).removesuffix("=")
            given = ", ".join(self.of(bare(side) or side) for side in (left, right))
            made = f"{self._name(sign)}({given})"
            return f"{self.code.text(left)} = {made}" if node.type[:6] == "assign" else made
        text, at = "", node.start_byte
        for inner in node.children:
            text += self.code.source.slice(Span(at, inner.start_byte)) + self.of(inner)
            at = inner.end_byte
        return text + self.code.source.slice(Span(at, node.end_byte))

    def _name(self, sign: str) -> str:
        """The helper of this sign: the one that is there already, or a new one."""
        wanted = _NAMES[sign]
        text = _HELPER.replace("NAME", wanted).replace("SIGN", sign)
        present = self.code.source.data.decode("utf-8", "replace").replace("\r\n", "\n")
        if text.partition("\n")[2] in present:
            return wanted
        name = self.code.fresh_name(wanted)
        self.helpers[sign] = text.replace(wanted, name)
        return name


_BEFORE = """\
#include <cstdio>

long long greatest_common_divisor(long long a, long long b) {
    while (b != 0) {
        long long rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

int main() {
    long long sum = 0;
    for (long long i = 1; i <= 300; i++)
        for (long long j = 1; j <= i; j++) sum += greatest_common_divisor(i, j);
    std::printf("%lld\\n", sum);
}
"""
_SMALL = """\
#include <cstdio>
int main() {
    KIND sum = 9, n = 1;
    for (int i = 1; i < 99; i++) { n = n * 3 + i; LOOP }
    std::printf("%d\\n", (int)sum);
}
"""

RULE = Rule(
    id="narrow-division",
    title="Divide with 32 bits where they are enough",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "Most processors take several times as long to divide numbers of 64 bits as to divide "
        "those of 32, and programs that compute with `long long` mostly meet small numbers. Asking "
        "whether both are small takes two operations; the result is the same."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <cstdio>\n",
            "#include <cstdio>\n\n" + _HELPER.replace("NAME", "remainder_of").replace("SIGN", "%"),
        ).replace("rest = a % b", "rest = remainder_of(a, b)"),
    ),
    find=find,
    counterexamples=(
        # The compiler knows the divisor.
        _SMALL.replace("KIND", "long long").replace("LOOP", "sum = sum * n % 1000007;"),
        # The numbers have 32 bits.
        _SMALL.replace("KIND", "unsigned").replace("LOOP", "sum += 1000000 % (n % 7 + i);"),
        # They are not whole.
        _SMALL.replace("KIND", "double").replace("LOOP", "sum = sum / n;"),
        # It is done once.
        _SMALL.replace("KIND", "long long")
        .replace("LOOP", "sum += n;")
        .replace("std::printf", "sum = n % sum; std::printf"),
    ),
)
