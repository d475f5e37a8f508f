"""The code in what a model wrote: between fences, or anywhere in the prose."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from attrs import evolve, field, frozen

from hasten.source.encoding import encode
from hasten.source.lexical import blanked

_THOUGHT = re.compile(r"<(?P<end>/?)(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_OPENING = re.compile(
    r"(?P<indent>[ \t]*(?:>[ \t]?)*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?)"
    r"(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`]*)"
)
_CODE_IN_INFO = re.compile(r"(?P<language>[\w+#-]*)[ \t]+(?P<code>.*[(){};#].*)")
_LANGUAGES = frozenset({"", "c", "c++", "cpp", "cxx", "cc", "h", "hpp", "cplusplus", "c++17"})
_LOOSE_START = re.compile(
    r"\s*(?:#\s*(?:include|define|pragma|if)|using\s+namespace\s|template\s*<|typedef\s|"
    r"extern\s+\"C\"|(?:struct|class|enum|union|namespace)\s+\w+\s*(?::[^.]*)?\{?\s*$|"
    r"~?[A-Za-z_][\w:~]*\s*\([^.!?]*\)[^.!?]*\{.*$|"
    # The head of a function: words, a name, parameters, and nothing like a sentence.
    r"[A-Za-z_][\w:<>,*&\s\[\]]*[\s*&>][A-Za-z_][\w:]*\s*\([^.!?]*(?:\{.*|\)\s*(?:const|noexcept)?\s*)$)"
)
_LOOSE_END = re.compile(r".*[};]\s*(?://.*)?$|\s*#\s*endif.*$")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_ENTITY = re.compile(r"&(?:lt|gt|quot|amp|#39|#x27);")
_TELLING_ENTITY = re.compile(
    r"#\s*include\s*&lt;|&lt;&lt;|&gt;&gt;|&lt;=|&amp;&amp;|&quot;[^&\n]*&quot;"
)
_HUNK = re.compile(r"^(?:@@ .*@@|<{5,} ?SEARCH|>{5,} ?REPLACE|diff --git )", re.MULTILINE)
_FILES_OF_DIFF = re.compile(r"^--- .*\n\+\+\+ ", re.MULTILINE)
_DIFF_LINE = re.compile(r"^[+-](?![+-])", re.MULTILINE)
_LEFT_OUT = re.compile(
    r"^\W*(?:\.{3}|\u2026)?\W*(?:(?:the )?(?:rest|remainder) of (?:the |your |this )?(?:\w+ )?"
    r"(?:code|program|function|file|implementation)|(?:your |the )?(?:existing|original|previous|"
    r"other|remaining) (?:code|functions?)(?: (?:here|goes here|unchanged|remains?.*|as before|"
    r"stays?.*))?|(?:remains? )?unchanged|same as (?:before|above|the original))\W*$",
    re.IGNORECASE,
)
_LONGEST_MARK = 160
"""Characters of a comment that stands for code which was left out; longer ones explain."""

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


@frozen
class Piece:
    """A stretch of code in an answer; `closed` is False where the answer ends within its fence."""

    code: str = field(repr=False)
    language: str = ""
    closed: bool = True

    @property
    def is_diff(self) -> bool:
        """Whether it says what to change, instead of what the code is then."""
        if self.language in ("diff", "patch") or _HUNK.search(self.code):
            return True
        if _FILES_OF_DIFF.search(self.code):
            return True
        lines = [line for line in self.code.splitlines() if line.strip()]
        changed = len(_DIFF_LINE.findall(self.code))
        return changed > 1 and changed * 3 >= len(lines)

    @property
    def is_open(self) -> bool:
        """Whether more braces are opened in it than closed."""
        code = blanked(encode(self.code))
        return code.count(b"{") > code.count(b"}")

    def left_out(self, original: str) -> str:
        """The comment that stands for code which was not written out, "" if there is none."""
        for found in _COMMENT.finditer(self.code):
            if len(found.group()) > _LONGEST_MARK:
                continue
            comment = found.group().removeprefix("//").removeprefix("/*").removesuffix("*/")
            if _LEFT_OUT.match(comment.strip()) and found.group() not in original:
                return found.group().strip()
        return ""


def without_thoughts(answer: str) -> tuple[str, bool]:
    """The answer without what the model thought aloud; whether it ended while it was thinking."""
    kept: list[str] = []
    at, is_thinking = 0, False
    for tag in _THOUGHT.finditer(answer):
        if not is_thinking:
            kept.append(answer[at : tag.start()])
        at = tag.end()
        if tag["end"] and not is_thinking:
            # It began to think before its answer began.
            kept.clear()
        is_thinking = not tag["end"]
    return "".join(kept) + ("" if is_thinking else answer[at:]), is_thinking


def fenced_pieces(answer: str) -> tuple[Piece, ...]:
    """What stands between fences, in order; blocks in other languages are left out."""
    found: list[Piece] = []
    lines = iter(answer.splitlines())
    for line in lines:
        opening = _OPENING.fullmatch(line)
        if opening is None:
            continue
        language, code = opening["info"].strip().lower(), list[str]()
        if inline := _CODE_IN_INFO.fullmatch(opening["info"]):
            language, code = inline["language"].lower(), [inline["code"]]
        closed = _read_block(lines, opening["indent"], opening["fence"], code)
        language = language.split()[0].strip("{}.") if language else ""
        if language in _LANGUAGES or language in ("diff", "patch"):
            found.append(_readable(Piece("\n".join(code) + "\n", language, closed)))
    return tuple(piece for piece in found if piece.code.strip())


def _read_block(lines: Iterable[str], indent: str, fence: str, code: list[str]) -> bool:
    """Add the lines of a block up to its closing fence; whether there is one."""
    width, is_quoted = len(indent), ">" in indent
    for line in lines:
        if is_quoted:
            line = re.sub(r"^[ \t]*(?:>[ \t]?)+", "", line)
        elif width:
            blank = len(line) - len(line.lstrip(" \t"))
            line = line[min(width, blank) :]
        before = line.rstrip(" \t")
        content = before.rstrip(fence[0])
        if len(before) - len(content) >= len(fence):
            if not content.strip():
                return True
            if content.rstrip().endswith(("}", ";")) and "//" not in content:
                code.append(content)
                return True
        code.append(line)
    return False


def loose_pieces(answer: str) -> tuple[Piece, ...]:
    """The code in an answer without usable fences: from what begins like code to its last brace."""
    lines = [line for line in answer.splitlines() if not _OPENING.fullmatch(line)]
    start = next((n for n, line in enumerate(lines) if _LOOSE_START.match(line)), None)
    if start is None:
        return ()
    # Prose may go on behind the code; it ends where all braces are closed for the last time.
    depth, end, is_open = 0, None, False
    for number in range(start, len(lines)):
        code = blanked(encode(lines[number]))
        depth += code.count(b"{") - code.count(b"}")
        is_open = depth > 0
        if depth <= 0 and _LOOSE_END.match(lines[number]):
            end = number + 1
    if end is None and not is_open:
        return ()
    last = len(lines) if is_open or end is None else end
    code = "\n".join(lines[start:last]) + "\n"
    return (_readable(Piece(code, closed=not is_open)),)


def _readable(piece: Piece) -> Piece:
    """The piece without what web pages and editors put into code."""
    code = _INVISIBLE.sub("", piece.code).replace("\u00a0", " ")
    if _TELLING_ENTITY.search(code) and not re.search(r"#\s*include\s*<", code):
        code = _ENTITY.sub(lambda entity: html.unescape(entity.group()), code)
    return evolve(piece, code=code)
