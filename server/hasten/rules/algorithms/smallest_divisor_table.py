"""Whether a number has divisors is looked up in a sieve when it is asked of many numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules import library
from hasten.rules.algorithms.divisors import divided
from hasten.rules.algorithms.idioms import element_of
from hasten.rules.analysis import (
    ARITHMETIC,
    INTEGRAL,
    Code,
    bare,
    child,
    code_of,
    conjuncts,
    constant_of,
    nodes_in,
    operator,
    root_of,
    statements,
    value_type,
)
from hasten.rules.effects import effects_of, may_change
from hasten.rules.helpers import (
    as_statement,
    helper_edits,
    is_constant_expression_function,
    may_run_at_once,
)
from hasten.rules.loops import LoopHead, is_dead_after, is_invariant, loop_head
from hasten.rules.rule import Example, Rule, Unit

_CONSTANTS = ("true", "false", "number_literal", "char_literal")
_COUNTERS = INTEGRAL - {"bool", "char", "signed char", "unsigned char", "short", "unsigned short"}
# What bounds the loop, with the variable as `@` and the number as `#`, without blanks.
_ROOT = r"(?:std::)?sqrtl?\((?:\((?:long )?double\))?#\)"
_WHOLE_ROOT = (
    rf"{_ROOT}|\(?\((?:int|long|long long)\){_ROOT}\)?|(?:std::)?floor\({_ROOT}\)"
    rf"|(?:int|static_cast<(?:int|long|long long)>)\({_ROOT}\)"
)
_WIDER = r"(?:1[lL]{1,2}\*|\((?:long long|ll|int64_t)\))?"
_BELOW = re.compile(r"@<#|#>@|@\+1<=#")
_BELOW_SIGNED = re.compile(r"@<=#-1|#-1>=@")
_HALF_OR_ROOT = re.compile(rf"@<=#/2|#/2>=@|@<=#/@|@<=(?:{_WHOLE_ROOT})")
_SQUARE = re.compile(rf"{_WIDER}@\*@<=#|#>={_WIDER}@\*@")

HELPER = """\
// The smallest divisor of n other than 1: n itself of a prime, and of what is less than 2.
// When divisors have been tried often enough, a sieve is made for all numbers up to twice n.
static long long smallest_divisor(long long n) {
    static std::vector<int> sieve;
    static long long tried = 0;
    if (n < 4) return n;
    const long long known = sieve.size();
    if (n >= known && (n > tried || n >= 1 << 22)) {
        long long divisor = 2;
        while (divisor <= n / divisor && n % divisor != 0) divisor++;
        tried += divisor;
        return divisor <= n / divisor ? divisor : n;
    }
    if (n >= known) {
        const int size = static_cast<int>(2 * n);
        sieve.assign(size, 0);
        for (int prime = 2; prime <= size / prime; prime++) {
            if (sieve[prime] != 0) continue;
            for (int multiple = prime * prime; multiple < size; multiple += prime) {
                if (sieve[multiple] == 0) sieve[multiple] = prime;
            }
        }
    }
    return sieve[n] != 0 ? sieve[n] : n;
}
"""


@frozen
class _Search:
    """`for (v = 2; v < n && guards; v++) if (n % v == 0) found`.

    `reaches` says that v gets to n when nothing is found. `once` that `found` ends the loop.
    """

    head: LoopHead
    number: Node
    guards: tuple[Node, ...]
    reaches: bool
    block: Node
    found: tuple[Node, ...]
    once: bool


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that looks for one divisor of a number, or whether there is any."""
    code = code_of(unit)
    helper = helper_edits(code, "smallest_divisor", HELPER, "vector")
    if helper is None or may_run_at_once(code):
        return
    for node in nodes_in(unit, "for_statement"):
        search = _search(code, node)
        text = _replacement(code, search) if search is not None else None
        if search is None or text is None or is_constant_expression_function(code, node):
            continue
        yield RULE.rewrite(
            f"Divisors of `{code.text(search.number)}` are tried one after the other.",
            Span(node.start_byte, node.end_byte),
            ((node.start_byte, node.end_byte, text), *helper),
            25.0,
        )


def _search(code: Code, node: Node) -> _Search | None:
    head = loop_head(code, node)
    if head is None or head.step != 1 or constant_of(head.start) != 2 or not code.is_plain(node):
        return None
    inside = statements(head.body)
    test = inside[0] if len(inside) == 1 and inside[0].type == "if_statement" else None
    number = divided(code, child(test, "condition"), head.variable)
    if test is None or number is None or child(test, "alternative") is not None:
        return None
    if not _is_number(code, number) or not is_invariant(code, number, node):
        return None
    bounds = [n for n in conjuncts(head.condition) if _mentions(code, n, head)]
    guards = tuple(n for n in conjuncts(head.condition) if not _mentions(code, n, head))
    reaches = _reaches(code, bounds[0], head, number) if len(bounds) == 1 else None
    if reaches is None or not all(effects_of(code, guard).is_pure for guard in guards):
        return None
    block = child(test, "consequence")
    found = statements(block)
    if block is None:
        return None
    once = bool(found) and found[-1].type in ("break_statement", "return_statement")
    if once and found[-1].type == "break_statement":
        found = found[:-1]
    if any(_jumps(code, n) for n in (found[:-1] if once and _returns(found) else found)):
        return None
    if not once and not all(_is_constant_assignment(code, n) for n in found):
        return None
    return _Search(head, number, guards, reaches, block, tuple(found), once)


