from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from hasten_sim.backends import Measured, Opening
from hasten_sim.backends.callgrind import Callgrind
from hasten_sim.backends.opcodes import CLASSES, Code, CodeSegment, OpcodeClass
from hasten_sim.backends.registry import open_backend
from hasten_sim.backends.symbols import matching
from hasten_sim.cost_model import WEIGHTS, cost_of
from hasten_sim.errors import MeasurementFailed, ToolMissing
from hasten_sim.nouns import Case, CaseCost, Crashed, Program, Unmeasurable
from hasten_sim.sandbox import open_sandbox
from hasten_sim.sandbox_types import Limits
from hasten_sim.toolchain import Executable, Toolchain

READ = '#include <cstdio>\nlong n; struct Read { Read() { if (scanf("%ld", &n)) {} } } read_n;\n'
Measure = Callable[..., Coroutine[Any, Any, Measured]]

_toolchains: list[Toolchain] = []


def fresh(tmp_path: Path) -> Path:
    """The path of a directory that is not there yet."""
    return tmp_path / f"scratch-{sum(1 for _ in tmp_path.iterdir())}"


async def compiled(tmp_path: Path, text: str, **options: Any) -> Executable:
    """The executable of a text that begins with reading the number n."""
    if not _toolchains:
        _toolchains.append(await Toolchain.discover(await open_sandbox(), tmp_path, use_pch=False))
    directory = fresh(tmp_path)
    made = await _toolchains[0].compile(Program(READ + text, Path("a.cpp")), directory, **options)
    assert isinstance(made, Executable), made
    return made


@pytest.fixture
async def callgrind() -> Callgrind:
    return await Callgrind.open(await open_sandbox())


@pytest.fixture
def measure(tmp_path: Path, callgrind: Callgrind) -> Measure:
    """Measure an executable on a number, in a directory of its own each time."""

    async def run(executable: Executable, n: int = 0, **options: Any) -> Measured:
        case = Case("1", f"{n}\n".encode(), b"")
        limits = options.pop("limits", Limits())
        return await callgrind.measure(executable, case, fresh(tmp_path), limits, **options)

    return run


def cost(measured: Measured) -> CaseCost:
    assert measured.problem is None, measured.problem
    assert measured.cost is not None
    return measured.cost


# --- the cost model -----------------------------------------------------------------------------


async def test_the_cost_is_the_weighted_sum_of_the_counts(tmp_path: Path, measure: Measure) -> None:
    measured = await measure(await compiled(tmp_path, 'int main() { printf("%ld\\n", n); }'), 42)
    found = cost(measured)
    assert measured.output == b"42\n"
    assert set(found.events) == set(WEIGHTS)
    assert found.cost == pytest.approx(sum(WEIGHTS[e] * found.events[e] for e in WEIGHTS))
    assert found.cost == cost_of(found.events)


def test_the_weights_are_those_of_the_model_that_was_fitted() -> None:
    counts = {
        "Ir": 1000,
        "Bm": 1,
        "L1m": 2,
        "LLm": 3,
        "div64": 4,
        "div32": 5,
        "rep": 100,
        "float": 7,
    }
    expected = (1000 - 100) + 65 + 4 * 2 + 150 * 3 + 70 * 4 + 20 * 5 + 0.15 * 100 + 2000 * 6
    assert cost_of(counts | {"syscalls": 6}) == expected


SPECIAL = {
    "div64": "long volatile d = 7; int main() { while (n--) d = n / (d | 1); }",
    "div32": "int volatile d = 7; int main() { while (n--) d = 99 / (d | 1); }",
    "syscalls": """
        #include <unistd.h>
        int main() { while (n--) if (write(1, "x", 1)) {} }""",
    "rep": """
        char volatile bytes[1 << 16];
        int main() {
            char volatile* p = bytes;
            asm volatile("rep stosb" : "+D"(p), "+c"(n) : "a"(0) : "memory");
        }""",
}


@pytest.mark.parametrize("event", list(SPECIAL))
@pytest.mark.parametrize("static_pie", [False, True])
async def test_special_instructions_are_counted_exactly(
    tmp_path: Path, measure: Measure, event: str, static_pie: bool
) -> None:
    executable = await compiled(tmp_path, SPECIAL[event], static_pie=static_pie)
    few, many = cost(await measure(executable, 1000)), cost(await measure(executable, 3000))
    assert many.events[event] - few.events[event] == 2000
    others = set(SPECIAL) - {event}
    assert all(many.events[other] - few.events[other] < 20 for other in others)


