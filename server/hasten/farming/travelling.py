"""What of a file goes with it to another machine: its tests, and what it is built with.

A file of a project that is built and tested by commands takes the whole project with it; one that
includes others of its tree, the sources and headers of the tree; any other goes alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from hasten.engine.workbench import find_suite
from hasten.errors import TargetError
from hasten.settings import Settings
from hasten.source.encoding import encode
from hasten_sim.compile_commands import DATABASE
from hasten_sim.farm.orders import Payload
from hasten_sim.farm.shard import HERE, replaced
from hasten_sim.nouns import CommandSuite
from hasten_sim.pch import quoted_includes
from hasten_sim.project_files import SOURCES
from hasten_sim.records import from_json, to_json
from hasten_sim.toolchain import PROJECT_MARKS, flags_from_compile_commands

TREE = "tree"
"""The folder that stands for the file's project."""
ALONE = "hasten_program"
"""The name of a file that travels alone: the same text under two names is searched once."""
TESTS = "tests"
CHECKER = "checker"
HEADERS = (".h", ".hpp", ".hh", ".hxx", ".inc", ".inl", ".ipp", ".tcc")
MOST_BYTES = 64 << 20
MOST_FILES = 5000
_LEFT_OUT = {".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__"}
_REMEDY = "Run it without --cluster, on the machine that has everything."


@frozen
class Travelling:
    """A file on its way. `root` is the folder here that stands for `TREE` there."""

    root: Path
    file: str
    tests: str
    settings: Settings
    files: dict[str, bytes] = field(repr=False)

    def payload(self, **more: Any) -> Payload:
        """All of it, with further data."""
        stays = {"root": None, "models": (), "cluster": "", "checker": "", "gem5": "", "jobs": 0}
        record = to_json(evolve(self.settings, **stays, code_lens=False, tests=""))
        data = {
            "file": self.file,
            "tests": self.tests,
            "settings": replaced(record, str(self.root), f"{HERE}/{TREE}"),
            "checker": CHECKER if CHECKER in self.files else "",
            "has root": self.settings.root is not None and bool(self.settings.project_test),
            **more,
        }
        return Payload(data, self.files)

    def at_home(self, value: Any, path: Path) -> Any:
        """A result with the places and names that things have here, where the file is `path`."""
        own = Path(self.file).name
        value = replaced(value, f"{HERE}/{self.file}", str(path))
        value = replaced(value, f"{HERE}/{TREE}", str(self.root))
        return replaced(value, own, path.name) if own.startswith(ALONE) else value


@frozen
class Arrived:
    """A file where it arrived. `tests` is None where they are commands of the project."""

    path: Path
    tests: Path | None
    settings: Settings


def pack(path: Path, text: str, settings: Settings, tests: Path | None = None) -> Travelling:
    """Gather what a file needs elsewhere.

    Raises NoTests and SuiteError as a search does, TargetError when it needs more than can travel.
    """
    suite = find_suite(path, settings, tests)
    if isinstance(suite, CommandSuite):
        root = suite.root.absolute()
        files = _tree(root, Path.is_file)
        return _packed(path, text, root, "", settings, files)
    root = _project_of(path) if quoted_includes(text) else path.absolute().parent
    files = _tree(root, _is_source) if quoted_includes(text) else {}
    origin = Path(suite.origin)
    if origin.is_dir():
        where = TESTS
        for file in sorted(origin.iterdir()):
            if file.is_file() and not file.name.startswith("."):
                files[f"{TESTS}/{file.name}"] = file.read_bytes()
    else:
        where = f"{TESTS}{origin.suffix}"
        files[where] = origin.read_bytes()
    if suite.checker is not None:
        files[CHECKER] = suite.checker.read_bytes()
    flags = settings.flags or flags_from_compile_commands(path) or ()
    for flag in flags:
        _, slash, rest = flag.partition("/")
        if slash and not _is_inside(Path("/" + rest), root):
            raise TargetError(f"{path.name} is compiled with {flag}, which stays here", _REMEDY)
    return _packed(path, text, root, where, evolve(settings, flags=flags), files)


def _packed(
    path: Path, text: str, root: Path, tests: str, settings: Settings, files: dict[str, bytes]
) -> Travelling:
    alone = not any(name.startswith(f"{TREE}/") for name in files)
    own = f"{ALONE}{path.suffix}" if alone else path.absolute().relative_to(root)
    file = f"{TREE}/{own}"
    files[file] = encode(text)
    if sum(map(len, files.values())) > MOST_BYTES:
        raise TargetError(
            f"{path.name} and what it needs are larger than {MOST_BYTES >> 20} MiB", _REMEDY
        )
    for name in [one for one in files if Path(one).name == DATABASE]:
        files[name] = files[name].replace(str(root).encode(), f"{HERE}/{TREE}".encode())
    return Travelling(root, file, tests, settings, files)


def unpack(data: dict[str, Any], folder: Path, processors: int) -> Arrived:
    """Find a file again where it arrived; `folder` is where its payload was written."""
    settings = from_json(replaced(data["settings"], HERE, str(folder)), Settings)
    tree = folder / TREE
    for database in tree.rglob(DATABASE):
        there = database.read_bytes()
        database.write_bytes(there.replace(HERE.encode(), str(folder).encode()))
    checker = str(folder / data["checker"]) if data["checker"] else ""
    if checker:
        Path(checker).chmod(0o755)
    settings = evolve(
        settings,
        root=tree if data["has root"] else None,
        jobs=processors,
        sandbox="bubblewrap",
        checker=checker,
    )
    tests = folder / data["tests"] if data["tests"] else None
    return Arrived(folder / data["file"], tests, settings)


def _project_of(path: Path) -> Path:
    here = path.absolute().parent
    for above in (here, *here.parents):
        if Path.home().is_relative_to(above):
            break
        if any((above / mark).exists() for mark in PROJECT_MARKS):
            return above
    return here


def _is_source(path: Path) -> bool:
    return path.suffix in (*SOURCES, *HEADERS) or path.name == DATABASE


def _tree(root: Path, wanted: Callable[[Path], bool]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    size = 0
    for path in _walk(root):
        if not wanted(path):
            continue
        size += path.stat().st_size
        if size > MOST_BYTES or len(files) == MOST_FILES:
            raise TargetError(
                f"the project in {root} is too large to be sent to other machines", _REMEDY
            )
        files[f"{TREE}/{path.relative_to(root)}"] = path.read_bytes()
    return files


def _walk(root: Path) -> Iterator[Path]:
    for directory, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _LEFT_OUT)
        for name in sorted(names):
            path = Path(directory, name)
            if path.is_file():
                yield path


def _is_inside(path: Path, root: Path) -> bool:
    return path.is_relative_to(root) or path.is_relative_to("/usr")
