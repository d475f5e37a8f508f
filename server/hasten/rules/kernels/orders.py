"""What a comparison function looks at: whether elements that it calls equal can be told apart.

A comparison is read as a list of keys, of which the first that differs decides. `$` stands for the
element in them: `$.score`, or `$` itself.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from hasten.rules.algorithms.idioms import normal
from hasten.rules.analysis import (
    ARITHMETIC,
    INTEGRAL,
    Code,
    child,
    contains,
    is_string,
    parts,
    template_of,
    value_type,
)
from hasten.rules.kernels.storage import class_bodies

Keys = tuple[str, ...]

_WHOLE = re.compile(r"(?:std::)?(?:greater|less)<.*>(?:\(\)|\{\})")
_ALIAS = re.compile(
    r"(?:const )?(?:struct )?(?P<type>\w+)(?: const)?(?P<star>\*?)(?: const)?\s?"
    r"(?P<name>\w+)=(?P<value>[^;]*);"
)
_TWO_ALIASES = re.compile(r"^((?:const )?(?:struct )?\w+)(\*\w+=[^,;]*),(\*\w+=[^,;]*);")
_NARROW = frozenset({"int", "short", "char", "signed char", "unsigned char", "unsigned short"})
_SIGNS = ({"1", "-1"},)
_TRUTHS = ({"true", "false"}, {"1", "0"})
_MIRRORED = {"<": ">", ">": "<"}


def keys_of(
    code: Code, comparison: Node | None, element: str, *, three_way: bool = False
) -> Keys | None:
    """What a comparison of elements looks at in turn, None when it cannot be told.

    No comparison stands for the operator `<` of the element itself. A comparison that is
    `three_way` returns what is less than, equal to or greater than zero, as for `qsort`.
    """
    if comparison is None or _WHOLE.fullmatch(normal(code.text(comparison))):
        return ("$",)
    function = _function(code, comparison)
    names = _parameters(code, function)
    body = child(function, "body")
    if names is None or body is None or not code.is_verbatim(body):
        return None
    text = normal(code.text(body))[1:-1]
    return _Comparison(code, element, *names, three_way).read(text)


def is_total(
    code: Code,
    keys: Keys,
    element: str,
    seen: frozenset[str] | None = None,
    *,
    floats: bool = False,
) -> bool:
    """Whether elements that agree in all keys are the same in every field of `seen` (None: all).

    With `floats`, two floating-point numbers count as the same when they compare equal.
    """
    if "$" in keys and is_indistinct(element, floats=floats):
        return True
    fields = fields_of(code, element)
    looked_at = fields.keys() if seen is None else seen
    return bool(fields) and all(
        name in fields and f"$.{name}" in keys and is_indistinct(fields[name], floats=floats)
        for name in looked_at
    )


def is_indistinct(kind: str, *, floats: bool = False) -> bool:
    """Whether two values of a type that its own `<` calls equal cannot be told apart."""
    kind = value_type(kind)
    if kind in (ARITHMETIC if floats else INTEGRAL) or is_string(kind):
        return True
    name, arguments = template_of(kind)
    if name in ("std::pair", "std::tuple"):
        return all(is_indistinct(one, floats=floats) for one in arguments)
    return name in ("std::vector", "std::array") and is_indistinct(arguments[0], floats=floats)


def fields_of(code: Code, kind: str) -> dict[str, str]:
    """The fields of a pair, or of a class of this text, with their types; none when unknown."""
    name, arguments = template_of(kind)
    if name == "std::pair" and len(arguments) == 2:
        return {"first": arguments[0], "second": arguments[1]}
    bodies = list(class_bodies(code, value_type(kind).removeprefix("struct ").rpartition("::")[2]))
    if len(bodies) != 1 or any(n.type == "base_class_clause" for n in bodies[0].children):
        return {}
    return {
        d.name: d.type
        for d in code.facts.declarations
        if d.kind == "field" and contains(bodies[0], d.name_at) and not d.is_static
    }


def _function(code: Code, comparison: Node) -> Node | None:
    """The lambda, or the definition of the function that is named (also by its address)."""
    if comparison.type == "lambda_expression":
        return comparison
    if comparison.type == "pointer_expression":
        comparison = child(comparison, "argument") or comparison
    declared = code.declaration(comparison)
    if declared is None or declared.kind != "function":
        return None
    same = [d for d in code.facts.declarations if d.name == declared.name and d.kind == "function"]
    found = code.functions.get(declared.name_at)
    if len(same) != 1 or found is None:
        return None
    body = code.source.node_of(found.body, "compound_statement")
    return body.parent if body is not None else None


def _parameters(code: Code, function: Node | None) -> tuple[str, str] | None:
    """The names of the two parameters."""
    declarator = child(function, "declarator")
    while declarator is not None and child(declarator, "parameters") is None:
        declarator = child(declarator, "declarator")
    names: list[str] = []
    for parameter in parts(child(declarator, "parameters")):
        match = re.search(r"(\w+)\s*$", code.text(parameter))
        if parameter.type != "parameter_declaration" or match is None:
            return None
        names.append(match.group(1))
    return (names[0], names[1]) if len(names) == 2 else None


class _Comparison:
    """Reads the normalized text of a comparison of two elements, named `one` and `other`."""

    def __init__(self, code: Code, element: str, one: str, other: str, three_way: bool) -> None:
        self._code, self._element, self._three_way = code, element, three_way
        self._one, self._other = one, other

    def read(self, text: str) -> Keys | None:
        """The keys, in their order, of the statements of a function."""
        text = self._named_plainly(text)
        text = re.sub(r"\breturn(?=[^\w ])", "return ", text)
        text = re.sub(r"\{(return [^;{}]*;)\}", r"\1", text).replace("else ", "")
        keys: list[str] = []
        while match := re.match(r"if\((?P<condition>[^;{}]*)\)return (?P<value>[^;]*);", text):
            text = text[match.end() :]
            condition, value = match["condition"], match["value"]
            key, sign = self._compared(condition)
            if key is None:
                return None
            if sign == "!=":
                if (key,) not in (self._order(value), self._sided(value)):
                    return None
            elif sign == "==":
                inner = self._order(value)
                last = re.fullmatch(r"return ([^;]*);", text)
                if inner is None or last is None:
                    return None
                if (key,) not in (self._order(last[1]), self._sided(last[1])):
                    return None
                return (*keys, key, *inner)
            else:
                rest = self._opposite(text, key, sign, value)
                if rest is None:
                    return None
                text = rest
            keys.append(key)
        last = re.fullmatch(r"return ([^;]*);", text)
        if last is None:
            return None
        if last[1] in ("0", "false") and keys:
            return tuple(keys)
        found = self._order(last[1])
        return (*keys, *found) if found is not None else None

    def _opposite(self, text: str, key: str, sign: str, value: str) -> str | None:
        """What follows after the statement that treats the opposite case of a comparison."""
        match = re.match(r"if\(([^;{}]*)\)return (-?\w+);", text)
        if match is None or self._compared(match[1]) != (key, _MIRRORED.get(sign)):
            return None
        differs = {value, match[2]} in (_SIGNS if self._three_way else _TRUTHS)
        return text[match.end() :] if differs else None

    def _sided(self, text: str) -> Keys | None:
        """`a < b ? -1 : 1`, which is a comparison of two that differ."""
        match = re.fullmatch(r"([^?]*)\?(-?\d):(-?\d)", _unwrapped(text))
        if match is None or not self._three_way or {match[2], match[3]} not in _SIGNS:
            return None
        key, sign = self._compared(_unwrapped(match[1]))
        return (key,) if key is not None and sign in _MIRRORED else None

    def _named_plainly(self, text: str) -> str:
        """The text with pointers to the elements written as the elements themselves."""
        text = re.sub(r"\bstd::", "", text)
        text = _TWO_ALIASES.sub(r"\1\2;\1\3;", text)
        while match := _ALIAS.match(text):
            value = re.sub(r"^\*?\((?:const )?(?:struct )?\w+ ?(?:const)?\*\)", "", match["value"])
            value = re.sub(r"^\*?static_cast<[^<>]*\*>\((\w+)\)$", r"\1", value)
            value = value.strip("()")
            if value not in (self._one, self._other):
                break
            text = re.sub(rf"\b{match['name']}\b", value, text[match.end() :])
        names = rf"({self._one}|{self._other})\b"
        text = re.sub(
            rf"\*\((?:const )?(?:struct )?[\w ]+?(?:const)?\*\)\(?{names}\)?", r"\1", text
        )
        text = re.sub(
            rf"\((?:\((?:const )?(?:struct )?\w+ ?(?:const)?\*\))?{names}\)->", r"\1.", text
        )
        text = re.sub(rf"\(\*{names}\)", r"\1", text)
        text = re.sub(rf"(?<![\w\)\]])\*{names}", r"\1", text)
        return re.sub(rf"\b{names}->", r"\1.", text)

    def _order(self, text: str) -> Keys | None:
        """The keys of an expression that says whether, or how, one element comes before another."""
        text = _unwrapped(text)
        plain = (self._difference,) if self._three_way else (self._tied, self._disjunction)
        for reader in (*plain, self._choice):
            if (found := reader(text)) is not None:
                return found
        return None

    def _difference(self, text: str) -> Keys | None:
        """`a - b` of what cannot wrap, or `(a > b) - (a < b)`."""
        sides = _split(text, "-")
        if len(sides) != 2:
            return None
        compared = [self._compared(_unwrapped(side)) for side in sides]
        if {sign for _, sign in compared} == {"<", ">"} and compared[0][0] == compared[1][0]:
            return (compared[0][0],) if compared[0][0] is not None else None
        key = self._key(*sides)
        return (key,) if key is not None and self._type(key) in _NARROW else None

    def _choice(self, text: str) -> Keys | None:
        """`a != b ? a < b : ...`, and `a < b ? -1 : a > b`."""
        match = re.fullmatch(r"([^?]*)\?([^?]*?):(.*)", text)
        if match is None:
            return None
        key, sign = self._compared(_unwrapped(match[1]))
        if key is None:
            return None
        yes, no = _unwrapped(match[2]), _unwrapped(match[3])
        if sign in ("!=", "=="):
            plain, rest = (yes, no) if sign == "!=" else (no, yes)
            inner = self._order(rest)
            compares = (key,) in (self._order(plain), self._sided(plain))
            return (key, *inner) if inner is not None and compares else None
        found = re.fullmatch(r"(.*?)(?:\?(-?\d):(.*))?", no)
        if found is None or not self._three_way:
            return None
        if self._compared(_unwrapped(found[1])) != (key, _MIRRORED[sign]):
            return None
        if {yes, found[2] or "1"} not in _SIGNS:
            return None
        if found[3] in (None, "0"):
            return (key,)
        inner = self._order(found[3])
        return (key, *inner) if inner is not None else None

    def _tied(self, text: str) -> Keys | None:
        match = re.fullmatch(r"(tie|make_tuple|make_pair)\((.*)\)([<>])\1\((.*)\)", text)
        if match is None:
            return None
        ones, others = _split(match[2], ","), _split(match[4], ",")
        keys = [self._key(a, b) for a, b in zip(ones, others, strict=False)]
        plain = [key for key in keys if key is not None]
        return tuple(plain) if len(ones) == len(others) == len(plain) else None

    def _disjunction(self, text: str) -> Keys | None:
        """`a.x < b.x || (a.x == b.x && a.y < b.y)`."""
        keys: list[str] = []
        choices = _split(text, "||")
        for index, choice in enumerate(choices):
            *equal, last = _split(_unwrapped(choice), "&&")
            same = [self._compared(_unwrapped(one)) for one in equal]
            if any(sign != "==" for _, sign in same) or {key for key, _ in same} != set(keys):
                return None
            key, sign = self._compared(_unwrapped(last))
            if key is not None and sign in ("<", ">"):
                keys.append(key)
                continue
            is_last = index == len(choices) - 1 and bool(equal)
            inner = self._order(last) if is_last else None
            return (*keys, *inner) if inner is not None else None
        return tuple(keys) if keys else None

    def _compared(self, text: str) -> tuple[str | None, str]:
        """The key that is compared in both elements, and how; one element comes first or last."""
        match = re.fullmatch(r"([^<>=!&|?]+)(<|>|==|!=)([^<>=!&|?]+)", text)
        if match is None:
            return None, ""
        left, sign, right = match.groups()
        key = self._key(left, right)
        if key is not None and re.search(rf"\b{self._other}\b", left):
            sign = _MIRRORED.get(sign, sign)
        return key, sign

    def _key(self, left: str, right: str) -> str | None:
        """What is the same expression of either element."""
        patterns = [re.compile(rf"(?<![\w.]){name}\b") for name in (self._one, self._other)]
        left, right = _unwrapped(left), _unwrapped(right)
        for here, there in (patterns, patterns[::-1]):
            one, other = here.sub("$", left), there.sub("$", right)
            if one == other and "$" in one and not there.search(left) and not here.search(right):
                plain = re.fullmatch(r"\$(?:\.\w+)*|\w+\[\$(?:\.\w+)*\]", one)
                return one if plain else None
        return None

    def _type(self, key: str) -> str:
        if key == "$":
            return value_type(self._element)
        fields = fields_of(self._code, self._element)
        return value_type(fields.get(key.removeprefix("$."), ""))


def _unwrapped(text: str) -> str:
    """The text without the parentheses that are around all of it."""
    while text.startswith("(") and text.endswith(")"):
        depth = 0
        for index, letter in enumerate(text):
            depth += (letter == "(") - (letter == ")")
            if depth == 0 and index < len(text) - 1:
                return text
        text = text[1:-1]
    return text


def _split(text: str, separator: str) -> list[str]:
    """The parts of a text between a separator that stands outside of all brackets."""
    found, depth, start, at = list[str](), 0, 0, 0
    while at < len(text):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0 and text.startswith(separator, at):
            found.append(text[start:at])
            at = start = at + len(separator)
        else:
            at += 1
    return [*found, text[start:]]
