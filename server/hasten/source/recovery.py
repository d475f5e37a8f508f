"""Functions of broken text: braces are matched where the grammar gave up.

A lexical reading, best effort: only the first branch of a condition of the preprocessor counts when
the branches do not each balance, and a body that is never closed ends where the indentation says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import define, field

from hasten.nouns import Span
from hasten.source.functions import Function
from hasten.source.lexical import Token, tokens

_CONDITION = re.compile(rb"\s*(?:#|%:)\s*(if|el|endif)")
_SCOPES = frozenset({b"class", b"struct", b"union"})
_NOT_NAMES = frozenset(
    {b"__attribute__", b"__declspec", b"alignas", b"decltype", b"noexcept", b"requires"}
    | {b"explicit", b"if", b"for", b"while", b"switch", b"return", b"catch", b"sizeof"}
)
_OPENING = {b"(": b")", b"[": b"]"}


def recovered_functions(view: bytes, known: Sequence[Function]) -> tuple[Function, ...]:
    """The functions of a text whose tree cannot be trusted.

    `known` are the ones that the tree shows: where both readings agree on a span, that one is kept,
    since it knows more of names.
    """
    by_span = {function.span: function for function in known}
    found = _Reader(view).read()
    return tuple(by_span.get(function.span, function) for function in found)


@define
class _Scope:
    """An open brace outside of functions: its name ("" for a brace that names nothing)."""

    name: str
    is_class: bool


@define
class _Reader:
    """Goes over the tokens once, keeping the tokens of the declaration that it is in."""

    view: bytes
    tokens: list[Token] = field(init=False)
    at: int = 0
    scopes: list[_Scope] = field(factory=list[_Scope])
    head: list[Token] = field(factory=list[Token])
    conditions: list[tuple[int, int]] = field(factory=list[tuple[int, int]])
    found: list[Function] = field(factory=list[Function])

    def __attrs_post_init__(self) -> None:
        self.tokens = [token for token in tokens(self.view) if token.kind != "comment"]

    def read(self) -> list[Function]:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.kind == "directive":
                self._condition(token)
            elif token.text == b"{":
                self._open()
            elif token.text == b"}":
                if self.scopes:
                    self.scopes.pop()
                self.head.clear()
            elif token.text == b";" or self._is_label(token):
                self.head.clear()
            else:
                self.head.append(token)
        return self.found

    def _is_label(self, token: Token) -> bool:
        labels = (b"public", b"private", b"protected")
        return token.text == b":" and len(self.head) == 1 and self.head[0].text in labels

    def _condition(self, token: Token) -> None:
        found = _CONDITION.match(token.text)
        word = found.group(1) if found else b""
        state = (len(self.scopes), len(self.head))
        if word == b"if":
            self.conditions.append(state)
        elif word == b"endif" and self.conditions:
            self.conditions.pop()
        elif word == b"el" and self.conditions and self.conditions[-1] != state:
            self.at = self._end_of_condition(self.at, len(self.tokens))

    def _end_of_condition(self, at: int, end: int) -> int:
        """The token of the `#endif` that closes the condition around a token."""
        depth = 0
        while at < end:
            found = _CONDITION.match(self.tokens[at].text)
            if found and self.tokens[at].kind == "directive":
                if found.group(1) == b"endif" and depth == 0:
                    return at
                depth += {b"if": 1, b"endif": -1}.get(found.group(1), 0)
            at += 1
        return end

    def _open(self) -> None:
        brace = self.at - 1
        words = [token.text for token in self.head]
        name = _name(self.head)
        if b"namespace" in words or (words[:1] == [b"extern"] and len(words) == 2):
            self._enter(words, is_class=False)
        elif name is not None and self._initializes_member():
            self.at = self._after_block(brace)
            self.head.append(self.tokens[self.at - 1])
        elif name is not None:
            self._function(brace, *name)
        elif _SCOPES & set(words) and b"=" not in words and b"enum" not in words:
            self._enter(words, is_class=True)
        else:
            self.at = self._after_block(brace)
            if words[:1] != [b"enum"] and b"=" not in words:
                self.head.clear()

    def _enter(self, words: list[bytes], is_class: bool) -> None:
        keyword = next((w for w in words if w in _SCOPES or w == b"namespace"), b"")
        rest = words[words.index(keyword) + 1 :] if keyword else []
        name = b""
        for index, word in enumerate(rest):
            if word in (b":", b"<", b"final"):
                break
            if re.match(rb"\w|::", word) and rest[index + 1 : index + 2] != [b"("]:
                name = name + word if word == b"::" or name.endswith(b"::") else word
        self.scopes.append(_Scope(name.decode("utf-8", "replace"), is_class))
        self.head.clear()

    def _initializes_member(self) -> bool:
        """Whether the brace belongs to `a` in `S() : a{1} {}`."""
        depth = 0
        after_parameters = in_initializers = False
        for token in self.head:
            if token.text in (b"(", b"["):
                depth += 1
            elif token.text in (b")", b"]"):
                depth -= 1
                after_parameters = True
            elif token.text == b":" and depth == 0 and after_parameters:
                in_initializers = True
        last = self.head[-1]
        return in_initializers and (last.kind == "word" or last.text == b">")

    def _function(self, brace: int, name: Span, written: str, scope: tuple[str, ...]) -> None:
        start, body_start = self.head[0].start, self.tokens[brace].start
        self.at = self._after_block(brace)
        end = body_end = self._end_of_body(brace)
        while self.at < len(self.tokens) and self.tokens[self.at].text == b"catch":
            while self.at < len(self.tokens) and self.tokens[self.at].text not in (
                b"{",
                b"}",
                b";",
            ):
                self.at += 1
            self.at = self._after_block(self.at)
            end = self.tokens[self.at - 1].end
        outer = tuple(s.name for s in self.scopes if s.name)
        member = bool(scope) or any(s.is_class for s in self.scopes)
        is_template = self.head[0].text == b"template"
        is_operator = written.startswith("operator") and not re.match(r"operator\w", written)
        is_operator = is_operator and not written.startswith("operator ")
        kind = "operator" if is_operator else "template" if is_template else "member"
        self.found.append(
            Function(
                name=written,
                qualified="::".join((*outer, *scope, written)),
                span=Span(start, end),
                head=Span(start, body_start),
                name_span=name,
                body=Span(body_start, body_end),
                kind=kind if member or kind != "member" else "free",
            )
        )
        self.head.clear()

    def _after_block(self, brace: int) -> int:
        """The token after the block that begins at a brace."""
        depth, at = 0, brace
        conditions: list[int] = []
        while at < len(self.tokens):
            token = self.tokens[at]
            at += 1
            if token.kind == "directive":
                at = self._skip_branch(token, at, depth, conditions)
            elif token.text == b"{":
                depth += 1
            elif token.text == b"}":
                depth -= 1
                if depth == 0:
                    return at
        return self._after_unclosed(brace)

    def _skip_branch(self, token: Token, at: int, depth: int, conditions: list[int]) -> int:
        found = _CONDITION.match(token.text)
        word = found.group(1) if found else b""
        if word == b"if":
            conditions.append(depth)
        elif word == b"endif" and conditions:
            conditions.pop()
        elif word == b"el" and conditions and conditions[-1] != depth:
            return self._end_of_condition(at, len(self.tokens))
        return at

    def _after_unclosed(self, brace: int) -> int:
        """The end of a block that lacks a brace: a closing one that is indented like its head."""
        first = self.head[0] if self.head else self.tokens[brace]
        indentation = self._indentation(first)
        for at in range(brace + 1, len(self.tokens)):
            token = self.tokens[at]
            opens_line = self.tokens[at - 1].end <= self._line_start(token)
            if opens_line and self._indentation(token) == indentation:
                if token.text == b"}":
                    return at + 1
                if token.kind == "word":
                    return at
        return len(self.tokens)

    def _end_of_body(self, brace: int) -> int:
        last = self.tokens[max(self.at - 1, brace)]
        return last.end

    def _line_start(self, token: Token) -> int:
        return self.view.rfind(b"\n", 0, token.start) + 1

    def _indentation(self, token: Token) -> int:
        line = self.view[self._line_start(token) : token.start + 1]
        return len(line) - len(line.lstrip(b" \t"))


def _name(head: Sequence[Token]) -> tuple[Span, str, tuple[str, ...]] | None:
    """The name before the parameters of a function head: where, its text, and its scopes."""
    at = 0
    while at < len(head):
        token = head[at]
        if token.text == b"operator":
            return _operator(head, at)
        if token.text == b"=" or (token.kind == "word" and token.text in _SCOPES and at == 0):
            return None
        if token.text == b"(":
            before = head[at - 1] if at else None
            if before is not None and before.kind == "word" and before.text not in _NOT_NAMES:
                return _plain_name(head, at - 1)
            at = _closing(head, at)
        elif token.text == b"[" or (token.text == b"<" and at and head[at - 1].text == b"template"):
            at = _closing(head, at)
        at += 1
    return None


def _plain_name(head: Sequence[Token], at: int) -> tuple[Span, str, tuple[str, ...]]:
    start, written = head[at].start, head[at].text.decode("utf-8", "replace")
    if at and head[at - 1].text == b"~":
        at -= 1
        start, written = head[at].start, "~" + written
    return (
        Span(start, head[at].end if written[0] != "~" else head[at + 1].end),
        written,
        _scopes(head, at),
    )


def _operator(head: Sequence[Token], at: int) -> tuple[Span, str, tuple[str, ...]] | None:
    """`operator` and its symbol: everything up to the parameters, at least one token."""
    end = at + 2 if [t.text for t in head[at + 1 : at + 3]] != [b"(", b")"] else at + 3
    while end < len(head) and head[end].text != b"(":
        end += 1
    if end >= len(head):
        return None
    symbol = b"".join(token.text for token in head[at + 1 : end]).decode("utf-8", "replace")
    written = f"operator {symbol}" if symbol[:1].isalpha() else f"operator{symbol}"
    return Span(head[at].start, head[end - 1].end), written, _scopes(head, at)


def _scopes(head: Sequence[Token], at: int) -> tuple[str, ...]:
    """`A`, `B` of `A<T>::B::f`, read backwards from the name."""
    found: list[str] = []
    while at >= 2 and head[at - 1].text == b"::":
        at -= 2
        depth = 0
        while at >= 0 and (head[at].text == b">" or depth):
            depth += {b">": 1, b"<": -1}.get(head[at].text, 0)
            at -= 1
        if at < 0 or head[at].kind != "word":
            break
        found.append(head[at].text.decode("utf-8", "replace"))
    return tuple(reversed(found))


def _closing(head: Sequence[Token], at: int) -> int:
    """The token that closes the bracket at a token, or the last one."""
    opening = head[at].text
    closing = {b"(": b")", b"[": b"]", b"<": b">"}[opening]
    depth = 0
    while at < len(head):
        depth += (head[at].text == opening) - (head[at].text == closing)
        if depth == 0:
            return at
        at += 1
    return len(head)
