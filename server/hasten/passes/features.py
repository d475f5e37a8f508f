"""Features of a module's functions, read off LLVM's text: what the learned policy sees.

Counts of instructions by opcode, type and operands, the shape of the control flow, the calls, and
what the module around is like. Made for speed: lines are cut where names begin, alike ones are
counted together, and what a line stands for is looked up.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from attrs import field, frozen

from hasten.passes.call_graph import Place, places_of
from hasten.passes.data_size import Types

_HEAD = re.compile(r'define ([^\n]*?)@("[^"]*"|[-\w.$]+)\(([^\n]*)\{$', re.MULTILINE)
_INSTRUCTION = re.compile(
    r"^  (?:%[^ ]+ = )?([a-z][^%@!\n]*)(?:@([^ ,()\n]+)|%[^ ,\n]+(?:, (-?\d+))?)?", re.MULTILINE
)
_TARGET = re.compile(r'label %([-\w.$]+|"[^"\n]*")')
_VARIABLE = re.compile(r"= alloca ([^\n]*)")
_WORD = re.compile(r"[a-z_]+\d*|-?\d+(?:\.\d+e[+-]\d+)?|0x\w+|[\[<{]")
_GROUPED = re.compile(r"#\d+")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


OPCODES = _words(
    "ret br switch invoke unreachable resume indirectbr add sub mul sdiv udiv srem urem shl lshr "
    "ashr and or xor fadd fsub fmul fdiv frem fneg alloca load store getelementptr trunc zext sext "
    "fptrunc fpext fptoui fptosi uitofp sitofp ptrtoint inttoptr bitcast icmp fcmp phi select call "
    "extractvalue insertvalue extractelement insertelement shufflevector freeze landingpad va_arg "
    "atomicrmw cmpxchg fence"
)
_INTRINSICS = _words(
    "lifetime memcpy memset memmove smax smin umax umin abs bswap ctlz cttz ctpop fshl assume "
    "fmuladd objectsize with va_ expect"
)
_TYPES = _words("i1 i8 i16 i32 i64 i128 float double ptr [ < {")
_PREDICATES = _words("eq ne slt sgt sle sge ult ugt ule uge")
_TYPED = _words(
    "load store alloca add mul icmp phi select zext sext trunc getelementptr and shl call ret"
)
_IMMEDIATE = _words(
    "add sub mul shl lshr ashr and or xor icmp store sdiv udiv srem urem switch getelementptr"
)
_CONSTANTS = ("zero", "one", "minus one", "small", "large", "float")
_SHAPES = _words(
    "instructions blocks conditional unconditional loops nesting looped backward joins arguments "
    "pointers returns_void returns_pointer local variadic once strings direct external indirect "
    "recursive callers callees cases unwinds frame far passed globals reached vanishing absorbed "
    "small"
)

NEAR = 120
"""Bytes of a frame up to which short addresses will do."""

NAMES = (
    *(f"opcode {one}" for one in OPCODES),
    *(f"intrinsic {one}" for one in _INTRINSICS),
    *(f"predicate {one}" for one in _PREDICATES),
    *(f"{opcode} of {one}" for opcode in _TYPED for one in _TYPES),
    *(f"{opcode} with constant" for opcode in _IMMEDIATE),
    *(f"constant {one}" for one in _CONSTANTS),
    *(f"shape {one}" for one in _SHAPES),
)
"""The features of a function, each of them a count."""
_AT = {name: at for at, name in enumerate(NAMES)}
MODULE_NAMES = ("functions", "local", "instructions", "share", "linkonce", "invokes", "declared")


@frozen
class FunctionFeatures:
    """A function's counts, in the order of NAMES."""

    name: str
    counts: tuple[float, ...] = field(repr=False)

    def count(self, name: str) -> float:
        """One of the counts."""
        return self.counts[_AT[name]]


