"""Sources become modules: each once, large ones by function, and what fails is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hasten.errors import TargetError
from hasten.evaluation.ir_corpus import RECORD, Summary, collect, find_sources
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.sandbox import open_sandbox

TWO = '#include "shared.h"\nint a(int x) { return twice(x); }\nint b(void) { return 1; }\n'


def tree(folder: Path) -> Path:
    for name, text in {
        "include/shared.h": "static inline int twice(int x) { return 2 * x; }\n",
        "src/a.c": TWO,
        "src/copy.c": TWO,
        "src/c.cpp": "int c(int x) { return x; }\n",
        "src/nothing.c": "extern int x;\n",
        "src/broken.c": '#include "missing.h"\n',
        "readme.txt": "no source\n",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


async def collected(sources: Path, out: Path, split_over: int = 100_000) -> Summary:
    llvm = await Llvm.discover(await open_sandbox())
    return await collect(llvm, find_sources(sources), out, root=sources, split_over=split_over)


async def test_every_module_is_kept_once_and_failures_are_told(tmp_path: Path) -> None:
    out = tmp_path / "out"
    summary = await collected(tree(tmp_path / "tree"), out)
    modules = sorted(out.glob("*.ll"))
    assert summary.modules == len(modules) == 2
    assert sum(one.repeated for one in summary.done) == 1
    assert [Path(one.source).name for one in summary.failed] == ["broken.c"]
    assert "missing.h" in summary.failed[0].problem
    texts = [module.read_text() for module in modules]
    assert all("minsize" in text and "source_filename" not in text for text in texts)
    assert any("alloca" in text and "@twice" in text for text in texts)


async def test_a_run_goes_on_where_another_stopped(tmp_path: Path) -> None:
    out = tmp_path / "out"
    sources = tree(tmp_path / "tree")
    await collected(sources, out)
    with (out / RECORD).open("a") as file:
        file.write('{"source": "cut o')
    (sources / "src" / "new.c").write_text("int fresh(void) { return 5; }\n")
    again = await collected(sources, out)
    assert again.resumed == 5
    assert again.modules == 3
    lines = (out / RECORD).read_text().splitlines()
    assert sum("new.c" in line for line in lines) == 1


async def test_large_modules_are_split_into_their_functions(tmp_path: Path) -> None:
    out = tmp_path / "out"
    summary = await collected(tree(tmp_path / "tree"), out, split_over=10)
    names = {path.name.rpartition("-")[0].partition(".")[2] for path in out.glob("*.ll")}
    assert {"a", "b"} <= names
    assert summary.modules == len(list(out.glob("*.ll")))


def test_a_compilation_database_says_what_to_compile_and_how(tmp_path: Path) -> None:
    folder = tree(tmp_path)
    entry = {"directory": str(folder), "file": "src/a.c", "command": "cc -O3 -Iinclude -c src/a.c"}
    (folder / "compile_commands.json").write_text(json.dumps([entry]))
    (source,) = find_sources(folder)
    assert source.path == folder / "src" / "a.c"
    assert f"-I{folder / 'include'}" in source.flags
    assert find_sources(folder / "compile_commands.json") == [source]


def test_a_folder_without_sources_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="no C or C"):
        find_sources(tmp_path)