def _returns(found: list[Node]) -> bool:
    return bool(found) and found[-1].type == "return_statement"


def _jumps(code: Code, node: Node) -> bool:
    kinds = ("break_statement", "continue_statement", "return_statement")
    return node.type in kinds or any(True for _ in code.source.descendants(node, *kinds))


def _mentions(code: Code, node: Node, head: LoopHead) -> bool:
    return any(r.target == head.variable.name_at for r in code.references_in(node))


def _is_number(code: Code, node: Node) -> bool:
    """Whether an expression is an integer variable, or an element of an array of integers."""
    return _kind(code, node) in INTEGRAL - {"bool", "unsigned long", "unsigned long long"}


def _kind(code: Code, node: Node) -> str:
    if node.type == "identifier":
        variable = code.declaration(node)
        return value_type(variable.type) if variable is not None else ""
    array = root_of(code, node) if node.type == "subscript_expression" else None
    single = array is not None and array.name == code.text(child(node, "argument") or node)
    return element_of(array) if array is not None and single else ""


def _reaches(code: Code, bound: Node, head: LoopHead, number: Node) -> bool | None:
    """Whether v gets to n when it has no divisor; None where divisors may be missed, or n tried."""
    kind, counter = _kind(code, number), value_type(head.variable.type)
    if counter not in _COUNTERS:
        return None
    unsigned = kind.startswith("unsigned")
    if counter.startswith("unsigned") and not unsigned:
        return None
    wide = not counter.startswith("unsigned") or "long" in counter
    shapes = [(_BELOW, True), (_HALF_OR_ROOT, False)]
    shapes += [] if unsigned else [(_BELOW_SIGNED, True)]
    shapes += [(_SQUARE, False)] if wide else []
    text = _shape(code, bound, number, head)
    for shape, reaches in shapes:
        if shape.fullmatch(text):
            return reaches if _calls_only_roots(code, bound) else None
    return False if _is_bound_by_root(code, bound, head, number) else None


def _shape(code: Code, node: Node, number: Node, head: LoopHead) -> str:
    """The text without needless blanks, with signs in place of the number and the variable."""
    text, asked = (
        re.sub(r" ?(\W) ?", r"\1", " ".join(code.text(n).split())) for n in (node, number)
    )
    text = re.sub(rf"(?<!\w){re.escape(asked)}(?!\w)", "#", text)
    return re.sub(rf"\b{re.escape(head.variable.name)}\b", "@", text)


def _calls_only_roots(code: Code, node: Node) -> bool:
    calls = code.facts.calls_in(node.start_byte, node.end_byte)
    return all(library.standard_name(c.callee) in ("sqrt", "sqrtl", "floor") for c in calls)


def _is_bound_by_root(code: Code, bound: Node, head: LoopHead, number: Node) -> bool:
    """Whether the bound is a variable that was made the number's root shortly before."""
    limit = code.declaration(bare(child(bound, "right")))
    named = code.declaration(bare(child(bound, "left")))
    variable = code.declaration(number)
    if operator(bound) != "<=" or limit is None or named is None or variable is None:
        return False
    at = code.name_node(limit.name_at)
    made = at.parent if at is not None and at.parent is not None else None
    value, block = child(made, "value"), head.node.parent
    if named.name_at != head.variable.name_at or value is None or made is None or block is None:
        return False
    statement = made.parent
    if made.type != "init_declarator" or statement is None or statement.parent != block:
        return False
    if not re.fullmatch(_WHOLE_ROOT, _shape(code, value, number, head)):
        return False
    if not _calls_only_roots(code, value) or value_type(limit.type) not in ARITHMETIC - {"float"}:
        return False
    between = [
        n for n in block.children if statement.end_byte <= n.start_byte < head.body.start_byte
    ]
    return not any(may_change(code, v, n) for v in (variable, limit) for n in between)


def _is_constant_assignment(code: Code, statement: Node) -> bool:
    node = statement.named_children[0] if statement.type == "expression_statement" else None
    value, flag = child(node, "right"), code.declaration(child(node, "left"))
    if node is None or node.type != "assignment_expression" or operator(node) != "=":
        return False
    plain = flag is not None and value_type(flag.type) in ARITHMETIC and not flag.is_reference
    return plain and value is not None and value.type in _CONSTANTS


