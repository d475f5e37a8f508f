"""A loop that counts the bits of a number one by one counts them at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import named, normal
from hasten.rules.analysis import Code, code_of, nodes_in, value_type
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_NAME = r"[A-Za-z_]\w*"
_HALVED = r"(?P=x)(?:>>=1|/=2|=(?P=x)(?:>>1|/2))"
_ODD = r"(?:(?P=x)&1|\((?P=x)&1\)|(?P=x)%2|\((?P=x)&1\)==1|(?P=x)%2==1|(?P=x)%2!=0)"
_COUNTED = (
    rf"(?:(?P<c>{_NAME})\+=(?:(?P=x)&1|\((?P=x)&1\)|(?P=x)%2)|if\({_ODD}\)(?P<d>{_NAME})\+\+)"
)
_SHIFTING = re.compile(
    rf"while\((?P<x>{_NAME})(?P<test>|>0|!=0)\)\{{"
    rf"(?:if\({_ODD}\)\{{(?P<e>{_NAME})\+\+;\}}|{_COUNTED};){_HALVED};\}}"
)
_CLEARING = re.compile(
    rf"while\((?P<x>{_NAME})(?P<test>|>0|!=0)\)\{{"
    rf"(?:(?P<c>{_NAME})\+\+;)?(?P=x)(?:&=|=(?P=x)&)\(?(?P=x)-1\)?;(?:(?P<d>{_NAME})\+\+;)?\}}"
)
_BIT = (
    r"(?:\((?P<x>[A-Za-z_]\w*)>>(?P=b)\)&1(?:[uUlL]*)|(?P<y>[A-Za-z_]\w*)>>(?P=b)&1(?:[uUlL]*)"
    r"|(?P<z>[A-Za-z_]\w*)&\(1(?P<one>[uUlL]*)<<(?P=b)\))"
)
_TESTING = re.compile(
    rf"for\((?:int|unsigned|size_t) (?P<b>{_NAME})=0;(?P=b)<(?P<n>\w+);(?P=b)\+\+\)\{{?"
    rf"(?:if\({_BIT}\)\{{?(?P<c>{_NAME})\+\+;\}}?"
    rf"|(?P<d>{_NAME})\+=\((?P<v>{_NAME})>>(?P=b)\)&1[uUlL]*;)\}}?"
)
_WIDTHS = {
    "int": 32,
    "unsigned int": 32,
    "long": 64,
    "unsigned long": 64,
    "long long": 64,
    "unsigned long long": 64,
}


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop over the bits of a number."""
    code = code_of(unit)
    for node in nodes_in(unit, "while_statement", "for_statement"):
        inside = code.source.descendants(node, "comment", "call_expression")
        if not code.is_verbatim(node) or not all(_is_cast(code, inner) for inner in inside):
            continue
        text = _by_testing(code, node) if node.type == "for_statement" else _by_taking(code, node)
        if text is not None:
            yield RULE.rewrite(
                "The loop looks at the bits of a number one by one.",
                Span(node.start_byte, node.end_byte),
                ((node.start_byte, node.end_byte, text),),
                1.5,
            )


def _is_cast(code: Code, node: Node) -> bool:
    return node.type == "call_expression" and code.text(node).startswith("static_cast<")


def _number(code: Code, node: Node, name: str) -> Declaration | None:
    """The variable of that name, when it is an integer of a known width."""
    variable = named(code, node, name)
    if variable is None or value_type(variable.type) not in _WIDTHS or variable.is_template:
        return None
    if variable.is_reference or variable.kind not in ("variable", "parameter"):
        return None
    return None if "volatile" in variable.type + variable.written else variable


def _width(variable: Declaration) -> int:
    """In bits; `long` is as wide as clang says it is here."""
    return (
        variable.size_bytes * 8 if variable.size_bytes > 0 else _WIDTHS[value_type(variable.type)]
    )


def _counting(variable: Declaration) -> str:
    return "__builtin_popcount" if _width(variable) == 32 else "__builtin_popcountll"


