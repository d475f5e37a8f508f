"""Clang's view of a translation unit, got from libclang in a sandboxed worker process.

libclang can crash, hang or eat memory on hostile text, and it does not give back all memory: the
worker is replaced after a number of texts, and whenever it does not answer.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import shutil
import sys
import tempfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

from attrs import evolve

from hasten_sim import clang_headers
from hasten_sim.clang_headers import ClangHeaders
from hasten_sim.errors import FrontendError
from hasten_sim.facts import Call, Declaration, Facts, Macro, Reference
from hasten_sim.nouns import Language, Program
from hasten_sim.pch import quoted_includes
from hasten_sim.sandbox import Sandbox, Session, python_mounts
from hasten_sim.sandbox_types import Job, Limits, Mount
from hasten_sim.toolchain import fitting_flags, surroundings

DEFAULT_STANDARD: dict[Language, str] = {"cpp": "-std=c++17", "c": "-std=gnu17"}
_SPOKEN: dict[Language, str] = {"cpp": "-xc++", "c": "-xc"}
TEXTS_PER_WORKER = 200
REMEMBERED_FACTS = 64
LARGEST_TEXT = 4 << 20
"""Bytes. Longer texts are no programs that anybody optimizes by hand."""

LIMITS = Limits(
    wall_seconds=3600.0,
    cpu_seconds=900.0,
    memory_bytes=4 << 30,
    stack_bytes=256 << 20,
    output_bytes=1 << 30,
    processes=16,
)
WORKER = ("-m", "hasten_sim.frontend_worker")
"""What Python runs as the worker."""

ANSWER_SECONDS = 30.0
START_SECONDS = 30.0

MOST_ERRORS = 5000
"""Where clang stops. GCC's headers of intrinsics alone, which are forgiven, bring 2000."""

_SWITCHES = re.compile(
    r"-f(no-)?(exceptions|rtti|signed-char|unsigned-char|short-enums|char8_t|wrapv|strict-aliasing|"
    r"openmp|ms-extensions|sized-deallocation|threadsafe-statics|trapping-math|math-errno|fast-math|"
    r"finite-math-only|coroutines|concepts)|-m[a-z0-9.=_-]+|-pthread|-std=[a-z0-9+]+|-[DUI].+|"
    r"-(isystem|iquote|idirafter|include).+|-f(constexpr|template|bracket)-[a-z]+=\d+"
)
_TAKES_NEXT = frozenset({"-I", "-D", "-U", "-isystem", "-iquote", "-idirafter", "-include"})
_TARGETS = re.compile(r"^[ \t]*#[ \t]*pragma[ \t]+GCC[ \t]+target[ \t(]*(.*)$", re.MULTILINE)
_FEATURE = re.compile(r"(?:no-)?(?:sse[0-9.a]*|ssse3|avx[0-9a-z]*|bmi2?|lzcnt|popcnt|fma|abm|mmx)")


