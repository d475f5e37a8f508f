"""A call in a loop's condition that always gives the same is made once, before the loop."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    bare,
    child,
    code_of,
    insert_before,
    nodes_in,
    operator,
)
from hasten.rules.library import standard_name
from hasten.rules.loops import is_invariant
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Call

_NAMES = {
    "strlen": ("length", 3.0),
    "max_element": ("largest", 3.0),
    "min_element": ("smallest", 3.0),
    "accumulate": ("total", 3.0),
    "count": ("number", 3.0),
    "pow": ("power", 1.5),
    "sqrt": ("root", 1.05),
    "cbrt": ("root", 1.3),
    "log": ("logarithm", 1.3),
    "log2": ("logarithm", 1.3),
    "log10": ("logarithm", 1.3),
    "exp": ("exponential", 1.3),
}


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each call in a loop's condition that need not be repeated."""
    code = code_of(unit)
    names: set[str] = set()
    for loop in nodes_in(unit, "for_statement", "while_statement"):
        condition = child(loop, "condition")
        if condition is None or not code.is_verbatim(condition):
            continue
        for node in _always_evaluated(bare(condition)):
            call = code.call(node) if node.type == "call_expression" else None
            if call is None or not _is_worth_it(code, call):
                continue
            kind = "auto" if unit.language == "cpp" else call.result_type
            if kind != "auto" and (kind not in ARITHMETIC or kind == "bool"):
                continue  # C cannot tell the type by itself, and some have other names there
            if is_invariant(code, node, loop):
                wanted, gain = _NAMES.get(_last(call.callee), (f"{_last(call.callee)}_value", 1.5))
                name = code.fresh_name(wanted, names)
                names.add(name)
                yield _rewrite(code, loop, node, f"const {kind} {name}", name, gain)
                break


def _always_evaluated(node: Node | None) -> Iterator[Node]:
    """The parts of a condition that are evaluated whenever it is, calls inside calls last."""
    if node is None or node.type in ("lambda_expression", "sizeof_expression"):
        return
    yield node
    if node.type == "conditional_expression":
        yield from _always_evaluated(child(node, "condition"))
    elif node.type == "binary_expression" and operator(node) in ("&&", "||", "and", "or"):
        yield from _always_evaluated(child(node, "left"))
    else:
        for inner in node.named_children:
            yield from _always_evaluated(inner)


def _is_worth_it(code: Code, call: Call) -> bool:
    if call.target >= 0:
        called = code.facts.by_name_at.get(call.target)
        plain = called is not None and called.kind == "function" and not called.is_template
        return plain and call.result_type not in ("void", "") and not call.result_type.endswith("&")
    return standard_name(call.callee) in _NAMES


def _rewrite(
    code: Code, loop: Node, node: Node, declarator: str, name: str, gain: float
) -> Rewrite:
    written = code.text(node)
    uses = [n for n in code.source.descendants(loop, "call_expression") if _is_same(code, n, node)]
    declared = insert_before(code, loop, f"{declarator} = {written};")
    return RULE.rewrite(
        f"`{written}` is computed again at every turn of the loop.",
        Span(node.start_byte, node.end_byte),
        (*declared, *((n.start_byte, n.end_byte, name) for n in uses)),
        gain,
    )


def _last(name: str) -> str:
    return name.rpartition("::")[2].removeprefix("operator") or "called"


def _is_same(code: Code, one: Node, other: Node) -> bool:
    if code.text(one) != code.text(other) or not code.is_verbatim(one):
        return False
    targets = [[r.target for r in code.references_in(n)] for n in (one, other)]
    return targets[0] == targets[1]


_BEFORE = """\
#include <cstdio>
#include <cstring>

int main() {
    static char text[20001];
    for (int i = 0; i < 20000; i++) text[i] = static_cast<char>('a' + i % 26);
    int vowels = 0;
    for (std::size_t i = 0; i < std::strlen(text); i++) {
        if (std::strchr("aeiou", text[i])) vowels++;
    }
    std::printf("%d\\n", vowels);
}
"""

RULE = Rule(
    id="hoist-loop-invariant-call",
    title="Call once, before the loop",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "The condition of a loop is evaluated at every turn. This call has no side effects, and "
        "nothing that it reads changes in the loop, so that it can be made once before it."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "    for (std::size_t i = 0; i < std::strlen(text)",
            "    const auto length = std::strlen(text);\n    for (std::size_t i = 0; i < length",
        ),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # The text gets shorter in the loop.
        """\
#include <cstdio>
#include <cstring>
int main() {
    char text[] = "a very long text";
    int turns = 0;
    for (unsigned i = 0; i < strlen(text); i++) {
        text[strlen(text) - 1] = 0;
        turns++;
    }
    std::printf("%d\\n", turns);
}
""",
        # A header declares what the function reads.
        """\
#include <cstdio>
#include <unistd.h>
int left() { return 20 - optind; }
int main() {
    int turns = 0;
    while (turns < left()) {
        optind += 2;
        turns++;
    }
    std::printf("%d\\n", turns);
}
""",
        # Another thread changes what it reads.
        """\
#include <atomic>
#include <cstdio>
#include <thread>
static std::atomic<int> done;
static bool is_busy() { return done < 3; }
int main() {
    std::thread other([] { for (int i = 0; i < 3; i++) done++; });
    while (is_busy()) {
    }
    other.join();
    std::printf("%d\\n", done.load());
}
""",
        # So does the handler of a signal.
        """\
#include <csignal>
#include <cstdio>
static volatile std::sig_atomic_t stopped;
static void stop(int) { stopped = 1; }
static bool is_stopped() { return stopped != 0; }
int main() {
    std::signal(SIGINT, stop);
    int turns = 0;
    while (!is_stopped()) {
        if (++turns == 9) std::raise(SIGINT);
    }
    std::printf("%d\\n", turns);
}
""",
        # It is changed through another name.
        """\
#include <cstdio>
#include <cstring>
int count(char* text, char* other) {
    int turns = 0;
    for (unsigned i = 0; i < strlen(text); i++) {
        other[6] = 0;
        turns++;
    }
    return turns;
}
int main() {
    char text[] = "a very long text";
    std::printf("%d\\n", count(text, text));
}
""",
        # The called function reads a variable that the loop changes.
        """\
#include <cstdio>
int limit = 10;
int bound(int factor) { return limit * factor; }
int main() {
    int turns = 0;
    for (int i = 0; i < bound(2); i++) {
        limit -= 1;
        turns++;
    }
    std::printf("%d\\n", turns);
}
""",
        # The called function prints.
        """\
#include <cstdio>
int bound(int n) { std::printf("asked\\n"); return n; }
int main() {
    for (int i = 0; i < bound(3); i++) std::printf("%d\\n", i);
}
""",
        # The argument changes.
        """\
#include <cmath>
#include <cstdio>
int main() {
    int n = 360;
    for (int i = 2; i <= std::sqrt(n); i++) {
        while (n % i == 0) n /= i;
    }
    std::printf("%d\\n", n);
}
""",
        # Where the first part is false, the second may not be evaluated.
        """\
#include <cstdio>
#include <cstring>
int count(const char* text) {
    int turns = 0;
    while (text != nullptr && turns < (int)strlen(text)) turns++;
    return turns;
}
int main() { std::printf("%d %d\\n", count(nullptr), count("abc")); }
""",
    ),
)
