"""`hasten doctor`: what this machine has, what it lacks, and whether a measurement works."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from pathlib import Path

from attrs import frozen
from rich.text import Text

from hasten import __version__, numbers
from hasten.cli.console import output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.options import Json
from hasten.cli.running import run
from hasten.report.record import doctor_record
from hasten.settings import Settings, find_file, load
from hasten_sim.backends.callgrind import Callgrind
from hasten_sim.backends.gem5.discovery import find_simulator
from hasten_sim.backends.perf import Perf
from hasten_sim.bench import Bench
from hasten_sim.errors import SimError
from hasten_sim.frontend import Frontend
from hasten_sim.nouns import Case, CaseSuite, Outcome, Program
from hasten_sim.sandbox import Sandbox, open_sandbox
from hasten_sim.store import Store
from hasten_sim.toolchain import Toolchain

HELLO = '#include <cstdio>\nint main() { std::puts("hello"); }\n'
MOLD = "Searches are faster with it (Debian, Ubuntu: apt install mold)."
CLANG = "Not needed: g++ is enough."


@frozen
class Check:
    """One line of the diagnosis. `needed` False: hasten works without it."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    needed: bool = True

    @property
    def is_problem(self) -> bool:
        """Whether hasten cannot work because of this."""
        return self.needed and not self.ok


def doctor(as_json: Json = False) -> int:
    """Check this machine: compiler, valgrind, sandbox, libclang, cache; then measure a program."""
    checks = run(examine())
    healthy = not any(check.is_problem for check in checks)
    if as_json:
        print_record(doctor_record(healthy, [_as_record(check) for check in checks]))
    else:
        _show(checks, healthy)
    return ExitCode.OK if healthy else ExitCode.ENVIRONMENT


async def examine() -> list[Check]:
    """Every check, in the order in which they build on each other."""
    checks = [
        Check("hasten", True, f"{__version__} in {Path(__file__).parents[1]}"),
        Check("Python", True, f"{platform.python_version()} in {sys.prefix}"),
    ]
    settings, check = _settings()
    checks.append(check)
    store, check = _cache()
    checks.append(check)
    sandbox, check = await _sandbox(settings)
    checks.append(check)
    if sandbox is None or store is None:
        checks.append(Check("compiler, valgrind, libclang", False, "not examined without those"))
        return checks
    try:
        checks += await _tools(settings, sandbox, store)
    finally:
        store.close()
    return checks


def _settings() -> tuple[Settings, Check]:
    found = find_file(Path.cwd())
    try:
        settings = load(Path.cwd())
    except SimError as error:
        return Settings(), Check("settings", False, error.message, error.remedy)
    return settings, Check("settings", True, str(found) if found else "no hasten.toml: defaults")


def _cache() -> tuple[Store | None, Check]:
    try:
        store = Store()
        kept = numbers.count(store.count(), "result")
    except SimError as error:
        return None, Check("cache", False, error.message, error.remedy)
    size = sum(one.stat().st_size for one in store.directory.rglob("*") if one.is_file())
    return store, Check("cache", True, f"{store.directory}, {size / 2**20:.0f} MiB, {kept}")


async def _sandbox(settings: Settings) -> tuple[Sandbox | None, Check]:
    try:
        sandbox = await open_sandbox(settings.sandbox)
    except SimError as error:
        return None, Check("sandbox", False, error.message, error.remedy)
    if settings.sandbox == "off":
        return sandbox, Check(
            "sandbox", True, "off, as the settings say: programs under test are not confined"
        )
    return sandbox, Check("sandbox", True, f"bubblewrap ({shutil.which('bwrap')}) works")


