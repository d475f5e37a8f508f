"""A project is built and tested with a candidate in it, and is never written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from hasten_sim.errors import SuiteError
from hasten_sim.nouns import CommandSuite, CompileError, TimedOut, WrongOutput
from hasten_sim.project import ProjectView, one_program, tree_digest
from hasten_sim.sandbox import Bubblewrap, open_sandbox
from hasten_sim.sandbox_overlay import overlay_arguments
from hasten_sim.sandbox_types import Limits, Overlay, Sandbox

LIMITS = Limits(wall_seconds=60.0, cpu_seconds=30.0, memory_bytes=2 << 30)
MAIN = """#include <cstdio>
#include "twice.h"
int main() { int n; while (std::scanf("%d", &n) == 1) std::printf("%d\\n", twice(n)); }
"""
TWICE = '#include "twice.h"\nint twice(int n) { return n + n; }\n'
MAKEFILE = """ROOT = {root}
app: src/main.o src/twice.o
\tg++ -o $(ROOT)/app $(ROOT)/src/main.o $(ROOT)/src/twice.o
%.o: %.cpp
\tg++ -O1 -Iinclude -c -o $@ $<
src/main.o src/twice.o: include/twice.h
"""
CHECK = """./app < tests/input > tests/output
cmp tests/output tests/expected || { echo 'twice is wrong' >&2; exit 1; }
"""


class Copying(Bubblewrap):
    """A sandbox on a machine where overlays are not to be had."""

    async def can_overlay(self, layer: Path, place: Path) -> bool:
        return False


@pytest.fixture(params=["overlay", "copy", "off"])
async def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Each of the ways to show a project. (Where overlays are forbidden, the first is a copy.)"""
    if request.param == "off":
        return await open_sandbox("off")
    real = await open_sandbox()
    assert isinstance(real, Bubblewrap)
    return real if request.param == "overlay" else Copying(real.path, real.version)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with absolute paths in its Makefile."""
    root = tmp_path / "a project"
    for name, content in {
        "src/main.cpp": MAIN,
        "src/twice.cpp": TWICE,
        "include/twice.h": "int twice(int n);\n",
        "Makefile": MAKEFILE.format(root="."),
        "check.sh": CHECK,
        "tests/input": "1 2 21\n",
        "tests/expected": "2\n4\n42\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
        os.utime(root / name, (1_600_000_000, 1_600_000_000))
    (root / "check.sh").chmod(0o755)
    (root / "link").symlink_to("src/twice.cpp")
    return root


def suite(root: Path, **commands: Any) -> CommandSuite:
    given: dict[str, Any] = {"build": "make", "test": "sh check.sh"}
    given |= {"measure": "./app < tests/input"} | commands
    return CommandSuite(root, **given)


@pytest.fixture
async def view(sandbox: Sandbox, project: Path, tmp_path: Path) -> AsyncIterator[ProjectView]:
    file = project / "src" / "twice.cpp"
    view = await ProjectView.open(sandbox, suite(project), file, tmp_path / "scratch", LIMITS)
    yield view
    await view.close()
    assert not (tmp_path / "scratch").exists()


def picture(root: Path) -> dict[str, tuple[int, int, str]]:
    """Everything about a tree: names, modes, times and contents."""
    found: dict[str, tuple[int, int, str]] = {}
    for path in sorted([root, *root.rglob("*")]):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        digest = hashlib.sha256(content).hexdigest()
        found[str(path)] = (status.st_mode, status.st_mtime_ns, digest)
    return found


async def test_other_texts_can_stand_in_for_files_of_the_project(
    sandbox: Sandbox, project: Path, tmp_path: Path
) -> None:
    before = picture(project)
    file, thrice = project / "src" / "twice.cpp", MAIN.replace("twice(n));", "twice(n) + n);")
    replaced = (("src/main.cpp", thrice), ("tests/expected", "3\n6\n63\n"))
    wanted = evolve(suite(project), replaced=replaced)
    assert wanted.digest != suite(project).digest
    view = await ProjectView.open(sandbox, wanted, file, tmp_path / "scratch", LIMITS)
    assert await view.build(TWICE) is None
    assert await view.test() is None
    await view.close()
    assert picture(project) == before
    for elsewhere in ("nowhere.cpp", "../outside.cpp"):
        wanted = evolve(wanted, replaced=((elsewhere, ""),))
        with pytest.raises(SuiteError, match="is not a file of the project"):
            await ProjectView.open(sandbox, wanted, file, tmp_path / "other", LIMITS)


async def test_candidates_are_built_and_tested_and_the_project_is_not_touched(
    view: ProjectView, project: Path
) -> None:
    before = picture(project)
    assert await view.prepare() is None
    assert await view.test() is None
    assert await view.build(TWICE.replace("n + n", "2 * n")) is None
    assert await view.test() is None
    assert await view.build(TWICE.replace("n + n", "3 * n")) is None
    assert await view.test() == WrongOutput("test", "twice is wrong")
    assert await view.build(TWICE) is None
    assert await view.test() is None
    job = await view.measure_job()
    assert (await view.sandbox.run(job)).ok
    assert job.stdout.read_text() == "2\n4\n42\n"
    assert picture(project) == before


async def test_a_build_makes_anew_only_what_the_candidate_changes(view: ProjectView) -> None:
    assert await view.prepare() is None
    said = (view.scratch / "build.out").read_text()
    assert "main.cpp" in said
    assert "twice.cpp" in said
    for factor in ("2 * n", "n * 2"):
        assert await view.build(TWICE.replace("n + n", factor)) is None
        said = (view.scratch / "build.out").read_text()
        assert "main.cpp" not in said
        assert "twice.cpp" in said


async def test_a_candidate_that_does_not_compile_is_told_with_file_and_line(
    view: ProjectView,
) -> None:
    refusal = await view.build(TWICE.replace("n + n", "n + m"))
    assert isinstance(refusal, CompileError)
    assert refusal.message.startswith("src/twice.cpp:2:")
    assert "error:" in refusal.message
    assert await view.build(TWICE) is None


async def test_a_candidate_cannot_change_what_others_are_judged_by(
    view: ProjectView, project: Path
) -> None:
    cheat = """#include "twice.h"