async def test_mispredictions_and_cache_misses_are_counted(
    tmp_path: Path, measure: Measure
) -> None:
    text = """
    #include <cstdlib>
    int volatile sink; char* memory = (char*)malloc(64 << 20);
    int main() {
        unsigned x = 1;
        for (long i = 0; i < n; ++i) {
            x = x * 1664525u + 1013904223u;
            if (x & 0x10000) sink = 1;
            sink = memory[(x >> 6) & ((64 << 20) - 1)];
        }
    }"""
    executable = await compiled(tmp_path, text)
    few, many = cost(await measure(executable, 1000)), cost(await measure(executable, 3000))
    assert many.events["LLm"] - few.events["LLm"] > 1500
    assert many.events["L1m"] - few.events["L1m"] > 1500
    assert 400 < many.events["Bm"] - few.events["Bm"] < 1600


# --- determinism --------------------------------------------------------------------------------


async def test_a_run_costs_the_same_wherever_and_in_whatever_environment_it_is_made(
    tmp_path: Path, measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = """
    #include <cstdlib>
    int main(int argc, char** argv, char** environment) {
        int count = 0;
        for (char** variable = environment; *variable; ++variable) ++count;
        char* allocated = (char*)malloc(100);
        printf("%d %s %d %p %p\\n", argc, argv[0], count, (void*)allocated, (void*)&count);
    }"""
    executable = await compiled(tmp_path, text)
    first = await measure(executable)
    monkeypatch.setenv("A_LONG_VARIABLE", "x" * 5000)
    (tmp_path / ("deep" * 30)).mkdir()
    monkeypatch.chdir(tmp_path / ("deep" * 30))
    second = await measure(executable)
    assert cost(first) == cost(second)
    assert first.output == second.output
    assert first.output.split()[:2] == [b"1", b"./prog"]


async def test_the_host_has_no_say_in_the_simulated_caches(callgrind: Callgrind) -> None:
    assert all(option in callgrind.command() for option in ("--I1=", "--D1=", "--LL="))
    assert callgrind.command().startswith("env -i ")


# --- a function's own cost ----------------------------------------------------------------------

FUNCTIONS = """
#define KEPT __attribute__((noinline))
KEPT long fib(long k) { return k < 2 ? k : fib(k - 1) + fib(k - 2); }
KEPT long odd(long k); KEPT long even(long k) { asm(""); return k == 0 ? 1 : odd(k - 1) + 1; }
KEPT long odd(long k) { asm(""); return k == 0 ? 0 : even(k - 1) + 1; }
struct Solver {
    template <class T> KEPT T twice(T x) { asm(""); return x * 2; }
    KEPT long operator()(long k) const { asm(""); return k; }
};
KEPT long over(int k) { long s = 0; for (int volatile i = 0; i < k; i = i + 1) s += i; return s; }
KEPT long over(long k) { asm(""); return over((int)k) + k; }
KEPT long divide(long k) { long volatile d = 3, s = 0; while (k--) s = k / d; return s; }
static inline long inlined(long k) { return k + 1; }
KEPT void nothing() { asm(""); }
int main() {
    Solver s;
    printf("%ld\\n", fib(n % 20) + even(n) + s.twice(n) + s.twice(2.5) + s(n) + over(n) + divide(n)
        + inlined(n));
    nothing();
}
"""


@pytest.fixture
async def function_cost(tmp_path: Path, measure: Measure) -> Callable[..., Any]:
    executable = await compiled(tmp_path, FUNCTIONS)

    async def run(name: str, n: int = 12) -> float | None:
        return cost(await measure(executable, n, function=name)).function_cost

    return run


async def test_a_functions_cost_includes_all_that_it_calls_but_recursion_once(
    function_cost: Callable[..., Any],
) -> None:
    fib, main = await function_cost("fib"), await function_cost("main")
    assert 0 < fib < main
    # fib(12) makes 465 calls of some ten instructions each; counted at every level of the
    # recursion it would be many times that.
    assert 465 * 4 < fib < 465 * 25
    assert await function_cost("fib", 14) > 2.5 * (fib - 1000)


async def test_mutual_recursion_is_counted_once(function_cost: Callable[..., Any]) -> None:
    even = await function_cost("even", 200)
    # Some ten instructions a level and a few cache misses; counted at every level of the
    # recursion it would be a hundred times that.
    assert 200 * 2 < even < 200 * 100


@pytest.mark.parametrize(
    "name", ["Solver::twice", "Solver::operator()", "over", "divide", "nothing", "main"]
)
async def test_functions_of_every_kind_are_found(
    function_cost: Callable[..., Any], name: str
) -> None:
    assert await function_cost(name) > 0


@pytest.mark.parametrize("name", ["inlined", "missing", "twice", "n", "operator()"])
async def test_a_function_that_is_no_symbol_of_its_own_has_no_cost(
    function_cost: Callable[..., Any], name: str
) -> None:
    assert await function_cost(name) is None


async def test_a_functions_special_instructions_count(function_cost: Callable[..., Any]) -> None:
    difference = await function_cost("divide", 3000) - await function_cost("divide", 1000)
    assert difference > 2000 * (WEIGHTS["div64"] + 2)


@pytest.mark.parametrize(
    ("wanted", "symbol"),
    [
        ("solve", "solve(int)"),
        ("solve", "solve(std::vector<int, std::allocator<int> > const&)"),
        ("solve", "long solve<int, (char)3>(int)"),
        ("solve", "std::vector<int, std::allocator<int> > solve<int>(int)"),
        ("solve", "solve(int) [clone .constprop.0]"),
        ("solve", "solve[abi:cxx11](int)"),
        ("solve", "(anonymous namespace)::solve(int)"),
        ("main", "main"),
        ("main", "main.constprop.0"),
        ("A::solve", "A::solve(int) const"),
        ("A::solve", "A<int>::solve(int) const &"),
        ("A::solve", "(anonymous namespace)::A::solve()"),
        ("A::operator()", "A::operator()(int) const"),
        ("A::operator ()", "A::operator()(int)"),
        ("operator<", "operator<(A const&, A const&)"),
        ("operator<<", "std::ostream& operator<< <int>(std::ostream&, A<int> const&)"),
        ("A::operator<", "A<int>::operator<(A<int> const&) const"),
        ("A::operator->", "A::operator->()"),
        ("A::~A", "A::~A()"),
    ],
)
def test_a_name_in_the_source_matches_its_symbols(wanted: str, symbol: str) -> None:
    assert matching(wanted, [symbol]) == {symbol}


@pytest.mark.parametrize(
    ("wanted", "symbol"),
    [
        ("solve", "A::solve(int)"),
        ("solve", "resolve(int)"),
        ("solve", "solver(int)"),
        ("solve", "solve(int)::{lambda(int)#1}::operator()(int) const"),
        ("solve", "void std::sort<int*, solve(int)::{lambda(int)#1}>(int*, int*)"),
        ("operator<", "operator<<(std::ostream&, A const&)"),
        ("A::operator()", "B::operator()(int) const"),
        ("A::solve", "B::A::solve(int)"),
    ],
)
def test_a_name_in_the_source_does_not_match_others(wanted: str, symbol: str) -> None:
    assert matching(wanted, [symbol]) == set()


def test_a_function_of_which_only_a_part_is_left_has_no_cost_of_its_own() -> None:
    assert matching("solve", ["solve(int) [clone .part.0]"]) is None
    assert matching("solve", ["solve(int) [clone .cold]"]) is None
    both = ["solve(int)", "solve(int) [clone .part.0]"]
    assert matching("solve", both) == set(both)


# --- exceptions ---------------------------------------------------------------------------------


async def test_throwing_is_noticed_and_costs_far_less_when_linked_as_static_pie(
    tmp_path: Path, measure: Measure
) -> None:
    text = "int main() { try { if (n > 3) throw 1; } catch (int) { return 0; } }"
    static = await compiled(tmp_path, text)
    calm = await measure(static, 1)
    assert not calm.throws
    thrown = await measure(static, 9)
    relinked = await measure(await compiled(tmp_path, text, static_pie=True), 9)
    assert thrown.throws
    assert relinked.throws
    assert cost(relinked).cost < cost(thrown).cost


# --- what goes wrong ----------------------------------------------------------------------------


async def test_a_crash_is_the_programs_own(tmp_path: Path, measure: Measure) -> None:
    executable = await compiled(tmp_path, "int main() { *(int volatile*)n = 1; }")
    measured = await measure(executable)
    assert (measured.problem, measured.cost) == (Crashed("1", signal=11), None)


async def test_an_exit_status_is_the_programs_own(tmp_path: Path, measure: Measure) -> None:
    measured = await measure(await compiled(tmp_path, "int main() { return 3; }"))
    assert measured.problem == Crashed("1", status=3)


async def test_a_program_that_runs_too_long_cannot_be_measured(
    tmp_path: Path, measure: Measure
) -> None:
    executable = await compiled(tmp_path, "int main() { for (;;) ++*(long volatile*)&n; }")
    measured = await measure(executable, seconds=1.0)
    assert isinstance(measured.problem, Unmeasurable)
    assert "still running after 1 s under callgrind" in measured.problem.reason


async def test_a_program_that_talks_to_valgrind_is_refused(
    tmp_path: Path, measure: Measure
) -> None:
    request = "; ".join(f"rolq ${places}, %rdi" for places in (3, 13, 61, 51))
    text = f'int main() {{ asm volatile("{request}"); }}'
    measured = await measure(await compiled(tmp_path, text))
    assert isinstance(measured.problem, Unmeasurable)
    assert "valgrind" in measured.problem.reason


HOSTILE = """
#include <unistd.h>
#include <sys/stat.h>
int main() {
    chdir("/out");
    if (n == 1) execl("/bin/echo", "echo", "1", (char*)0);
    if (n > 1) unlink("log");
    if (n == 2) symlink("/etc/passwd", "log");
    if (n == 3) mkfifo("log", 0644);
    return n > 1;
}"""


@pytest.mark.parametrize(
    ("n", "problem"),
    [
        (1, Unmeasurable("it became another program, or hid what it cost, on case 1")),
        (2, Crashed("1", status=1)),
        (3, Crashed("1", status=1)),
    ],
)
async def test_a_hostile_program_can_neither_forge_its_cost_nor_stop_the_reading(
    tmp_path: Path, measure: Measure, n: int, problem: object
) -> None:
    measured = await measure(await compiled(tmp_path, HOSTILE), n)
    assert (measured.problem, measured.cost) == (problem, None)


async def test_an_instruction_that_valgrind_does_not_know_is_said_to_be_one(
    tmp_path: Path, measure: Measure
) -> None:
    text = 'int main() { asm volatile(".byte 0x62, 0xf1, 0x7d, 0x48, 0xfe, 0xc0"); }'
    measured = await measure(await compiled(tmp_path, text))
    assert isinstance(measured.problem, Unmeasurable)
    assert "instruction that valgrind does not know" in measured.problem.reason


async def test_deep_recursion_is_measured_like_any_other(tmp_path: Path, measure: Measure) -> None:
    text = """
    __attribute__((noinline)) long deep(long k) {
        char volatile frame[1000]; frame[k % 1000] = 1;
        return k == 0 ? 0 : deep(k - 1) + frame[k % 1000];
    }
    int main() { printf("%ld", deep(n)); }"""
    measured = await measure(await compiled(tmp_path, text), 100_000)
    assert cost(measured).cost > 0
    assert measured.output == b"100000"


async def test_output_is_captured_byte_for_byte(tmp_path: Path, measure: Measure) -> None:
    text = 'int main() { for (int i = 0; i < 256; ++i) putchar(i); fputs("noise", stderr); }'
    measured = await measure(await compiled(tmp_path, text))
    assert measured.output == bytes(range(256))


async def test_no_valgrind_is_an_error_that_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = await open_sandbox()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match=r"valgrind.* not installed") as caught:
        await open_backend("callgrind", Opening(sandbox))
    assert "apt install valgrind" in caught.value.remedy


