"""Find the test cases that came with a C++ file, by the conventions people already follow.

Understood, first match wins:

- an explicit directory (or ``.prob`` file) named by the user;
- ``tests/<stem>/`` or ``test/<stem>/`` beside the file;
- ``tests/`` or ``test/`` beside the file, shared by every source there;
- ``.cph/.<file name>_<hash>.prob`` of the Competitive Programming Helper.

A directory holds pairs of files: ``input.1.txt`` with ``output.1.txt`` (the PIE data set), or
``sample-1.in`` with ``sample-1.out`` or ``sample-1.ans`` (online-judge-tools, Kattis, Polygon).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from hasten_sim.errors import SuiteError
from hasten_sim.nouns import Case, CaseSuite, Comparison

MAX_FILE_BYTES = 64 << 20
MAX_SUITE_BYTES = 512 << 20

_PIE_NAME = re.compile(r"(?P<side>input|output)(?:\.(?P<name>.+))?\.txt")
_PAIR_NAME = re.compile(r"(?P<name>.+)\.(?P<side>in|out|ans)")
_EXPECTED = (
    "Give each case an input and an output: input.1.txt with output.1.txt, or 1.in with 1.out."
)


def discover(
    path: Path,
    tests: Path | None = None,
    *,
    comparison: Comparison = "tokens",
    tolerance: float = 1e-9,
    checker: Path | None = None,
) -> CaseSuite | None:
    """The cases that belong to the source file `path`; None when there are none.

    `tests` names a directory or a ``.prob`` file in place of the conventions. `checker` is an
    executable called as ``checker input output answer`` (testlib's convention) and decides alone.

    Raises SuiteError when cases exist but cannot be used: half a pair, a malformed ``.prob``, a
    file over 64 MiB, an explicit `tests` without cases, a checker that cannot be executed.
    """
    found = _explicit(tests) if tests is not None else _conventional(path)
    if found is None:
        return None
    cases, origin = found
    return CaseSuite(
        cases=cases,
        origin=str(origin),
        comparison="checker" if checker is not None else comparison,
        tolerance=tolerance,
        checker=_usable_checker(checker) if checker is not None else None,
    )


def is_tested(path: Path, tests: Path | None = None) -> bool:
    """Whether there seem to be cases for a source file. Reads names only."""
    if tests is not None:
        return tests.is_file() or _has_inputs(tests)
    return any(map(_has_inputs, _directories(path))) or _prob_of(path) is not None


def _has_inputs(directory: Path) -> bool:
    try:
        names = [one.name for one in directory.iterdir()]
    except OSError:
        return False
    return any(name.endswith(".in") or _is_input(name) for name in names)


def _is_input(name: str) -> bool:
    found = _PIE_NAME.fullmatch(name)
    return found is not None and found["side"] == "input"


def _explicit(tests: Path) -> tuple[tuple[Case, ...], Path]:
    if tests.is_dir():
        cases = _read_directory(tests)
    elif tests.is_file() and tests.suffix == ".prob":
        cases = _read_prob(tests)
    elif tests.exists():
        raise SuiteError(f"{tests} is not a directory of test cases.", _EXPECTED)
    else:
        raise SuiteError(f"{tests} does not exist.", "Name the directory that holds the tests.")
    if not cases:
        raise SuiteError(f"{tests} holds no test cases.", _EXPECTED)
    return cases, tests


def _conventional(path: Path) -> tuple[tuple[Case, ...], Path] | None:
    for directory in _directories(path):
        if directory.is_dir() and (cases := _read_directory(directory)):
            return cases, directory
    prob = _prob_of(path)
    if prob is not None and (cases := _read_prob(prob)):
        return cases, prob
    return None


def _directories(path: Path) -> list[Path]:
    """Where the cases of a source file may be, those that are its own first."""
    names = ("tests", "test")
    beside = path.parent
    return [beside / name / path.stem for name in names] + [beside / name for name in names]


def _usable_checker(checker: Path) -> Path:
    if checker.is_file() and os.access(checker, os.X_OK):
        return checker.absolute()
    raise SuiteError(
        f"The checker {checker} is not a program that can be executed.",
        "Compile it first, or make it executable with chmod +x.",
    )


# --- directories of pairs -----------------------------------------------------------------------


def _read_directory(directory: Path) -> tuple[Case, ...]:
    """Cases of a directory in natural order of their names; empty when it holds none."""
    sides: dict[tuple[str, str], dict[str, Path]] = {}
    for file in _files(directory):
        if (pie := _PIE_NAME.fullmatch(file.name)) is not None:
            key, side = ("input", pie["name"] or ""), "in" if pie["side"] == "input" else "out"
        elif (pair := _PAIR_NAME.fullmatch(file.name)) is not None:
            key, side = ("", pair["name"]), pair["side"]
        else:
            continue
        sides.setdefault(key, {})[side] = file
    if all("in" not in files for files in sides.values()):
        return ()
    if sides.get(("", "a"), {}).keys() == {"out"}:
        # What a compiler makes when it is not told a name.
        del sides["", "a"]
    pairs = [_pair(files) for files in sides.values()]
    pairs.sort(key=lambda pair: _natural(pair[0].name))
    _refuse_too_large(file for pair in pairs for file in pair)
    return tuple(
        Case(name=name, input=_read(source), expected=_read(answer))
        for name, (source, answer) in zip(_names(pairs), pairs, strict=True)
    )


def _files(directory: Path) -> list[Path]:
    try:
        return [f for f in sorted(directory.iterdir()) if f.is_file() and f.name[0] != "."]
    except OSError as error:
        raise SuiteError(
            f"{directory} cannot be read: {error.strerror}.", "Check its permissions."
        ) from error


def _pair(files: dict[str, Path]) -> tuple[Path, Path]:
    # Where both are present, .ans is the jury's answer and .out what some program printed.
    answer = files.get("ans") or files.get("out")
    source = files.get("in")
    if source is None or answer is None:
        alone = source or answer
        missing = "input" if source is None else "expected output"
        raise SuiteError(f"{alone} has no {missing} beside it.", _EXPECTED)
    return source, answer


def _names(pairs: list[tuple[Path, Path]]) -> list[str]:
    names = [_case_name(source) for source, _ in pairs]
    return [
        name if names.count(name) == 1 else source.name
        for name, (source, _) in zip(names, pairs, strict=True)
    ]


def _case_name(source: Path) -> str:
    pie = _PIE_NAME.fullmatch(source.name)
    return (pie["name"] or "input") if pie is not None else source.stem


def _natural(name: str) -> tuple[list[tuple[int, int, str]], str]:
    parts = [p for p in re.split(r"(\d+)", name) if p]
    return [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts], name


def _refuse_too_large(files: Iterable[Path]) -> None:
    total = 0
    for file in files:
        size = file.stat().st_size
        total += size
        if size > MAX_FILE_BYTES:
            raise SuiteError(
                f"{file} is larger than {MAX_FILE_BYTES >> 20} MiB.",
                "Use smaller cases: measuring multiplies the running time by about fifty.",
            )
    if total > MAX_SUITE_BYTES:
        raise SuiteError(
            f"The test cases are larger than {MAX_SUITE_BYTES >> 20} MiB in all.",
            "Name a directory with fewer or smaller cases.",
        )


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SuiteError(
            f"{file} cannot be read: {error.strerror}.", "Check its permissions."
        ) from error


# --- Competitive Programming Helper -------------------------------------------------------------


def _prob_of(path: Path) -> Path | None:
    """The helper's file for a source: named after the hash of its path, else the newest."""
    directory = path.parent / ".cph"
    if not directory.is_dir():
        return None
    prefix = f".{path.name}_"
    found = [f for f in directory.iterdir() if f.name.startswith(prefix) and f.suffix == ".prob"]
    digest = hashlib.md5(str(path.absolute()).encode(), usedforsecurity=False).hexdigest()
    exact = directory / f"{prefix}{digest}.prob"
    if exact in found:
        return exact
    return max(found, key=lambda f: (f.stat().st_mtime_ns, f.name), default=None)


def _read_prob(file: Path) -> tuple[Case, ...]:
    remedy = "Open the problem in Competitive Programming Helper again, or name a tests directory."
    _refuse_too_large([file])
    try:
        problem: Any = json.loads(_read(file))
    except ValueError as error:
        raise SuiteError(f"{file} is not valid JSON: {error}.", remedy) from error
    tests = cast("dict[str, Any]", problem).get("tests") if isinstance(problem, dict) else None
    if not isinstance(tests, list):
        raise SuiteError(f'{file} has no list of "tests".', remedy)
    if cast("dict[str, Any]", problem).get("interactive") is True:
        raise SuiteError(
            f"{file} is an interactive problem, which fixed inputs cannot test.",
            "Write cases for a non-interactive version of the program.",
        )
    cases: list[Case] = []
    for number, test in enumerate(cast("list[Any]", tests), start=1):
        fields = cast("dict[str, Any]", test) if isinstance(test, dict) else {}
        given, expected = fields.get("input"), fields.get("output")
        if not isinstance(given, str) or not isinstance(expected, str):
            raise SuiteError(f"Test {number} of {file} lacks an input or an output.", remedy)
        cases.append(Case(name=str(number), input=_bytes(given), expected=_bytes(expected)))
    return tuple(cases)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
