"""A pure function that calls itself more than once on its way remembers what it has computed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite
from hasten.rules.algorithms.frozen_globals import are_set_before_calls
from hasten.rules.algorithms.memo_table import Table
from hasten.rules.analysis import (
    ARITHMETIC,
    INTEGRAL,
    Code,
    child,
    code_of,
    parts,
    statements,
    value_type,
    with_includes,
)
from hasten.rules.effects import Effects, effects_of_function
from hasten.rules.helpers import may_run_at_once, own_line
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import is_only_read
from hasten.source.cpp import Function
from hasten_sim.facts import Declaration

_MOST_KEYS = 4
_SPECIAL = re.compile(
    r"=|\[\[|\b(?:constexpr|consteval|noexcept|extern|friend|virtual|override|final|template)\b"
)


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each function that computes the same values again and again."""
    code = code_of(unit)
    for function in unit.source.functions:
        declared = code.facts.by_name_at.get(function.name_span.start)
        if declared is None or not unit.span.contains(function.span.start):
            continue
        body = code.source.node_of(function.body, "compound_statement")
        if body is None or not _is_plain(code, function, declared):
            continue
        if _most_calls(code, body, declared) < 2:
            continue
        effects = effects_of_function(code, function)
        table = _table(code, function, declared, effects) if effects.is_pure else None
        if table is not None and code.may_insert(table.names):
            yield RULE.rewrite(
                f"`{declared.name}` calls itself more than once, often for the same arguments.",
                function.name_span,
                _edits(code, function, table),
                20.0,
            )


def _is_plain(code: Code, function: Function, declared: Declaration) -> bool:
    """Whether it is the only function of its name, defined where it is declared."""
    start, end = function.name_span.start, function.name_span.end
    outside = code.source.data[start - 1 : start] == b":"
    if function.kind not in ("free", "member") or function.name == "main" or outside:
        return False
    if declared.is_template or declared.from_macro or declared.type not in ARITHMETIC:
        return False
    if code.facts.expansions_in(start, end) or _SPECIAL.search(code.source.slice(function.head)):
        return False
    if may_run_at_once(code):
        return False
    return sum(other.name == function.name for other in code.source.functions) == 1


def _table(code: Code, function: Function, declared: Declaration, effects: Effects) -> Table | None:
    """What is to be remembered: for which parameters, and for how long."""
    given = tuple(p for at in declared.parameters if (p := code.facts.by_name_at.get(at)))
    calls = _own_calls(code, function, declared)
    if len(given) != len(declared.parameters) or not given or calls is None:
        return None
    if not all(p.name for p in given):
        return None
    name, kind = code.fresh_name(f"{declared.name}_computed"), declared.written
    read = [code.facts.by_name_at[at] for at in effects.reads]
    if any(d.is_static and d.owner >= 0 for d in read):
        return None
    integers = all(_is_integer(p) for p in given) and len(given) <= _MOST_KEYS
    fields = effects.abroad or any(d.kind == "field" for d in read)
    if integers and not fields and are_set_before_calls(code, declared, read):
        return Table(kind, given, given, name, lasts=True)
    varied = [i for i, p in enumerate(given) if not _is_handed_on(code, p, i, calls)]
    keys = tuple(given[i] for i in varied)
    if not 1 <= len(keys) <= _MOST_KEYS or not all(_is_integer(p) for p in keys):
        return None
    if len(keys) < len(given) and _is_called_by_callees(code, function, declared):
        return None
    return Table(kind, keys, given, name, lasts=False)


def _is_integer(parameter: Declaration) -> bool:
    """Whether a parameter is an integer that is passed by value, or as good as by value."""
    by_value = not parameter.is_reference or parameter.type.startswith("const ")
    return by_value and value_type(parameter.type) in INTEGRAL


def _own_calls(code: Code, function: Function, declared: Declaration) -> list[Node] | None:
    """The calls of the function in its own body; None when it is named there in another way."""
    calls: list[Node] = []
    for reference in code.facts.references:
        if reference.name != declared.name or not function.body.contains(reference.start):
            continue
        node = None if reference.from_macro else code.name_node(reference.start)
        call = node.parent if node is not None else None
        if call is None or call.type != "call_expression" or child(call, "function") != node:
            return None
        calls.append(call)
    return calls