async def test_an_unknown_backend_is_an_error_that_names_the_known_one() -> None:
    with pytest.raises(ToolMissing, match="no backend named 'sundial'") as caught:
        await open_backend("sundial", Opening(await open_sandbox()))
    assert "callgrind" in caught.value.remedy


FAKE = """#!/bin/sh
if [ "$1" = --version ]; then echo valgrind-9.9; exit 0; fi
echo "cannot allocate nine registers" >&2; exit 1
"""


async def test_a_valgrind_that_breaks_is_not_blamed_on_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = await open_sandbox()
    executable = await compiled(tmp_path, "int main() {}")
    fake = tmp_path / "prefix" / "bin" / "valgrind"
    fake.parent.mkdir(parents=True)
    fake.write_text(FAKE)
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
    backend = await Callgrind.open(sandbox)
    assert backend.version.startswith("valgrind-9.9 ")
    with pytest.raises(MeasurementFailed, match="cannot allocate nine registers"):
        await backend.measure(executable, Case("1", b"", b""), tmp_path / "run", Limits())


# --- the floor ----------------------------------------------------------------------------------


async def test_no_program_costs_less_than_an_empty_one(
    tmp_path: Path, callgrind: Callgrind, measure: Measure
) -> None:
    executable = await compiled(tmp_path, 'int main() { printf("%ld", n); }')
    floor = await callgrind.floor(_toolchains[0], tmp_path)
    assert 10_000 < floor < cost(await measure(executable)).cost
    assert floor == await callgrind.floor(_toolchains[0], tmp_path / "again")


