"""The text of a function that asks a table before it computes."""

from __future__ import annotations

import re

from attrs import frozen

from hasten.rules.analysis import value_type
from hasten.rules.library import words
from hasten_sim.facts import Declaration

_NARROW = frozenset(
    ("bool", "char", "signed char", "unsigned char", "short", "unsigned short", "int")
) | {"unsigned int"}
_FITS = _NARROW | {"long", "long long"}
_LOCALS = words("results known index result key found mixed part depth Key Hash")
_KEYWORD = re.compile(r"\b(?:int|long|double|float|bool|char|unsigned|short|signed)\b")


@frozen
class Table:
    """What a table remembers: results of type `kind`, for the parameters `keys`.

    `given` are all parameters, as they are handed on to the function `computes`. `lasts` says that
    results stay right all through the program; otherwise they are forgotten whenever the function
    is called from outside itself.
    """

    kind: str
    keys: tuple[Declaration, ...]
    given: tuple[Declaration, ...]
    computes: str
    lasts: bool

    @property
    def headers(self) -> tuple[str, ...]:
        """The standard headers that the text needs."""
        if len(self.keys) == 1:
            return ("vector", "cstddef")
        return ("unordered_map",) if self._is_pair else ("unordered_map", "array")

    @property
    def _is_pair(self) -> bool:
        return len(self.keys) == 2 and all(value_type(k.type) in _NARROW for k in self.keys)

    @property
    def names(self) -> str:
        """The words of the text that could be macros."""
        return _KEYWORD.sub("", self.body())

    def body(self) -> str:
        """The statements of the function that asks the table, one a line, indented."""
        taken = {p.name for p in self.given}
        names = {word: f"{word}_" if word in taken else word for word in _LOCALS}
        arguments = ", ".join(p.name for p in self.given)
        call = f"{self.computes}({arguments})"
        forget = keep = leave = ""
        if not self.lasts:
            depth, results = names["depth"], names["results"]
            cleared = f"{results}.clear();"
            if len(self.keys) == 1:
                cleared = f"{{\n        {cleared}\n        {names['known']}.clear();\n    }}"
            forget = f"    static int {depth} = 0;\n    if ({depth} == 0) {cleared}\n"
            keep, leave = f"    {depth}++;\n", f"    {depth}--;\n"
        filled = {**names, "kind": self.kind, "call": call, "forget": forget}
        if len(self.keys) == 1:
            # std::vector<bool> packs its elements: slower than bytes.
            stored = "char" if self.kind == "bool" else self.kind
            inner = {"keep": keep and f"    {keep}", "leave": leave and f"    {leave}"}
            return _VECTOR.format(**filled, **inner, stored=stored, value=self.keys[0].name)
        ending = _ENDING.format(**filled, keep=keep, leave=leave)
        if self._is_pair:
            high, low = (p.name for p in self.keys)
            return _PAIR.format(**filled, high=high, low=low) + ending
        parts = [
            p.name if value_type(p.type) in _FITS else f"static_cast<long long>({p.name})"
            for p in self.keys
        ]
        return _ARRAY.format(**filled, parts=", ".join(parts), count=len(parts)) + ending


_VECTOR = """\
    static std::vector<{stored}> {results};
    static std::vector<char> {known};
{forget}\
    if ({value} < 0 || {value} >= 1 << 22) return {call};
    const std::size_t {index} = {value};
    if ({index} >= {known}.size()) {{
        {results}.resize({index} + 1);
        {known}.resize({index} + 1);
    }}
    if (!{known}[{index}]) {{
{keep}\
        const {kind} {result} = {call};
{leave}\
        {results}[{index}] = {result};
        {known}[{index}] = 1;
    }}
    return {results}[{index}];
"""

_PAIR = """\
    static std::unordered_map<unsigned long long, {kind}> {results};
{forget}\
    const unsigned long long {key} =
        static_cast<unsigned long long>({high}) << 32 | static_cast<unsigned int>({low});
"""

_ARRAY = """\
    using {Key} = std::array<long long, {count}>;
    struct {Hash} {{
        std::size_t operator()(const {Key}& {key}) const {{
            unsigned long long {mixed} = 0;
            for (const long long {part} : {key}) {{
                {mixed} = ({mixed} ^ {part}) * 0x9E3779B97F4A7C15ULL;
            }}
            return {mixed} ^ {mixed} >> 32;
        }}
    }};
    static std::unordered_map<{Key}, {kind}, {Hash}> {results};
{forget}\
    const {Key} {key} = {{{parts}}};
"""

_ENDING = """\
    const auto {found} = {results}.find({key});
    if ({found} != {results}.end()) return {found}->second;
{keep}\
    const {kind} {result} = {call};
{leave}\
    {results}.emplace({key}, {result});
    return {result};
"""
