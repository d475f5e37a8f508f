"""Programs as LLVM IR with tests beside them, for tests of what is done to such modules."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

SHORT_LOOPS = """\
#include <stdio.h>
__attribute__((noinline)) static long dot(const int *a, const int *b, int n) {
    long s = 0;
    for (int i = 0; i < n; i++) s += (long)a[i] * b[i];
    return s;
}
int main(void) {
    int n, a[64], b[64];
    long total = 0;
    while (scanf("%d", &n) == 1) {
        for (int i = 0; i < 64; i++) { a[i] = n + i; b[i] = n - i; }
        for (int r = 0; r < 5000; r++) total += dot(a + r % 7, b + r % 5, 1 + r % 9);
    }
    printf("%ld\\n", total);
    return 0;
}
"""
"""-O3 makes vectors of a loop that hardly runs: what leaves them out is faster."""


def unoptimized(source: str, level: str = "-O2", *more: str) -> str:
    """A C program as IR that nothing has optimized."""
    clang = shutil.which("clang-19")
    assert clang is not None
    words = (level, "-Xclang", "-disable-llvm-passes", "-S", "-emit-llvm", "-x", "c", "-")
    made = subprocess.run(
        [clang, *words, *more, "-o", "-"], input=source.encode(), capture_output=True, check=True
    )
    return made.stdout.decode()


def write_program(
    folder: Path, name: str, source: str, inputs: tuple[str, ...], level: str = "-O2"
) -> Path:
    """A module with its tests, whose answers come from the program itself."""
    path = folder / f"{name}.ll"
    path.write_text(unoptimized(source, level))
    program = folder / f"{name}.exe"
    subprocess.run(
        ["clang-19", "-w", str(path), "-o", str(program)], check=True, capture_output=True
    )
    tests = folder / "tests" / name
    tests.mkdir(parents=True)
    for number, given in enumerate(inputs, 1):
        ran = subprocess.run([str(program)], input=given.encode(), capture_output=True, check=True)
        (tests / f"input.{number}.txt").write_text(given)
        (tests / f"output.{number}.txt").write_bytes(ran.stdout)
    program.unlink()
    return path