# --- opcodes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "opcode"),
    [
        ("48 f7 f9", "div64"),  # idiv rcx
        ("49 f7 f1", "div64"),  # div r9
        ("48 f7 7d f8", "div64"),  # idiv qword [rbp-8]
        ("f7 f9", "div32"),  # idiv ecx
        ("41 f7 f0", "div32"),  # div r8d
        ("66 f7 f1", "div32"),  # div cx
        ("f6 f1", "div32"),  # div cl
        ("40 f6 ff", "div32"),  # idiv dil
        ("64 48 f7 3c 25 00 00 00 00", "div64"),  # idiv qword fs:[0]
        ("f3 aa", "rep"),  # rep stosb
        ("f3 48 ab", "rep"),  # rep stosq
        ("f3 a4", "rep"),  # rep movsb
        ("f2 a5", "rep"),
        ("66 f3 ab", "rep"),  # rep stosw
        ("67 f3 aa", "rep"),
        ("0f 05", "syscalls"),
        ("f2 0f 58 c1", "float"),  # addsd
        ("f2 44 0f 59 04 c8", "float"),  # mulsd xmm8, [rax+8*rcx]
        ("66 0f 5e c1", "float"),  # divpd
        ("0f 58 c1", "float"),  # addps
        ("f3 0f 51 c0", "float"),  # sqrtss
        ("f2 0f 10 c1", None),  # movsd
        ("66 0f ef c0", None),  # pxor
        ("48 f7 e1", None),  # mul rcx
        ("48 f7 d8", None),  # neg rax
        ("f7 c1 01 00 00 00", None),  # test ecx, 1
        ("aa", None),  # stosb
        ("f3 0f b8 c1", None),  # popcnt
        ("f3 c3", None),  # rep ret
        ("f3 a6", None),  # repe cmpsb
        ("0f af c1", None),  # imul
        ("0f 0b", None),  # ud2
    ],
)
def test_opcodes_are_told_by_their_bytes(code: str, opcode: OpcodeClass | None) -> None:
    data = b"\x90\x90" + bytes.fromhex(code) + b"\x90" * 8
    special = Code(0, (CodeSegment(0x1000, data),)).special()
    assert special.get(0x1002) == opcode


