"""What a project's files say of how it is built and tested, before anything is tried."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from attrs import frozen

from hasten_sim.project_files import sources_of

HARNESS = ".hasten-program"
"""What a program is called whose build hasten thought up itself."""
_LARGEST = 1 << 20
_MAIN = re.compile(rb"(?m)^[^\n/]*\bmain\s*\([^;{]*\)\s*(?:\{|$)")
_TARGET = re.compile(r"(?m)^([A-Za-z][\w.-]*)\s*:(?!=)")


@frozen
class Plan:
    """Commands that may work, and the file that they were read from.

    `test` is "" when the files name none: then a program that the build makes may be its own test.
    `lists_tests` is a command that prints ctest's list of tests as JSON.
    """

    origin: str
    build: str
    test: str = ""
    lists_tests: str = ""


def plans_for(root: Path) -> list[Plan]:
    """Return the ways to build the project at `root` that its files suggest, best first."""
    return [*_cmake(root), *_meson(root), *_make(root), *_alone(root)]


def has_main(path: Path) -> bool:
    """Whether a source file seems to define `main`."""
    return _MAIN.search(_read(path)) is not None


def _cmake(root: Path) -> Iterator[Plan]:
    lists = root / "CMakeLists.txt"
    if not lists.is_file():
        return
    folder = "build-hasten"
    configure = f"cmake -S . -B {folder} -DCMAKE_BUILD_TYPE=Release"
    tested = re.search(rb"(?i)\b(enable_testing|add_test|include\s*\(\s*CTest)\b", _read(lists))
    yield Plan(
        "CMakeLists.txt",
        f"{configure} && cmake --build {folder}",
        f"ctest --test-dir {folder} --output-on-failure" if tested else "",
        f"ctest --test-dir {folder} --show-only=json-v1" if tested else "",
    )


def _meson(root: Path) -> Iterator[Plan]:
    if (root / "meson.build").is_file():
        folder = "build-hasten"
        tested = re.search(rb"\btest\s*\(", _read(root / "meson.build"))
        yield Plan(
            "meson.build",
            f"(test -d {folder} || meson setup {folder} --buildtype=release) && ninja -C {folder}",
            f"meson test -C {folder} --no-rebuild" if tested else "",
        )


def _make(root: Path) -> Iterator[Plan]:
    for name in ("GNUmakefile", "makefile", "Makefile"):
        path = root / name
        if path.is_file():
            targets = set(_TARGET.findall(_read(path).decode("utf-8", "replace")))
            test = next((f"make {t}" for t in ("check", "test", "tests") if t in targets), "")
            yield Plan(name, "make", test)
            return


def _alone(root: Path) -> Iterator[Plan]:
    """A program without a build file: all sources in one command, by the flags that are known."""
    sources = [path for path in sources_of(root) if not path.name.startswith("test_")]
    mains = [path for path in sources if has_main(path)]
    if len(mains) != 1:
        return
    names = [shlex.quote(str(path.relative_to(root))) for path in sources]
    is_c = all(path.suffix == ".c" for path in sources)
    compiler = "gcc -std=gnu17" if is_c else "g++ -std=c++17"
    folders = sorted({path.parent for path in root.rglob("*.h*") if path.is_file()})
    includes = [f"-I{shlex.quote(str(f.relative_to(root)))}" for f in folders if f != root][:20]
    flags = " ".join(["-O3", "-I.", *_known_flags(root), *includes])
    words = f"{compiler} {flags} {' '.join(names)} -o {HARNESS} -lm -pthread"
    yield Plan("the source files", words)


def _known_flags(root: Path) -> list[str]:
    """The defines of a compilation database: what a lone command could not know otherwise."""
    try:
        rows: Any = json.loads(_read(root / "compile_commands.json"))
        words = [_words(row) for row in rows]
    except (ValueError, TypeError, AttributeError):
        return []
    defines = {word for line in words for word in line if re.fullmatch(r"-D[\w=.+-]+", word)}
    return sorted(defines)


def _words(row: Any) -> list[str]:
    fields = cast("dict[str, Any]", row)
    arguments = fields.get("arguments")
    return list(map(str, arguments)) if arguments else shlex.split(str(fields.get("command", "")))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError:
        return b""
