"""Loops that sort an array by comparing its elements one by one, as everybody writes them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from attrs import evolve, frozen
from tree_sitter import Node

from hasten.rules.algorithms.idioms import COUNTS, element_of, is_plain_value, leaves_only
from hasten.rules.algorithms.idioms import reaches_elsewhere as is_shared
from hasten.rules.analysis import INTEGRAL, Code, contains, is_string, value_type
from hasten.rules.loops import is_invariant
from hasten.rules.shapes import Binding, Shape, matched, pattern, shape_of, text_of
from hasten.rules.sums import difference, plus
from hasten.rules.uses import uses_of
from hasten_sim.facts import Declaration


@frozen
class Sorting:
    """A loop that sorts `array` from the index `first` up to `end`.

    `name` is how the loop names the array. `guard` says, as a condition, that there is anything to
    sort; "" when that need not be asked. `start` is where in the text it begins: with the
    declaration of a flag that only it needs.
    """

    array: Declaration
    name: str
    first: int
    end: Shape
    guard: str
    descending: bool
    start: int


_SHIFT = "{ A[j + 1] = A[j]; j--; }"
_EXCHANGE = "if (LESS(A[j + 1], A[j])) swap(A[j], A[j + 1]);"
_MARKED = "if (LESS(A[j + 1], A[j])) { swap(A[j], A[j + 1]); s = Y; }"
_BACK = "if (LESS(A[j], A[j - 1])) swap(A[j - 1], A[j]);"
_MARKED_BACK = "if (LESS(A[j], A[j - 1])) { swap(A[j - 1], A[j]); s = Y; }"
_PULL = "{ A[j] = A[j - 1]; j--; }"
_LEAST_KEPT = "for (int j = i + 1; C; j++) if (LESS(A[j], k)) { k = A[j]; m = j; }"
_UP, _DOWN = "for (int j = F; C; j++)", "for (int j = F; C; j--)"
_LEAST = "for (int j = i + 1; C; j++) if (LESS(A[j], A[m])) m = j;"
_OUTER = "for (int i = L; D; i++)"

_PATTERNS: dict[str, tuple[str, ...]] = {
    # Each element is exchanged with every later one that is out of order.
    "all": (
        f"{_OUTER} for (int j = i + 1; C; j++) if (LESS(A[j], A[i])) swap(A[i], A[j]);",
        f"{_OUTER} {{ int m = i; {_LEAST} swap(A[i], A[m]); }}",
        f"{_OUTER} {{ int m = i; {_LEAST} if (m != i) swap(A[i], A[m]); }}",
        f"{_OUTER} {{ int m = i; T k = A[i]; {_LEAST_KEPT} A[m] = A[i]; A[i] = k; }}",
        f"{_OUTER} {{ T k = A[i]; int m = i; {_LEAST_KEPT} A[m] = A[i]; A[i] = k; }}",
    ),
    # Neighbours are exchanged, pass by pass.
    "passes": (
        f"{_OUTER} {_UP} {_EXCHANGE}",
        f"{_OUTER} {{ bool s = X; {_UP} {_MARKED} if (!s) break; }}",
        f"{_OUTER} {{ bool s = X; {_UP} {_MARKED} if (s == X) break; }}",
    ),
    "passes of later": (
        f"{_OUTER} {_UP} {_BACK}",
        f"{_OUTER} {{ bool s = X; {_UP} {_MARKED_BACK} if (!s) break; }}",
        f"{_OUTER} {{ bool s = X; {_UP} {_MARKED_BACK} if (s == X) break; }}",
    ),
    "downward passes": (f"{_OUTER} {_DOWN} {_BACK}",),
    # Until nothing is out of order.
    "until sorted": (
        f"while (s) {{ s = X; {_UP} {_MARKED} }}",
        f"do {{ s = X; {_UP} {_MARKED} }} while (s);",
        f"while (s) {{ s = X; {_UP} {_MARKED} n--; }}",
        f"do {{ s = X; {_UP} {_MARKED} n--; }} while (s);",
    ),
    "until sorted backwards": (
        f"while (s) {{ s = X; {_UP} {_MARKED_BACK} }}",
        f"do {{ s = X; {_UP} {_MARKED_BACK} }} while (s);",
        f"while (s) {{ s = X; {_UP} {_MARKED_BACK} n--; }}",
        f"do {{ s = X; {_UP} {_MARKED_BACK} n--; }} while (s);",
    ),
    # Each element is put where it belongs among those before it.
    "insertion": (
        (
            f"{_OUTER} {{ T k = A[i]; int j = i - 1; while (B && LESS(k, A[j])) {_SHIFT} "
            "A[j + 1] = k; }"
        ),
        (
            f"{_OUTER} {{ int j = i - 1; T k = A[i]; while (B && LESS(k, A[j])) {_SHIFT} "
            "A[j + 1] = k; }"
        ),
        (
            f"{_OUTER} {{ T k = A[i]; for (int j = i - 1; B && LESS(k, A[j]); j--) "
            "A[j + 1] = A[j]; A[j + 1] = k; }"
        ),
        f"{_OUTER} for (int j = i - 1; B && LESS(A[j + 1], A[j]); j--) swap(A[j], A[j + 1]);",
        (
            f"{_OUTER} {{ int j = i - 1; while (B && LESS(A[j + 1], A[j])) "
            "{ swap(A[j], A[j + 1]); j--; } }"
        ),
    ),
    "insertion below": (
        f"{_OUTER} {{ T k = A[i]; int j = i; while (B && LESS(k, A[j - 1])) {_PULL} A[j] = k; }}",
        f"{_OUTER} {{ int j = i; T k = A[i]; while (B && LESS(k, A[j - 1])) {_PULL} A[j] = k; }}",
        (
            f"{_OUTER} {{ T k = A[i]; for (int j = i; B && LESS(k, A[j - 1]); j--) "
            "A[j] = A[j - 1]; A[j] = k; }"
        ),
        f"{_OUTER} for (int j = i; B && LESS(A[j], A[j - 1]); j--) swap(A[j - 1], A[j]);",
        (
            f"{_OUTER} {{ int j = i; while (B && LESS(A[j], A[j - 1])) "
            "{ swap(A[j - 1], A[j]); j--; } }"
        ),
        (
            f"{_OUTER} for (int j = i; B; j--) if (LESS(A[j], A[j - 1])) swap(A[j - 1], A[j]); "
            "else break;"
        ),
        f"{_OUTER} for (int j = i; B; j--) {_BACK}",
    ),
}
_OPERATORS = {"<": False, "<=": False, ">": True, ">=": True}


def sorting_loop(code: Code, node: Node) -> Sorting | None:
    """The loop as one that sorts and leaves nothing else behind, None when it is not one."""
    if not code.is_verbatim(node):
        return None
    found = shape_of(code, node)
    for kind, descending, bound in _matches(found):
        limits = _limits(kind, bound)
        array = bound["A"].variable(code)
        if limits is None or array is None or not _is_sortable(code, node, array, bound):
            continue
        first, end = limits
        guard = _guard(code, node, array, first, end, bound.get("n"))
        start = _start(code, node, bound) if kind.startswith("until") else node.start_byte
        if guard is not None and first >= 0 and start is not None:
            name = text_of(code, bound["A"])
            return Sorting(array, name, first, end, guard, descending, start)
    return None


def _start(code: Code, node: Node, bound: Binding) -> int | None:
    """Where a loop begins that goes on while a flag is set; None when it may not run at all."""
    before, name = node.prev_named_sibling, bound["s"].variable(code)
    if name is None:
        return None
    shape = shape_of(code, before) if before is not None else None
    if before is None or shape is None or not contains(before, name.name_at):
        return node.start_byte if node.type == "do_statement" else None
    if node.type == "do_statement":
        alone = len(before.children_by_field_name("declarator")) == 1
        return before.start_byte if alone else node.start_byte
    value = shape.parts[0].parts[1:] if len(shape.parts) == 1 else ()
    return before.start_byte if value == (bound["Y"],) else None


def _matches(found: Shape) -> Iterator[tuple[str, bool, Binding]]:
    for kind, texts in _PATTERNS.items():
        for text, (sign, descending) in product(texts, _OPERATORS.items()):
            if kind.startswith("until") and "=" in sign:
                continue  # equal elements would be exchanged for ever
            bound = matched(pattern(_compared(text, sign)), found)
            if bound is not None:
                yield kind, descending, bound


def _compared(text: str, sign: str) -> str:
    """The pattern with LESS(x, y) as a comparison."""
    head, opening, rest = text.partition("LESS(")
    if not opening:
        return text
    inside, depth = "", 1
    for letter in rest:
        depth += (letter in "([") - (letter in ")]")
        if depth == 0:
            break
        inside += letter
    one, _, other = inside.partition(", ")
    return f"{head}{one} {sign} {other}{rest[len(inside) + 1 :]}"


def _limits(kind: str, bound: Binding) -> tuple[int, Shape] | None:
    """First index, and one past the last, of what is sorted; None if it is not sorted then."""
    last = _end_of(bound.get("D"), bound.get("i"))
    first = bound["L"].number if "L" in bound else 0
    if first is None or (last is None and not kind.startswith("until")):
        return None
    if last is None:
        start, end = bound["F"].number, _end_of(bound["C"], bound["j"])
        if start is None or end is None or not _is_flag(bound):
            return None
        back = kind.endswith("backwards")
        return (start - back, end if back else plus(end, 1))
    if kind.startswith("insertion"):
        least = _least_of(bound["B"], bound["j"])
        start = least if least is None or kind == "insertion" else least - 1
        return (start, last) if start is not None and first in (start, start + 1) else None
    if kind == "downward passes":
        return _of_downward(bound, first, last)
    end = _end_of(bound["C"], bound["j"])
    if end is None:
        return None
    if kind == "all":
        surplus = difference(end, last)
        return (first, end) if surplus in (0, 1) else None
    start = bound["F"].number
    if start is None or ("X" in bound and not _is_flag(bound)):
        return None
    pairs = plus(end, -1) if kind == "passes of later" else end
    return _of_passes(bound, start - (kind == "passes of later"), pairs, first, last)


def _is_flag(bound: Binding) -> bool:
    falsy = bound["X"].kind in ("literal:false", "number:0")
    return falsy and bound["Y"].kind in ("literal:true", "number:1")


def _of_passes(
    bound: Binding, start: int, pairs: Shape, first: int, last: Shape
) -> tuple[int, Shape] | None:
    """Each pass may leave out one element more than the one before, which is in place already."""
    shrinking = plus(plus(pairs, -first), bound["i"])
    whole = shrinking if not _names(shrinking, bound["i"]) else pairs
    if _names(whole, bound["i"]):
        return None
    surplus = difference(plus(last, -first), plus(whole, -start))
    return (start, plus(whole, 1)) if surplus is not None and surplus >= 0 else None


def _of_downward(bound: Binding, first: int, last: Shape) -> tuple[int, Shape] | None:
    condition = bound["C"]
    if condition.kind != "<" or condition.parts[1] != bound["j"]:
        return None
    least, top = condition.parts[0], bound["F"]
    if least != bound["i"] and least.number != first:
        return None
    surplus = difference(last, top)
    fits = surplus is not None and surplus >= 0 and not _names(top, bound["i"])
    return (first, plus(top, 1)) if fits else None


def _names(shape: Shape, variable: Shape) -> bool:
    return any(part == variable for part in shape.walk())


def _end_of(condition: Shape | None, variable: Shape | None) -> Shape | None:
    """One past the last value for which a condition of a loop that counts up is true."""
    if condition is None or condition.kind not in ("<", "<=") or condition.parts[0] != variable:
        return None
    return plus(condition.parts[1], condition.kind == "<=")


def _least_of(condition: Shape, variable: Shape) -> int | None:
    """The least value for which a condition of a loop that counts down is true."""
    if condition.kind == "<" and condition.parts[1] == variable:
        least = condition.parts[0].number
        return least + 1 if least is not None else None
    return None


def _is_sortable(code: Code, node: Node, array: Declaration, bound: Binding) -> bool:
    kind = element_type(array)
    if not is_plain_value(kind) or not leaves_only(code, node, array):
        return False
    kept = bound["k"].variable(code) if "k" in bound else None
    if "k" in bound and (kept is None or value_type(kept.type) != kind or kept.is_reference):
        return False
    counters = [bound[name].variable(code) for name in "ijm" if name in bound]
    if not all(c is not None and _counts(c) for c in counters):
        return False
    starts_below = "B" in bound and bound["B"].parts[0].number == -1
    return not starts_below or all(
        c is not None and not value_type(c.type).startswith("unsigned") for c in counters[1:]
    )


def element_type(array: Declaration) -> str:
    """The type of the elements of an array, a member of an object perhaps; "" for anything else."""
    return "char" if is_string(array.type) else element_of(evolve(array, kind="variable"))


def _is_limit(code: Code, name: Shape, array: Declaration, node: Node) -> bool:
    """Whether a variable stays what it is while the array is sorted."""
    variable = name.variable(code)
    if variable is None or name.node is None or variable.is_reference:
        return False
    if variable.name_at == array.name_at:
        return False
    if variable.kind == "field":  # which the loop does not change, or it would leave more behind
        return not (is_shared(array) and any(u.kind == "escape" for u in uses_of(code, variable)))
    if variable.is_global and is_shared(array):
        return False
    return is_invariant(code, name.node, node)


def _counts(variable: Declaration) -> bool:
    kind = value_type(variable.type)
    wide = kind in INTEGRAL and kind.removeprefix("unsigned ") in ("int", "long", "long long")
    return wide and not variable.is_reference and not variable.is_global


def _guard(
    code: Code,
    node: Node,
    array: Declaration,
    first: int,
    end: Shape,
    shrinking: Shape | None,
) -> str | None:
    """The condition that there are two elements at least; None when the end is not understood."""
    if end.number is not None:
        return "" if end.number >= first else None
    if end.kind == "size":
        own = end.parts[0].variable(code)
        if own is None or own.name_at != array.name_at:
            return None
        return "" if first == 0 else f"{text_of(code, end)} > {first + 1}"
    last = end.parts[-1].number if end.parts else None
    if last is not None and last > first:
        return None  # one element more than there are, as it seems
    names = [part for part in end.parts or (end,) if part.number is None]
    constant = sum(part.number or 0 for part in end.parts)
    for name in names:
        variable = name.variable(code)
        if variable is None or (name != shrinking and not _is_limit(code, name, array, node)):
            return None
        if variable.is_reference or variable.name_at == array.name_at:
            return None
        signed = value_type(variable.type) in COUNTS
        if not signed and (constant < 0 or value_type(variable.type) not in _UNSIGNED):
            return None
    count = plus(end, -first)
    return f"{text_of(code, evolve(count, node=None) if count.parts else count)} > 1"


_UNSIGNED = ("unsigned int", "unsigned long", "unsigned long long")
