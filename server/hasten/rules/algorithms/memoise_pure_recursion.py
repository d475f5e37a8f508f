"""A pure function that calls itself more than once on its way remembers what it has computed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite
from hasten.rules.algorithms.frozen_globals import are_set_before_calls
from hasten.rules.analysis import (
    ARITHMETIC,
    INTEGRAL,
    Code,
    child,
    code_of,
    statements,
    with_includes,
)
from hasten.rules.effects import effects_of_function
from hasten.rules.library import words
from hasten.rules.rule import Example, Rule, Unit
from hasten.source.cpp import Function
from hasten_sim.facts import Declaration

_NARROW = frozenset(
    ("bool", "char", "signed char", "unsigned char", "short", "unsigned short", "int")
) | {"unsigned int"}
_FITS = _NARROW | {"long", "long long"}
_CONCURRENT = r"\b(thread|jthread|async|pthread_create)\b|#\s*pragma\s+omp"


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each function that computes the same values again and again."""
    code = code_of(unit)
    for function in unit.source.functions:
        declared = code.facts.by_name_at.get(function.name_span.start)
        if declared is None or not unit.span.contains(function.span.start):
            continue
        parameters = _parameters(code, function, declared)
        if parameters is None or not _is_pure(code, function, declared):
            continue
        body = code.source.node_of(function.body, "compound_statement")
        if body is None or _most_calls(code, body, declared) < 2:
            continue
        edits = _edits(code, function, declared, parameters)
        if edits:
            yield RULE.rewrite(
                f"`{declared.name}` calls itself more than once, often for the same arguments.",
                function.name_span,
                edits,
                20.0,
            )


def _parameters(
    code: Code, function: Function, declared: Declaration
) -> tuple[Declaration, ...] | None:
    """The one to three integers that the function is given, None if it is given anything else."""
    found = tuple(code.facts.by_name_at.get(at) for at in declared.parameters)
    head = code.source.slice(function.head)
    plain = function.kind == "free" and not declared.is_template and not declared.from_macro
    if (
        not plain
        or not 1 <= len(found) <= 3
        or function.name == "main"
        or "::" in function.qualified
    ):
        return None
    if "=" in head or re.search(r"\b(constexpr|consteval|noexcept|extern|friend)\b|\[\[", head):
        return None
    if declared.type not in ARITHMETIC or code.facts.expansions_in(
        function.name_span.start, function.name_span.end
    ):
        return None
    known = tuple(p for p in found if p is not None and p.name)
    integral = all(p.type.removeprefix("const ") in INTEGRAL for p in known)
    return known if integral and len(known) == len(found) else None


def _is_pure(code: Code, function: Function, declared: Declaration) -> bool:
    """Whether the result depends on the arguments alone, all through a run of the program."""
    effects = effects_of_function(code, function)
    concurrent = any(True for _ in code.source.find_code(_CONCURRENT))
    if not effects.is_pure or concurrent or _is_overloaded(code, function):
        return False
    read = [code.facts.by_name_at[at] for at in effects.reads]
    if any(d.kind == "field" or (d.is_static and d.owner >= 0) for d in read):
        return False
    return are_set_before_calls(code, declared, read)


def _is_overloaded(code: Code, function: Function) -> bool:
    return sum(other.name == function.name for other in code.source.functions) > 1


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


def _edits(
    code: Code, function: Function, declared: Declaration, parameters: tuple[Declaration, ...]
) -> tuple[tuple[int, int, str], ...]:
    """Rename the function, and wrap it in one of its old name that asks a table first."""
    name = code.fresh_name(f"{declared.name}_computed")
    start, end = function.head.start, function.head.end
    head = " ".join(code.source.code[start:end].decode("utf-8", "replace").split())
    wrapper = _wrapper(declared, name, parameters)
    if not code.may_insert(_KEYWORD.sub("", wrapper)):
        return ()
    newline = code.source.newline
    text = f"{head} {{\n{wrapper}}}".replace("\n", newline)
    edits = [
        (function.span.start, function.span.start, f"{head};{newline}{newline}"),
        (function.name_span.start, function.name_span.end, name),
        (function.span.end, function.span.end, newline * 2 + text),
    ]
    return (*edits, *with_includes(code, *_HEADERS[len(parameters)]))


_KEYWORD = re.compile(r"\b(int|long|double|float|bool|char|unsigned|short|signed)\b")
_HEADERS = {1: ("vector", "cstddef"), 2: ("unordered_map",), 3: ("unordered_map", "array")}


