"""The formats of `sscanf` that can be read by hand, and the C code that reads them."""

from __future__ import annotations

import re

from attrs import frozen

_PIECE = re.compile(
    r"%(?P<skip>\*?)(?P<width>\d*)(?P<size>hh|h|ll|l|z|j|)(?P<kind>[duxXcsn]|\[\^?\]?[^\]]*\])"
    r"|(?P<blank>\s+)|%%|(?P<letter>[^%\s])"
)
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'", "r": "\r"}
_SIZES = {
    "hh": ("signed char", "char"),
    "h": ("short",),
    "": ("int",),
    "l": ("long",),
    "ll": ("long long",),
    "z": ("long",),
    "j": ("long",),
}

BLANK = """\
static int BLANK(char letter) {
    return letter == ' ' || (letter >= '\\t' && letter <= '\\r');
}
"""
DECIMAL = """\
/* Reads an integer of at most `width` letters. NULL when there is none, or a very long one. */
static const char *DECIMAL(const char *at, int width, long long *value) {
    int negative = *at == '-', digits = 0;
    long long number = 0;
    if (*at == '-' || *at == '+') at++, width--;
    for (; digits < width && *at >= '0' && *at <= '9'; at++, digits++) {
        if (digits == 18) return NULL;
        number = number * 10 + (*at - '0');
    }
    *value = negative ? -number : number;
    return digits > 0 ? at : NULL;
}
"""
HEXADECIMAL = """\
/* Reads hexadecimal digits, `width` at most. NULL for none, a sign, a prefix, or very many. */
static const char *HEXADECIMAL(const char *at, int width, long long *value) {
    int digits = 0;
    long long number = 0;
    if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) return NULL;
    for (; digits < width; at++, digits++) {
        int digit = *at >= '0' && *at <= '9'   ? *at - '0'
                    : *at >= 'a' && *at <= 'f' ? *at - 'a' + 10
                    : *at >= 'A' && *at <= 'F' ? *at - 'A' + 10
                                               : -1;
        if (digit < 0) break;
        if (digits == 15) return NULL;
        number = number * 16 + digit;
    }
    *value = number;
    return digits > 0 ? at : NULL;
}
"""


@frozen
class Piece:
    """One directive: a conversion (`kind`), a `letter` that must come, or any blanks (neither)."""

    kind: str = ""
    letter: str = ""
    width: int = 0
    size: str = ""
    skip: bool = False

    @property
    def takes_argument(self) -> bool:
        """Whether the result is stored."""
        return bool(self.kind) and not self.skip

    def accepts(self, kind: str) -> bool:
        """Whether an argument of a canonical type is what the conversion stores into."""
        plain = re.sub(r"\s?(?:\*|\[\d*\])$", "", kind)
        if plain == kind or plain.startswith("const"):
            return False
        if self.kind in "cs[" or self.kind.startswith("["):
            return plain == "char"
        sized = _SIZES[self.size]
        return plain.removeprefix("unsigned ") in sized or plain in sized


def pieces_of(literal: str) -> list[Piece] | None:
    """The directives of a plain string literal, None when one of them is not known here."""
    if not re.fullmatch(r'"(?:[^"\\]|\\.)*"', literal):
        return None
    escapes = re.findall(r"\\(.)", literal)
    if any(one not in _ESCAPES for one in escapes):
        return None
    text = re.sub(r"\\(.)", lambda match: _ESCAPES[match[1]], literal[1:-1])
    if not text.isascii():
        return None
    pieces: list[Piece] = []
    at = 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None:
            return None
        at = found.end()
        if found.group() == "%%":
            pieces += [Piece(), Piece(letter="%")]
            continue
        piece = Piece(
            found["kind"] or "",
            found["letter"] or "",
            int(found["width"] or 0),
            found["size"] or "",
            bool(found["skip"]),
        )
        if not _is_known(piece):
            return None
        pieces.append(piece)
    return pieces


def _is_known(piece: Piece) -> bool:
    if piece.kind == "n":
        return not piece.skip and not piece.width and not piece.size
    if piece.kind == "c":
        return piece.width <= 1 and not piece.size
    if piece.kind in ("d", "u", "x", "X"):
        return True
    return not piece.size and (not piece.kind.startswith("[") or _condition(piece.kind) is not None)


