"""Tasks whose program is a harness that checks and times itself (the layout of PerfCodeBench).

A task is a folder with `instance.json` (how to build), `harness/` (a `main` that ends with status
0 when the result is right), `baseline/` (the slow solution) and perhaps `reference/` (a fast one).
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any, cast

from attrs import frozen

from hasten.errors import TargetError

INSTANCE = "instance.json"
PROGRAM = ".hasten-program"
TIME_PATTERN = r'"elapsed_ns"\s*:\s*(\d+)'
"""What the harness prints of the call that it times, without what it does to prepare it."""
SOURCES = (".cpp", ".cc", ".cxx", ".c")
_VARIANT = "{variant_dir}"
_TASK = "{task_dir}"


@frozen
class Harness:
    """How a task is built and run, in the task's folder, and the flags of its solution.

    `others` are the sources beside the solution: what makes the input, checks and times.
    """

    root: Path
    solution: Path
    others: tuple[Path, ...]
    reference: Path | None
    build: str
    run: str
    flags: tuple[str, ...]


def read_task(folder: Path) -> Harness:
    """Read one task. Raises TargetError when its `instance.json` is not understood."""
    try:
        told: Any = json.loads((folder / INSTANCE).read_text(encoding="utf-8"))
        compiler, flags, sources, libraries = _parts(cast("dict[str, Any]", told["build"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise TargetError(
            f"{folder / INSTANCE} is not understood: {error!r}",
            "It should hold `build` with `compiler`, `cxxflags` and `sources`, or with `command`.",
        ) from error
    solutions = [one for one in sources if one.startswith(_VARIANT)]
    if len(solutions) != 1:
        raise TargetError(
            f"{folder / INSTANCE} names {len(solutions)} files of a solution",
            "Tasks with one such file can be evaluated.",
        )
    solution = _placed(solutions[0], "baseline")
    reference = folder / _placed(solutions[0], "reference")
    return Harness(
        root=folder,
        solution=folder / solution,
        others=tuple(folder / _placed(one, "baseline") for one in sources if one not in solutions),
        reference=reference if reference.is_file() else None,
        build=_build(compiler, flags, sources, libraries),
        run=f"./{PROGRAM}",
        flags=tuple(one.replace(_TASK, str(folder)) for one in flags),
    )


def _parts(build: dict[str, Any]) -> tuple[str, list[str], list[str], list[str]]:
    """The compiler, its flags, the sources and the libraries."""
    if "command" not in build:
        return (
            _word(build["compiler"]),
            _words(build.get("cxxflags") or build.get("cflags")),
            _words(build["sources"]),
            _words(build.get("ldflags")),
        )
    compiler, *words = _words(build["command"])
    if "-o" in words:
        at = words.index("-o")
        del words[at : at + 2]
    sources = [word for word in words if word.endswith(SOURCES) and not word.startswith("-")]
    libraries = [word for word in words if word.startswith("-l")]
    flags = [word for word in words if word not in sources and word not in libraries]
    return compiler, flags, sources, libraries


def _build(compiler: str, flags: list[str], sources: list[str], libraries: list[str]) -> str:
    """Compile the harness once and the solution each time, then link."""
    steps: list[str] = []
    objects: list[str] = []
    options = shlex.join(_placed(one, "baseline") for one in flags)
    for number, source in enumerate(sources):
        path, made = shlex.quote(_placed(source, "baseline")), f".hasten-{number}.o"
        compile_it = f"{shlex.quote(compiler)} {options} -c {path} -o {made}"
        is_solution = source.startswith(_VARIANT)
        steps.append(compile_it if is_solution else f"{{ test -e {made} || {compile_it}; }}")
        objects.append(made)
    link = f"{shlex.quote(compiler)} {options} {' '.join(objects)} -o {PROGRAM}"
    steps.append(f"{link} {shlex.join(libraries)}".rstrip())
    return " && ".join(steps)


def _placed(word: str, variant: str) -> str:
    """A word of the build with its places relative to the task's folder."""
    return word.replace(f"{_TASK}/", "").replace(_TASK, ".").replace(_VARIANT, variant)


def _words(value: object) -> list[str]:
    return [_word(one) for one in cast("list[object]", value or [])]


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a word")
    return value
