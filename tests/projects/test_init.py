from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from hasten.projects.plans import has_main, plans_for
from hasten.projects.trying import Findings, find_commands
from hasten_sim.sandbox import open_sandbox

SUM = "int sum(int n) { int s = 0; for (int i = 0; i < n; i++) s += i; return s; }\n"
HARNESS = """\
#include <cstdio>
#include "sum.h"
int main() {
    if (sum(1000) != 499500) { std::puts("wrong"); return 1; }
    std::puts("right");
}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A harness, the code that it checks, and a header."""
    root = tmp_path / "project"
    (root / "lib").mkdir(parents=True)
    (root / "lib" / "sum.cpp").write_text('#include "sum.h"\n' + SUM)
    (root / "lib" / "sum.h").write_text("int sum(int n);\n")
    (root / "harness.cpp").write_text(HARNESS)
    return root


async def found_in(root: Path) -> Findings:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    findings = await find_commands(root, await open_sandbox())
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    return findings


async def test_a_lone_harness_is_compiled_run_and_taken_for_its_own_test(project: Path) -> None:
    findings = await found_in(project)
    assert findings.commands is not None, findings.notes
    assert "harness.cpp" in findings.commands.build
    assert "-Ilib" in findings.commands.build
    assert findings.commands.test == findings.commands.measure == "./.hasten-program"
    assert "exit status is 0" in findings.notes[0]


async def test_a_makefile_with_a_check_is_used(project: Path) -> None:
    (project / "Makefile").write_text(
        "app: harness.cpp lib/sum.cpp\n\tg++ -Ilib -O2 $^ -o $@\ncheck: app\n\t./app\n"
    )
    findings = await found_in(project)
    assert findings.commands is not None, findings.notes
    assert (findings.commands.build, findings.commands.test) == ("make", "make check")
    assert findings.commands.measure == "./app"
    assert findings.notes == ()


async def test_where_one_way_fails_the_next_is_tried_and_the_failure_told(project: Path) -> None:
    (project / "Makefile").write_text("all:\n\t@echo 'error: no such luck' >&2; exit 1\n")
    findings = await found_in(project)
    assert findings.commands is not None, findings.notes
    assert findings.commands.origin == "the source files"
    assert "no such luck" in findings.notes[0]


async def test_a_test_that_fails_is_not_written_down(project: Path) -> None:
    (project / "Makefile").write_text(
        "app: harness.cpp lib/sum.cpp\n\tg++ -Ilib $^ -o $@\ntest:\n\t@echo broken >&2; false\n"
    )
    findings = await found_in(project)
    assert findings.commands is not None, findings.notes
    assert findings.commands.test == "./app"
    assert "`make test` does not pass" in findings.notes[0]


@pytest.mark.skipif(shutil.which("cmake") is None, reason="CMake is not installed")
async def test_ctest_tells_what_is_run(project: Path) -> None:
    (project / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.13)\nproject(sums CXX)\nenable_testing()\n"
        "add_executable(app harness.cpp lib/sum.cpp)\n"
        "target_include_directories(app PRIVATE lib)\nadd_test(NAME sums COMMAND app)\n"
    )
    findings = await found_in(project)
    assert findings.commands is not None, findings.notes
    assert findings.commands.test.startswith("ctest")
    assert findings.commands.measure == "./build-hasten/app"


async def test_a_project_of_which_nothing_can_be_made_is_described(tmp_path: Path) -> None:
    assert "no C or C++ file" in (await found_in(tmp_path)).notes[0]
    (tmp_path / "lib.cpp").write_text(SUM)
    findings = await found_in(tmp_path)
    assert findings.commands is None
    assert "not one `main`" in findings.notes[0]
    (tmp_path / "main.cpp").write_text("int main() { return 3; }\n")
    findings = await found_in(tmp_path)
    assert findings.commands is None
    assert "no program that runs by itself" in findings.notes[-1]
    (tmp_path / "main.cpp").write_text("int main() { return x; }\n")
    assert "x" in (await found_in(tmp_path)).notes[-1]


def test_the_defines_of_a_compilation_database_are_kept_and_nothing_else(project: Path) -> None:
    (project / "compile_commands.json").write_text(
        '[{"command": "g++ -DSIZE=3 -DX=\\"$(id)\\" -fplugin=x.so -c harness.cpp"}]'
    )
    (plan,) = plans_for(project)
    assert "-DSIZE=3" in plan.build
    assert "plugin" not in plan.build
    assert "$(" not in plan.build
    for broken in ("{", "[1]", '{"a": 1}', '[{"arguments": 3}]'):
        (project / "compile_commands.json").write_text(broken)
        assert plans_for(project)


def test_main_is_found_where_it_is_defined(tmp_path: Path) -> None:
    path = tmp_path / "a.c"
    for text, expected in (
        ("int main(void) {", True),
        ("int main(int argc, char **argv)\n{", True),
        ("// int main() {\n", False),
        ("int main();\n", False),
        ("int domain() {\n", False),
    ):
        path.write_text(text)
        assert has_main(path) is expected, text


def test_names_with_blanks_and_quotes_are_quoted(tmp_path: Path) -> None:
    (tmp_path / "a b'c;rm -rf x.cpp").write_text("int main() {}\n")
    (plan,) = plans_for(tmp_path)
    assert "'a b'\"'\"'c;rm -rf x.cpp'" in plan.build


def test_what_is_written_can_be_read(project: Path) -> None:
    from hasten.cli import main

    assert main(["init", str(project)]) == 0
    written = tomllib.loads((project / "hasten.toml").read_text())
    assert written["project"]["measure"] == "./.hasten-program"
    assert main(["init", str(project)]) == 2
    assert main(["init", str(project), "--force", "--json"]) == 0
    assert main(["init", str(project / "nothing")]) == 2
