"""`hasten ir` on small modules: what it prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hasten.passes.policy import Policy
from tests.cli.conftest import Hasten
from tests.ir_programs import SHORT_LOOPS, unoptimized, write_program
from tests.llvm import installed
from tests.passes.test_tuning import HEAD, LOOPS


@pytest.fixture
def module(tmp_path: Path) -> Path:
    installed()
    path = tmp_path / "loops.ll"
    path.write_text(HEAD + LOOPS.replace("ATTRIBUTES", "minsize optsize"))
    return path


def test_tuning_prints_the_baseline_the_gain_and_the_commands(hasten: Hasten, module: Path) -> None:
    before = module.read_text()
    ran = hasten("ir", "tune", module, "--budget", "20", "--no-screen")
    assert ran.code == 0, ran.err
    assert "as it stands" in ran.out
    assert "smaller than -Oz" in ran.out
    assert module.read_text() == before


def test_the_record_is_that_of_a_search_with_bytes_as_costs(hasten: Hasten, module: Path) -> None:
    ran = hasten("ir", "tune", module, "--budget", "20", "--no-screen", "--json")
    record = json.loads(ran.out)
    assert (record["kind"], record["backend"]["name"]) == ("search", "opt_size")
    best = record["proposals"][0]
    assert best["cost"] < record["baseline"]["cost"]
    assert best["evidence"]["commands"][-1].endswith("-o tuned.o")


def test_lists_that_a_model_names_compete_with_the_others(hasten: Hasten, module: Path) -> None:
    answers = [
        {"text": "Run the following passes `function(sroa,simplifycfg,made-up)` to reduce it."},
        {"text": "I do not know."},
    ]
    lines = "\n".join(map(json.dumps, answers))
    (module.parent / "answers.jsonl").write_text(lines)
    (module.parent / "hasten.toml").write_text(
        '[[models]]\nname = "kept"\nkind = "recorded"\npath = "answers.jsonl"\n'
    )
    asked = ("--model", "kept", "--budget", "12", "--no-screen", "--json")
    ran = hasten("ir", "tune", module, *asked)
    assert ran.code == 0, ran.err
    assert "kept suggests sroa,simplifycfg (without made-up)" in ran.err
    assert ran.record["attempts"]["model"] == 1


def test_the_commands_are_written_as_a_script(hasten: Hasten, module: Path, tmp_path: Path) -> None:
    script = tmp_path / "tune.sh"
    assert (
        hasten("ir", "tune", module, "--budget", "20", "--no-screen", "--output", script).code == 0
    )
    lines = script.read_text().splitlines()
    assert lines[0] == "set -e"
    assert "-passes=" in lines[1]


def test_a_source_is_compiled_by_its_own_flags(hasten: Hasten, tmp_path: Path) -> None:
    installed()
    source = tmp_path / "sums.c"
    source.write_text(
        "int sum(const int *v) { int s = 0; for (int i = 0; i < N; i++) s += v[i]; return s; }\n"
    )
    refused = hasten("ir", "tune", source, "--budget", "5", "--no-screen")
    assert refused.code == 2
    assert "clang does not compile it" in refused.err
    assert "'N'" in refused.err
    entry = {"directory": str(tmp_path), "file": "sums.c", "command": "cc -DN=9 -c sums.c"}
    (tmp_path / "compile_commands.json").write_text(json.dumps([entry]))
    ran = hasten("ir", "tune", source, "--budget", "5", "--no-screen")
    assert ran.code in (0, 1), ran.err
    assert "sums.c" in ran.out


@pytest.mark.slow
def test_a_program_is_tuned_for_speed_on_its_tests(hasten: Hasten, tmp_path: Path) -> None:
    installed()
    path = write_program(tmp_path, "loops", SHORT_LOOPS, ("5 9",))
    ran = hasten("ir", "tune", path, "--for", "speed", "--budget", "15s", "--json")
    assert ran.code == 0, ran.err
    (best,) = ran.record["proposals"]
    assert best["speedup"] >= 1.02
    assert best["evidence"]["command"].endswith("-o loops.tuned.ll")
    assert ran.record["baseline"]["instructions"] > 0


def test_speed_needs_a_main_tests_and_time(hasten: Hasten, module: Path, tmp_path: Path) -> None:
    ran = hasten("ir", "tune", module, "--for", "speed")
    assert ran.code == 2
    assert "no `main`" in ran.err
    assert hasten("ir", "tune", module, "--for", "speed", "--budget", "20").code == 2
    untested = tmp_path / "untested.ll"
    untested.write_text(unoptimized(SHORT_LOOPS))
    ran = hasten("ir", "tune", untested, "--for", "speed")
    assert ran.code == 4
    assert "tests/untested/input.1.txt" in ran.err


def test_bitcode_is_tuned_and_written(hasten: Hasten, module: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.bc"
    ran = hasten(
        "ir", "tune", module, "--budget", "20", "--no-screen", "--emit", "ir", "--output", made
    )
    assert ran.code == 0, ran.err
    assert made.read_bytes().startswith(b"BC\xc0\xde")
    assert hasten("ir", "tune", made, "--budget", "12", "--no-screen").code in (0, 1)


def test_instructions_can_be_what_counts(hasten: Hasten, module: Path) -> None:
    ran = hasten(
        "ir", "tune", module, "--budget", "12", "--no-screen", "--metric", "instructions", "--json"
    )
    record = json.loads(ran.out)
    assert record["backend"]["unit"] == "IR instructions"
    assert record["baseline"]["cost"] > 0


def test_a_broken_module_is_named_with_its_line(hasten: Hasten, tmp_path: Path) -> None:
    installed()
    broken = tmp_path / "broken.ll"
    broken.write_text("define i32 @f() {\n  ret i32 %x\n}\n")
    ran = hasten("ir", "tune", broken)
    assert ran.code == 2
    assert "broken.ll:2:" in ran.err


@pytest.mark.parametrize(
    "options",
    [("--budget", "0"), ("--budget", "1.5"), ("--metric", "weight"), ("--emit", "asm")],
)
def test_what_cannot_be_asked_is_refused(
    hasten: Hasten, module: Path, options: tuple[str, str]
) -> None:
    assert hasten("ir", "tune", module, *options).code == 2


def test_a_list_is_made_short(hasten: Hasten, module: Path) -> None:
    given = "module(dce,mergefunc,dce,adce)"
    ran = hasten("ir", "minimise", module, given, "--budget", "30", "--json")
    assert ran.code == 0, ran.err
    record = json.loads(ran.out)
    assert record["after"]["cost"] <= record["before"]["cost"]
    assert "mergefunc" in record["after"]["passes"]


def test_a_folder_of_modules_is_evaluated_and_goes_on_where_it_stopped(
    hasten: Hasten, module: Path, tmp_path: Path
) -> None:
    package = tmp_path / "modules" / "pack"
    package.mkdir(parents=True)
    module.rename(package / "loops.ll")
    arguments = (
        "ir",
        "evaluate",
        tmp_path / "modules",
        "--budgets",
        "12",
        "--no-flags",
        "--no-screen",
    )
    first = hasten(*arguments)
    assert first.code == 0, first.err
    assert "| pack | 1 |" in first.out
    again = hasten(*arguments)
    assert again.out == first.out
    assert "loops.ll" not in again.err


def test_a_policy_is_learned_from_labels_that_are_measured_once(
    hasten: Hasten, module: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "modules" / "pack"
    folder.mkdir(parents=True)
    module.rename(folder / "loops.ll")
    labels = ("ir", "train", folder.parent, "--stage", "labels", "--modules", "1")
    assert hasten(*labels).code == 0
    measured = (folder.parent / "labels.jsonl").read_text()
    assert hasten(*labels).code == 0
    assert (folder.parent / "labels.jsonl").read_text() == measured
    out = tmp_path / "policy.safetensors"
    ran = hasten("ir", "train", folder.parent, "--stage", "policy", "--out", out)
    assert ran.code == 0, ran.err
    assert Policy.load(out).lesson.pool
    assert hasten("ir", "train", folder.parent, "--stage", "dreams").code == 2


def test_training_stores_lists_that_won(hasten: Hasten, module: Path, tmp_path: Path) -> None:
    folder = tmp_path / "modules"
    folder.mkdir()
    module.rename(folder / "loops.ll")
    out = tmp_path / "lists.jsonl"
    ran = hasten("ir", "train", folder, "--evaluations", "15", "--out", out)
    assert ran.code == 0, ran.err
    kinds = {json.loads(line)["kind"] for line in out.read_text().splitlines()}
    assert {"prefix", "function", "tail"} <= kinds
