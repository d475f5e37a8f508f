"""What callers of an LLVM function have to know of it, read off its head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hasten.source.encoding import encode
from hasten.source.llvm_ir import IrFunction, LlvmModule, symbol_of
from hasten.source.llvm_numbering import squeezed

LINKAGES = (
    "private|internal|available_externally|linkonce|weak|common|appending|extern_weak|linkonce_odr"
    "|weak_odr|external|hidden|protected|dllimport|dllexport"
)
_ABI = re.compile(
    rb"(?<![\w.$%@])(?:"
    + LINKAGES.encode()
    + rb"|\w*cc(?: \d+)?|x86_\w+|\w+_kernel|zeroext|signext|inreg|nest|swift\w+"
    rb"|(?:byval|sret|byref|inalloca|preallocated|elementtype)\b(?:\([^()]*\))?)(?![\w.$])"
)
_STRING = re.compile(rb'"[^"\n]*"')
_BRACKETS = re.compile(rb'"[^"\n]*"|(?P<open>[({\[<])|(?P<close>[)}\]>])|(?P<comma>,)')
_TYPE = re.compile(rb"[^\s,(){}\[\]<>]*(?: addrspace\(\w+\))?")


def signature(module: LlvmModule, function: IrFunction) -> tuple[bytes, ...]:
    """Linkage, calling convention, types, and how they are passed: alike for alike functions."""
    head = squeezed(module.data[function.head.start : function.head.end])
    before, _, after = head.partition(encode(function.written))
    returned = (*_ABI.findall(_STRING.sub(b"", before)), result(before))
    symbol = symbol_of(encode(function.written[1:])).encode()
    return (symbol, *returned, *(_parameter(one) for one in arguments(after)))


def arguments(code: bytes) -> list[bytes]:
    """The pieces between the commas of the list in parentheses that opens a text."""
    pieces: list[bytes] = []
    begin = 1
    for found, depth in _nested(code):
        if depth == 0 or (depth == 1 and found["comma"] is not None):
            pieces.append(code[begin : found.start()].strip())
            begin = found.end()
        if depth == 0:
            break
    return [piece for piece in pieces if piece]


def _parameter(code: bytes) -> bytes:
    """A parameter's type, and the attributes that decide how it is passed."""
    return b" ".join((first_item(code), *_ABI.findall(_STRING.sub(b"", code))))


def first_item(code: bytes) -> bytes:
    """The type that a parameter begins with."""
    if code[:1] in (b"{", b"[", b"<"):
        return next((code[: found.end()] for found, depth in _nested(code) if depth == 0), code)
    found = _TYPE.match(code)
    return found[0] if found is not None else b""


def result(before: bytes) -> bytes:
    """The type that a function gives back, from what stands before its name."""
    code = before.rstrip()
    opened = 0
    for found, depth in _nested(code):
        if found["open"] is not None and depth == 1:
            opened = found.start()
        if depth == 0 and found["close"] is not None and found.end() == len(code):
            return code[opened:]
    return code.split()[-1] if code.split() else b""


def _nested(code: bytes) -> Iterator[tuple[re.Match[bytes], int]]:
    """Brackets and commas, with how many brackets are open after each."""
    depth = 0
    for found in _BRACKETS.finditer(code):
        if found.lastgroup is not None:
            depth += (found["open"] is not None) - (found["close"] is not None)
            yield found, depth
