"""New functions put into a document, with the helpers and headers that they bring along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import field, frozen

from hasten.nouns import Edit, Span
from hasten.prompts.items import Item, items_of, outermost
from hasten.prompts.signatures import under_signature
from hasten.source.cpp import CppSource, Function
from hasten.source.edits import apply, merge
from hasten.source.includes import ensure_include, include_lines, included_headers

_DIRECTIVE = re.compile(r"using\s+namespace\s+([\w:]+)\s*;")


@frozen
class Spliced:
    """A document with new functions in it, and what was put in: headers, helpers, functions."""

    document: str = field(repr=False)
    code: str = field(repr=False)


def splice(
    document: CppSource,
    fragment: CppSource,
    pairs: Sequence[tuple[Function, Function]],
) -> Spliced:
    """Put functions of a fragment in the places of functions of a document.

    What else the fragment declares comes along where the document has nothing of that name:
    helpers before the outermost declaration of the first function, standard headers among the
    includes. Raises OtherSignature when a function takes something else, ValueError when the
    places contradict each other.
    """
    brought = _brought(document, fragment, [new for _, new in pairs])
    prefix = _using(document, fragment)
    functions: list[str] = []
    edits: list[Edit] = []
    for old, new in pairs:
        text = under_signature(document, old, fragment, new)
        text = _with_using(text, prefix)
        functions.append(text)
        edits.append(Edit(old.span.start, old.span.end, text))
    helpers = "\n\n".join(
        _with_using(fragment.slice(item.span).rstrip(), prefix if item.kind == "function" else "")
        for item in brought
    )
    at = _place_of_helpers(document, min(old.span.start for old, _ in pairs))
    helper_edits = [Edit(at, at, f"{helpers}\n\n")] if helpers else []
    headers = _headers(document, fragment)
    include_edits = [e for header in headers if (e := ensure_include(document, header))]
    together = merge(edits, helper_edits, *([edit] for edit in include_edits))
    if together is None:
        raise ValueError("the functions of the answer lie within each other")
    includes = "\n".join(f"#include <{header}>" for header in headers)
    parts = [part for part in (includes, helpers, *functions) if part]
    return Spliced(apply(document.text, together), "\n\n".join(parts) + "\n")


def _brought(document: CppSource, fragment: CppSource, replaced: Iterable[Function]) -> list[Item]:
    """What the fragment declares beside the functions, and the document does not."""
    known = {name for item in items_of(document) for name in item.names}
    known |= {function.name for function in document.functions} | {"main"}
    taken = [function.span for function in replaced]
    return [
        item
        for item in items_of(fragment)
        if item.kind not in ("include", "using")
        and not any(item.span.overlaps(span) for span in taken)
        and not known.intersection(item.names)
    ]


def _headers(document: CppSource, fragment: CppSource) -> list[str]:
    """The headers that the fragment includes and the document does not."""
    present = included_headers(document)
    if "bits/stdc++.h" in present:
        return []
    wanted = [name for name, _, conditional in include_lines(fragment) if not conditional]
    return [
        name
        for name in dict.fromkeys(wanted)
        if name and not name.startswith(('"', "/", ".")) and name not in present
    ]


def _using(document: CppSource, fragment: CppSource) -> str:
    """The `using namespace`s that the fragment relies on and the document does not have."""
    wanted = dict.fromkeys(_DIRECTIVE.findall(_outside_functions(fragment)))
    present = set(_DIRECTIVE.findall(_outside_functions(document)))
    return "".join(f" using namespace {name};" for name in wanted if name not in present)


def _outside_functions(source: CppSource) -> str:
    return "\n".join(source.slice(i.span) for i in items_of(source) if i.kind == "using")


def _with_using(text: str, prefix: str) -> str:
    """A function that begins with these directives."""
    if not prefix:
        return text
    source = CppSource.parse(text)
    if not source.functions:
        return text
    at = source.functions[0].body.start + 1
    return apply(text, [Edit(at, at, prefix)])


def _place_of_helpers(document: CppSource, start: int) -> int:
    """Before the declaration around an offset, and before the comments that belong to it."""
    function = document.enclosing_function(start)
    node = document.node_at(start, function.span.end if function else start)
    node = outermost(node)
    at = node.start_byte
    before = node.prev_sibling
    while before is not None and before.type == "comment":
        between = document.slice(Span(before.end_byte, at))
        own_line = document.line_start(before.start_byte) + len(
            document.indentation(before.start_byte)
        )
        if between.count("\n") > 1 or between.strip() or own_line != before.start_byte:
            break
        at = before.start_byte
        before = before.prev_sibling
    return (
        document.line_start(at)
        if not document.slice(Span(document.line_start(at), at)).strip()
        else at
    )
