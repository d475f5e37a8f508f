"""Compilers are found, called in the sandbox, and give the same bytes for the same text."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import time
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from hasten_sim.compile_commands import flags_from_compile_commands, kept_flags
from hasten_sim.errors import ToolMissing
from hasten_sim.nouns import CompileError, OutOfMemory, Program, TimedOut
from hasten_sim.pch import leading_includes, trim
from hasten_sim.sandbox import open_sandbox
from hasten_sim.sandbox_types import Finished, Job, Limits, Mount, Sandbox
from hasten_sim.toolchain import Executable, Toolchain

SUM = """#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<long long> values(n);
    for (auto& value : values) std::cin >> value;
    long long sum = 0;
    for (auto value : values) sum += value * value % 7;
    std::cout << sum << std::endl;
}
"""


@pytest.fixture
async def sandbox() -> Sandbox:
    return await open_sandbox()


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the module: a precompiled header is made once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
async def toolchain(sandbox: Sandbox, tmp_path: Path) -> Toolchain:
    return await Toolchain.discover(sandbox, tmp_path / "cache", use_pch=False)


def program(text: str, path: Path | None = None, flags: tuple[str, ...] | None = None) -> Program:
    return Program(text, path or Path("/nowhere/sum.cpp"), flags)


async def compiled(toolchain: Toolchain, text: Program | str, scratch: Path) -> Executable:
    made = await toolchain.compile(text if isinstance(text, Program) else program(text), scratch)
    assert isinstance(made, Executable), made
    return made


async def run(
    sandbox: Sandbox, made: Executable, tmp_path: Path, stdin: str = ""
) -> tuple[Finished, str]:
    (tmp_path / "in").write_text(stdin)
    job = Job(
        ("./prog",),
        tmp_path / "out",
        tmp_path / "err",
        stdin=tmp_path / "in",
        cwd="/run",
        mounts=(Mount(made.path.parent, "/run"),),
        may_fork=False,
    )
    finished = await sandbox.run(job)
    return finished, (tmp_path / "out").read_text()


def made_headers(cache: Path) -> list[Path]:
    """What the cache of precompiled headers holds, unfinished ones too."""
    return sorted((cache / "pch").iterdir())


def real_path(path: Path | str) -> Path:
    """Where links lead."""
    return Path(path).resolve()


def children() -> list[str]:
    """The processes that this one has started and that still run."""
    pids = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    states = [Path(f"/proc/{pid}/stat").read_text() for pid in pids]
    return [state for state in states if ") Z " not in state]


# --- compiling ----------------------------------------------------------------------------------


async def test_a_program_is_compiled_and_runs(
    toolchain: Toolchain, sandbox: Sandbox, tmp_path: Path
) -> None:
    made = await compiled(toolchain, SUM, tmp_path / "scratch")
    assert made.path == tmp_path / "scratch" / "prog"
    assert made.text_of.text == SUM
    finished, out = await run(sandbox, made, tmp_path, "3 1 2 3")
    assert finished.ok
    assert out == "7\n"


@pytest.mark.parametrize("static_pie", [False, True])
async def test_the_same_text_gives_the_same_bytes_under_any_name_and_place(
    toolchain: Toolchain, tmp_path: Path, static_pie: bool
) -> None:
    text = SUM.replace("int main", "namespace { int hidden; }\nint *shown = &hidden;\nint main")
    there = tmp_path / "elsewhere" / "deeper"
    there.mkdir(parents=True)
    paths = (Path("/nowhere/sum.cpp"), there / "another name.cc")
    scratches = (tmp_path / "a", tmp_path / "b")
    made = [
        await toolchain.compile(program(text, path), scratch, static_pie=static_pie)
        for path, scratch in zip(paths, scratches, strict=True)
    ]
    first, second = made
    assert isinstance(first, Executable)
    assert isinstance(second, Executable)
    assert first.digest == second.digest
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.command == second.command
    assert first.static_pie == static_pie
    assert ("-static-pie" in first.command) == static_pie


async def test_dates_in_a_text_do_not_change_its_bytes(
    toolchain: Toolchain, tmp_path: Path
) -> None:
    text = "#include <cstdio>\nint main() { std::puts(__DATE__ __TIME__ __FILE__); }\n"
    first = await compiled(toolchain, text, tmp_path / "a")
    await asyncio.sleep(1.1)
    second = await compiled(toolchain, text, tmp_path / "b")
    assert first.digest == second.digest


async def test_the_command_is_one_that_a_person_can_type(
    toolchain: Toolchain, sandbox: Sandbox, tmp_path: Path
) -> None:
    made = await compiled(toolchain, SUM, tmp_path / "scratch")
    assert made.command[0] == str(toolchain.compiler.path)
    assert made.command[1:3] == ("-O3", "-std=c++17")
    assert made.command[-3:] == ("prog.cpp", "-o", "prog")
    typed = tmp_path / "typed"
    typed.mkdir()
    shutil.copy(made.path.parent / "prog.cpp", typed / "prog.cpp")
    job = Job(
        made.command,
        tmp_path / "out",
        tmp_path / "err",
        cwd="/here",
        mounts=(Mount(typed, "/here", writable=True),),
        env={"PATH": "/usr/bin:/bin"},
    )
    assert (await sandbox.run(job)).ok
    assert (typed / "prog").read_bytes() == made.path.read_bytes()


async def test_programs_are_static(toolchain: Toolchain, tmp_path: Path) -> None:
    made = await compiled(toolchain, SUM, tmp_path)
    with made.path.open("rb") as file:
        kinds = [segment["p_type"] for segment in ELFFile(file).iter_segments()]
    assert "PT_LOAD" in kinds
    assert "PT_INTERP" not in kinds


async def test_a_program_of_another_text_is_not_left_in_the_scratch(
    toolchain: Toolchain, tmp_path: Path
) -> None:
    await compiled(toolchain, SUM, tmp_path)
    assert isinstance(await toolchain.compile(program("int main() {"), tmp_path), CompileError)
    assert not (tmp_path / "prog").exists()


async def test_bytes_that_are_no_utf8_reach_the_compiler_as_they_were(
    toolchain: Toolchain, tmp_path: Path
) -> None:
    raw = b'int main() { return sizeof("\xff\xfe") - 3; }\r\n'
    await compiled(toolchain, raw.decode("utf-8", "surrogateescape"), tmp_path)
    assert (tmp_path / "prog.cpp").read_bytes() == raw


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("int main() {\n  return x;\n}\n", r"sum\.cpp:2:10: error: .*x.* was not declared"),
        ("\n\n#error no good\nint main() {}\n", r"sum\.cpp:3:2: error: #error no good"),
        ("#include <no_such_header>\n", r"sum\.cpp:1:10: fatal error: no_such_header"),
        ("void f();\nint main() { f(); }\n", r"undefined .*f\(\)"),
        ("int f() { return 0; }\n", r"undefined .*main"),
    ],
)
async def test_a_refusal_names_the_users_file_and_line(
    toolchain: Toolchain, tmp_path: Path, text: str, message: str
) -> None:
    refusal = await toolchain.compile(program(text), tmp_path)
    assert isinstance(refusal, CompileError)
    assert re.search(message, refusal.message)
    assert "prog.cpp" not in refusal.message
    assert "\n" not in refusal.message


SMALL = Limits(wall_seconds=20.0, cpu_seconds=2.0, memory_bytes=512 << 20, output_bytes=64 << 20)
HOSTILE = {
    "an endless file": '#include "/dev/zero"\nint main() {}\n',
    "a template bomb": "template <class A, class B> struct pair {};\n"
    "template <int N> struct grow { using type = pair<typename grow<N - 1>::type,"
    " pair<typename grow<N - 1>::type, int>>; };\n"
    "template <> struct grow<0> { using type = int; };\n"
    "grow<60>::type value;\nint main() { return sizeof(value) + typeid(value).name()[0]; }\n",
    "a recursive bomb": "template <int N, int M> struct grow {\n"
    "  static const int value = grow<N - 1, 2 * M>::value + grow<N - 1, 2 * M + 1>::value; };\n"
    "template <int M> struct grow<0, M> { static const int value = M; };\n"
    "int main() { return grow<28, 0>::value; }\n",
    "an endless macro": "#define A(x) x x x x x x x x x x\n"
    + "".join(f"#define A{i}(x) A(A(A(A(x))))\n" for i in range(1))
    + "int main() { return 0 A0(A0(A0(+ 1))); }\n",
    "an endless constant": "constexpr long f(long n) { long s = 0; for (long i = 0; i < n; ++i)"
    " s += i; return s; }\nstatic_assert(f(1L << 60) == 0);\nint main() {}\n",
    "a huge table": "int table[1L << 34] = {1};\nint main() { return table[3]; }\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_text_that_attacks_the_compiler_is_refused_in_bounded_time(
    toolchain: Toolchain, tmp_path: Path, text: str
) -> None:
    began = time.monotonic()
    refusal = await toolchain.compile(program(text), tmp_path, limits=SMALL)
    assert isinstance(refusal, CompileError | TimedOut | OutOfMemory), refusal
    assert time.monotonic() - began < 30


async def test_files_of_the_machine_cannot_be_put_into_a_program(
    toolchain: Toolchain, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    for path in (str(secret), "/etc/passwd"):
        text = f'int main() {{}}\nasm(".incbin \\"{path}\\"");\n'
        assert isinstance(await toolchain.compile(program(text), tmp_path / "s"), CompileError)


async def test_cancelling_a_compile_ends_the_compiler(toolchain: Toolchain, tmp_path: Path) -> None:
    of_others = len(children())
    task = asyncio.create_task(toolchain.compile(program(HOSTILE["a recursive bomb"]), tmp_path))
    await asyncio.sleep(0.3)
    task.cancel()
    began = time.monotonic()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 3.0
    assert len(children()) <= of_others


# --- the user's tree ----------------------------------------------------------------------------


async def test_quoted_includes_resolve_as_in_the_users_tree(
    toolchain: Toolchain, tmp_path: Path
) -> None:
    source, library = tmp_path / "project" / "src", tmp_path / "project" / "lib"
    source.mkdir(parents=True)
    library.mkdir()
    (tmp_path / "project" / "hasten.toml").write_text("")
    (source / "near.h").write_text('#include "../lib/far.h"\n')
    (library / "far.h").write_text("inline int far() { return 0; }\n")
    text = '#include "near.h"\nint main() { return far(); }\n'
    await compiled(toolchain, program(text, source / "sum.cpp"), tmp_path / "scratch")
    text = '#include "../lib/far.h"\nint main() { return near(); }\n'
    refusal = await toolchain.compile(program(text, source / "sum.cpp"), tmp_path / "scratch")
    assert isinstance(refusal, CompileError)
    assert refusal.message.startswith("sum.cpp:2:")
    assert sorted(path.name for path in source.iterdir()) == ["near.h"]


async def test_only_what_is_named_is_seen_of_a_home_directory(
    toolchain: Toolchain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "near.h").write_text("inline int near() { return 0; }\n")
    (tmp_path / "key").write_text("hunter2\n")
    text = '#include "near.h"\nint main() { return near(); }\n'
    await compiled(toolchain, program(text, tmp_path / "sum.cpp"), tmp_path / "scratch")
    text += f'asm(".incbin \\"{tmp_path / "key"}\\"");\n'
    refusal = await toolchain.compile(program(text, tmp_path / "sum.cpp"), tmp_path / "scratch")
    assert isinstance(refusal, CompileError)


async def test_a_programs_own_flags_count_and_the_rest_is_default(
    toolchain: Toolchain, tmp_path: Path
) -> None:
    include = tmp_path / "include"
    include.mkdir()
    (include / "own.h").write_text("inline int own() { return VALUE; }\n")
    text = (
        "#include <own.h>\nstatic_assert(__cplusplus == 201402L);\nint main() { return own(); }\n"
    )
    flags = ("-std=c++14", "-DVALUE=0", "-I", str(include))
    made = await compiled(toolchain, program(text, flags=flags), tmp_path / "scratch")
    assert made.command[1:7] == ("-O3", "-std=c++14", "-DVALUE=0", "-I", str(include), "-static")


def test_flags_come_from_the_nearest_compilation_database(tmp_path: Path) -> None:
    source = tmp_path / "project" / "src"
    build = tmp_path / "project" / "build"
    source.mkdir(parents=True)
    build.mkdir()
    (source / "sum.cpp").write_text("")
    command = (
        f"c++ -I../include -isystem {tmp_path}/sys -DNAME='\"a b\"' -std=gnu++20 -O2 -g -Wall"
        " -Werror -march=native -pthread -fsanitize=address -MD -MF x.d -o sum.o -c ../src/sum.cpp"
    )
    entries = [
        {"directory": str(build), "file": "../src/other.cpp", "command": "c++ -O1 other.cpp"},
        {"directory": str(build), "file": "../src/sum.cpp", "command": command},
    ]
    (build / "compile_commands.json").write_text(json.dumps(entries))
    assert flags_from_compile_commands(source / "sum.cpp") == (
        f"-I{tmp_path}/project/include",
        "-isystem",
        f"{tmp_path}/sys",
        '-DNAME="a b"',
        "-std=gnu++20",
        "-O2",
        "-march=native",
        "-pthread",
    )
    assert flags_from_compile_commands(source / "unknown.cpp") is None
    assert flags_from_compile_commands(tmp_path / "outside.cpp") is None


def test_a_compilation_database_is_read_again_when_it_changes(tmp_path: Path) -> None:
    database = tmp_path / "compile_commands.json"
    for level in ("-O1", "-O2 "):
        entry = {"directory": str(tmp_path), "file": "a.cpp", "command": f"c++ {level} -c a.cpp"}
        database.write_text(json.dumps([entry]))
        assert flags_from_compile_commands(tmp_path / "a.cpp") == (level.strip(),)


@pytest.mark.parametrize("content", ["", "{}", "[1, null]", '[{"directory": 1}]', "[[]]", "\xff"])
def test_a_malformed_compilation_database_has_no_flags(tmp_path: Path, content: str) -> None:
    (tmp_path / "compile_commands.json").write_text(content)
    assert flags_from_compile_commands(tmp_path / "a.cpp") is None


def test_flags_that_name_programs_or_outputs_are_left_out() -> None:
    hostile = (
        *("c++", "-fplugin=/x.so", "-B/x", "-wrapper", "evil", "-specs=x", "@response"),
        *("-fprofile-use=x", "-Xclang", "-load", "-o", "x", "-x", "c", "-fuse-ld=/x", "-Wp,-x"),
    )
    assert kept_flags(hostile, Path("/")) == ()


# --- finding a compiler -------------------------------------------------------------------------


async def test_without_a_compiler_the_remedy_says_what_to_install(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing) as missing:
        await Toolchain.discover(sandbox, tmp_path)
    assert "apt install g++" in missing.value.remedy
    with pytest.raises(ToolMissing, match="no-such-compiler"):
        await Toolchain.discover(sandbox, tmp_path, compiler="no-such-compiler")
    with pytest.raises(ToolMissing):
        await Toolchain.discover(sandbox, tmp_path, compiler=str(tmp_path / "absent"))


async def test_a_compiler_that_makes_nothing_is_refused_with_what_it_said(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    broken = tmp_path / "bin" / "g++"
    broken.parent.mkdir()
    broken.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo g++ 99 && exit\n'
        "echo 'ld: error: cannot find -lc' >&2\nexit 1\n"
    )
    broken.chmod(0o755)
    with pytest.raises(ToolMissing, match="cannot find -lc"):
        await Toolchain.discover(sandbox, tmp_path, compiler=str(broken))


async def test_a_compiler_is_found_by_name_version_and_path_but_no_wrapper_is(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = shutil.which("g++") or ""
    for directory in ("wrapped", "versions"):
        (tmp_path / directory).mkdir()
    (tmp_path / "wrapped" / "ccache").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "wrapped" / "ccache").chmod(0o755)
    (tmp_path / "wrapped" / "g++").symlink_to("ccache")
    (tmp_path / "versions" / "g++-9").symlink_to(usual)
    (tmp_path / "versions" / "g++-12").symlink_to(usual)
    monkeypatch.setenv("PATH", f"{tmp_path}/wrapped:{tmp_path}/versions")
    found = await Toolchain.discover(sandbox, tmp_path, use_pch=False)
    assert real_path(found.compiler.path) == real_path(usual)
    assert found.compiler.family == "gcc"
    assert "12" in found.compiler.version
    by_path = await Toolchain.discover(sandbox, tmp_path, compiler=usual, use_pch=False)
    assert by_path.compiler.fingerprint == found.compiler.fingerprint


async def test_the_fingerprint_tells_flags_and_linkers_apart(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    choices = [
        await Toolchain.discover(sandbox, tmp_path, use_pch=pch, use_mold=mold, flags=flags)
        for pch, mold, flags in [
            (True, True, None),
            (False, True, None),
            (False, False, None),
            (False, False, ("-O2",)),
        ]
    ]
    assert len({choice.fingerprint for choice in choices}) == (4 if shutil.which("mold") else 3)
    again = await Toolchain.discover(sandbox, tmp_path / "other")
    assert again.fingerprint == choices[0].fingerprint


# --- precompiled headers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "includes"),
    [
        ("#include <vector>\n#include <map>\nint x;\n#include <set>\n", ("vector", "map")),
        ("// why\n\n/* a\n b */\n  #  include   <vector> // c\n#include<map>/* d */\n", None),
        ("#include <vector> /* opened\n#include <map>\n*/\n#include <set>\n", ("vector", "set")),
        ("// continued \\\n#include <vector>\n", ()),
        ("// continued ??/\n#include <vector>\n", ()),
        ("#define X\n#include <vector>\n", ()),
        ('#pragma GCC optimize("O1")\n#include <vector>\n', ()),
        ("#ifdef X\n#include <vector>\n#endif\n", ()),
        ("#include <vector>\n#include <boost/x.hpp>\n#include <map>\n", ("vector",)),
        ('#include "own.h"\n#include <vector>\n', ()),
        ("#include <vector>\r\n#include <map>\r\n", ("vector", "map")),
        ("\ufeff#include <vector>", ("vector",)),
        ("#include <vector> x\n#include <map>\n", ()),
        ("#include <bits/stdc++.h>\n#include <math.h>\n", ("bits/stdc++.h", "math.h")),
        ("#include <ext/pb_ds/assoc_container.hpp>\n", ()),
        ("", ()),
    ],
)
def test_only_standard_includes_before_anything_else_are_leading(
    text: str, includes: tuple[str, ...] | None
) -> None:
    assert leading_includes(text) == (("vector", "map") if includes is None else includes)


async def test_a_precompiled_header_changes_nothing_but_the_time(
    sandbox: Sandbox, cache: Path, tmp_path: Path
) -> None:
    plain = await Toolchain.discover(sandbox, cache, use_pch=False)
    fast = await Toolchain.discover(sandbox, cache)
    assert fast.headers is not None
    assert fast.headers.ready(SUM, fast.compiler, fast.flags_of(program(SUM))) is None
    await asyncio.gather(*(fast.prepare(program(SUM)) for _ in range(3)))
    header = fast.headers.ready(SUM, fast.compiler, fast.flags_of(program(SUM)))
    assert header is not None
    assert header.includes == ("iostream", "vector")
    for number, text in enumerate(
        [
            SUM,
            SUM.replace("#include <vector>\n", "#include <vector>\n#include <algorithm>\n"),
            SUM.replace("7", "__COUNTER__ + 7"),
            SUM.replace("\nint main", "\n#define vector vector\nint main"),
        ]
    ):
        with_header = await compiled(fast, text, tmp_path / f"fast{number}")
        without = await compiled(plain, text, tmp_path / f"plain{number}")
        assert with_header.digest == without.digest
        assert with_header.command == without.command
    assert made_headers(cache) == [header.directory]


async def test_a_precompiled_header_adds_no_include_that_a_text_lacks(
    sandbox: Sandbox, cache: Path, tmp_path: Path
) -> None:
    fast = await Toolchain.discover(sandbox, cache)
    await fast.prepare(program(SUM))
    text = "#include <iostream>\nint main() { std::vector<int> v; return v.size(); }\n"
    plain = await Toolchain.discover(sandbox, cache, use_pch=False)
    refusals = [await chain.compile(program(text), tmp_path / "s") for chain in (plain, fast)]
    assert refusals[0] == refusals[1]
    assert fast.headers is not None
    for other in (SUM.replace("<vector>", "<map>"), "#define X 1\n" + SUM, "int x;\n" + SUM):
        assert fast.headers.ready(other, fast.compiler, fast.flags_of(program(other))) is None
    flags = fast.flags_of(program(SUM, flags=("-O2",)))
    assert fast.headers.ready(SUM, fast.compiler, flags) is None


async def test_a_precompiled_header_is_found_by_the_next_process(
    sandbox: Sandbox, cache: Path, tmp_path: Path
) -> None:
    first = await Toolchain.discover(sandbox, cache)
    await first.prepare(program(SUM))
    second = await Toolchain.discover(sandbox, cache)
    assert second.headers is not None
    assert second.headers.ready(SUM, second.compiler, second.flags_of(program(SUM))) is not None


async def test_a_header_whose_sources_changed_is_made_anew(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    include = tmp_path / "include"
    include.mkdir()
    (include / "vector").write_text("#include_next <vector>\n#define LUCKY 1\n")
    flags = ("-O0", "-std=c++17", f"-I{include}")
    text = "#include <vector>\nint main() { return LUCKY - 1; }\n"
    asked = program(text, flags=flags)
    fast = await Toolchain.discover(sandbox, tmp_path / "cache")
    await fast.prepare(asked)
    assert fast.headers is not None
    assert fast.headers.ready(text, fast.compiler, fast.flags_of(asked)) is not None
    first = await compiled(fast, asked, tmp_path / "a")
    (include / "vector").write_text("#include_next <vector>\n#define LUCKY 41\n")
    assert fast.headers.ready(text, fast.compiler, fast.flags_of(asked)) is None
    await fast.prepare(asked)
    assert fast.headers.ready(text, fast.compiler, fast.flags_of(asked)) is not None
    second = await compiled(fast, asked, tmp_path / "b")
    assert first.digest != second.digest


async def test_headers_that_cost_nothing_are_not_precompiled(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    fast = await Toolchain.discover(sandbox, tmp_path)
    await fast.prepare(program("#include <cstdio>\n#include <string.h>\nint main() {}\n"))
    await fast.prepare(program("int main() {}\n"))
    assert not (tmp_path / "pch").exists()


async def test_a_header_that_nobody_waits_for_any_more_is_given_up(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    fast = await Toolchain.discover(sandbox, tmp_path)
    text = "#include <bits/stdc++.h>\nint main() {}\n"
    of_others = len(children())
    tasks = [asyncio.create_task(fast.prepare(program(text))) for _ in range(2)]
    await asyncio.sleep(0.2)
    tasks[0].cancel()
    await asyncio.sleep(0.1)
    assert len(children()) > of_others
    tasks[1].cancel()
    began = time.monotonic()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert time.monotonic() - began < 3.0
    assert all(isinstance(end, asyncio.CancelledError) for end in ends)
    assert len(children()) <= of_others
    assert made_headers(tmp_path) == []


def test_the_cache_of_headers_is_bounded_and_spares_what_is_in_use(tmp_path: Path) -> None:
    for number, age in enumerate((4000, 3000, 2000, 10)):
        entry = tmp_path / f"header{number}"
        entry.mkdir()
        (entry / "prefix.h.gch").write_bytes(b"x" * 1000)
        os.utime(entry, (time.time() - age, time.time() - age))
    trim(tmp_path, 2500)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["header2", "header3"]
    trim(tmp_path, 0)
    assert [entry.name for entry in tmp_path.iterdir()] == ["header3"]
