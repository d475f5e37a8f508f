"""A container that is filled only to be read once is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    ancestors,
    child,
    code_of,
    contains,
    statements,
    template_of,
    value_type,
)
from hasten.rules.kernels.independence import can_interleave
from hasten.rules.kernels.produced import Produced, containers, declaration_of, produced
from hasten.rules.loops import counted_loop, jumps
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import uses_of
from hasten_sim.facts import Declaration

_Edit = tuple[int, int, str]


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each container that a loop fills for another loop alone."""
    code = code_of(unit)
    for container in containers(code, unit.span.start, unit.span.end):
        found = produced(code, container)
        if found is None or not _is_safe(code, found):
            continue
        made = [(found.producer, found.value), *found.later]
        bodies = [_body(code, found, *one) for one in made]
        edits = [
            (producer.start_byte, producer.end_byte, body)
            for (producer, _), body in zip(made, bodies, strict=True)
            if body is not None
        ]
        if len(edits) < len(made):
            continue
        edits.append(_without(code, found.reading))
        edits += _moved(code, found)
        edits += _preparations(code, found)
        yield RULE.rewrite(
            f"`{container.name}` is filled only to be read once, in the order of its filling.",
            Span(found.filling.start_byte, found.reading.end_byte),
            tuple(edits),
            2.0,
        )


def _is_safe(code: Code, found: Produced) -> bool:
    """Whether the reading loop can do its work element by element while the other one runs."""
    if any(n.type == "lambda_expression" for n in ancestors(found.reading)):
        return False
    if not (code.is_verbatim(found.filling) and code.is_verbatim(found.reading)):
        return False
    between = _between(found)
    besides = frozenset({found.container.name_at})
    if any(jumps(code, s) or not code.is_plain(s) for s in between):
        return False
    if any(not can_interleave(code, found.filling, s, besides) for s in between):
        return False
    if any(_declares_what_is_named(code, s, found.filling) for s in between):
        return False
    return can_interleave(code, found.filling, found.reading, besides)


def _between(found: Produced) -> list[Node]:
    """The statements after the filling loop and before the reading one."""
    after = [s for s in statements(found.filling.parent) if s.start_byte >= found.filling.end_byte]
    return [s for s in after if s.end_byte <= found.reading.start_byte and s not in found.rest]


def _moved(code: Code, found: Produced) -> Iterator[_Edit]:
    """Edits that let what stands between the loops run before both."""
    separator = code.source.newline + code.source.indentation(found.filling.start_byte)
    between = _between(found)
    if between:
        at = found.filling.start_byte
        yield at, at, "".join(code.text(s) + separator for s in between)
        yield from (_without(code, s) for s in between)


def _declares_what_is_named(code: Code, statement: Node, filling: Node) -> bool:
    """Whether the statement declares a name that the filling loop uses for something else."""
    names = {d.name for d in code.facts.declarations if contains(statement, d.name_at)}
    return bool(names & _words(code, filling))


def _words(code: Code, node: Node) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", code.text(node)))


def _body(code: Code, found: Produced, producer: Node, value: Node) -> str | None:
    """What comes in the place where an element was put into the container."""
    body = child(found.reading, "body")
    if body is None:
        return None
    taken = _words(code, found.filling)
    mentioned = _words(code, body)
    declared = {d.name for d in code.facts.declarations if contains(found.filling, d.name_at)}
    inner = {d.name for d in code.facts.declarations if contains(body, d.name_at)}
    hidden = {found.element.name} if found.element is not None else set[str]()
    loop = counted_loop(code, found.reading)
    counter = loop.variable if found.element is None and loop is not None else None
    if counter is not None:
        hidden.add(counter.name)
    if declared & (mentioned - hidden - inner) or inner & taken:
        return None  # a name would mean another variable there
    wanted = found.element.name if found.element is not None else "element"
    others = {
        d.name
        for d in code.facts.declarations
        if d.owner == found.container.owner
        and (found.element is None or d.name_at != found.element.name_at)
    }
    keeps = found.element is not None and wanted not in taken | others
    name = wanted if keeps else code.fresh_name(wanted)
    text = _renamed(code, found, body, counter, name, inner)
    head = _element_declaration(code, found, name, value)
    if text is None or head is None:
        return None
    return _placed(code, producer, head, text, bool(found.later) or _declares(body))


