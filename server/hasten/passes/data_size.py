"""How many bytes of .data a module's variables take, told from LLVM's text of it."""

from __future__ import annotations

import re

from attrs import define, field

_GLOBAL = re.compile(
    r'^@(?:"[^"\n]*"|[-\w.$]+) = ([^\n@"]*?)\b(global|constant) ([^\n]*)$', re.MULTILINE
)
_NAMED = re.compile(r'^(%(?:"[^"\n]*"|[-\w.$]+)) = type (.*)$', re.MULTILINE)
_TOKEN = re.compile(r'\s*(<\{|[\[\]{}<>,]|%(?:"[^"\n]*"|[-\w.$]+)|[\w.]+)')
_PIC = re.compile(r'^!\d+ = !\{i32 \d+, !"PIC Level", i32 [12]\}', re.MULTILINE)
_EMPTY = ("zeroinitializer", "null", "undef", "poison", "0,", "false", "0x0000000000000000")
_SCALARS = {"ptr": 8, "half": 2, "bfloat": 2, "float": 4, "double": 8, "x86_fp80": 16, "fp128": 16}


def head_of(text: str) -> str:
    """What LLVM writes before a module's functions: its types and variables."""
    return text[: max(0, text.find("\ndefine "))] or text


def data_bytes(text: str) -> int:
    """Bytes of variables that are initialized and may be written, by the program or its loader.

    Constants that hold addresses are among them where code is independent of its position. Types
    that are not understood count as nothing.
    """
    types = Types.of(text)
    relocated = _PIC.search(text, max(0, text.rfind("\n}\n"))) is not None
    total = 0
    for before, kind, rest in _GLOBAL.findall(head_of(text)):
        if "external" in before or "available_externally" in before:
            continue
        if kind == "constant" and not (relocated and "@" in rest):
            continue
        try:
            size, _, end = types.parsed(rest, 0)
        except ValueError:
            continue
        if not rest[end:].lstrip().startswith(_EMPTY) and rest[end:].strip() != "0":
            total += size
    return total


@define
class Types:
    """Sizes and alignments of types, by their text."""

    named: dict[str, str]
    _known: dict[str, tuple[int, int]] = field(factory=dict[str, tuple[int, int]])

    @classmethod
    def of(cls, text: str) -> Types:
        """The named types of a module."""
        return cls(dict(_NAMED.findall(head_of(text))))

    def size(self, text: str) -> int:
        """The size of the type that a text begins with; 0 when it is not understood."""
        try:
            return self.parsed(text, 0)[0]
        except ValueError:
            return 0

    def parsed(self, text: str, at: int) -> tuple[int, int, int]:
        """Size, alignment and end of the type at a place. Raises ValueError when there is none."""
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(text[at : at + 40])
        word, at = found[1], found.end()
        if word in ("{", "<{"):
            return self._structure(text, at, packed=word == "<{")
        if word in ("[", "<"):
            count, at = _number(text, at)
            size, alignment, at = self.parsed(text, _passed(text, at, "x"))
            at = _passed(text, at, "]" if word == "[" else ">")
            return count * size, alignment if word == "[" else count * size, at
        if word.startswith("%"):
            return *self._by_name(word), at
        size = _SCALARS.get(word, 0)
        if not size and re.fullmatch(r"i\d+", word):
            size = 1 << (max(0, (int(word[1:]) + 7) // 8 - 1)).bit_length()
        if not size:
            raise ValueError(word)
        return size, min(size, 16), at

    def _by_name(self, name: str) -> tuple[int, int]:
        if name not in self._known:
            # A type that holds itself has no size.
            self._known[name] = 0, 1
            size, alignment, _ = self.parsed(self.named.get(name, ""), 0)
            self._known[name] = size, alignment
        return self._known[name]

    def _structure(self, text: str, at: int, *, packed: bool) -> tuple[int, int, int]:
        size, widest = 0, 1
        while True:
            found = _TOKEN.match(text, at)
            if found is None:
                raise ValueError(text[at : at + 40])
            if found[1] == "}":
                end = _passed(text, found.end(), ">") if packed else found.end()
                return -(-size // widest) * widest, widest, end
            if found[1] == ",":
                at = found.end()
                continue
            own, alignment, at = self.parsed(text, at)
            alignment = 1 if packed else alignment
            size = -(-size // alignment) * alignment + own
            widest = max(widest, alignment)


def _number(text: str, at: int) -> tuple[int, int]:
    found = _TOKEN.match(text, at)
    if found is None or not found[1].isdigit():
        raise ValueError(text[at : at + 40])
    return int(found[1]), found.end()


def _passed(text: str, at: int, word: str) -> int:
    found = _TOKEN.match(text, at)
    if found is None or found[1] != word:
        raise ValueError(text[at : at + 40])
    return found.end()