def _wrapper(declared: Declaration, name: str, parameters: tuple[Declaration, ...]) -> str:
    taken = {p.name for p in parameters}
    names = {word: f"{word}_" if word in taken else word for word in _LOCALS}
    given = ", ".join(p.name for p in parameters)
    kinds = [p.type.removeprefix("const ") for p in parameters]
    words = {**names, "kind": declared.written, "name": name, "given": given}
    if len(parameters) == 1:
        # std::vector<bool> packs its elements: slower than bytes.
        stored = "char" if declared.type == "bool" else declared.written
        return _VECTOR.format(**words, stored=stored)
    if len(parameters) == 2 and all(kind in _NARROW for kind in kinds):
        high, low = (p.name for p in parameters)
        return _PAIR.format(**words, high=high, low=low)
    parts = [
        p.name if kind in _FITS else f"static_cast<long long>({p.name})"
        for p, kind in zip(parameters, kinds, strict=True)
    ]
    return _ARRAY.format(**words, parts=", ".join(parts), count=len(parameters))


_LOCALS = words("results known index result key found mixed part Key Hash")

_VECTOR = """\
    static std::vector<{stored}> {results};
    static std::vector<char> {known};
    if ({given} < 0 || {given} >= 1 << 22) return {name}({given});
    const std::size_t {index} = {given};
    if ({index} >= {known}.size()) {{
        {results}.resize({index} + 1);
        {known}.resize({index} + 1);
    }}
    if (!{known}[{index}]) {{
        const {kind} {result} = {name}({given});
        {results}[{index}] = {result};
        {known}[{index}] = 1;
    }}
    return {results}[{index}];
"""

_PAIR = """\
    static std::unordered_map<unsigned long long, {kind}> {results};
    const unsigned long long {key} =
        static_cast<unsigned long long>({high}) << 32 | static_cast<unsigned int>({low});
    const auto {found} = {results}.find({key});
    if ({found} != {results}.end()) return {found}->second;
    const {kind} {result} = {name}({given});
    {results}.emplace({key}, {result});
    return {result};
"""

_ARRAY = """\
    using {Key} = std::array<long long, {count}>;
    struct {Hash} {{
        std::size_t operator()(const {Key}& {key}) const {{
            unsigned long long {mixed} = 0;
            for (const long long {part} : {key}) {{
                {mixed} = ({mixed} ^ {part}) * 0x9E3779B97F4A7C15ULL;
            }}
            return {mixed} ^ {mixed} >> 32;
        }}
    }};
    static std::unordered_map<{Key}, {kind}, {Hash}> {results};
    const {Key} {key} = {{{parts}}};
    const auto {found} = {results}.find({key});
    if ({found} != {results}.end()) return {found}->second;
    const {kind} {result} = {name}({given});
    {results}.emplace({key}, {result});
    return {result};
"""

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
        "again: exponentially many steps. It depends on its arguments alone (and on variables that "
        "have their last values before the first call), so that each result can be remembered."
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
        # The weights change between two calls.
        """\
#include <cstdio>
int weight[20];
int best(int item, int room) {
    if (item == 10) return 0;
    int without = best(item + 1, room);
    if (weight[item] > room) return without;
    int with_it = weight[item] + best(item + 1, room - weight[item]);
    return with_it > without ? with_it : without;
}
int main() {
    for (int round = 1; round < 4; round++) {
        for (int i = 0; i < 10; i++) weight[i] = round * i + 1;
        std::printf("%d\\n", best(0, 30));
    }
}
""",
        # The same, through a function that is called again.
        """\
#include <cstdio>
int step;
int ways(int n) {
    if (n <= 0) return n == 0;
    return ways(n - 1) + ways(n - step);
}
void solve(int s) {
    step = s;
    std::printf("%d\\n", ways(15));
}
int main() {
    solve(2);
    solve(3);
}
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
        # A pointer into the table that the function reads is written through.
        """\
#include <cstdio>
int weight[20];
int ways(int n) {
    if (n <= 0) return 1;
    return ways(n - 1) + weight[n] * ways(n - 2);
}
int main() {
    int* last = &weight[10];
    for (int i = 0; i < 10; i++) weight[i] = i;
    std::printf("%d\\n", ways(10));
    *last = 5;
    std::printf("%d\\n", ways(10));
}
""",
    ),
)
