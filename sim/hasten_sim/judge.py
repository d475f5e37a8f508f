"""Say whether what a program printed is right, and where it first is not."""

from __future__ import annotations

import math
from itertools import zip_longest
from pathlib import Path

from hasten_sim.errors import SuiteError
from hasten_sim.nouns import Case, CaseSuite, WrongOutput
from hasten_sim.sandbox_types import Job, Limits, Mount, Sandbox

_SHOWN = 40
_CHECKER_FAILED = 3  # testlib's _fail: the checker or the answer is at fault, not the program


def compare(actual: bytes, case: Case, suite: CaseSuite) -> WrongOutput | None:
    """The verdict on one output, None when it is right.

    `suite.comparison` says how:

    - tokens: the whitespace-separated words are equal;
    - exact: the bytes are equal; only a final newline may be missing on either side;
    - float: as tokens, and two numbers may differ by `tolerance`, relative or absolute
      (not-a-number equals itself).
    """
    expected = case.expected
    if actual == expected:
        return None
    if suite.comparison == "exact":
        detail = _exact_difference(actual, expected)
    elif suite.comparison == "float":
        detail = _token_difference(actual.split(), expected.split(), suite.tolerance)
    else:
        got, wanted = actual.split(), expected.split()
        detail = "" if got == wanted else _token_difference(got, wanted, None)
    return WrongOutput(case.name, detail) if detail else None


def _exact_difference(actual: bytes, expected: bytes) -> str:
    got, wanted = actual.removesuffix(b"\n"), expected.removesuffix(b"\n")
    if got == wanted:
        return ""
    at = next((i for i, (a, b) in enumerate(zip(got, wanted, strict=False)) if a != b), None)
    if at is None and len(got) < len(wanted):
        return f"output ends early: {_show(wanted[len(got) :])} is missing"
    if at is None:
        return f"output goes on: {_show(got[len(wanted) :])} was not expected"
    line = wanted.count(b"\n", 0, at) + 1
    return f"line {line}: expected {_line_at(wanted, at)}, got {_line_at(got, at)}"


def _line_at(data: bytes, at: int) -> str:
    start = data.rfind(b"\n", 0, at) + 1
    # A long line is shown from shortly before the difference.
    return _show(data[max(start, at - _SHOWN // 2) :].split(b"\n", 1)[0])


def _token_difference(got: list[bytes], wanted: list[bytes], tolerance: float | None) -> str:
    for number, (a, b) in enumerate(zip_longest(got, wanted), start=1):
        if a == b:
            continue
        if a is None:
            return f"output ends early: expected {len(wanted)} tokens, got {len(got)}"
        if b is None:
            return f"output goes on: token {number}, {_show(a)}, was not expected"
        if tolerance is None or not _close(a, b, tolerance):
            return f"token {number}: expected {_show(b)}, got {_show(a)}"
    return ""


def _close(a: bytes, b: bytes, tolerance: float) -> bool:
    try:
        x, y = _number(a), _number(b)
    except ValueError:
        return False
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    return math.isclose(x, y, rel_tol=tolerance, abs_tol=tolerance)


def _number(token: bytes) -> float:
    # float() also takes the digit separators of Python, which no C++ program prints.
    if b"_" in token:
        raise ValueError
    return float(token)


def _show(token: bytes) -> str:
    text = token[: _SHOWN + 1].decode("utf-8", "backslashreplace")
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


async def check(
    actual: bytes, case: Case, suite: CaseSuite, sandbox: Sandbox, scratch: Path
) -> WrongOutput | None:
    """Ask the suite's checker program, called as ``checker input output answer`` in the sandbox.

    Status 0 accepts; anything else refuses, with the first line it wrote as the detail. Raises
    SuiteError when there is no checker, or it crashes, hangs, or reports that it failed itself.
    """
    if suite.checker is None:
        raise SuiteError("The tests ask for a checker program, but none is named.", "Name one.")
    files = {"input": case.input, "output": actual, "answer": case.expected}
    _write(scratch, files)
    stdout, stderr = scratch / "checker.out", scratch / "checker.err"
    job = Job(
        argv=("/judge/checker", "input", "output", "answer"),
        stdout=stdout,
        stderr=stderr,
        cwd="/judge",
        mounts=(
            *(Mount(scratch / name, f"/judge/{name}") for name in files),
            Mount(suite.checker, "/judge/checker"),
        ),
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        limits=Limits(),
    )
    finished = await sandbox.run(job)
    said = (stderr.read_bytes().strip() or stdout.read_bytes().strip()).split(b"\n", 1)[0]
    if finished.ending != "exit" or finished.status == _CHECKER_FAILED:
        how = f"status {finished.status}" if finished.ending == "exit" else finished.ending
        raise SuiteError(
            f"The checker {suite.checker} failed ({how}) on case {case.name}: {_show(said)}",
            "Run it by hand with the case's input and output, and mend it.",
        )
    return None if finished.ok else WrongOutput(case.name, said[:200].decode("utf-8", "replace"))


def _write(directory: Path, files: dict[str, bytes]) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (directory / name).write_bytes(data)