def _by_taking(code: Code, node: Node) -> str | None:
    """What replaces a loop that takes the bits away until none is left."""
    text = normal(code.text(node))
    shifting, clearing = _SHIFTING.fullmatch(text), _CLEARING.fullmatch(text)
    match = shifting or clearing
    if match is None:
        return None
    counters = [name for key, name in match.groupdict().items() if key in "cde" and name]
    if len(counters) != 1:
        return None
    x, counter = match["x"], counters[0]
    number, count = _number(code, node, x), _number(code, node, counter)
    if number is None or count is None or number.name_at == count.name_at:
        return None
    signed = not value_type(number.type).startswith("unsigned")
    if signed and match["test"] != ">0" and shifting is not None:
        return None  # what is negative is halved in other ways
    counted = f"{counter} += {_counting(number)}({x});"
    test = f"if ({x} > 0) " if signed and match["test"] == ">0" else ""
    return f"{test}{{ {counted} {x} = 0; }}"


def _by_testing(code: Code, node: Node) -> str | None:
    """What replaces a loop that tests the bits at each position below a bound."""
    match = _TESTING.fullmatch(_plainly(normal(code.text(node))))
    if match is None:
        return None
    x = match["x"] or match["y"] or match["z"] or match["v"]
    counter, bound = match["c"] or match["d"], match["n"]
    number, count = _number(code, node, x), _number(code, node, counter)
    if number is None or count is None or len({x, counter, bound, match["b"]}) != 4:
        return None
    width = _width(number)
    single = 64 if "l" in (match["one"] or "").lower() else 32
    if match["z"] and single != width and not (bound.isdigit() and int(bound) < 32):
        return None
    value = _masked(code, node, x, bound, width)
    return None if value is None else f"{counter} += {_counting(number)}({value});"


def _plainly(text: str) -> str:
    """The text of a loop with a bit added as it is: casts and names of it change nothing."""
    text = re.sub(r"\bstatic_cast<(?:std::)?([\w ]+)>(?=\()", r"(\1)", text)
    cast = r"(?:\((?:unsigned )?(?:u?int\d+_t|size_t|int|char|long|long long)\))?"
    bit = rf"{cast}\(?(\({_NAME}>>{_NAME}\)&1[uUlL]*)\)?"
    named = rf"\{{(?:const )?(?:unsigned )?\w+ ({_NAME})={bit};({_NAME})\+={cast}\(?\1\)?;\}}"
    text = re.sub(named + "$", r"{\3+=\2;}", text)
    return re.sub(rf"({_NAME})\+={bit};(?=\}}?$)", r"\1+=\2;", text)


def _masked(code: Code, node: Node, x: str, bound: str, width: int) -> str | None:
    """The number without the bits from a bound on."""
    ones = "~0u" if width == 32 else "~0ull"
    if bound.isdigit():
        if not 0 < int(bound) <= width or bound != str(int(bound)):
            return None
        return x if int(bound) == width else f"{x} & ({ones} >> {width - int(bound)})"
    limit = _number(code, node, bound)
    if limit is None:
        return None
    return f"{x} & ({bound} > 0 ? {ones} >> ({width} - {bound}) : 0)"


_BEFORE = """\
#include <cstdio>

int main() {
    long long total = 0;
    for (int mask = 0; mask < (1 << 15); mask++) {
        int bits = 0;
        for (int i = 0; i < 15; i++) {
            if (mask & (1 << i)) bits++;
        }
        total += bits * (mask % 7);
    }
    std::printf("%lld\\n", total);
}
"""
_SMALL = """\
#include <cstdio>
int main() {
    int x = 1234567, count = 0, n = 9;
    LOOP
    std::printf("%d %d\\n", count, x + n);
}
"""

RULE = Rule(
    id="popcount-loop",
    title="Count all bits at once",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "The loop counts the bits that are set in a number, one position at a time. The compiler's "
        "`__builtin_popcount` does it in a few operations."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "for (int i = 0; i < 15; i++) {\n            if (mask & (1 << i)) bits++;\n        }",
            "bits += __builtin_popcount(mask & (~0u >> 17));",
        ),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # The positions are added up, not the bits.
        _SMALL.replace("LOOP", "for (int i = 0; i < 9; i++) if (x & (1 << i)) count += i;"),
        # A negative number is never halved to nothing by shifting, but it is by division.
        _SMALL.replace("LOOP", "x = -x; while (x != 0) { count += x % 2; x /= 2; }"),
        # Every other bit is left out.
        _SMALL.replace("LOOP", "while (x > 0) { count += x & 1; x >>= 2; }"),
        # The length of the number is counted.
        _SMALL.replace("LOOP", "while (x > 0) { count++; x >>= 1; }"),
    ),
)
