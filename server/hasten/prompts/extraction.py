"""From what a model answered to the new text of a document, or to why there is none.

Models write prose around code, several blocks, a function in place of a program or a program in
place of a function, other names, half an answer. What can be understood without guessing is put
into the document; everything else is told in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal, get_args

from attrs import field, frozen

from hasten.nouns import Span, Target
from hasten.prompts.answer_text import Piece, fenced_pieces, loose_pieces, without_thoughts
from hasten.prompts.joining import with_what_they_need
from hasten.prompts.renaming import renamed_back, standing_for
from hasten.prompts.signatures import OtherSignature, parameters_of
from hasten.prompts.splicing import splice
from hasten.prompts.suspicion import suspicions
from hasten.source.cpp import CppSource, Function
from hasten.source.encoding import encode
from hasten.source.lexical import tokens

Outcome = Literal[
    "whole",
    "renamed",
    "functions",
    "cut",
    "left_out",
    "other_signature",
    "diff",
    "suspicious",
    "identical",
    "no_main",
    "no_function",
    "no_code",
    "empty",
]
"""What an answer came to. The first three are good: what was asked for; a function that had
another name; functions of a program that was asked for as a whole. Of several pieces of code the
one counts whose outcome comes first here: the nearer to being usable, the more its reason says."""

_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_LONGEST = 4 << 20
"""Bytes of an answer: more than any model writes."""


@frozen
class Extracted:
    """What was found in an answer.

    `document` is the whole new text of the target's document, `code` what was asked for in it: the
    program, or the function with the headers and helpers that it brings. Both are None when
    nothing could be used; `problem` says why then, as a sentence.
    """

    outcome: Outcome
    code: str | None = field(default=None, repr=False)
    document: str | None = field(default=None, repr=False)
    problem: str = ""


def extract(answer: str, target: Target, *, is_cut: bool = False) -> Extracted:
    """Find the new text of a target in an answer.

    `is_cut` says that the model had more to say: that it was ended by a limit. Never raises for
    anything that is in the answer.
    """
    answer, is_thinking = without_thoughts(answer[:_LONGEST])
    if not answer.strip():
        if is_thinking:
            return _nothing("cut", "The model was still thinking when the answer ended.")
        return _nothing("empty", "The answer is empty.")
    original = _parsed(target.text)
    read = _Program(original, is_cut) if target.kind == "program" else _Function(original, target)
    found = _best(with_what_they_need(fenced_pieces(answer), original), read.read)
    if found is None or found.outcome in ("no_code", "no_main", "no_function"):
        found = _best(loose_pieces(answer), read.read) or found
    if found is None:
        return _nothing("no_code", f"There is no code in the answer: {_beginning(answer)}")
    return _checked(found, original)


@lru_cache(maxsize=2)
def _parsed(text: str) -> CppSource:
    """The original is the same for all answers to a question."""
    return CppSource.parse(text)


def _best(pieces: Sequence[Piece], read: Callable[[Piece], Extracted]) -> Extracted | None:
    """What the best piece gives, of equals the last one: models end with what they mean."""
    found = [read(piece) for piece in reversed(pieces)]
    return min(found, key=lambda one: _OUTCOMES.index(one.outcome), default=None)


def _checked(found: Extracted, original: CppSource) -> Extracted:
    """The same, unless it does what no faster version has to do."""
    if found.document is None:
        return found
    answer = CppSource.parse(found.code or "")
    if reasons := suspicions(original, answer):
        return _nothing("suspicious", f"The answer {', and '.join(reasons)}.")
    return found


@frozen(eq=False)
class _Program:
    """Reads pieces of answers to a question about a whole program."""

    original: CppSource
    is_cut: bool

    def read(self, piece: Piece) -> Extracted:
        """What one piece of an answer gives."""
        if (refused := _unusable(piece, self.original.text)) is not None:
            return refused
        source = CppSource.parse(piece.code)
        is_cut = self.is_cut or not piece.closed
        if not source.has_main and self.original.has_main:
            found = self._functions(source)
            is_part = found.document is None and (source.functions or piece.is_open)
            return _half_a_program() if is_cut and is_part else found
        if piece.is_open and is_cut:
            return _half_a_program()
        if not source.functions:
            return _nothing("no_code", "There is no program in the answer.")
        if _same(piece.code, self.original.text):
            return _identical("program")
        return Extracted("whole", piece.code, piece.code)

    def _functions(self, source: CppSource) -> Extracted:
        """Functions in place of the program, put into it."""
        pairs: list[tuple[Function, Function]] = []
        for new in source.functions:
            old = counterpart(self.original, new, source)
            if old is not None and new.span.end <= len(source.data) and _is_closed(source, new):
                pairs.append((old, new))
        changed = [
            (old, new)
            for old, new in pairs
            if not _same(self.original.slice(old.span), source.slice(new.span))
        ]
        if pairs and not changed:
            return _identical("program")
        if not changed:
            return _nothing("no_main", "The answer has no `main`, and no function of the program.")
        try:
            spliced = splice(self.original, source, changed)
        except OtherSignature as error:
            return _other_signature(error)
        except ValueError as error:
            return _nothing("no_code", f"The answer cannot be put into the program: {error}.")
        return Extracted("functions", spliced.document, spliced.document)


class _Function:
    """Reads pieces of answers to a question about one function."""

    def __init__(self, original: CppSource, target: Target) -> None:
        self._original = original
        self._name = target.name
        self._function = next(f for f in original.functions if f.span == target.span)
        self._text = original.slice(self._function.span)

    def read(self, piece: Piece) -> Extracted:
        """What one piece of an answer gives."""
        if (refused := _unusable(piece, self._original.text)) is not None:
            return refused
        source = CppSource.parse(piece.code)
        if not source.functions:
            if piece.is_open:
                return _nothing("cut", "The answer ends in the middle of the function.")
            return _nothing("no_code", "There is no function in the answer.")
        named = [f for f in source.functions if self._is_named(f)]
        closed = [f for f in named if _is_closed(source, f)]
        if named and not closed:
            return _nothing("cut", "The answer ends in the middle of the function.")
        if piece.is_open:
            source = _up_to_last_whole(source)
            closed = [f for f in source.functions if self._is_named(f)]
        new = [f for f in closed if not _same(source.slice(f.span), self._text)]
        if new:
            return self._spliced(source, self._fitting(source, new), "whole")
        other = standing_for(self._original, self._function, source)
        if other is not None and _is_closed(source, other):
            source, other = renamed_back(source, other, self._function.name, named)
            if _same(source.slice(other.span), self._text):
                return _identical("function")
            return self._spliced(source, other, "renamed")
        if named:
            return _identical("function")
        names = ", ".join(f"`{f.qualified}`" for f in source.functions[:4])
        return _nothing(
            "no_function", f"The answer has no `{self._function.name}`; it defines {names}."
        )

    def _is_named(self, function: Function) -> bool:
        if function.qualified == self._name or self._name.endswith(f"::{function.qualified}"):
            return True
        return function.qualified.endswith(f"::{self._function.name}") and (
            "::" not in self._name
            or function.qualified.split("::")[-2:] == self._name.split("::")[-2:]
        )

    def _fitting(self, source: CppSource, functions: Sequence[Function]) -> Function:
        """Of overloads the one that takes as much as the original, the last one of several."""
        wanted = parameters_of(self._original, self._function)
        found = [(parameters_of(source, one), one) for one in functions]
        same = [
            one
            for parameters, one in found
            if wanted is not None
            and parameters is not None
            and [p.type for p in parameters] == [p.type for p in wanted]
        ]
        as_many = [
            one
            for parameters, one in found
            if wanted is not None and parameters is not None and len(parameters) == len(wanted)
        ]
        return (same or as_many or list(functions))[-1]

    def _spliced(self, source: CppSource, new: Function, outcome: Outcome) -> Extracted:
        try:
            spliced = splice(self._original, source, [(self._function, new)])
        except OtherSignature as error:
            return _other_signature(error)
        except ValueError as error:
            return _nothing("no_code", f"The answer cannot be put into the document: {error}.")
        return Extracted(outcome, spliced.code, spliced.document)


def counterpart(original: CppSource, new: Function, source: CppSource) -> Function | None:
    """The function of the original that a function of an answer stands for, None if there is none.

    Of overloads the one that takes the same; None when that cannot be told.
    """
    found = original.function_named(new.qualified)
    if len(found) < 2:
        return found[0] if found else None
    wanted = parameters_of(source, new)
    same = [
        one
        for one in found
        if wanted is not None
        and (parameters := parameters_of(original, one)) is not None
        and [p.type for p in parameters] == [p.type for p in wanted]
    ]
    return same[0] if len(same) == 1 else None


def _unusable(piece: Piece, original: str) -> Extracted | None:
    if piece.is_diff:
        return _nothing("diff", "The answer is a diff, not the code.")
    if comment := piece.left_out(original):
        return _nothing("left_out", f"The answer leaves code out: {comment}")
    return None


def _is_closed(source: CppSource, function: Function) -> bool:
    """Whether a function is there to its end: braces balance, and nothing had to be supplied."""
    text = source.code[function.body.start : function.body.end]
    return text.endswith(b"}") and text.count(b"{") == text.count(b"}")


def _up_to_last_whole(source: CppSource) -> CppSource:
    """The text up to the end of the last function that is there to its end."""
    ends = [one.span.end for one in source.functions if _is_closed(source, one)]
    return CppSource.parse(source.slice(Span(0, max(ends, default=0))))


def _same(one: str, other: str) -> bool:
    """Whether two texts are the same but for blanks and comments."""
    return _tokens(one) == _tokens(other)


def _tokens(text: str) -> list[bytes]:
    return [
        b" ".join(token.text.split()) if token.kind == "directive" else token.text
        for token in tokens(encode(text))
        if token.kind != "comment"
    ]


def _beginning(answer: str) -> str:
    words = " ".join(answer.split())
    return f"{words[:80]}..." if len(words) > 80 else words


def _half_a_program() -> Extracted:
    return _nothing("cut", "The answer ends in the middle of the program.")


def _identical(what: str) -> Extracted:
    return _nothing("identical", f"The answer is the {what} as it was.")


def _other_signature(error: OtherSignature) -> Extracted:
    return _nothing("other_signature", f"The answer changes the signature: {error}.")


def _nothing(outcome: Outcome, problem: str) -> Extracted:
    return Extracted(outcome, problem=problem)