def _is_handed_on(code: Code, parameter: Declaration, index: int, calls: list[Node]) -> bool:
    """Whether every recursive call is given the same for this parameter, which never changes."""
    for call in calls:
        values = parts(child(call, "arguments"))
        named = code.declaration(values[index]) if index < len(values) else None
        if named is None or named.name_at != parameter.name_at:
            return False
    return is_only_read(code, parameter)


def _is_called_by_callees(code: Code, function: Function, declared: Declaration) -> bool:
    """Whether a function that this one calls may call it back, with other arguments."""
    pending, seen = [function], {function.name}
    while pending:
        current = pending.pop()
        names = {r.name for r in code.facts.references if current.body.contains(r.start)}
        if current is not function and declared.name in names:
            return True
        for other in code.source.functions:
            if other.name in names and other.name not in seen:
                seen.add(other.name)
                pending.append(other)
    return False


def _most_calls(code: Code, node: Node | None, declared: Declaration) -> int:
    """The most calls of itself on one way through a node; in a loop each counts twice."""
    if node is None:
        return 0
    if node.type == "compound_statement":
        return _most_in_sequence(code, statements(node), declared)
    if node.type == "if_statement":
        rest = _most_calls(code, child(node, "condition"), declared)
        ways = (child(node, "consequence"), child(node, "alternative"))
        return rest + max(_most_calls(code, way, declared) for way in ways)
    if node.type == "conditional_expression":
        rest = _most_calls(code, child(node, "condition"), declared)
        ways = (child(node, "consequence"), child(node, "alternative"))
        return rest + max(_most_calls(code, way, declared) for way in ways)
    inner = sum(_most_calls(code, n, declared) for n in node.named_children)
    if node.type in ("for_statement", "while_statement", "do_statement", "for_range_loop"):
        return 2 * inner
    return inner + (1 if _is_own_call(code, node, declared) else 0)


def _most_in_sequence(code: Code, sequence: list[Node], declared: Declaration) -> int:
    if not sequence:
        return 0
    first, rest = sequence[0], sequence[1:]
    if first.type in ("return_statement", "break_statement", "continue_statement"):
        return _most_calls(code, first, declared)
    consequence = child(first, "consequence")
    if first.type == "if_statement" and _always_leaves(consequence):
        asked = _most_calls(code, child(first, "condition"), declared)
        other = _most_calls(code, child(first, "alternative"), declared)
        taken = _most_calls(code, consequence, declared)
        return asked + max(taken, other + _most_in_sequence(code, rest, declared))
    return _most_calls(code, first, declared) + _most_in_sequence(code, rest, declared)


def _always_leaves(node: Node | None) -> bool:
    last = statements(node)[-1:]
    return bool(last) and last[0].type in ("return_statement", "throw_statement")


def _is_own_call(code: Code, node: Node, declared: Declaration) -> bool:
    if node.type != "call_expression":
        return False
    function = child(node, "function")
    return function is not None and code.text(function) == declared.name


def _edits(code: Code, function: Function, table: Table) -> tuple[tuple[int, int, str], ...]:
    """Rename the function, and wrap it in one of its old name that asks the table first."""
    start, end = function.head.start, function.head.end
    head = " ".join(code.source.code[start:end].decode("utf-8", "replace").split())
    newline, outer = code.source.newline, code.source.indentation(function.span.start)
    lines = f"{head} {{\n{table.body()}}}".split("\n")
    text = newline.join(f"{outer}{line}" if line else line for line in lines)
    edits = [
        (function.name_span.start, function.name_span.end, table.computes),
        (function.span.end, function.span.end, newline * 2 + text),
    ]
    if function.kind == "free":
        at = own_line(code, function.span.start)
        indent = (outer, "") if at < function.span.start else ("", outer)
        edits.append((at, at, f"{indent[0]}{head};{newline}{newline}{indent[1]}"))
    return (*edits, *with_includes(code, *table.headers))


