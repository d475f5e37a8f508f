"""What is printed to a stream of text, as pieces that are appended to a string."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import evolve, field, frozen
from tree_sitter import Node

from hasten.rules.analysis import INTEGRAL, Code, child, is_string, operator, parts, value_type
from hasten.rules.io.uses import is_text
from hasten_sim.facts import Call

REAL = """\
static std::string real_text(double value, const char* format, int digits) {
    char written[400];
    return std::string(written, std::snprintf(written, sizeof written, format, digits, value));
}
"""
PADDED = """\
static void append_padded(std::string& text, const std::string& piece, int width, char filling) {
    const int missing = width - static_cast<int>(piece.size());
    if (missing > 0) text.append(missing, filling);
    text += piece;
}
"""
_SETTINGS = ("filling", "precision", "fixed")
_MOST_DIGITS = 50
_LETTERS = frozenset({"char", "signed char", "unsigned char"})
_NUMBERS = INTEGRAL - _LETTERS - {"wchar_t", "char16_t", "char32_t"}


@frozen
class Piece:
    """One operand of `<<`: how its text is written as an expression, and how it is laid out.

    `settings` are those that hold for it as far as its own chain says.
    """

    kind: str
    value: str
    width: str = ""
    settings: dict[str, str] = field(factory=dict[str, str])

    def appended(self, text: str) -> str:
        """The statement that appends it to a string."""
        if self.width:
            filling = self.settings.get("filling", "' '")
            return f"append_padded({text}, {self._as_string()}, {self.width}, {filling});"
        if self.kind == "letter":
            return f"{text} += {self.value};"
        return f"{text} += {self._as_string()};"

    def _as_string(self) -> str:
        if self.kind == "number":
            return f"std::to_string({self.value})"
        if self.kind == "letter":
            return f"std::string(1, {self.value})"
        if self.kind == "real":
            form = "%.*f" if "fixed" in self.settings else "%.*g"
            digits = self.settings.get("precision", "6")
            return f'real_text({self.value}, "{form}", {digits})'
        return self.value


@frozen
class Chain:
    """A statement that prints to the stream. `set_here` are the settings that it changes."""

    node: Node
    pieces: tuple[Piece, ...]
    set_here: frozenset[str]


def chain_of(code: Code, name: Node) -> Chain | None:
    """The statement `stream << one << other`; None for anything else."""
    pieces: list[Piece] = []
    settings: dict[str, str] = {}
    width, node = "", name
    while node.parent is not None and node.parent.type == "binary_expression":
        around = node.parent
        value = child(around, "right")
        if operator(around) != "<<" or child(around, "left") != node or value is None:
            return None
        call = next((c for c in code.calls(around) if c.callee.endswith("operator<<")), None)
        if call is None or call.target >= 0 or not call.argument_types:
            return None
        setting = _setting(code, value, call)
        if setting is not None and setting[0] == "width":
            width = setting[1]
        elif setting is not None:
            settings = {**settings, setting[0]: setting[1]}
        else:
            piece = _piece(code, value, call)
            if piece is None:
                return None
            pieces.append(evolve(piece, width=width, settings=settings))
            width = ""
        node = around
    statement = node.parent
    if statement is None or statement.type != "expression_statement" or node == name or width:
        return None
    if not code.is_verbatim(statement):
        return None
    return Chain(statement, tuple(pieces), frozenset(settings))


def settings_are_known(chains: Sequence[Chain]) -> bool:
    """Whether each piece is laid out as its own chain says, or as nobody says anything."""
    for chain in chains:
        for piece in chain.pieces:
            wanted = {"filling"} if piece.width else set[str]()
            wanted |= {"precision", "fixed"} if piece.kind == "real" else set[str]()
            missing = wanted - piece.settings.keys()
            if any(missing & other.set_here for other in chains):
                return False
    return True


def _setting(code: Code, value: Node, call: Call) -> tuple[str, str] | None:
    """What a manipulator changes, and to what."""
    text, kind = code.text(value), call.argument_types[-1]
    given = parts(child(value, "arguments"))
    if len(given) == 1 and "_Setw" in kind:
        return "width", code.text(given[0])
    if len(given) == 1 and "_Setfill<char>" in kind and given[0].type == "char_literal":
        return "filling", code.text(given[0])
    if len(given) == 1 and "_Setprecision" in kind:
        digits = code.text(given[0])
        return ("precision", digits) if digits.isdecimal() and int(digits) <= _MOST_DIGITS else None
    return ("fixed", "") if re.fullmatch(r"(?:std::)?fixed", text) and "ios_base" in kind else None


def _piece(code: Code, value: Node, call: Call) -> Piece | None:
    text, kind = code.text(value), value_type(call.argument_types[-1])
    if re.fullmatch(r"(?:std::)?endl", text) and "ostream" in kind:
        return Piece("letter", r"'\n'")
    if kind in _LETTERS:
        return Piece("letter", text if kind == "char" else f"static_cast<char>({text})")
    if kind in _NUMBERS:
        return Piece("number", text)
    if kind in ("double", "float"):
        return Piece("real", text)
    return Piece("text", text) if is_string(kind) or is_text(kind) else None
