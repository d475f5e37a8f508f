"""Functions that a model gave another name, and their old name given back."""

from __future__ import annotations

from collections.abc import Sequence

from hasten.nouns import Edit
from hasten.source.cpp import CppSource, Function
from hasten.source.encoding import encode
from hasten.source.lexical import tokens

_TELLING = 4
"""Letters of a name that are no accident in another one."""


def standing_for(original: CppSource, function: Function, source: CppSource) -> Function | None:
    """The one function of an answer that can be meant as a new version of a function.

    It is new, and either the only one that is, or the only one whose name has the other's in it.
    """
    known = {one.name for one in original.functions} | {"main"}
    new = [one for one in source.functions if one.name not in known and one.kind != "operator"]
    if len(new) == 1:
        return new[0]
    wanted = _plain(function.name)
    alike = [one for one in new if _is_alike(wanted, _plain(one.name))]
    return alike[0] if len(alike) == 1 else None


def _is_alike(wanted: str, name: str) -> bool:
    return wanted in name or (len(name) >= _TELLING and name in wanted)


def renamed_back(
    source: CppSource, function: Function, name: str, others: Sequence[Function]
) -> tuple[CppSource, Function]:
    """The source with that function under another name wherever it is named, and the function.

    `others` are functions of that name, which are taken out.
    """
    old = encode(function.name)
    edits = [Edit(one.span.start, one.span.end, "") for one in others]
    edits += [
        Edit(token.start, token.end, name)
        for token in tokens(source.data)
        if token.kind == "word"
        and token.text == old
        and not any(one.span.contains(token.start) for one in others)
    ]
    renamed = source.edited(edits)
    found = [one for one in renamed.functions if one.name == name]
    return renamed, found[-1]


def _plain(name: str) -> str:
    return name.lower().replace("_", "")