def _declares(body: Node) -> bool:
    return any(s.type == "declaration" for s in statements(body))


def _renamed(
    code: Code, found: Produced, body: Node, counter: Declaration | None, name: str, inner: set[str]
) -> list[str] | None:
    """The statements of the reading loop, with the new names in the place of its own."""
    edits: list[_Edit] = [(n.start_byte, n.end_byte, name) for n in found.reads]
    renamed: list[tuple[Declaration, str]] = []
    if found.element is not None:
        renamed.append((found.element, name))
    elif counter is not None and found.counters is not None:
        if found.counters[0].variable.name in inner:
            return None
        renamed.append((counter, found.counters[0].variable.name))
    for variable, new in renamed:
        for reference in code.facts.references_to.get(variable.name_at, ()):
            if reference.from_macro:
                return None
            at = reference.start
            replaced = any(contains(n, at) for n in found.reads)
            if contains(body, at) and not replaced and code.name_node(at) is not None:
                edits.append((at, at + len(variable.name.encode()), new))
    if counter is not None and found.counters is None:
        count = [r for r in code.references_in(body) if r.target == counter.name_at]
        if len(count) != len(found.reads):
            return None  # the number of the element is used as well
    return [_edited(code, s, edits) for s in statements(body)]


def _edited(code: Code, node: Node, edits: list[_Edit]) -> str:
    data, at = b"", node.start_byte
    for start, end, text in sorted(edits):
        if node.start_byte <= start and end <= node.end_byte:
            data += code.source.data[at:start] + text.encode()
            at = end
    return (data + code.source.data[at : node.end_byte]).decode()


def _element_declaration(code: Code, found: Produced, name: str, made: Node) -> str | None:
    """The declaration of one element, with the very type that it has in the container."""
    written = _element_type(code, found.container)
    if not written:
        return None
    kind = _canonical_element(found.container)
    changed = found.element is not None and any(
        use.kind != "read" for use in uses_of(code, found.element)
    )
    if found.element is not None and not _is_same_type(found.element, kind):
        return None
    if changed and (found.element is None or found.element.is_reference):
        return None
    if found.branches:
        edits = [(place.start_byte, place.end_byte, name) for place in found.branches]
        indent = code.source.newline + code.source.indentation(found.producer.start_byte)
        return f"{written} {name};{indent}{_edited(code, found.producer, edits)}"
    value = code.text(made)
    prefix = "" if changed else "const "
    copied = changed or kind in ARITHMETIC or made.type == "initializer_list"
    by_reference = not copied and code.facts.language == "cpp"
    return f"{prefix}{written}{'&' if by_reference else ''} {name} = {value};"


def _is_same_type(element: Declaration, kind: str) -> bool:
    return value_type(element.type) == kind


def _canonical_element(container: Declaration) -> str:
    name, arguments = template_of(container.type)
    return arguments[0] if name == "std::vector" else value_type(container.type.rstrip("* "))


def _element_type(code: Code, container: Declaration) -> str:
    """The type of the elements as the declaration of the container spells it."""
    node = declaration_of(code, container)
    written = child(node, "type")
    if node is None or written is None:
        return ""
    if container.is_pointer:
        return re.sub(r"^(?:const )|[* ]+$", "", code.text(written))
    match = re.fullmatch(r"(?:std::)?vector\s*<\s*(.*?)\s*>", code.text(written), re.DOTALL)
    return match.group(1) if match is not None and not match.group(1).startswith("const") else ""


