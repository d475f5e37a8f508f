from __future__ import annotations

import json
from pathlib import Path

import pytest

from hasten.errors import TargetError
from hasten.evaluation.dataset import read_dataset
from hasten.evaluation.harness import read_task

BUILD = {
    "compiler": "g++",
    "cxxflags": ["-O3", "-I{task_dir}/harness"],
    "sources": ["{task_dir}/harness/main.cpp", "{variant_dir}/solution.cpp"],
}


def write(folder: Path, build: object) -> Path:
    folder.mkdir()
    (folder / "instance.json").write_text(json.dumps({"build": build}))
    for variant in ("baseline", "reference"):
        (folder / variant).mkdir()
        (folder / variant / "solution.cpp").write_text(f"// {variant}\n")
    return folder


def test_a_task_is_a_case_without_tests(tmp_path: Path) -> None:
    write(tmp_path / "task", BUILD)
    (case,) = read_dataset(tmp_path)
    assert (case.name, case.slow, case.fast) == ("task", "// baseline\n", "// reference\n")
    assert case.tests is None
    assert case.harness is not None
    assert case.harness.flags == ("-O3", f"-I{tmp_path}/task/harness")


def test_the_harness_is_compiled_once_and_the_solution_each_time(tmp_path: Path) -> None:
    task = read_task(write(tmp_path / "task", BUILD))
    assert task.build == (
        "{ test -e .hasten-0.o || g++ -O3 -Iharness -c harness/main.cpp -o .hasten-0.o; } && "
        "g++ -O3 -Iharness -c baseline/solution.cpp -o .hasten-1.o && "
        "g++ -O3 -Iharness .hasten-0.o .hasten-1.o -o .hasten-program"
    )


def test_a_whole_command_is_taken_apart(tmp_path: Path) -> None:
    words = (
        "gcc -O3 -I {task_dir} {task_dir}/h/main.c {variant_dir}/solution.c -o {build_dir}/b -lm"
    )
    task = read_task(write(tmp_path / "task", {"command": words.split()}))
    assert "gcc -O3 -I . -c baseline/solution.c -o .hasten-1.o" in task.build
    assert task.build.endswith("-o .hasten-program -lm")


@pytest.mark.parametrize(
    "build",
    [None, [], {}, {"compiler": 3, "sources": []}, {"command": []}, {"command": "gcc x.c"}],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, build: object) -> None:
    with pytest.raises(TargetError, match=r"instance\.json"):
        read_task(write(tmp_path / "task", build))


def test_words_are_quoted_for_the_shell(tmp_path: Path) -> None:
    hostile = BUILD | {"cxxflags": ["-DX=$(touch /tmp/x); true"]}
    assert "'-DX=$(touch /tmp/x); true'" in read_task(write(tmp_path / "task", hostile)).build
