"""Clang's precompiled headers: facts do not change with them, and come sooner."""

from __future__ import annotations

from pathlib import Path

import pytest

from hasten_sim.clang_headers import HEADER
from hasten_sim.facts import Facts
from hasten_sim.frontend import Frontend
from hasten_sim.sandbox import open_sandbox

BODY = """
#define TWICE(x) ((x) + (x))
int main() {
    std::string text;
    while (std::cin >> text) std::cout << TWICE(text.size()) << std::endl;
}
"""
INCLUDES = "#include <iostream>\n#include <string>\n"


def made(cache: Path) -> list[Path]:
    return sorted(cache.glob(f"*/{HEADER}"))


async def facts(text: str, cache: Path | None, mode: str = "bubblewrap") -> Facts:
    """What a new front end says of a text."""
    sandbox = await open_sandbox("off" if mode == "off" else "bubblewrap")
    frontend = await Frontend.open(sandbox, cache)
    try:
        return await frontend.facts(text, Path("x.cpp"))
    finally:
        await frontend.close()


@pytest.mark.parametrize("mode", ["bubblewrap", "off"])
async def test_facts_are_the_same_with_a_header_that_is_made_once(
    mode: str, tmp_path: Path
) -> None:
    plain = await facts(INCLUDES + BODY, None)
    assert plain.complete
    assert await facts(INCLUDES + BODY, tmp_path, mode) == plain
    (header,) = made(tmp_path)
    written = header.stat().st_mtime_ns
    assert await facts(INCLUDES + BODY, tmp_path, mode) == plain
    assert made(tmp_path) == [header]
    assert header.stat().st_mtime_ns == written
    more = INCLUDES + "#include <vector>\n" + BODY
    assert await facts(more, tmp_path, mode) == await facts(more, None)
    assert made(tmp_path) == [header]


async def test_a_header_that_clang_refuses_changes_nothing(tmp_path: Path) -> None:
    plain = await facts(INCLUDES + BODY, tmp_path)
    (header,) = made(tmp_path)
    header.write_bytes(b"no header at all")
    assert await facts(INCLUDES + BODY, tmp_path) == plain


async def test_a_text_with_errors_is_reported_as_without_a_header(tmp_path: Path) -> None:
    broken = INCLUDES + BODY + "int other() { return unknown; }\n"
    assert await facts(broken, tmp_path) == await facts(broken, None)


async def test_light_headers_and_those_of_the_user_are_not_precompiled(tmp_path: Path) -> None:
    for text in (
        '#include <cstdio>\nint main() { puts(""); }\n',
        '#include <iostream>\n#include "own.h"\nint main() {}\n',
        "#define X\n#include <iostream>\nint main() {}\n",
    ):
        await facts(text, tmp_path)
    assert not made(tmp_path)
