"""C files: compiled as C, with C's standard and libraries, and measured like any program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hasten_sim.bench import Bench
from hasten_sim.errors import ToolMissing
from hasten_sim.nouns import (
    Accepted,
    Case,
    CaseSuite,
    CompileError,
    Language,
    Outcome,
    Program,
    language_of,
)
from hasten_sim.sandbox import open_sandbox
from hasten_sim.toolchain import Executable, Toolchain, fitting_flags
from tests.sim.clang import Ask

C_ONLY = """\
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct point { int class, new; };

static double norm(template, this) double template; int this; { return sqrt(template) + this; }

int main(void) {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    int *delete = malloc(n * sizeof *delete);
    struct point p = { .new = n };
    for (int i = 0; i < n; i++) delete[i] = i * p.new;
    printf("%d %.0f\\n", delete[n - 1], norm(16.0, 2));
    free(delete);
}
"""


def program(text: str, name: str = "sum.c", flags: tuple[str, ...] | None = None) -> Program:
    return Program(text, Path("/nowhere", name), flags)


async def toolchain_of(cache: Path, compiler: str | None = None) -> Toolchain:
    return await Toolchain.discover(await open_sandbox(), cache, compiler=compiler, language="c")


async def outcome_of(cache: Path, suite: CaseSuite, text: str) -> Outcome:
    toolchain = await toolchain_of(cache)
    bench = await Bench.open(
        sandbox=toolchain.sandbox, toolchain=toolchain, suite=suite, store=None
    )
    try:
        return await bench.baseline(program(text))
    finally:
        await bench.close()


@pytest.mark.parametrize(
    ("name", "language"),
    [("a.c", "c"), ("a.C", "cpp"), ("a.cc", "cpp"), ("a.h", "cpp"), ("c", "cpp"), ("a.c.c", "c")],
)
def test_the_suffix_says_which_language_it_is(name: str, language: Language) -> None:
    assert language_of(Path(name)) == language


def test_the_same_text_in_two_languages_is_two_programs() -> None:
    text = "int main() { return sizeof('a') == 1; }"
    assert program(text, "a.c").digest != program(text, "a.cpp").digest


async def test_what_is_no_cpp_is_compiled_judged_and_measured_as_c(tmp_path: Path) -> None:
    suite = CaseSuite((Case("1", b"10\n", b"90 6\n"),), "here")
    outcome = await outcome_of(tmp_path, suite, C_ONLY)
    assert isinstance(outcome.verdict, Accepted), outcome.verdict
    assert outcome.measurement is not None
    assert outcome.measurement.deterministic
    assert 0 < outcome.measurement.floor < outcome.measurement.total


async def test_cpp_in_a_c_file_is_refused_under_the_name_of_the_file(tmp_path: Path) -> None:
    toolchain = await toolchain_of(tmp_path)
    made = await toolchain.compile(program("int f(int& x);\nint main(void) {}\n"), tmp_path / "x")
    assert isinstance(made, CompileError)
    assert made.message.startswith("sum.c:1:")


async def test_a_program_is_not_handed_to_the_compiler_of_the_other_language(
    tmp_path: Path,
) -> None:
    toolchain = await toolchain_of(tmp_path)
    with pytest.raises(ValueError, match="cpp program"):
        await toolchain.compile(program("int main() {}", "a.cpp"), tmp_path / "x")


@pytest.mark.parametrize("compiler", ["g++", "clang++", "/usr/bin/g++"])
async def test_who_wants_a_cpp_compiler_gets_the_c_compiler_beside_it(
    tmp_path: Path, compiler: str
) -> None:
    if shutil.which(compiler) is None:
        pytest.skip(f"no {compiler} here")
    toolchain = await toolchain_of(tmp_path, compiler)
    assert "++" not in toolchain.compiler.path.name
    made = await toolchain.compile(program(C_ONLY, flags=("-O2", "-std=c++20")), tmp_path / "x")
    assert isinstance(made, Executable), made
    assert "-std=gnu17" in made.command
    assert "-std=c++20" not in made.command


async def test_a_missing_c_compiler_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing, match="gcc-99") as raised:
        await toolchain_of(tmp_path, "g++-99")
    assert "C compiler" in raised.value.remedy


def test_only_standards_of_the_other_language_are_left_out() -> None:
    flags = ("-O2", "-std=c++20", "-DX=-std=c++1", "-std", "gnu11", "--std=c11")
    assert fitting_flags(flags, "c") == ("-O2", "-DX=-std=c++1", "-std", "gnu11", "--std=c11")
    assert fitting_flags(flags, "cpp") == ("-O2", "-std=c++20", "-DX=-std=c++1")
    assert fitting_flags(("-std",), "c") == ("-std",)


def test_clang_reads_a_c_file_as_c(facts_of: Ask) -> None:
    facts = facts_of.any(C_ONLY, Path("x.c"), ("-std=c++20", "-O2"))
    assert facts.complete, facts.diagnostics
    assert facts.language == "c"
    assert not facts_of.any(C_ONLY, Path("x.cpp")).complete


def test_the_truth_values_of_c_have_the_name_that_they_have_in_cpp(facts_of: Ask) -> None:
    text = "#include <stdbool.h>\nint main(void) { bool found = false; return found; }\n"
    (found,) = (d for d in facts_of.any(text, Path("x.c")).declarations if d.name == "found")
    assert found.type == "bool"