_BEFORE = """\
#include <cstdio>

int n, capacity;
int weight[100], value[100];

int best(int item, int room) {
    if (item == n) return 0;
    int without = best(item + 1, room);
    if (weight[item] > room) return without;
    int with_it = value[item] + best(item + 1, room - weight[item]);
    return with_it > without ? with_it : without;
}

int main() {
    n = 18;
    capacity = 60;
    for (int i = 0; i < n; i++) {
        weight[i] = 3 + i % 5;
        value[i] = 10 + i * 7 % 13;
    }
    std::printf("%d\\n", best(0, capacity));
}
"""

RULE = Rule(
    id="memoise-pure-recursion",
    title="Remember computed results",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "A recursive function that calls itself more than once computes most results again and "
        "again: exponentially many steps. It depends on its arguments alone, and on variables that "
        "do not change while it runs, so that each result can be remembered. (Where these may "
        "change between two calls from outside, the results are forgotten in between.)"
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <cstdio>\n", "#include <cstdio>\n#include <unordered_map>\n"
        )
        .replace(
            "int best(int item, int room) {",
            "int best(int item, int room);\n\nint best_computed(int item, int room) {",
        )
        .replace(
            """without;
}
""",
            """without;
}

int best(int item, int room) {
    static std::unordered_map<unsigned long long, int> results;
    const unsigned long long key =
        static_cast<unsigned long long>(item) << 32 | static_cast<unsigned int>(room);
    const auto found = results.find(key);
    if (found != results.end()) return found->second;
    const int result = best_computed(item, room);
    results.emplace(key, result);
    return result;
}
""",
        ),
    ),
    find=find,
    counterexamples=(
        # It counts its calls.
        """\
#include <cstdio>
int calls = 0;
int fibonacci(int n) {
    calls++;
    if (n < 2) return n;
    return fibonacci(n - 1) + fibonacci(n - 2);
}
int main() {
    int value = fibonacci(15);
    std::printf("%d %d\\n", value, calls);
}
""",
        # It marks where it has been on its way.
        """\
#include <cstdio>
bool visited[5];
int walks(int at, int left) {
    if (visited[at]) return 0;
    if (left == 0) return 1;
    visited[at] = true;
    int count = walks((at + 1) % 5, left - 1) + walks((at + 3) % 5, left - 1);
    visited[at] = false;
    return count;
}
int main() { std::printf("%d\\n", walks(0, 4)); }
""",
        # It goes on with another text each time.
        """\
#include <cstdio>
int ways(const char* text, int left) {
    if (left == 0) return 1;
    if (*text == 0) return 0;
    return ways(text + 1, left) + (*text == 'a' ? ways(text + 1, left - 1) : 0);
}
int main() { std::printf("%d\\n", ways("abacada", 2)); }
""",
        # A function that it calls comes back with another list.
        """\
#include <cstdio>
#include <vector>
int count(const std::vector<int>& values, int n);
int turned(int n) { return count({3, 2, 1}, n); }
int count(const std::vector<int>& values, int n) {
    if (n < 1) return values[0];
    return count(values, n - 1) + count(values, n - 2) + turned(n - 3);
}
int main() { std::printf("%d\\n", count({1, 2, 3}, 6)); }
""",
        # It prints on its way.
        """\
#include <cstdio>
int hanoi(int n) {
    if (n == 0) return 0;
    int before = hanoi(n - 1);
    std::printf("%d\\n", n);
    return before + 1 + hanoi(n - 1);
}
int main() { std::printf("%d\\n", hanoi(5)); }
""",
        # One call on each way: nothing is computed twice.
        """\
#include <cstdio>
int greatest(int a, int b) {
    if (b == 0) return a;
    if (a < b) return greatest(b, a);
    return greatest(b, a % b);
}
int main() { std::printf("%d\\n", greatest(1071, 462)); }
""",
        # A function of a floating-point number.
        """\
#include <cstdio>
double grown(double x, int n) {
    if (n < 1) return x;
    return grown(x * 1.5, n - 1) + grown(x / 2, n - 2);
}
int main() { std::printf("%g\\n", grown(1, 8)); }
""",
    ),
)