def disassembled(executable: Path) -> dict[int, str]:
    """What objdump finds at each address."""
    command = ["objdump", "-d", "--no-show-raw-insn", str(executable)]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.findall(r"^\s+([0-9a-f]+):\t(.*)$", listing, re.MULTILINE)
    return {int(address, 16): text for address, text in found}


def opcode_of(text: str) -> OpcodeClass | None:
    """The class of an instruction by its disassembly."""
    if re.match(r"(\S+ )*rep\w* (\S+ )*(movs|stos)[bwlq]? ", text):
        return "rep"
    if re.match(r"(\S+ )*i?div(q|\s+%r([a-ds][xip]|\d+)$)", text):
        return "div64"
    if re.match(r"(\S+ )*i?div[lwb]?\s", text):
        return "div32"
    if re.match(r"(\S+ )*(add|mul|sub|div|sqrt)[sp][sd] ", text):
        return "float"
    return "syscalls" if text.startswith("syscall") else None


async def test_opcodes_agree_with_a_disassembler(tmp_path: Path) -> None:
    executable = await compiled(tmp_path, "#include <iostream>\nint main() { std::cout << n; }")
    code = Code.read(executable.path)
    assert code is not None
    texts = disassembled(executable.path)
    told = {address: opcode_of(text) for address, text in texts.items()}
    special = code.special()
    differing = [texts[address] for address in texts if told[address] != special.get(address)]
    assert differing == []
    assert set(told.values()) == {*CLASSES, None}


def test_a_file_that_is_no_program_has_no_code(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("#!/bin/sh\n")
    assert Code.read(tmp_path / "text") is None
    assert Code.read(tmp_path / "missing") is None
