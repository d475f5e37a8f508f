"""What a test of a rule needs: the text before, the text after, and whether both do the same."""

from __future__ import annotations

import asyncio
import fcntl
import os
import subprocess
import tempfile
import threading
from collections.abc import Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from hasten.nouns import Edit, Rewrite, Span, text_digest
from hasten.rules.adoption import Adoption, adopt
from hasten.rules.neighbours import Neighbour
from hasten.rules.registry import find_rewrites
from hasten.rules.rule import Rule, Unit
from hasten.source.cpp import CppSource
from hasten.source.edits import apply, merge
from hasten_sim.facts import Facts
from hasten_sim.frontend import Frontend
from hasten_sim.sandbox import open_sandbox
from tests.conftest import made_once

T = TypeVar("T")

_OPTIMIZATION = "-O1"
ROOT = Path(__file__).parents[2]

_scratch = tempfile.TemporaryDirectory(prefix="hasten-rules-")
_facts: dict[str, Facts] = {}


class _Clang:
    """One clang worker for all tests, on an event loop of its own so that tests stay plain."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._frontend = self._wait(self._open())

    @staticmethod
    async def _open() -> Frontend:
        return await Frontend.open(await open_sandbox("off"), made_once("clang-in-the-open"))

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=120)

    def facts(self, text: str, path: Path) -> Facts:
        return self._wait(self._frontend.facts(text, path, ("-std=c++17",)))

    def close(self) -> None:
        self._wait(self._frontend.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()


@cache
def _clang() -> _Clang:
    return _Clang()


def close() -> None:
    """End the worker and remove what was compiled; called once, after the last test."""
    if _clang.cache_info().currsize:
        _clang().close()
    _scratch.cleanup()


def facts_of(text: str, path: Path = Path("program.cpp")) -> Facts:
    """Clang's facts of a text, remembered for the run."""
    digest = text_digest(f"{path.suffix}\0{text}")
    if digest not in _facts:
        _facts[digest] = _clang().facts(text, path)
    return _facts[digest]


Files = Sequence[tuple[str, str]]
"""Other files of a project, by name."""


def adoption_of(source: CppSource, span: Span, facts: Facts, neighbours: Files) -> Adoption | None:
    """What can be brought in from other files; checked as a search does it."""
    known = [
        Neighbour(Path(name), text, facts_of(text, Path(name)), text_digest(text))
        for name, text in neighbours
    ]
    for with_headers in (False, True):
        found = adopt(source, span, facts, known, with_headers=with_headers)
        suffix = Path(neighbours[0][0]).suffix if neighbours else ".cpp"
        if found is not None and found.is_faithful(facts_of(found.text, Path(f"text{suffix}"))):
            return found
    return None


def unit_of(text: str, *, function: str = "", facts: bool = True, neighbours: Files = ()) -> Unit:
    """The whole text, or one function of it, as a rule sees it."""
    source = CppSource.parse(text)
    span = Span(0, len(source.data))
    if function:
        (found,) = source.function_named(function)
        span = found.span
    if not facts:
        return Unit(source=source, span=span)
    known = facts_of(text)
    adoption = adoption_of(source, span, known, neighbours) if neighbours else None
    return Unit(source=source, span=span, facts=known, adoption=adoption)


def rewrites_of(
    rule: Rule, text: str, *, function: str = "", neighbours: Files = ()
) -> tuple[Rewrite, ...]:
    """Where the rule fires. The text must be one that clang understands in full."""
    unit = unit_of(text, function=function, neighbours=neighbours)
    assert unit.facts is not None
    assert unit.facts.complete, unit.facts.diagnostics
    direct = list(rule.find(unit))
    found = find_rewrites(unit, (rule,))
    assert len(found) == len(direct), "a rewrite is anchored outside the span"
    return found


def applied(text: str, rewrites: Sequence[Rewrite]) -> str:
    """The text after all of the rewrites; they must not contradict each other."""
    edits: tuple[Edit, ...] | None = merge(*(rewrite.edits for rewrite in rewrites))
    assert edits is not None, "rewrites of one rule contradict each other"
    return apply(text, edits)


def check_rule(
    rule: Rule, before: str, after: str, *, function: str = "", neighbours: Files = ()
) -> tuple[Rewrite, ...]:
    """All rewrites of the rule, applied together, must turn `before` into `after`."""
    found = rewrites_of(rule, before, function=function, neighbours=neighbours)
    assert found, f"{rule.id} does not fire"
    assert applied(before, found) == after
    return found


def check_silent(rule: Rule, text: str, *, function: str = "", neighbours: Files = ()) -> None:
    """The rule must not fire anywhere in the text."""
    found = rewrites_of(rule, text, function=function, neighbours=neighbours)
    assert not found, f"{rule.id} fires: {[rewrite.reason for rewrite in found]}"


def _compile(place: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["g++", "-std=c++17", "-w", *options]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)


@cache
def _all_headers() -> Path:
    """The whole standard library, read once for all programs, runs and workers of pytest."""
    version = subprocess.run(["g++", "--version"], capture_output=True, text=True, check=True)
    name = f"headers-{text_digest(version.stdout + _OPTIMIZATION)[:16]}"
    place = made_once(name)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "all.h.gch").exists():
            (place / "all.h").write_text("#include <bits/stdc++.h>\n")
            done = _compile(place, _OPTIMIZATION, "-x", "c++-header", "all.h", "-o", "all.gch")
            assert done.returncode == 0, done.stderr
            (place / "all.gch").rename(place / "all.h.gch")
    return place / "all.h"


def compiled(text: str, neighbours: Files = ()) -> Path:
    """The program that g++ makes of a text, and of other files; compiled once per run."""
    place = Path(_scratch.name) / text_digest(f"{text}{neighbours}")[:24]
    if not (place / "program").exists():
        place.mkdir(exist_ok=True)
        (place / "program.cpp").write_text(text)
        for name, other in neighbours:
            (place / name).write_text(other)
        options = (_OPTIMIZATION, "program.cpp", *(n for n, _ in neighbours), "-o", "program")
        done = _compile(place, "-include", str(_all_headers()), *options)
        if done.returncode != 0:  # perhaps a name that another header takes
            done = _compile(place, *options)
        assert done.returncode == 0, f"does not compile:\n{done.stderr}\n{text}"
    return place / "program"


def compile_ahead(texts: Iterable[str]) -> None:
    """Compile many programs at the same time. Those that do not compile are left for later."""
    _all_headers()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for work in [pool.submit(compiled, text) for text in dict.fromkeys(texts)]:
            work.exception()


def run(text: str, given: bytes, seconds: float = 20, neighbours: Files = ()) -> tuple[int, bytes]:
    """Exit status and standard output of the program on one input."""
    program = compiled(text, neighbours)
    done = subprocess.run([program], input=given, capture_output=True, timeout=seconds)
    return done.returncode, done.stdout


def check_same_output(
    before: str, after: str, inputs: Sequence[bytes], neighbours: Files = ()
) -> None:
    """Both programs must end alike and print the same bytes on every input."""
    assert inputs
    if not neighbours:
        compile_ahead((before, after))
    for given in inputs:
        expected = run(before, given, neighbours=neighbours)
        actual = run(after, given, neighbours=neighbours)
        assert actual == expected, f"on input {given!r}: {actual} instead of {expected}"