def _condition(kind: str) -> str | None:
    """The C condition that `*at` is one of the letters of a set such as `[^,]`."""
    negated = kind.startswith("[^")
    letters = kind[2:-1] if negated else kind[1:-1]
    if not letters:
        return None
    tests: list[str] = []
    ends: list[str] = []
    while letters:
        found = re.match(r"(.)-(.)", letters, re.DOTALL)
        if found is not None:
            tests.append(f"(*at >= {quoted(found[1])} && *at <= {quoted(found[2])})")
            ends.append(f"(*at < {quoted(found[1])} || *at > {quoted(found[2])})")
            letters = letters[3:]
        else:
            tests.append(f"*at == {quoted(letters[0])}")
            ends.append(f"*at != {quoted(letters[0])}")
            letters = letters[1:]
    if negated:
        return " && ".join(ends)
    joined = " || ".join(tests)
    return f"({joined})" if len(tests) > 1 else joined


def quoted(letter: str) -> str:
    """A letter as a character literal of C."""
    return {"'": r"'\''", "\\": r"'\\'"}.get(letter, repr(letter))


def reader_of(
    pieces: list[Piece], name: str, parameters: list[tuple[str, str]], literal: str
) -> list[str] | None:
    """The lines of the C function that reads a text by the directives, as `sscanf` would.

    `parameters` are types and names of what is stored into. What needs more care than is taken
    here, such as numbers that are too long, is left to `sscanf` itself. None where every text is.
    """
    names = [one for _, one in parameters]
    listed = "".join(f", {kind}{one}" for kind, one in parameters)
    whole = f"sscanf(text, {', '.join([literal, *names])})"
    lines = [f"static int {name}(const char *text{listed}) {{", "const char *at = text;"]
    if any(piece.kind[:1] in tuple("duxX") for piece in pieces if piece.kind):
        lines += ["const char *next;", "long long value;"]
    done, rest = 0, list(names)
    for index, piece in enumerate(pieces):
        following = pieces[index + 1].kind if index + 1 < len(pieces) else ""
        if not piece.kind and not piece.letter and following in tuple("duxXs"):
            continue  # that skips blanks itself
        target = rest.pop(0) if piece.takes_argument else ""
        at_end = str(done) if done else "EOF"
        short = str(done) if done else "*at == '\\0' ? EOF : 0"
        kind = dict(zip(names, [k for k, _ in parameters], strict=True)).get(target, "")
        lines += _lines(piece, target, kind, short, at_end, str(done), whole)
        done += piece.takes_argument and piece.kind != "n"
    return [*lines, f"return {done};", "}"]


def _lines(
    piece: Piece, target: str, kind: str, short: str, at_end: str, done: str, whole: str
) -> list[str]:
    if piece.letter:
        return [f"if (*at != {quoted(piece.letter)}) return {short};", "at++;"]
    if not piece.kind:
        return ["while (BLANK(*at)) at++;"]
    if piece.kind == "n":
        return [f"*{target} = (int)(at - text);"]
    ends = f"if (*at == '\\0') return {at_end};"
    if piece.kind == "c":
        return [ends, f"*{target} = *at++;" if target else "at++;"]
    if piece.kind == "s" or piece.kind.startswith("["):
        return _word(piece, target, ends, done)
    starts = "*at == '-' || *at == '+' || (*at >= '0' && *at <= '9')"
    reads = "DECIMAL"
    if piece.kind in "xX":
        reads = "HEXADECIMAL"
        starts += " || (*at >= 'a' && *at <= 'f') || (*at >= 'A' && *at <= 'F')"
    width = piece.width or "INT_MAX"
    stored = [f"*{target} = ({kind.rstrip('* ')})value;"] if target else []
    return [
        "while (BLANK(*at)) at++;",
        ends,
        f"next = {reads}(at, {width}, &value);",
        f"if (next == NULL) return {starts} ? {whole} : {done};",
        *stored,
        "at = next;",
    ]


def _word(piece: Piece, target: str, ends: str, done: str) -> list[str]:
    goes_on = "!BLANK(*at)" if piece.kind == "s" else _condition(piece.kind) or ""
    limit = f"length < {piece.width} && " if piece.width else ""
    blanks = ["while (BLANK(*at)) at++;"] if piece.kind == "s" else []
    nothing = [] if piece.kind == "s" else [f"if (!({goes_on})) return {done};"]
    if not target and not piece.width:
        return [*blanks, ends, *nothing, f"while (*at != '\\0' && {goes_on}) at++;"]
    kept = f"{target}[length] = *at++" if target else "at++"
    lines = [
        *blanks,
        ends,
        *nothing,
        "{",
        "    int length = 0;",
        f"    for (; {limit}*at != '\\0' && {goes_on}; length++) {kept};",
    ]
    return [*lines, *([f"    {target}[length] = '\\0';"] if target else []), "}"]