@frozen
class ModuleFeatures:
    """What is known of a module's functions, and of the module (MODULE_NAMES but "share")."""

    functions: tuple[FunctionFeatures, ...] = field(repr=False)
    local: int
    linkonce: int
    invokes: int
    declared: int

    @property
    def instructions(self) -> float:
        """Instructions of all functions."""
        return sum(one.count("shape instructions") for one in self.functions)

    def around(self, function: FunctionFeatures) -> tuple[float, ...]:
        """What is around a function, in the order of MODULE_NAMES."""
        whole = self.instructions
        return (
            math.log1p(len(self.functions)),
            self.local / max(1, len(self.functions)),
            math.log1p(whole),
            function.count("shape instructions") / max(1.0, whole),
            self.linkonce / max(1, len(self.functions)),
            math.log1p(self.invokes),
            math.log1p(self.declared),
        )


class _Definition(NamedTuple):
    """A function's text, and its instructions: how often a line occurs, up to the first name.

    The name is there when it is a global's, and what follows it when that is a number.
    """

    before: str
    name: str
    after: str
    body: str
    lines: Counter[tuple[str, str, str]]


def features_of(text: str) -> ModuleFeatures:
    """The features of a module, from LLVM's own text of it."""
    found = list(_definitions(text))
    names = {one.name for one in found}
    calls = {one.name: Counter[str]() for one in found}
    for one in found:
        for (shape, name, _), number in one.lines.items():
            if name in names and _is_call(shape):
                calls[one.name][name] += number
    definitions = [(one.name, one.before, one.body) for one in found]
    lengths = {one.name: one.lines.total() for one in found}
    places = places_of(text, definitions, calls, lengths)
    types = Types.of(text)
    functions = [_function(one, names, places[one.name], types) for one in found]
    invoke = _AT["opcode invoke"]
    return ModuleFeatures(
        functions=tuple(functions),
        local=sum(_is_local(one) for one in found),
        linkonce=sum("linkonce" in one.before for one in found),
        invokes=int(sum(one.counts[invoke] for one in functions)),
        declared=text.count("\ndeclare "),
    )


def _definitions(text: str) -> Iterator[_Definition]:
    at = text.find("define ") if text.startswith("define ") else text.find("\ndefine ") + 1
    while at > 0 or text.startswith("define ", at):
        end = text.find("\n}\n", at)
        head = _HEAD.match(text, at)
        if end < 0:
            return
        if head is not None:
            body = text[head.end() + 1 : end + 1]
            yield _Definition(head[1], head[2], head[3], body, Counter(_INSTRUCTION.findall(body)))
        at = text.find("\ndefine ", end) + 1
        if at == 0:
            return


def _is_call(shape: str) -> bool:
    return shape.startswith(("call ", "tail call ", "invoke ", "musttail call ", "notail call "))


def _is_local(one: _Definition) -> bool:
    return "internal" in one.before or "private" in one.before


def _function(one: _Definition, names: set[str], place: Place, types: Types) -> FunctionFeatures:
    counts = [0.0] * len(NAMES)
    instructions = direct = external = indirect = recursive = 0
    callees: set[str] = set()
    for (shape, name, constant), number in one.lines.items():
        instructions += number
        is_call = _is_call(shape)
        intrinsic = name[5:] if is_call and name.startswith("llvm.") else ""
        for at in _meaning(shape, intrinsic, constant):
            counts[at] += number
        if is_call and not intrinsic:
            callees.add(name)
            direct += number * (name in names)
            external += number * (bool(name) and name not in names)
            indirect += number * (not name)
            recursive += number * (name == one.name)
    shape = _control_flow(one.body)
    frame = _frame_bytes(one.body, types)
    accesses = counts[_AT["opcode load"]] + counts[_AT["opcode store"]]
    shape |= {"frame": frame, "far": accesses if frame > NEAR else 0.0}
    arguments = _GROUPED.sub("", one.after)
    shape |= {
        "instructions": instructions,
        "arguments": arguments.count("%"),
        "pointers": arguments.count("ptr "),
        "returns_void": "void" in one.before,
        "returns_pointer": "ptr" in one.before,
        "local": _is_local(one),
        "variadic": "..." in one.after,
        "once": "linkonce" in one.before,
        "strings": one.body.count("@.str"),
        "direct": direct,
        "external": external,
        "indirect": indirect,
        "recursive": recursive,
        "callers": place.callers,
        "callees": len(callees),
        "cases": one.body.count("\n    i"),
        "unwinds": "nounwind" not in one.after,
        "passed": one.body.count(" noundef "),
        "globals": one.body.count("@"),
        "reached": place.reached,
        "vanishing": place.vanishing,
        "absorbed": place.absorbed,
        "small": place.small,
    }
    for name, value in shape.items():
        counts[_AT[f"shape {name}"]] = float(value)
    return FunctionFeatures(one.name.strip('"'), tuple(counts))


