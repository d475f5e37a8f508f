"""The numbers that LLVM gives to metadata nodes and attribute groups, carried over to another text.

Whoever prints a module numbers them anew. Here they are told apart by what they say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import chain

from attrs import frozen

from hasten.source.encoding import encode
from hasten.source.llvm_ir import NAME, SKIPPED, LlvmModule

TOKEN = re.compile(SKIPPED + rb"|(?P<name>[@%$]" + NAME + rb")|#(?P<group>\d+)\b|!(?P<node>\d+)\b")
_BLANKS = re.compile(rb'"[^"\n]*"|;[^\n]*|\s+')


@frozen
class Numbering:
    """What the numbers of one module are in another; those that the other lacks are missing."""

    groups: Mapping[int, int]
    nodes: Mapping[int, int]


@frozen
class _Node:
    """A metadata node: what it says, its references blanked, and those references in order."""

    says: bytes
    references: tuple[int, ...]

    @property
    def is_distinct(self) -> bool:
        return self.says.startswith(b"distinct")


def numbering(old: LlvmModule, new: LlvmModule) -> Numbering:
    """The numbers of `new` in terms of `old`, injective where identity matters."""
    return Numbering(_same_groups(old, new), _same_nodes(_nodes(old), _nodes(new)))


def node_classes(old: LlvmModule, new: LlvmModule) -> tuple[dict[int, int], dict[int, int]]:
    """The metadata nodes of two modules by number, to a class of those that mean the same."""
    return _classes(_nodes(old), _nodes(new))


def renumbered(code: bytes, numbers: Numbering) -> bytes:
    """A piece of a module with its numbers exchanged; those that are not known stay."""

    def exchange(found: re.Match[bytes]) -> bytes:
        if found["group"] is not None:
            group = int(found["group"])
            return b"#%d" % numbers.groups.get(group, group)
        if found["node"] is not None:
            node = int(found["node"])
            return b"!%d" % numbers.nodes.get(node, node)
        return found[0]

    return TOKEN.sub(exchange, code)


def squeezed(code: bytes) -> bytes:
    """A piece of a module without comments, and with one blank for several."""

    def squeeze(found: re.Match[bytes]) -> bytes:
        return found[0] if found[0].startswith(b'"') else b" "

    return re.sub(rb" {2,}", b" ", _BLANKS.sub(squeeze, code)).strip()


def _same_groups(old: LlvmModule, new: LlvmModule) -> dict[int, int]:
    known = {attributes: number for number, attributes in reversed(_groups(old).items())}
    return {
        number: known[attributes]
        for number, attributes in _groups(new).items()
        if attributes in known
    }


def _groups(module: LlvmModule) -> dict[int, frozenset[bytes]]:
    """The attributes of each group, as a set of words and `"key"="value"`."""
    found: dict[int, frozenset[bytes]] = {}
    for entity in module.entities:
        if entity.kind == "attributes":
            _, _, inner = encode(module.slice(entity.span)).partition(b"{")
            words = re.findall(rb'(?:"[^"\n]*"|[^\s"])+', inner.rpartition(b"}")[0])
            found[int(entity.name[1:])] = frozenset(words)
    return found


def _nodes(module: LlvmModule) -> dict[int, _Node]:
    found: dict[int, _Node] = {}
    for entity in module.entities:
        if entity.kind == "metadata" and entity.name[1:].isdigit():
            code = module.data[entity.span.start : entity.span.end].partition(b"=")[2]
            references: list[int] = []

            def blank(token: re.Match[bytes], into: list[int] = references) -> bytes:
                if token["node"] is None:
                    return token[0]
                into.append(int(token["node"]))
                return b"!"

            says = squeezed(TOKEN.sub(blank, code))
            found[int(entity.name[1:])] = _Node(says, tuple(references))
    return found


def _same_nodes(old: dict[int, _Node], new: dict[int, _Node]) -> dict[int, int]:
    """Nodes that say the same, and refer to nodes of which that is true in turn.

    Distinct nodes may be alike and yet not be the same: they are paired only when both modules
    have as many of them. Compile units and subprograms, of which others change with what is in
    them, are then told by what they say alone.
    """
    classes_old, classes_new = _classes(old, new)
    same = _paired(classes_old, classes_new)
    left_old = {number: node for number, node in old.items() if number not in set(same.values())}
    left_new = {number: node for number, node in new.items() if number not in same}
    return same | _told_by_name(left_old, left_new)


def _paired(old: Mapping[int, int], new: Mapping[int, int]) -> dict[int, int]:
    by_class: dict[int, list[int]] = defaultdict(list)
    for number, kind in old.items():
        by_class[kind].append(number)
    mine: dict[int, list[int]] = defaultdict(list)
    for number, kind in new.items():
        mine[kind].append(number)
    pairs = (
        zip(numbers, by_class[kind], strict=True)
        for kind, numbers in mine.items()
        if len(numbers) == len(by_class.get(kind, ()))
    )
    return dict(chain.from_iterable(pairs))


def _told_by_name(old: dict[int, _Node], new: dict[int, _Node]) -> dict[int, int]:
    mine = _sole_names(new)
    return {mine[name]: number for name, number in _sole_names(old).items() if name in mine}


def _sole_names(nodes: dict[int, _Node]) -> dict[bytes, int]:
    """Distinct debugging nodes by name, without those whose name is not theirs alone."""
    found: dict[bytes, list[int]] = defaultdict(list)
    for number, node in nodes.items():
        if node.says.startswith(b"distinct !DI"):
            found[_name_of(node)].append(number)
    return {name: numbers[0] for name, numbers in found.items() if len(numbers) == 1}


def _name_of(node: _Node) -> bytes:
    """What a debugging node is called, without what changes with the module."""
    if node.says.startswith(b"distinct !DICompileUnit"):
        return b"!DICompileUnit"
    return re.sub(rb",? ?\w+: !(?=[,)])", b"", node.says)


def _classes(old: dict[int, _Node], new: dict[int, _Node]) -> tuple[dict[int, int], dict[int, int]]:
    """Nodes by number to a class that two nodes share when nothing they lead to tells them apart.

    The classes are refined until no round splits one (as in minimizing an automaton), since nodes
    may lead to themselves.
    """
    sides = (old, new)
    seen: dict[object, int] = {}
    classes = [{n: seen.setdefault(node.says, len(seen)) for n, node in s.items()} for s in sides]
    count = len(set(chain(*(side.values() for side in classes))))
    while True:
        seen = {}
        refined: list[dict[int, int]] = []
        for side, known in zip(sides, classes, strict=True):
            keys = {
                n: (known[n], *(known.get(reference, -1) for reference in node.references))
                for n, node in side.items()
            }
            refined.append({n: seen.setdefault(key, len(seen)) for n, key in keys.items()})
        classes = refined
        if len(seen) == count:
            return classes[0], classes[1]
        count = len(seen)
