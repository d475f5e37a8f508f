"""Where a class that a rule needs goes into a file."""

from __future__ import annotations

from hasten.rules.analysis import Code

_HEADS = ("preproc_include", "using_declaration", "preproc_def", "preproc_call")


def first_code(code: Code) -> int | None:
    """Where the first declaration of the file begins, with the comment right above it.

    None where it stands under conditions of the preprocessor.
    """
    place: int | None = None
    for node in code.source.root.children:
        if node.type == "comment":
            place = node.start_byte if place is None else place
        elif node.type in _HEADS:
            place = None
        elif node.type.startswith("preproc") or node.type == "ERROR":
            return None
        else:
            return place if place is not None else node.start_byte
    return None
