"""Functions of broken text: braces are matched where the grammar gave up.

A lexical reading, best effort: only the first branch of a condition of the preprocessor counts when
the branches do not each balance, and a body that is never closed ends where the indentation says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import define, field

from hasten.nouns import Span
from hasten.source.blocks import CONDITION, Blocks
from hasten.source.functions import Function, kind_of
from hasten.source.lexical import Token, blanked, tokens

_CLASSES = frozenset({b"class", b"struct", b"union"})
_NOT_NAMES = frozenset(
    {b"__attribute__", b"__declspec", b"alignas", b"decltype", b"noexcept", b"requires"}
    | {b"explicit", b"if", b"for", b"while", b"switch", b"return", b"catch", b"sizeof"}
)


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
    """Goes over the text once, keeping the tokens of the declaration that it is in."""

    view: bytes
    blocks: Blocks = field(init=False)
    stream: Iterator[Token] = field(init=False)
    scopes: list[_Scope] = field(factory=list[_Scope])
    head: list[Token] = field(factory=list[Token])
    conditions: list[tuple[int, int]] = field(factory=list[tuple[int, int]])
    found: list[Function] = field(factory=list[Function])

    def __attrs_post_init__(self) -> None:
        self.blocks = Blocks(blanked(self.view))
        self.stream = tokens(self.view)

    def read(self) -> list[Function]:
        while (token := next(self.stream, None)) is not None:
            if token.kind == "comment":
                continue
            if token.kind == "directive":
                self._condition(token)
            elif token.text == b"{":
                self._open(token)
            elif token.text == b"}":
                if self.scopes:
                    self.scopes.pop()
                self.head.clear()
            elif token.text == b";" or self._is_label(token):
                self.head.clear()
            else:
                self.head.append(token)
        return self.found

    def _go_to(self, offset: int) -> None:
        self.stream = tokens(self.view, offset)

    def _is_label(self, token: Token) -> bool:
        labels = (b"public", b"private", b"protected")
        return token.text == b":" and len(self.head) == 1 and self.head[0].text in labels

    def _condition(self, token: Token) -> None:
        found = CONDITION.match(token.text)
        word = found["word"] if found else b""
        state = (len(self.scopes), len(self.head))
        if word == b"if":
            self.conditions.append(state)
        elif word == b"endif" and self.conditions:
            self.conditions.pop()
        elif word == b"el" and self.conditions and self.conditions[-1] != state:
            self._go_to(self.blocks.end_of_condition(token.end))

    def _open(self, brace: Token) -> None:
        words = [token.text for token in self.head]
        name = _name(self.head)
        if b"namespace" in words or (words[:1] == [b"extern"] and len(words) == 2):
            self._enter(words, is_class=False)
        elif name is not None and self._initializes_member():
            end = self.blocks.end_of_block(brace.start, self._first(brace))
            self.head.append(Token("punctuation", b"}", end - 1, end))
            self._go_to(end)
        elif name is not None:
            self._function(brace, *name)
        elif _CLASSES & set(words) and b"=" not in words and b"enum" not in words:
            self._enter(words, is_class=True)
        else:
            self._go_to(self.blocks.end_of_block(brace.start, self._first(brace)))
            if words[:1] != [b"enum"] and b"=" not in words:
                self.head.clear()

    def _first(self, brace: Token) -> int:
        return self.head[0].start if self.head else brace.start

    def _enter(self, words: list[bytes], is_class: bool) -> None:
        keyword = next((w for w in words if w in _CLASSES or w == b"namespace"), b"")
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

    def _function(self, brace: Token, name: Span, written: str, scope: tuple[str, ...]) -> None:
        start = self._first(brace)
        body = Span(brace.start, self.blocks.end_of_block(brace.start, start))
        end = self.blocks.end_of_handlers(body.end)
        outer = tuple(s.name for s in self.scopes if s.name)
        is_member = bool(scope) or any(s.is_class for s in self.scopes)
        self.found.append(
            Function(
                name=written,
                qualified="::".join((*outer, *scope, written)),
                span=Span(start, end),
                head=Span(start, body.start),
                name_span=name,
                body=body,
                kind=kind_of(written, self.head[0].text == b"template", is_member),
            )
        )
        self.head.clear()
        self._go_to(end)


def _name(head: Sequence[Token]) -> tuple[Span, str, tuple[str, ...]] | None:
    """The name before the parameters of a function head: where, its text, and its scopes."""
    at = 0
    while at < len(head):
        token = head[at]
        if token.text == b"operator":
            return _operator(head, at)
        if token.text == b"=" or (token.kind == "word" and token.text in _CLASSES and at == 0):
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
