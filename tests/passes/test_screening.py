"""Lists of passes that break programs do not get through, and the others do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hasten.errors import SettingsError
from hasten.passes.screening import (
    Screen,
    Screened,
    bundled_programs,
    objection,
    open_screen,
    outside_programs,
)
from hasten_sim.ir_programs import IrPrograms, SourceProgram
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.sandbox import open_sandbox
from hasten_sim.store import Store

THROWS = "int main() { try { throw 1; } catch (int n) { return n - 1; } }\n"
LOOPS = """
volatile int seen;
int main() {
    for (int i = 0; i < 40; i++) {
        if (i == seen + 50) return 1;
        if (i * 3 == seen + 60) break;
        seen = seen;
    }
    return 0;
}
"""


async def small_screen(tmp_path: Path, *texts: str) -> Screen:
    folder = tmp_path / "programs"
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"p{number}.cpp").write_text(text)
    llvm = await Llvm.discover(await open_sandbox())
    store = Store(tmp_path / "store.sqlite3")
    return await open_screen(llvm, store, tmp_path, folder, bundled=False)


def test_there_are_many_programs_and_none_includes_what_is_not_there() -> None:
    programs = bundled_programs()
    assert len(programs) >= 60
    for one in programs:
        assert one.name.isidentifier()
        assert '#include "check.hpp"' in one.text
        assert "return finish();" in one.text


async def test_a_list_that_keeps_programs_right_passes_and_is_remembered(tmp_path: Path) -> None:
    screen = await small_screen(tmp_path, THROWS, LOOPS)
    assert screen.count == 2
    found = await screen.screen("default<Oz>")
    assert found == Screened("default<Oz>")
    assert screen.tried == 1
    assert await screen.screen("default<Oz>") == found
    assert screen.tried == 1
    assert await screen.screen_all(["default<Oz>", "function(sroa,gvn)"]) is None
    assert screen.tried == 2


async def test_what_breaks_programs_or_tools_is_told(tmp_path: Path) -> None:
    screen = await small_screen(tmp_path, THROWS)
    unknown = await screen.screen("no-such-pass")
    assert (unknown.stage, unknown.passed) == ("opt", False)
    assert "no-such-pass" in unknown.explain()
    # Told by name before anything runs; and the programs would have found out.
    llvm = await Llvm.discover(await open_sandbox())
    programs = IrPrograms(llvm, tmp_path / "direct")
    prepared = await programs.prepare([SourceProgram("throws", THROWS)], joined=False)
    failed = await programs.attempt(prepared, "lower-invoke")
    assert failed is not None
    assert (failed.stage, failed.program) == ("run", "throws")


@pytest.mark.parametrize(
    "pipeline",
    [
        "lower-atomic",
        "default<Oz>,function(structurizecfg)",
        "module(function(sroa,unify-loop-exits))",
        "function(fix-irreducible)",
        "lower-invoke",
        "internalize",
    ],
)
def test_passes_that_mean_something_else_are_told_by_name(pipeline: str) -> None:
    found = objection(pipeline)
    assert found is not None
    assert found.stage == "name"
    assert found.program in pipeline


def test_passes_with_such_words_in_their_names_are_not_meant() -> None:
    names = "module(strip-dead-prototypes,function(simplifycfg<no-keep-loops>,sroa<modify-cfg>))"
    assert objection(names) is None


async def test_programs_that_cannot_be_used_here_are_left_out(tmp_path: Path) -> None:
    screen = await small_screen(tmp_path, THROWS, "int main() { return 1; }", "int main( {")
    assert screen.count == 1
    assert [one.stage for one in screen.left_out] == ["compile", "run"]
    assert (await screen.screen("default<O1>")).passed


def test_records_in_the_style_of_humaneval_x_are_programs(tmp_path: Path) -> None:
    lines = [
        {
            "task_id": "CPP/0",
            "declaration": "#include <cassert>\nint twice(int x) {",
            "canonical_solution": "    return 2 * x;\n}",
            "test": "int main() { assert(twice(4) == 8); }",
        },
        {"task_id": "Python/0", "prompt": "def main():", "test": ""},
        {"task_id": "CPP/1", "prompt": "no program"},
    ]
    path = tmp_path / "tasks.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n")
    (program,) = outside_programs(path)
    assert program.name == "CPP_0_1"
    assert program.text.count("twice") == 2
    path.write_text("{")
    with pytest.raises(SettingsError, match="line 1 is not JSON"):
        outside_programs(path)
    with pytest.raises(SettingsError, match="cannot be read"):
        outside_programs(tmp_path / "missing")


@pytest.mark.slow
async def test_lists_that_are_known_to_miscompile_are_caught_by_the_programs(
    tmp_path: Path,
) -> None:
    llvm = await Llvm.discover(await open_sandbox())
    screen = await open_screen(llvm, Store(tmp_path / "store.sqlite3"), tmp_path)
    assert screen.left_out == ()
    (suite,) = screen.suites
    assert await screen.programs.attempt(suite, "default<Oz>") is None
    assert await screen.programs.attempt(suite, "default<O3>") is None
    for pipeline in (
        "structurizecfg",
        "unify-loop-exits",
        "fix-irreducible",
        "lower-invoke",
        "default<Oz>,iroutliner,attributor",
    ):
        assert await screen.programs.attempt(suite, pipeline) is not None, pipeline