def _placed(code: Code, producer: Node, head: str, body: list[str], scoped: bool) -> str:
    newline, indent = code.source.newline, code.source.indentation(producer.start_byte)
    in_block = producer.parent is not None and producer.parent.type == "compound_statement"
    if in_block and not scoped:
        return (newline + indent).join([head, *body])
    inner = newline + indent + "    "
    return "{" + inner + inner.join([head, *body]) + newline + indent + "}"


def _preparations(code: Code, found: Produced) -> Iterator[_Edit]:
    """Edits that take away what was there for the container alone."""
    block = found.filling.parent
    for statement in found.rest:
        if statement.parent is not None and statement.parent.type == "compound_statement":
            yield _without(code, statement)
        else:
            yield statement.start_byte, statement.end_byte, ";"
    node = declaration_of(code, found.container)
    if block is None or node is None or node.parent is None:
        return
    declarators = node.children_by_field_name("declarator")
    if len(declarators) == 1 and node.parent.type == "compound_statement":
        yield _without(code, node)


def _without(code: Code, statement: Node) -> _Edit:
    """The edit that takes a statement away, with its line when it has one of its own."""
    source = code.source
    start, end = statement.start_byte, statement.end_byte
    line_start, line_end = source.line_start(start), source.line_end(end)
    alone = not source.data[line_start:start].strip() and not source.data[end:line_end].strip()
    if not alone:
        return start, end, ""
    after = source.data[line_end : line_end + 2]
    return line_start, line_end + (2 if after == b"\r\n" else 1 if after else 0), ""


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    std::vector<unsigned> values;
    for (unsigned i = 0; i < 100000; ++i) values.push_back(i * 7919 % 1000);
    std::vector<unsigned> chosen;
    for (unsigned value : values) {
        if (value % 3 == 0) {
            chosen.push_back(value / 3);
        }
    }
    unsigned long long sum = 0;
    for (unsigned third : chosen) sum += third;
    std::printf("%llu %zu\\n", sum, values.size());
}
"""
_AFTER = """\
#include <cstdio>
#include <vector>

int main() {
    std::vector<unsigned> values;
    for (unsigned i = 0; i < 100000; ++i) values.push_back(i * 7919 % 1000);
    unsigned long long sum = 0;
    for (unsigned value : values) {
        if (value % 3 == 0) {
            const unsigned third = value / 3;
            sum += third;
        }
    }
    std::printf("%llu %zu\\n", sum, values.size());
}
"""
_SMALL = """\
#include <cstdio>
#include <vector>
int main() {
    int n = 9, sum = 1;
    std::vector<int> v;
    FILL
    READ
    std::printf("%d\\n", sum);
}
"""


def _small(fill: str, read: str) -> str:
    return _SMALL.replace("FILL", fill).replace("READ", read)


RULE = Rule(
    id="fuse-fill-and-fold",
    title="Use each element at once instead of storing all of them",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "One loop fills a container, and another one goes through it once, in the same order; "
        "nobody else looks at it. What the second loop does with an element can be done as soon "
        "as the element is known: neither loop touches what the other one works with. The "
        "container, its memory and a pass over it are saved."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # The sum is needed to make the next element.
        _small(
            "for (int i = 0; i < n; i++) v.push_back(i + sum);",
            "for (int x : v) sum += x;",
        ),
        # It is read twice.
        _small(
            "for (int i = 0; i < n; i++) v.push_back(i);",
            "for (int x : v) sum += x;\n    for (int x : v) sum *= x;",
        ),
        # Every element needs the number of all.
        _small(
            "for (int i = 0; i < n; i++) if (i % 3) v.push_back(i);",
            "for (int x : v) sum += x * (int)v.size();",
        ),
        # It is not empty when the loop begins.
        _small(
            "v.push_back(5);\n    for (int i = 0; i < n; i++) v.push_back(i);",
            "for (int x : v) sum += x;",
        ),
        # The second loop may end early, while the first one goes on printing.
        _small(
            'for (int i = 0; i < n; i++) { std::printf("%d", i); v.push_back(i); }',
            "for (int x : v) { if (x > 5) break; sum += x; }",
        ),
    ),
)