def _frame_bytes(body: str, types: Types) -> int:
    """Bytes of the local variables."""
    end = body.rfind("= alloca ")
    found = _VARIABLE.findall(body, 0, end + 200) if end > 0 else []
    return sum(types.size(one) for one in found)


def _control_flow(body: str) -> dict[str, float]:
    """Blocks and branches, and the loops that branches back to earlier blocks make."""
    blocks = body.split("\n\n")
    places = {block.partition(":")[0]: at for at, block in enumerate(blocks)}
    entered = Counter[int]()
    loops: list[tuple[int, int]] = []
    conditional = unconditional = 0
    for at, block in enumerate(blocks):
        # All targets are in the last line, but for those of a switch and of an invoke.
        last = block.rstrip().rfind("\n")
        if block.endswith(("]", "]\n")) or "invoke " in block[last - 400 : last]:
            last = max(0, block.rfind("\n  switch "), block.rfind("invoke "))
        targets = [places.get(one, 0) for one in _TARGET.findall(block, max(0, last))]
        conditional += len(targets) == 2
        unconditional += len(targets) == 1
        for target in targets:
            entered[target] += 1
            if target <= at:
                loops.append((target, at))
    heads = {head for head, _ in loops}
    depth = [0] * (len(blocks) + 1)
    for head in heads:
        last = max(at for first, at in loops if first == head)
        for at in range(head, last + 1):
            depth[at] += 1
    return {
        "blocks": len(blocks),
        "conditional": conditional,
        "unconditional": unconditional,
        "loops": len(heads),
        "nesting": max(depth),
        "looped": sum(one > 0 for one in depth),
        "backward": len(loops),
        "joins": sum(number > 1 for number in entered.values()),
    }


@lru_cache(maxsize=100_000)
def _meaning(shape: str, intrinsic: str, constant: str) -> tuple[int, ...]:
    """The counts that an instruction adds to, from its line up to the first name in it.

    `intrinsic` is what it calls, `constant` what follows the name when it is a number.
    """
    words = [*_WORD.findall(shape), *([constant] if constant else [])]
    opcode = words[0] if words else ""
    if opcode in ("tail", "musttail", "notail"):
        opcode = "call"
    found = [f"opcode {opcode}"]
    if opcode == "call":
        found += [f"intrinsic {one}" for one in _INTRINSICS if intrinsic.startswith(one)]
    found += [f"predicate {one}" for one in words[1:3] if one in _PREDICATES]
    kind = next((one for one in words[1:] if one in _TYPES), "")
    found.append(f"{opcode} of {kind}")
    found += [f"constant {one}" for one in map(_constant, words[1:]) if one]
    if any(map(_constant, words[1:])):
        found.append(f"{opcode} with constant")
    return tuple(_AT[one] for one in found if one in _AT)


def _constant(word: str) -> str:
    """What kind of constant a word is, "" when it is none."""
    if not (word[0].isdigit() or word[0] == "-"):
        return ""
    if "." in word or word.startswith("0x"):
        return "float"
    value = int(word)
    plain = {0: "zero", 1: "one", -1: "minus one"}.get(value)
    return plain or ("small" if -128 <= value < 128 else "large")