class Frontend:
    """Answers what clang knows of a text. Safe for concurrent callers; answers are remembered."""

    def __init__(
        self,
        sandbox: Sandbox,
        scratch: tempfile.TemporaryDirectory[str],
        cache: Path | None = None,
    ) -> None:
        self._sandbox = sandbox
        self._scratch = scratch
        self._cache = cache
        self._headers: ClangHeaders | None = None
        self._session: Session | None = None
        self._mounts: tuple[Mount, ...] = ()
        self._asked = 0
        self._clang = self._library = ""
        self._turn = asyncio.Lock()
        self._remembered: OrderedDict[str, Facts] = OrderedDict()
        self._running: dict[str, asyncio.Task[Facts]] = {}

    @classmethod
    async def open(cls, sandbox: Sandbox, cache: Path | None = None) -> Frontend:
        """Start the first worker. `cache` is a directory for precompiled headers.

        Raises FrontendError when no libclang can be loaded, SandboxUnavailable when no process can
        be started.
        """
        frontend = cls(sandbox, tempfile.TemporaryDirectory(prefix="hasten-frontend-"), cache)
        try:
            await frontend._start(())
        except BaseException:
            await frontend.close()
            raise
        return frontend

    def describe(self) -> str:
        """Which libclang answers, and where it is."""
        return f"{self._clang} ({self._library})"

    async def facts(self, text: str, path: Path, flags: tuple[str, ...] = ()) -> Facts:
        """What clang knows of a text that stands, or would stand, at a path.

        The path's suffix says which language it is. Of the flags, those that change what a text
        means to clang count. Never raises for what a
        text does to clang: then the facts are not complete, and the diagnostics say why.
        """
        program = Program(text, path, flags)
        place, mounts = surroundings(program, flags)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        spoken = _SPOKEN[program.language]
        arguments = (spoken, *clang_flags(text, flags, program.language), *place)
        key = hashlib.sha256("\0".join((digest, *arguments)).encode()).hexdigest()
        if key in self._remembered:
            self._remembered.move_to_end(key)
            return self._remembered[key]
        if key not in self._running:
            task = asyncio.create_task(self._facts(text, digest, arguments, mounts))
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))
        # A caller that gives up does not take the answer from the others, nor the worker.
        facts = evolve(await asyncio.shield(self._running[key]), language=program.language)
        if not quoted_includes(text) and not _is_passing(facts):
            self._remember(key, facts)
        return facts

    async def close(self) -> None:
        """End the worker, and what is being asked. Closing twice is fine."""
        for task in tuple(self._running.values()):
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        await self._stop()
        self._scratch.cleanup()

    def _remember(self, key: str, facts: Facts) -> None:
        self._remembered[key] = facts
        while len(self._remembered) > REMEMBERED_FACTS:
            self._remembered.popitem(last=False)

    # --- the worker ------------------------------------------------------------------------------

    async def _facts(
        self, text: str, digest: str, arguments: tuple[str, ...], mounts: tuple[Mount, ...]
    ) -> Facts:
        if len(text) > LARGEST_TEXT:
            return Facts(digest, complete=False, diagnostics=("the text is too long for clang",))
        async with self._turn:
            try:
                header = await self._header_for(text, arguments)
                request = json.dumps({"text": text, "flags": arguments, "pch": header}).encode()
                answer = await self._ask(request, mounts)
            except FrontendError as problem:
                return Facts(digest, complete=False, diagnostics=(problem.message,))
        # In a thread: the facts of a long text are many, and the event loop serves an editor.
        return await asyncio.to_thread(_from_answer, answer, digest, self.describe())

    async def _header_for(self, text: str, arguments: tuple[str, ...]) -> str:
        """A precompiled header for a text of the standard library alone, "" without one."""
        if self._headers is None or arguments[0] != _SPOKEN["cpp"] or quoted_includes(text):
            return ""
        return await self._headers.header_for(text, arguments)

    async def _ask(self, request: bytes, mounts: tuple[Mount, ...]) -> bytes:
        fresh = await self._ready(mounts)
        assert self._session is not None
        self._asked += 1
        try:
            return await self._session.request(request, ANSWER_SECONDS)
        except FrontendError:
            if fresh or self._session.alive:
                raise
        # An old worker may have died of its age; what kills a new one is the text.
        if await self._ready(mounts):
            return await self._session.request(request, ANSWER_SECONDS)
        raise FrontendError("the worker died")

    async def _ready(self, mounts: tuple[Mount, ...]) -> bool:
        """Have a worker that sees the mounts; whether it is a new one."""
        worn = self._session is None or not self._session.alive or self._asked >= TEXTS_PER_WORKER
        if not worn and set(mounts) <= set(self._mounts):
            return self._asked == 0
        await self._start(mounts)
        return True

    async def _start(self, mounts: tuple[Mount, ...]) -> None:
        await self._stop()
        scratch = Path(self._scratch.name)
        own = (*python_mounts(), Mount(scratch, str(scratch), writable=True), *self._shared())
        job = Job(
            argv=(sys.executable, "-I", *WORKER),
            stdout=Path("/dev/null"),
            stderr=Path("/dev/null"),
            mounts=(*mounts, *own),
            env={"PATH": "/usr/bin:/bin", "TMPDIR": str(scratch), "LC_ALL": "C.UTF-8"},
            limits=LIMITS,
        )
        session = await self._sandbox.open_session(job)
        self._session, self._mounts, self._asked = session, mounts, 0
        greeting = json.loads(await session.request(b"{}", START_SECONDS))
        if "error" in greeting:
            raise FrontendError(
                f"libclang cannot be loaded: {greeting['error']}",
                "Install the Python package `libclang`, or libclang of LLVM 18 or newer.",
            )
        self._clang, self._library = str(greeting["clang"]), str(greeting["library"])
        if self._cache is not None and self._headers is None:
            self._headers = ClangHeaders(self._cache, self._sandbox, WORKER, self.describe())

    def _shared(self) -> tuple[Mount, ...]:
        """The directory of precompiled headers, if it can be had."""
        try:
            if self._cache is not None:
                self._cache.mkdir(parents=True, exist_ok=True)
        except OSError:
            self._cache = None
        return (Mount(self._cache, clang_headers.TARGET),) if self._cache is not None else ()

    async def _stop(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
        # What was precompiled goes with the worker that knew of it.
        await asyncio.to_thread(_clear, Path(self._scratch.name))


def clang_flags(text: str, flags: tuple[str, ...], language: Language = "cpp") -> tuple[str, ...]:
    """The flags that clang needs to see what the compiler of record sees.

    What `#pragma GCC target` asks for becomes flags: clang ignores the pragma, and would then
    refuse the intrinsics of those instruction sets.
    """
    kept: list[str] = []
    pending = iter(fitting_flags(flags, language))
    for flag in pending:
        if flag in _TAKES_NEXT:
            following = next(pending, None)
            kept += [flag, following] if following is not None else []
        elif _SWITCHES.fullmatch(flag):
            kept.append(flag)
    if not any(flag.startswith("-std=") for flag in kept):
        kept.append(DEFAULT_STANDARD[language])
    wanted = {name for line in _TARGETS.findall(text) for name in _FEATURE.findall(line)}
    return (*kept, *(f"-m{name}" for name in sorted(wanted)), "-w", f"-ferror-limit={MOST_ERRORS}")


def _is_passing(facts: Facts) -> bool:
    """Whether the answer is a failure of the worker, which may not happen again."""
    return not facts.complete and not facts.clang


def _from_answer(line: bytes, digest: str, clang: str) -> Facts:
    answer = json.loads(line)
    if "error" in answer:
        return Facts(digest, complete=False, diagnostics=(str(answer["error"]),))
    return Facts(
        digest=digest,
        complete=answer["complete"],
        declarations=tuple(_declaration(row) for row in answer["declarations"]),
        references=tuple(Reference(*row) for row in answer["references"]),
        calls=tuple(_call(row) for row in answer["calls"]),
        macro_definitions=tuple(Macro(*row) for row in answer["macro_definitions"]),
        macro_expansions=tuple(Macro(*row) for row in answer["macro_expansions"]),
        diagnostics=tuple(answer["diagnostics"]),
        clang=clang,
        opaque=tuple((start, end) for start, end in answer["opaque"]),
    )


def _declaration(row: list[Any]) -> Declaration:
    declared = Declaration(*row)
    return evolve(declared, parameters=tuple(declared.parameters))


def _call(row: list[Any]) -> Call:
    call = Call(*row)
    spans = tuple((start, end) for start, end in call.arguments)
    return evolve(call, arguments=spans, argument_types=tuple(call.argument_types))


def _clear(directory: Path) -> None:
    for path in directory.glob("*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
