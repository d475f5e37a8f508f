"""Commands with --cluster: as without it, on real workers; an interruption is clean."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from hasten.cli.ir_evaluate import read_rows
from hasten.passes import labelling
from tests.conftest import NewCache
from tests.llvm import installed
from tests.passes.test_tuning import HEAD, LOOPS
from tests.sim.farm.clusters import wait_for

SLOW = """#include <iostream>
int main() {
    int n, sum = 0;
    while (std::cin >> n) std::cout << (sum += n) << std::endl;
}
"""


class Home:
    """A folder of programs, and caches for here and for workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "programs"

    def add(self, name: str, text: str = SLOW, cases: int = 1) -> Path:
        """Add a program with tests."""
        path = self.programs / name / "slow.cpp"
        tests = path.parent / "tests"
        tests.mkdir(parents=True)
        path.write_text(text)
        for case in range(cases):
            numbers = range(1, 40 + case)
            sums = [sum(range(1, number + 1)) for number in numbers]
            (tests / f"{case}.in").write_text(" ".join(map(str, numbers)) + "\n")
            (tests / f"{case}.out").write_text("".join(f"{one}\n" for one in sums))
        return path

    def hasten(self, *words: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        """Run hasten; its status must be as expected."""
        done = subprocess.run(
            [sys.executable, "-m", "hasten", *words],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=150,
        )
        assert done.returncode == status, done.stderr
        return done

    @property
    def environment(self) -> dict[str, str]:
        """Where the caches are."""
        return {**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache")}


@pytest.fixture
def home(tmp_path: Path, new_cache: NewCache) -> Home:
    cache = new_cache(tmp_path / "cache" / "hasten")
    (cache / "worker").mkdir()
    for name in ("pch", "clang", "toolchains"):
        (cache / "worker" / name).symlink_to((cache / name).resolve())
    return Home(tmp_path)


@pytest.mark.parametrize(
    ("cluster", "said"),
    [
        ("local:none", "no number of workers"),
        ("host:8786", "lacks tcp://"),
        ("nowhere.json", "no scheduler file"),
    ],
)
def test_what_names_no_cluster_is_wrong_use(home: Home, cluster: str, said: str) -> None:
    home.add("one")
    assert said in home.hasten("batch", "programs", "--cluster", cluster, status=2).stderr


def test_a_cluster_in_the_settings_is_used_and_checked(home: Home) -> None:
    home.add("one")
    (home.programs / "hasten.toml").write_text('cluster = "nobody"\n')
    assert "names no cluster" in home.hasten("batch", "programs", status=2).stderr


def test_without_dask_it_is_said_what_to_install(home: Home) -> None:
    home.add("one")
    (home.folder / "distributed.py").write_text("raise ImportError('not here')\n")
    home.folder.joinpath("run.py").write_text(
        "import sys; from hasten.cli import main\nif __name__ == '__main__': sys.exit(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "run.py", "batch", "programs", "--cluster", "local:1"],
        env=home.environment,
        cwd=home.folder,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 5
    assert "hasten[farm]" in done.stderr


@pytest.mark.farm
def test_models_are_not_asked_from_workers(home: Home) -> None:
    home.add("one")
    said = home.hasten(
        *("evaluate", "--dataset", "programs", "--model", "m", "--cluster", "local:1"), status=2
    ).stderr
    assert "not asked from workers" in said


def costs(record: Any) -> list[tuple[str, float, float]]:
    return [
        (
            Path(one["path"]).parent.name,
            one["search"]["baseline"]["cost"],
            one["search"]["proposals"][0]["speedup"],
        )
        for one in record["files"]
    ]


@pytest.mark.farm
@pytest.mark.timeout(300)
def test_a_batch_on_workers_finds_the_same_numbers_as_here_and_each_program_once(
    home: Home,
) -> None:
    home.add("one")
    home.add("same")
    home.add("other", SLOW.replace("sum = 0", "sum = 0, unused"), cases=2)
    batch = ("batch", "programs", "--budget", "3t", "--json")
    farmed = home.hasten(*batch, "--cluster", "local:2", "--results", "r.jsonl")
    assert "2 done" in farmed.stderr
    assert "1 the same as others" in farmed.stderr
    found = costs(json.loads(farmed.stdout))
    assert [name for name, _, _ in found] == ["one", "other", "same"]
    assert all(speedup > 1.1 for _, _, speedup in found)
    # What came back is known here; without that, from the results; and here it is the same.
    again = json.loads(home.hasten(*batch, "--cluster", "local:2").stdout)
    assert all(one["reused"] for one in again["files"])
    (home.folder / "cache" / "hasten" / "store.sqlite3").unlink()
    kept = home.hasten(*batch, "--cluster", "local:2", "--results", "r.jsonl")
    assert "0 done" in kept.stderr
    assert costs(json.loads(kept.stdout)) == found
    (home.folder / "cache" / "hasten" / "store.sqlite3").unlink()
    assert costs(json.loads(home.hasten(*batch).stdout)) == found


@pytest.mark.farm
@pytest.mark.timeout(300)
def test_ctrl_c_ends_workers_and_their_programs_and_the_same_command_goes_on(home: Home) -> None:
    for number in range(3):
        home.add(f"p{number}", SLOW.replace("sum = 0", f"sum = 0, unused{number}"))
    spin = "#include <cstdio>\nint main() { volatile long n = 0; while (n >= 0) n = n + 1; }\n"
    home.add("spin", spin)
    (home.programs / "hasten.toml").write_text("[limits]\nseconds = 60.0\n[budget]\ntrials = 2\n")
    command = ["batch", "programs", "--cluster", "local:2", "--results", "r.jsonl"]
    process = subprocess.Popen(
        [sys.executable, "-m", "hasten", *command],
        env=home.environment,
        cwd=home.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        wait_for(lambda: runs_in(sandboxes_of(process.pid), "./prog"), "program", 100)
        led = sandboxes_of(process.pid)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130, said.decode()
        assert time.monotonic() - began < 30
        wait_for(lambda: not [one for one in led if Path(f"/proc/{one}").exists()], "end", 10)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    (home.programs / "spin" / "slow.cpp").unlink()
    done = home.hasten(*command)
    assert "failed" not in done.stderr
    assert len((home.folder / "r.jsonl").read_text().splitlines()) == 3


def runs_in(leaders: set[int], program: str) -> bool:
    """Whether one of the sandboxes runs a program."""
    for leader in leaders:
        with contextlib.suppress(OSError):
            if program in (Path("/proc") / str(leader) / "cmdline").read_text(errors="replace"):
                return True
    return False


def sandboxes_of(process: int) -> set[int]:
    """The processes that lead a sandbox of a process or of one below it: they bear its mark."""
    parents: dict[int, int] = {}
    lines: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            stat = (entry / "stat").read_text()
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
            lines[int(entry.name)] = (entry / "cmdline").read_text(errors="replace")
    family = {process}
    for _ in range(8):
        family |= {child for child, parent in parents.items() if parent in family}
    marks = [f"hasten-{one}-" for one in family]
    return {one for one, line in lines.items() if any(mark in line for mark in marks)}


@pytest.mark.farm
@pytest.mark.timeout(300)
def test_an_evaluation_and_a_corpus_check_on_workers_are_as_here(home: Home) -> None:
    home.add("one")
    home.add("broken", "int main() { return x; }\n")
    evaluate = ("evaluate", "--dataset", "programs", "--budget", "2t", "--json")
    farmed = json.loads(home.hasten(*evaluate, "--cluster", "local:2").stdout)
    here = json.loads(home.hasten(*evaluate).stdout)
    for record in (farmed, here):
        record["cases"] = [
            {key: one[key] for key in ("name", "problem", "speedup") if key in one}
            for one in record.get("cases", [])
        ]
        record.pop("seconds", None)
    assert farmed["scores"] == here["scores"]
    assert farmed["cases"] == here["cases"]
    check = ("corpus", "check", "a_plus_b")
    assert home.hasten(*check, "--cluster", "local:1").stdout == home.hasten(*check).stdout


@pytest.mark.farm
@pytest.mark.timeout(300)
def test_modules_are_tuned_and_labelled_on_workers_as_here(home: Home) -> None:
    installed()
    for place in ("here", "farmed"):
        for name, attributes in (("one", "minsize optsize"), ("two", "optsize")):
            module = home.folder / place / "modules" / "pack" / f"{name}.ll"
            module.parent.mkdir(parents=True, exist_ok=True)
            module.write_text(HEAD + LOOPS.replace("ATTRIBUTES", attributes))

    def run(place: str, *words: str) -> str:
        return home.hasten("ir", words[0], f"{place}/modules", *words[1:]).stdout

    tune = ("evaluate", "--budgets", "8", "--no-flags", "--no-screen")
    farmed = run("farmed", *tune, "--cluster", "local:2")
    assert "| pack | 2 |" in farmed
    kept = home.folder / "farmed" / "modules" / "results.jsonl"
    assert len(kept.read_text().splitlines()) == 2
    # Seconds of the processor are in the table; sizes are not a matter of the machine.
    sizes = {row.module: (row.baseline, row.tuned) for row in read_rows(kept)}
    run("here", *tune)
    here = read_rows(home.folder / "here" / "modules" / "results.jsonl")
    assert sizes == {row.module: (row.baseline, row.tuned) for row in here}
    (home.folder / "farmed" / "modules" / "pack" / "two.ll").unlink()
    label = ("train", "--stage", "labels", "--modules", "0")
    run("farmed", *label, "--cluster", "local:1")
    labels = home.folder / "farmed" / "modules" / "labels.jsonl"
    (rows,) = labelling.read(labels).values()
    assert list(rows) == [-1]
    before = labels.read_text()
    # What came from workers is complete: here there is nothing left to do.
    run("farmed", *label)
    assert labels.read_text() == before
