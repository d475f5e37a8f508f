"""A function whose loops go over arrays is compiled for processors with wide vectors, too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite
from hasten.rules.analysis import LOOPS, Code, code_of
from hasten.rules.loops import CountedLoop, counted_loop, jumps
from hasten.rules.rule import Example, Rule, Unit
from hasten.source.functions import Function
from hasten_sim.facts import Call

ATTRIBUTE = """\
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_THREAD__)
__attribute__((target_clones("avx2", "default")))
#endif
"""
"""Only the GNU C library chooses between versions; with it GCC's thread sanitizer crashes."""
_ASIDE = frozenset(("min", "max", "abs", "operator[]"))
_UNFIT_HEAD = re.compile(r"\b(?:inline|constexpr|consteval|auto|__attribute__|template)\b|\[\[")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite a function that has a loop which a compiler may turn into vector operations."""
    code = code_of(unit)
    for function in code.source.functions:
        if not unit.span.contains(function.name_span.start) or not _may_be_cloned(code, function):
            continue
        body = code.source.root.descendant_for_byte_range(function.body.start, function.body.end)
        if body is None or not code.is_plain(body):
            continue
        loops = code.source.descendants(body, "for_statement")
        if not any(_goes_over_arrays(code, loop) for loop in loops):
            continue
        at = function.span.start
        newline = code.source.newline
        before = code.source.data[code.source.data.rfind(b"\n", 0, at) + 1 : at]
        if before.strip():
            continue
        # A directive is a line of its own, however the function is indented.
        yield RULE.rewrite(
            f"The loops of `{function.name}` do the same with one element after the other.",
            function.head,
            ((at - len(before), at - len(before), ATTRIBUTE.replace("\n", newline)),),
            1.1,
        )


def _may_be_cloned(code: Code, function: Function) -> bool:
    """Whether the compiler can make several versions of the function, and choose one at the start.

    Clang cannot when the function has been used before it is defined.
    """
    head = code.source.slice(function.head)
    if function.kind != "free" or function.qualified in ("main", "") or _UNFIT_HEAD.search(head):
        return False
    name = function.name_span.start
    declared = code.facts.by_name_at.get(name)
    if declared is None or declared.from_macro:
        return False
    if any(r.name == function.name and r.start < name for r in code.facts.references):
        return False
    return "__attribute__" not in code.macros and "target_clones" not in code.macros


def _goes_over_arrays(code: Code, node: Node) -> bool:
    """Whether an innermost loop works on elements that its variable counts, and on nothing else."""
    loop = counted_loop(code, node)
    if loop is None or abs(loop.step) != 1 or jumps(code, loop.body):
        return False
    if any(True for _ in code.source.descendants(loop.body, *LOOPS)):
        return False
    if not all(_is_simple(code, c) for c in code.facts.calls_in(*loop.body.byte_range)):
        return False
    places = code.source.descendants(loop.body, "subscript_expression")
    return any(_depends_on(code, place, loop) for place in places)


def _depends_on(code: Code, place: Node, loop: CountedLoop) -> bool:
    """Whether the place is another one in each turn: by the variable, or by what the body makes."""
    own = (code.declaration(node) for node in code.source.descendants(place, "identifier"))
    start, end = loop.body.byte_range
    return any(
        found is not None and (found == loop.variable or start <= found.name_at < end)
        for found in own
    )


def _is_simple(code: Code, call: Call) -> bool:
    """Whether a call is of a function of this text without a loop, or can become an instruction."""
    if call.callee.rpartition("::")[2] in _ASIDE:
        return True
    called = code.functions.get(call.target)
    if called is None:
        return False
    body = code.source.root.descendant_for_byte_range(called.body.start, called.body.end)
    if body is None or any(True for _ in code.source.descendants(body, *LOOPS)):
        return False
    return not code.facts.calls_in(called.body.start, called.body.end)


_BEFORE = """\
#include <stdint.h>
#include <stdio.h>

static uint8_t blended(uint8_t over, uint8_t under) {
    return (uint8_t)((over * 77u + under * 178u + 127u) / 255u);
}

void blend(uint8_t* under, const uint8_t* over, int count) {
    for (int i = 0; i < count; i++) {
        under[i] = blended(over[i], under[i]);
    }
}

int main(void) {
    static uint8_t under[4096], over[4096];
    for (int i = 0; i < 4096; i++) {
        under[i] = (uint8_t)(i * 7);
        over[i] = (uint8_t)(i * 13);
    }
    for (int round = 0; round < 50; round++) blend(under, over, 4096);
    unsigned sum = 0;
    for (int i = 0; i < 4096; i++) sum = sum * 31 + under[i];
    printf("%u\\n", sum);
}
"""
_OTHER = """\
#include <cstdio>
#include <cmath>
HEAD {
    int found = 0;
    for (int i = 0; i < count; i++) { WORK }
    return found;
}
int main() {
    static int values[999];
    for (int i = 0; i < 999; i++) values[i] = i * i % 77;
    std::printf("%d\\n", work(values, 999));
}
"""
_HEAD = "int work(const int* values, int count)"

RULE = Rule(
    id="wider-vectors",
    title="Compile for wider vectors, too",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "Unless told otherwise, compilers write programs for the oldest processors, whose vectors "
        "hold 16 bytes. With this attribute the function is compiled twice: once like that, and "
        "once for AVX2 with 32 bytes and more operations; which one is called is decided when the "
        "program starts, by the processor that it runs on. Results are the same: AVX2 brings no "
        "fused multiplication. GCC, and Clang from version 14, for GNU/Linux on x86-64; elsewhere "
        "nothing changes."
    ),
    example=Example(before=_BEFORE, after=_BEFORE.replace("void blend", ATTRIBUTE + "void blend")),
    find=find,
    languages=frozenset({"c", "cpp"}),
    counterexamples=(
        # The loop ends where something is found.
        _OTHER.replace("HEAD", _HEAD).replace("WORK", "if (values[i] == 9) break; found++;"),
        # It calls what is not known here.
        _OTHER.replace("HEAD", _HEAD).replace("WORK", "found += (int)std::sin(values[i]);"),
        # It goes over nothing.
        _OTHER.replace("HEAD", _HEAD).replace("WORK", "found = (found * 31 + i) & 1023;"),
        # A template is made into functions only where it is used.
        _OTHER.replace("HEAD", "template <typename T> T work(const T* values, int count)").replace(
            "WORK", "found += values[i];"
        ),
        # Clang makes no versions of what is used before it is defined.
        _OTHER.replace(
            "HEAD", f"{_HEAD};\nint twice() {{ return work(nullptr, 0); }}\n{_HEAD}"
        ).replace("WORK", "found += values[i];"),
        # It has been told already how to compile it.
        _OTHER.replace("HEAD", "__attribute__((noinline)) " + _HEAD).replace(
            "WORK", "found += values[i];"
        ),
    ),
)
