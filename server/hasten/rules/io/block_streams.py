"""The C++ text that stands in for std::cin and std::cout: only the parts that a program needs.

The parts keep to what the standard library does for them: the same bytes printed, the same
values read, the same failed and ended states. They differ for integers of more than 19 digits;
what stands in for `scanf` also for integers that do not fit, and it knows no `inf`, `nan` and `0x`.
"""

from __future__ import annotations

from hasten.rules.io.block_reader import reader_of
from hasten.rules.io.block_writer import writer_of
from hasten.rules.io.needs import NAMESPACE, Needs

_HEADERS = {
    "charconv": ("std::to_chars", "std::chars_format"),
    "cmath": ("std::isinf", "std::copysign"),
    "cstdio": ("ssize_t",),
    "cstdlib": ("std::strto",),
    "cstring": ("std::memcpy", "std::memchr", "std::strlen"),
    "limits": ("std::numeric_limits",),
    "string": ("std::string",),
    "type_traits": ("std::is_signed", "std::make_unsigned"),
}


def text_of(needs: Needs, present: frozenset[str]) -> str:
    """The includes that are not yet `present`, and the namespace, as the text of whole lines."""
    sides = (("std::cin", needs.reads), ("std::cout", needs.prints))
    stands_for = " and ".join(name for name, side in sides if side is not None)
    text = "".join((_system_calls(needs), *writer_of(needs), *reader_of(needs)))
    return (
        f"{_includes(text, present)}\n"
        f"// In place of {stands_for}: the same text, handled in blocks of 64 KiB.\n"
        f"namespace {NAMESPACE} {{\n{text}}}  // namespace {NAMESPACE}\n"
    )


def _system_calls(needs: Needs) -> str:
    lines: list[str] = []
    if needs.reads is not None:
        lines.append('extern "C" ssize_t read(int, void*, std::size_t);\n')
    if needs.prints is not None:
        lines.append('extern "C" ssize_t write(int, const void*, std::size_t);\n')
    return "".join((*lines, "\n"))


def _includes(text: str, present: frozenset[str]) -> str:
    if "bits/stdc++.h" in present:
        return ""
    return "".join(
        f"#include <{header}>\n"
        for header, names in _HEADERS.items()
        if header not in present and any(name in text for name in names)
    )