#include <cstdlib>
int twice(int n) {
    std::system("PATH=/usr/bin:/bin; echo 0 > tests/expected; echo 'exit 0' > check.sh;"
                " rm -rf src Makefile; echo 'true' > app");
    return 0;
}
"""
    before = picture(project)
    assert await view.prepare() is None
    assert await view.build(cheat) is None
    await view.test()
    assert await view.build(TWICE.replace("n + n", "3 * n")) is None
    assert isinstance(await view.test(), WrongOutput)
    assert await view.build(TWICE) is None
    assert await view.test() is None
    assert picture(project) == before


async def test_commands_have_limits(sandbox: Sandbox, project: Path, tmp_path: Path) -> None:
    limits = Limits(wall_seconds=0.7, cpu_seconds=0.7)
    endless = suite(project, build="sleep 100", test="while :; do :; done")
    file = project / "src" / "main.cpp"
    view = await ProjectView.open(sandbox, endless, file, tmp_path / "scratch", limits)
    assert await view.build(MAIN) == TimedOut("build", 0.7)
    assert await view.test() == TimedOut("test", 0.7)
    await view.close()


async def test_the_measured_run_can_be_wrapped_and_its_program_found(
    view: ProjectView, project: Path
) -> None:
    assert await view.build(TWICE) is None
    job = await view.measure_job(("/usr/bin/env", "VALUE=1"))
    assert job.argv == ("/usr/bin/env", "VALUE=1", "./app")
    assert job.stdin is not None
    assert job.stdin.read_text() == "1 2 21\n"
    assert (await view.sandbox.run(job)).ok
    assert job.stdout.read_text() == "2\n4\n42\n"
    for name in ("./app", f"{project}/app"):
        assert view.on_host(name).read_bytes()[:4] == b"\x7fELF"
    assert view.on_host("/usr/bin/env") == Path("/usr/bin/env")
    assert not (project / "app").exists()


async def test_a_project_without_a_build_is_tested_as_it_is(
    sandbox: Sandbox, project: Path, tmp_path: Path
) -> None:
    script = suite(project, build="", test="grep -q twice src/twice.cpp && grep -q twice link")
    file = project / "src" / "twice.cpp"
    view = await ProjectView.open(sandbox, script, file, tmp_path / "scratch", LIMITS)
    assert await view.prepare() is None
    assert await view.test() is None
    assert await view.build("nothing\n") is None
    assert isinstance(await view.test(), WrongOutput)
    await view.close()


async def test_a_file_that_is_a_link_is_replaced_where_it_leads(
    sandbox: Sandbox, project: Path, tmp_path: Path
) -> None:
    view = await ProjectView.open(
        sandbox, suite(project), project / "link", tmp_path / "scratch", LIMITS
    )
    assert await view.build(TWICE.replace("n + n", "3 * n")) is None
    assert isinstance(await view.test(), WrongOutput)
    await view.close()


@pytest.mark.parametrize("where", ["elsewhere.cpp", "project/../elsewhere.cpp", "project/none.cpp"])
async def test_a_file_outside_of_the_project_is_refused(tmp_path: Path, where: str) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "elsewhere.cpp").write_text("")
    with pytest.raises(SuiteError, match="not a file of the project"):
        await ProjectView.open(
            await open_sandbox(),
            suite(tmp_path / "project"),
            tmp_path / where,
            tmp_path / "scratch",
            LIMITS,
        )


# --- paths --------------------------------------------------------------------------------------


@pytest.mark.parametrize("overlays", [True, False])
async def test_in_the_sandbox_a_project_has_its_own_path(
    project: Path, tmp_path: Path, overlays: bool
) -> None:
    real = await open_sandbox()
    assert isinstance(real, Bubblewrap)
    sandbox = real if overlays else Copying(real.path, real.version)
    (project / "Makefile").write_text(MAKEFILE.format(root=str(project).replace(" ", "\\ ")))
    before = picture(project)
    file = project / "src" / "twice.cpp"
    absolute = suite(project, test=f"sh '{project}/check.sh' && test \"$(pwd)\" = '{project}'")
    view = await ProjectView.open(sandbox, absolute, file, tmp_path / "scratch", LIMITS)
    assert await view.prepare() is None
    assert await view.test() is None
    await view.close()
    assert picture(project) == before


async def test_without_a_sandbox_a_build_directory_that_names_the_project_is_refused(
    project: Path, tmp_path: Path
) -> None:
    (project / "build").mkdir()
    (project / "build" / "CMakeCache.txt").write_text(f"CMAKE_HOME_DIRECTORY={project}\n")
    with pytest.raises(SuiteError, match=r"build/CMakeCache\.txt"):
        await ProjectView.open(
            await open_sandbox("off"),
            suite(project),
            project / "src" / "twice.cpp",
            tmp_path / "scratch",
            LIMITS,
        )


async def test_a_project_sees_no_other_directory_of_its_user(project: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hunter2")
    curious = suite(project, build="", test=f"test ! -e '{tmp_path}/key'")
    view = await ProjectView.open(
        await open_sandbox(), curious, project / "link", tmp_path / "scratch", LIMITS
    )
    assert await view.test() is None
    await view.close()


# --- commands and digests -----------------------------------------------------------------------


NO_VARIABLES: dict[str, str] = {}


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("./app", (NO_VARIABLES, ("./app",), None)),
        ("./app 'two words' < in.txt", (NO_VARIABLES, ("./app", "two words"), "in.txt")),
        ("A=1 B='x y' ./app C=2", ({"A": "1", "B": "x y"}, ("./app", "C=2"), None)),
        ("./app '#1'", (NO_VARIABLES, ("./app", "#1"), None)),
    ],
)
def test_one_program_run_is_understood(
    command: str, expected: tuple[dict[str, str], tuple[str, ...], str | None]
) -> None:
    assert one_program(command) == expected


@pytest.mark.parametrize(
    "command",
    ["", "a && b", "a; b", "a | b", "a > out", "(a)", "a &", "a $HOME", "a `b`", "a 'b", "A=1"],
)
def test_more_than_one_program_run_is_refused(command: str) -> None:
    with pytest.raises(SuiteError):
        one_program(command)


def test_the_digest_of_a_tree_follows_its_files(project: Path) -> None:
    first = tree_digest(project)
    (project / ".git").mkdir()
    (project / ".git" / "index").write_text("x")
    assert tree_digest(project) == first
    (project / "src" / "main.cpp").write_text(MAIN + "\n")
    second = tree_digest(project)
    (project / "src" / "new.cpp").write_text("")
    assert len({first, second, tree_digest(project)}) == 3


def test_a_newer_bwrap_is_told_to_make_overlays_itself(tmp_path: Path) -> None:
    """Lower layers first, as bwrap 0.11 wants them: this machine may have an older one."""
    layers = (tmp_path / "upper", tmp_path / "lower")
    before, options = overlay_arguments([Overlay(layers, "/seen", tmp_path)], "bwrap")
    assert before == []
    lower, upper, changes, work = (f"{tmp_path}/{n}" for n in ("lower", "upper", "changes", "work"))
    sources = ["--overlay-src", lower, "--overlay-src", upper]
    assert options == [*sources, "--overlay", changes, work, "/seen"]
    assert Path(changes).is_dir()
