"""Which lines of a program cost most."""

from __future__ import annotations

from pathlib import Path

from hasten_sim.backends.callgrind import Callgrind
from hasten_sim.line_profile import costly_lines
from hasten_sim.nouns import Case, Program
from hasten_sim.sandbox import open_sandbox
from hasten_sim.sandbox_types import Limits
from hasten_sim.toolchain import Toolchain

TEXT = """\
#include <algorithm>
#include <cstdio>
#include <vector>
int equal_pairs(const std::vector<int>& v) {
    int total = 0;
    for (std::size_t i = 0; i < v.size(); i++)
        for (std::size_t j = 0; j < v.size(); j++)
            if (v[i] == v[j]) total++;
    return total;
}
int main() {
    int n;
    if (std::scanf("%d", &n) != 1) return 1;
    std::vector<int> v(n);
    for (int i = 0; i < n; i++) v[i] = i * 7919 % 101;
    std::sort(v.begin(), v.end());
    std::printf("%d\\n", equal_pairs(v));
}
"""


async def test_lines_are_told_by_what_they_make_run(tmp_path: Path) -> None:
    sandbox = await open_sandbox()
    toolchain = await Toolchain.discover(sandbox, tmp_path / "cache", use_pch=False)
    callgrind = await Callgrind.open(sandbox)

    async def lines_of(text: str, given: bytes) -> list[int] | None:
        program = Program(text, Path("pairs.cpp"))
        found = await costly_lines(toolchain, callgrind, program, Case("1", given, b""), Limits())
        if found is None:
            return None
        assert sum(one.instructions for one in found.lines) <= found.total
        return [one.line for one in found.lines]

    costly = await lines_of(TEXT, b"500\n")
    assert costly is not None
    assert costly[0] == 8
    # The library's sort counts for the line that calls it.
    assert costly[1] == 16
    assert await lines_of(TEXT, b"") is None
    assert await lines_of("int main() { return x; }", b"") is None
