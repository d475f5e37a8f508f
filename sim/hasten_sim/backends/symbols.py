"""Match a C++ function, as it is called in the source, with the demangled symbols of a profile."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CLONE = re.compile(r" \[clone ([^\]]*)\]|\.(?:constprop|isra|part|cold|lto_priv)(?:\.\d+)*")
_ABI = re.compile(r"\[abi:[^\]]*\]")
_ANONYMOUS = "(anonymous namespace)::"
# Names in which brackets are no brackets; longest first.
_OPERATOR = re.compile(r"\boperator ?(\(\)|<<=|>>=|<=>|->\*|<<|>>|<=|>=|->|<|>)")
_AFTER = re.compile(r"( (const|volatile|noexcept)| ?&&?)+$")


def matching(qualified: str, symbols: Iterable[str]) -> set[str] | None:
    """The symbols that are instances, overloads or compiler's clones of one function.

    None when the function is there only in part (split by the compiler, its head inlined), so
    that no cost is that of the whole function. Symbols are as c++filt prints them.
    """
    wanted = _reduce(qualified)
    found: set[str] = set()
    parts: set[str] = set()
    last = qualified.rpartition("::")[2].strip()
    for symbol in symbols:
        # Most symbols fall at this cheap test; "operator ()" may be written with a blank.
        if last.removeprefix("operator").strip() not in symbol:
            continue
        name = _reduce(symbol)
        if name == wanted or name.endswith(f" {wanted}"):
            (parts if _is_fragment(symbol) else found).add(symbol)
    if parts and not found:
        return None
    return found | parts


def _is_fragment(symbol: str) -> bool:
    return any(mark in symbol for mark in (".part.", ".cold"))


def _reduce(symbol: str) -> str:
    """The name alone: no arguments, template arguments, clone marks or anonymous namespaces."""
    text = _ABI.sub("", _CLONE.sub("", symbol)).replace(_ANONYMOUS, "")
    text = _OPERATOR.sub(lambda match: "operator" + _code(match[1]), text)
    depth = 0
    kept: list[str] = []
    for character in text:
        if character in "<(":
            depth += 1
        elif character in ">)":
            depth -= 1
        elif depth == 0:
            kept.append(character)
    return _AFTER.sub("", "".join(kept).strip())


def _code(operator: str) -> str:
    """A name without brackets for an operator that is made of them."""
    return "".join(f"~{ord(character)}" for character in operator)