def _replacement(code: Code, search: _Search) -> str | None:
    """The statement that asks for the smallest divisor, and does what is done for it."""
    head, number = search.head, code.text(search.number)
    name = head.variable.name
    asked = f"smallest_divisor({number})"
    guards = "".join(f"{_operand(code, guard)} && " for guard in search.guards)
    told = any(_mentions(code, n, head) for n in search.found)
    action = _action(code, search)
    if not is_dead_after(code, head.variable, head.node):
        if not search.once or not search.reaches or guards:
            return None
        lines = [f"{name} = {number} < 2 ? 2 : {asked};"]
        lines += [f"if ({name} < {number}) {action}"] if search.found else []
        return as_statement(code, head.node, *lines)
    if not search.found:
        return None
    if not told:
        return as_statement(code, head.node, f"if ({guards}{asked} < {number}) {action}")
    if not search.once:
        return None
    test = f"if ({guards}{name} < {number}) {action}"
    if not head.owns_variable:
        return as_statement(code, head.node, f"{name} = {asked};", test)
    indent = code.source.newline + code.source.indentation(head.node.start_byte)
    inner = f"{indent}    "
    kind = value_type(head.variable.type)
    return f"{{{inner}const {kind} {name} = {asked};{inner}{test}{indent}}}"


def _operand(code: Code, node: Node) -> str:
    loose = node.type in ("assignment_expression", "conditional_expression", "comma_expression")
    either = node.type == "binary_expression" and operator(node) in ("||", "or")
    return f"({code.text(node)})" if loose or either else code.text(node)


def _action(code: Code, search: _Search) -> str:
    """What is done for a divisor, without a `break` at its end."""
    found = search.found
    if len(found) == 1 and found[0].type in ("expression_statement", "return_statement"):
        return code.text(found[0])
    if search.block.type != "compound_statement" or not found:
        return "{}"
    start, end = search.block.byte_range
    last = statements(search.block)[-1]
    kept = found[-1].end_byte if last.type == "break_statement" else last.end_byte
    return code.source.slice(Span(start, kept)) + code.source.slice(Span(last.end_byte, end))


_BEFORE = """\
#include <cstdio>

bool is_prime(int n) {
    if (n < 2) return false;
    for (int i = 2; i * i <= n; i++) {
        if (n % i == 0) return false;
    }
    return true;
}

int main() {
    int primes = 0;
    for (int n = 0; n < 30000; n++) {
        if (is_prime(n)) primes++;
    }
    std::printf("%d\\n", primes);
}
"""

RULE = Rule(
    id="smallest-divisor-table",
    title="Look divisors up in a sieve",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The loop looks for a divisor of a number, to tell whether it is a prime. When that is "
        "asked of many numbers, a sieve that knows the smallest divisor of each of them is made in "
        "less time than it takes to try all those divisors. It is made, and made greater, only "
        "after as many divisions as it costs, and for numbers up to four millions; others are "
        "divided as before, up to the square root."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            """\
    for (int i = 2; i * i <= n; i++) {
        if (n % i == 0) return false;
    }
""",
            "    if (smallest_divisor(n) < n) return false;\n",
        ).replace("#include <cstdio>\n\n", f"#include <cstdio>\n#include <vector>\n\n{HELPER}\n"),
    ),
    find=find,
    subsumes=("trial-division-bound", "early-exit-search-loop", "early-exit-count"),
    counterexamples=(
        # How many there are matters.
        """\
#include <cstdio>
int main() {
    int n = 60, divisors = 0;
    for (int i = 2; i < n; i++) {
        if (n % i == 0) divisors++;
    }
    std::printf("%d\\n", divisors);
}
""",
        # n divides itself.
        """\
#include <cstdio>
int main() {
    int n = 7;
    bool found = false;
    for (int i = 2; i <= n; i++) {
        if (n % i == 0) found = true;
    }
    std::printf("%d\\n", found);
}
""",
        # The squares of primes are missed, and must stay so.
        """\
#include <cstdio>
int main() {
    for (int n = 2; n < 30; n++) {
        bool found = false;
        for (int i = 2; i * i < n; i++) {
            if (n % i == 0) found = true;
        }
        std::printf("%d\\n", found);
    }
}
""",
        # Up to a half, not including it: 4 counts as a prime here, and must go on to.
        """\
#include <cstdio>
int main() {
    for (int n = 2; n < 10; n++) {
        bool found = false;
        for (int i = 2; i < n / 2; i++) {
            if (n % i == 0) found = true;
        }
        std::printf("%d %d\\n", n, found);
    }
}
""",
        # Where the loop ended matters, and that is at the square root.
        """\
#include <cstdio>
int main() {
    int n = 35, i;
    for (i = 2; i * i <= n; i++) {
        if (n % i == 0) break;
    }
    std::printf("%d\\n", i);
}
""",
        # The square of an unsigned number wraps around.
        """\
#include <cstdio>
int main() {
    unsigned n = 4294967291u;
    bool prime = true;
    for (unsigned i = 2; i * i <= n; i++) {
        if (n % i == 0) { prime = false; break; }
    }
    std::printf("%d\\n", prime);
}
""",
    ),
)
