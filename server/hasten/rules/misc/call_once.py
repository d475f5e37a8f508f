"""A pure function that is called with the same arguments again and again is called once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    ARITHMETIC,
    LOOPS,
    Code,
    child,
    code_of,
    insert_before,
    is_string,
    nodes_in,
    operator,
    statements,
    template_of,
    value_type,
)
from hasten.rules.loops import is_invariant
from hasten.rules.rule import Example, Rule, Unit

_CALLING = ("expression_statement", "declaration", "if_statement", "return_statement")
_SHORT_CIRCUITS = ("&&", "||", "and", "or")
# The part that is evaluated whatever its value is.
_ALWAYS = {"conditional_expression": "condition", "if_statement": "condition"}
_ELSEWHERE = (
    *LOOPS,
    "lambda_expression",
    "case_statement",
    "switch_statement",
    "else_clause",
    "init_statement",
    "sizeof_expression",
    "decltype",
)


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each call that the statements after it make again."""
    code = code_of(unit)
    done: set[int] = set()
    names: set[str] = set()
    for node in nodes_in(unit, "call_expression"):
        if node.start_byte in done or not code.is_verbatim(node):
            continue
        statement = _statement(node)
        if statement is None or not _is_own_function(code, node):
            continue
        again = _again(code, node, statement)
        if len(again) < 2:
            continue
        done |= {n.start_byte for n in again}
        called = child(node, "function")
        short = code.text(called) if called is not None else "call"
        name = code.fresh_name(f"{short}_result", names)
        names.add(name)
        made = insert_before(code, statement, f"const auto {name} = {code.text(node)};")
        yield RULE.rewrite(
            f"`{code.text(node)}` is computed {len(again)} times, with nothing new in between.",
            Span(node.start_byte, node.end_byte),
            (*made, *((n.start_byte, n.end_byte, name) for n in again)),
            1.5,
        )


def _statement(call: Node) -> Node | None:
    """The statement of a block that makes the call whenever it is run, before any other change."""
    node = call
    while node.parent is not None:
        around = node.parent
        if around.type == "compound_statement":
            return node if node.type in _CALLING else None
        either = around.type == "binary_expression" and operator(around) in _SHORT_CIRCUITS
        part = "left" if either else _ALWAYS.get(around.type, "")
        if around.type in _ELSEWHERE or (part and child(around, part) != node):
            return None
        node = around
    return None


def _is_own_function(code: Code, node: Node) -> bool:
    """Whether a plain function of this text is called, whose result is a value of its own."""
    call, function = code.call(node), child(node, "function")
    if call is None or function is None or function.type != "identifier" or call.target < 0:
        return False
    called = code.facts.by_name_at.get(call.target)
    if called is None or called.kind != "function" or called.is_template:
        return False
    kind = called.type
    owned = is_string(kind) or template_of(kind)[0] == "std::vector"
    return not kind.endswith(("&", "*")) and (value_type(kind) in ARITHMETIC or owned)


def _again(code: Code, node: Node, statement: Node) -> list[Node]:
    """The same calls from there on, as long as nothing that they depend on can have changed."""
    block = statement.parent
    text, found = _tokens(code, node), list[Node]()
    for following in statements(block):
        if following.start_byte < statement.start_byte:
            continue
        if following.type in ("labeled_statement", "case_statement") or following.has_error:
            break
        if not code.is_plain(following) or not is_invariant(code, node, following):
            break
        for call in code.source.descendants(following, "call_expression"):
            if _tokens(code, call) != text or not code.is_verbatim(call):
                continue
            if not _means_the_same(code, node, call) or not _reads_value(call):
                return found
            found.append(call)
    return found


def _tokens(code: Code, node: Node) -> str:
    return re.sub(r"\s+", "", code.text(node))


def _means_the_same(code: Code, one: Node, other: Node) -> bool:
    """Whether the names in two calls of the same text are the same, too."""
    targets = [[r.target for r in code.references_in(call)] for call in (one, other)]
    return targets[0] == targets[1]


def _reads_value(call: Node) -> bool:
    """Whether what the call gives is only looked at, so that a constant will do."""
    around = call.parent
    if around is None or around.type == "lambda_expression":
        return False
    return around.type not in ("for_range_loop", "pointer_expression")


_BEFORE = """\
#include <cstdio>
#include <string>

std::string reversed(const std::string& text) {
    std::string result;
    for (int i = (int)text.size() - 1; i >= 0; i--) result += text[i];
    return result;
}

int main() {
    std::string longest;
    int palindromes = 0;
    for (int n = 1; n < 3000; n++) {
        const std::string digits = std::to_string(n * 37);
        if (reversed(digits) == digits) palindromes++;
        if (reversed(digits) > longest) longest = reversed(digits);
    }
    std::printf("%d %s\\n", palindromes, longest.c_str());
}
"""

RULE = Rule(
    id="call-once",
    title="Call once for the same result",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "The function does nothing but compute its result from its arguments, and it is called "
        "with the same ones several times in a row, while nothing that it looks at changes. The "
        "result of the first call is that of the others, too."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "        if (reversed(digits) == digits)",
            "        const auto reversed_result = reversed(digits);\n"
            "        if (reversed_result == digits)",
        ).replace(
            "if (reversed(digits) > longest) longest = reversed(digits);",
            "if (reversed_result > longest) longest = reversed_result;",
        ),
    ),
    find=find,
    counterexamples=(
        # The argument changes between the calls.
        """\
#include <cstdio>
int twice(int n) { return n + n; }
int main() {
    int n = 3;
    if (twice(n) > 5) n = twice(n) - 1;
    n++;
    std::printf("%d %d\\n", n, twice(n));
}
""",
        # The function counts its calls.
        """\
#include <cstdio>
int calls = 0;
int next(int n) { return n + calls++; }
int main() {
    if (next(1) < 5) std::printf("%d\\n", next(1));
}
""",
        # It is called in one of the two cases only.
        """\
#include <cstdio>
int half(int n) { return 100 / n; }
int main() {
    int n = 0;
    if (n != 0 && half(n) > 5) std::printf("%d\\n", half(n));
}
""",
        # What it looks at is changed by the other function.
        """\
#include <cstdio>
int total = 0;
int twice(int n) { return n + n + total; }
void add(int n) { total += n; }
int main() {
    int first = twice(1);
    add(first);
    std::printf("%d %d\\n", first, twice(1));
}
""",
        # Another variable of the same name.
        """\
#include <cstdio>
int twice(int n) { return n + n; }
int main() {
    int n = 1;
    if (twice(n) > 1) {
        int n = 7;
        std::printf("%d\\n", twice(n));
    }
}
""",
    ),
)
