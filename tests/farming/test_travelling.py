"""What goes with a file to another machine, and that it is found again there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hasten.errors import NoTests, SettingsError, TargetError
from hasten.farming import travelling
from hasten.farming.travelling import pack, unpack
from hasten.settings import Settings, load
from hasten.textfile import read_source
from hasten_sim.farm.orders import Order, Payload, Task
from hasten_sim.farm.shard import HERE
from hasten_sim.suite import discover

PROGRAM = "int main() { return 0; }\n"


def add(folder: Path, name: str = "slow.cpp", text: str = PROGRAM) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    tests = path.parent / "tests"
    tests.mkdir(exist_ok=True)
    (tests / "1.in").write_text("1\n")
    (tests / "1.out").write_text("2\n")
    return path


def sent(path: Path, there: Path, settings: Settings | None = None) -> travelling.Arrived:
    """Pack a file, send it, and unpack it in a folder of another machine."""
    payload = pack(path, read_source(path).text, settings or Settings()).payload()
    order = Order("run", "shard", Task("a:b", "c:d"), "profile", 2, (("key", payload),))
    ((_, arrived),) = Order.unpacked(order.packed()).items
    there.mkdir()
    arrived.write(there)
    return unpack(dict(arrived.data), there, 2)


def test_a_file_without_tests_does_not_travel(tmp_path: Path) -> None:
    path = tmp_path / "slow.cpp"
    path.write_text(PROGRAM)
    with pytest.raises(NoTests):
        pack(path, PROGRAM, Settings())


def test_flags_that_name_folders_of_this_machine_are_refused(tmp_path: Path) -> None:
    path = add(tmp_path / "project")
    with pytest.raises(TargetError, match="stays here") as caught:
        pack(path, PROGRAM, Settings(flags=("-O2", f"-I{tmp_path}/elsewhere")))
    assert "without --cluster" in caught.value.remedy


def test_a_project_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(travelling, "MOST_BYTES", 100)
    path = add(tmp_path)
    (tmp_path / "tests" / "1.in").write_text("1 " * 100)
    with pytest.raises(TargetError, match="larger than"):
        pack(path, PROGRAM, Settings())
    settings = Settings(project_test="true", root=tmp_path)
    with pytest.raises(TargetError, match="too large"):
        pack(path, PROGRAM, settings)


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../escape", "a/../../b", "a\0b"])
def test_files_cannot_leave_the_folder_of_their_item(name: str) -> None:
    with pytest.raises(ValueError, match="no path below a folder"):
        Payload({}, {name: b""})


def test_a_file_and_its_tests_arrive_as_they_were(tmp_path: Path) -> None:
    path = add(tmp_path / "here", text="int main() {}  // ü \r\n")
    arrived = sent(path, tmp_path / "there", Settings(budget_trials=7, jobs=64))
    assert arrived.path.read_bytes() == path.read_bytes()
    assert arrived.path.suffix == ".cpp"
    there, here = discover(arrived.path, arrived.tests), discover(path)
    assert there is not None
    assert here is not None
    assert there.digest == here.digest
    assert arrived.settings.budget_trials == 7
    assert arrived.settings.jobs == 2


def test_the_same_program_under_another_name_is_the_same_work(tmp_path: Path) -> None:
    one, other = add(tmp_path / "a", "one.cpp"), add(tmp_path / "b", "other.cpp")
    digests = {pack(p, PROGRAM, Settings()).payload().digest for p in (one, other)}
    assert len(digests) == 1
    (other.parent / "tests" / "1.in").write_text("9\n")
    assert pack(other, PROGRAM, Settings()).payload().digest not in digests
    for settings in (Settings(budget_trials=3), Settings(flags=("-O2",))):
        assert pack(one, PROGRAM, settings).payload().digest not in digests
    assert pack(one, PROGRAM, Settings(jobs=3)).payload().digest in digests


def test_headers_of_the_tree_come_along_where_the_text_includes_some(tmp_path: Path) -> None:
    root = tmp_path / "project"
    path = add(root / "src", text=f'#include "../lib/x.h"\n{PROGRAM}')
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text("secret")
    (root / "lib").mkdir()
    (root / "lib" / "x.h").write_text("int x();\n")
    (root / "lib" / "notes.txt").write_text("not needed")
    arrived = sent(path, tmp_path / "there")
    assert (arrived.path.parent / "../lib/x.h").read_text() == "int x();\n"
    assert arrived.path.name == "slow.cpp"
    found = {one.name for one in (tmp_path / "there").rglob("*") if one.is_file()}
    assert found == {"slow.cpp", "x.h", "1.in", "1.out"}


def test_a_project_with_commands_comes_whole_and_its_database_names_places_there(
    tmp_path: Path,
) -> None:
    root = tmp_path / "project"
    path = add(root / "src")
    (root / "check.sh").write_text("#!/bin/sh\ntrue\n")
    (root / "hasten.toml").write_text('[project]\ntest = "./check.sh"\n')
    entry = {"directory": str(root), "file": str(path), "arguments": ["g++", "-O2", str(path)]}
    (root / "compile_commands.json").write_text(json.dumps([entry]))
    arrived = sent(path, tmp_path / "there", load(path))
    tree = arrived.settings.root
    assert tree is not None
    assert arrived.tests is None
    assert arrived.settings.project_test == "./check.sh"
    assert os.access(tree / "check.sh", os.X_OK)
    (told,) = json.loads((tree / "compile_commands.json").read_text())
    assert told["file"] == str(arrived.path)


def test_a_checker_comes_along_and_can_be_run(tmp_path: Path) -> None:
    path = add(tmp_path / "here")
    checker = tmp_path / "check"
    checker.write_text("#!/bin/sh\nexit 0\n")
    checker.chmod(0o755)
    settings = Settings(comparison="checker", checker=str(checker))
    arrived = sent(path, tmp_path / "there", settings)
    assert os.access(arrived.settings.checker, os.X_OK)
    assert Path(arrived.settings.checker).is_relative_to(tmp_path / "there")


def test_the_sandbox_stays_on_and_keys_stay_here(tmp_path: Path) -> None:
    path = add(tmp_path / "here")
    (tmp_path / "hasten.toml").write_text(
        'sandbox = "off"\n[[models]]\nname = "m"\nkind = "openai"\n'
        'url = "http://localhost:1/v1"\nmodel = "x"\n'
    )
    arrived = sent(path, tmp_path / "there", load(path))
    assert arrived.settings.sandbox == "bubblewrap"
    assert arrived.settings.models == ()


def test_results_name_the_places_that_things_have_here(tmp_path: Path) -> None:
    path = add(tmp_path / "here", "mine.cpp")
    packed = pack(path, PROGRAM, Settings())
    told = {"path": f"{HERE}/{packed.file}", "said": [f"in {Path(packed.file).name}: error"]}
    assert packed.at_home(told, path) == {"path": str(path), "said": ["in mine.cpp: error"]}


def test_a_cluster_of_an_untrusted_workspace_is_not_spoken_to(tmp_path: Path) -> None:
    path = add(tmp_path)
    (tmp_path / "hasten.toml").write_text('cluster = "tcp://evil:1"\n')
    assert load(path).cluster == "tcp://evil:1"
    assert load(path, trusted=False).cluster == ""
    (tmp_path / "hasten.toml").write_text("cluster = 5\n")
    with pytest.raises(SettingsError, match="cluster"):
        load(path)