async def _tools(settings: Settings, sandbox: Sandbox, store: Store) -> list[Check]:
    checks: list[Check] = []
    toolchain: Toolchain | None = None
    try:
        toolchain = await Toolchain.discover(
            sandbox, store.directory, compiler=settings.compiler or None
        )
        compiler = toolchain.compiler
        checks.append(
            Check("compiler", True, f"{compiler.path}, {compiler.family} {compiler.version}")
        )
        mold = any("mold" in flag for flag in toolchain.link_flags)
        checks.append(
            Check("mold", mold, "used for linking" if mold else "not found", MOLD, needed=False)
        )
    except SimError as error:
        checks.append(Check("compiler", False, error.message, error.remedy))
    checks.append(await _c_compiler(settings, sandbox, store))
    clang = shutil.which("clang++")
    checks.append(Check("clang++", bool(clang), clang or "not found", CLANG, needed=False))
    checks.append(await _valgrind(sandbox))
    checks.append(await _libclang(sandbox))
    checks += [await _perf(sandbox), await _gem5(settings, sandbox)]
    if toolchain is not None and not any(check.is_problem for check in checks):
        checks.append(await _round_trip(toolchain, sandbox))
    return checks


async def _c_compiler(settings: Settings, sandbox: Sandbox, store: Store) -> Check:
    try:
        toolchain = await Toolchain.discover(
            sandbox, store.directory, compiler=settings.compiler or None, language="c"
        )
    except SimError as error:
        return Check("C compiler", False, error.message, error.remedy, needed=False)
    compiler = toolchain.compiler
    return Check("C compiler", True, f"{compiler.path}, {compiler.family} {compiler.version}")


async def _valgrind(sandbox: Sandbox) -> Check:
    try:
        backend = await Callgrind.open(sandbox)
    except SimError as error:
        return Check("valgrind", False, error.message, error.remedy)
    return Check("valgrind", True, f"{backend.valgrind}, {backend.version}")


async def _perf(sandbox: Sandbox) -> Check:
    try:
        backend = await Perf.opened(sandbox)
    except SimError as error:
        return Check("perf", False, error.message, error.remedy, needed=False)
    return Check("perf", True, f"{backend.perf} counts the processor's cycles")


async def _gem5(settings: Settings, sandbox: Sandbox) -> Check:
    try:
        simulator = await find_simulator(sandbox, settings.gem5)
    except SimError as error:
        return Check("gem5", False, error.message, error.remedy, needed=False)
    built = ", ".join(sorted(simulator.isas))
    return Check("gem5", True, f"{simulator.path}, {simulator.version}, built for {built}")


async def _libclang(sandbox: Sandbox) -> Check:
    try:
        frontend = await Frontend.open(sandbox)
    except SimError as error:
        return Check("libclang", False, error.message, error.remedy)
    try:
        return Check("libclang", True, frontend.describe())
    finally:
        await frontend.close()


async def _round_trip(toolchain: Toolchain, sandbox: Sandbox) -> Check:
    """Compile, run, judge and measure a small program, reusing nothing."""
    suite = CaseSuite((Case("hello", b"", b"hello\n"),), "doctor")
    with tempfile.TemporaryDirectory(prefix="hasten-") as folder:
        bench = await Bench.open(sandbox=sandbox, toolchain=toolchain, suite=suite, store=None)
        try:
            outcome: Outcome = await bench.baseline(Program(HELLO, Path(folder, "hello.cpp")))
        finally:
            await bench.close()
    if outcome.measurement is None:
        return Check("self-test", False, f"a hello-world program {outcome.verdict.explain()}")
    cost = numbers.cost(outcome.measurement.total)
    return Check(
        "self-test",
        True,
        f"compiled, ran and measured a program: {cost} {outcome.measurement.unit}",
    )


def _as_record(check: Check) -> dict[str, object]:
    return {
        "name": check.name,
        "ok": check.ok,
        "needed": check.needed,
        "detail": check.detail,
        "remedy": "" if check.ok else check.remedy,
    }


def _show(checks: list[Check], healthy: bool) -> None:
    console = output()
    for check in checks:
        sign, style = ("✓", "green") if check.ok else ("✗", "red") if check.needed else ("–", "dim")
        line = Text(f"{sign} ", style=f"bold {style}")
        line.append(f"{check.name:<11}", style="default")
        line.append(check.detail, style="not bold default")
        console.print(line, soft_wrap=True)
        if not check.ok and check.remedy:
            console.print(Text(f"             {check.remedy}", style="dim"), soft_wrap=True)
    console.print()
    console.print("All is well." if healthy else "Something is missing; see the lines with ✗.")
