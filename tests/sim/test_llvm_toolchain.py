"""LLVM's tools are found, asked what they can do, and nothing unsafe is taken from the answer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hasten_sim.errors import ToolMissing
from hasten_sim.llvm_passes import Pass, catalogue, pipeline, printed
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.sandbox import open_sandbox

LISTING = """Module passes:
  globalopt
  iroutliner
Module passes with params:
  ipsccp<no-func-spec;func-spec>
Module analyses:
  callgraph
CGSCC passes:
  inline
Function passes:
  sroa
  structurizecfg
Function passes with params:
  instcombine<no-use-loop-info;use-loop-info;no-verify-fixpoint;verify-fixpoint;max-iterations=N>
  simplifycfg<no-keep-loops;keep-loops;sink-common-insts;bonus-inst-threshold=N>
Loop passes:
  indvars
Loop passes with params:
  licm<allowspeculation>
Loop analyses:
  ddg
"""


async def found_llvm() -> Llvm:
    try:
        return await Llvm.discover(await open_sandbox())
    except ToolMissing as missing:
        pytest.skip(str(missing))


async def test_the_installed_llvm_says_its_version_and_passes() -> None:
    llvm = await found_llvm()
    assert llvm.major >= 16
    assert llvm.llc.name.startswith("llc")
    assert {"sroa", "inline", "globalopt"} <= {one.name for one in llvm.passes}
    assert len(llvm.fingerprint) == 64


async def test_every_pass_of_the_catalogue_is_taken_by_opt(tmp_path: Path) -> None:
    llvm = await found_llvm()
    (tmp_path / "empty.ll").write_text("define void @f() {\n  ret void\n}\n")
    arguments = (f"-passes={pipeline(llvm.passes)}", "-disable-output", "empty.ll")
    assert (await llvm.run(llvm.opt, arguments, tmp_path)).said == ""


async def test_every_local_pass_can_be_run_on_one_function(tmp_path: Path) -> None:
    llvm = await found_llvm()
    (tmp_path / "empty.ll").write_text("define void @f() {\n  ret void\n}\n")
    local = ",".join(one.in_function for one in llvm.passes if one.is_local)
    answer = await llvm.run(
        llvm.opt, (f"-passes=function({local})", "-disable-output", "empty.ll"), tmp_path
    )
    assert answer.said == ""


async def test_a_version_or_a_folder_can_be_named() -> None:
    sandbox = await open_sandbox()
    found = await found_llvm()
    assert (await Llvm.discover(sandbox, str(found.major))).version == found.version
    assert (await Llvm.discover(sandbox, str(found.opt.parent))).opt == found.opt


@pytest.mark.parametrize("wanted", ["3", "/nowhere/bin"])
async def test_what_is_not_there_is_said_with_what_to_install(wanted: str) -> None:
    with pytest.raises(ToolMissing, match=wanted) as caught:
        await Llvm.discover(await open_sandbox(), wanted)
    assert "apt install" in caught.value.remedy


async def test_a_tool_that_is_not_llvms_opt_is_refused(tmp_path: Path) -> None:
    for name in ("opt", "llc"):
        (tmp_path / name).write_text("#!/bin/sh\necho something else\n")
        (tmp_path / name).chmod(0o755)
    with pytest.raises(ToolMissing, match="--version"):
        await Llvm.discover(await open_sandbox(), os.fspath(tmp_path))


async def test_a_tool_writes_in_its_folder_and_nowhere_else(tmp_path: Path) -> None:
    llvm = await found_llvm()
    (tmp_path / "one.ll").write_text("@x = global i32 0\n")
    assert (await llvm.run(llvm.opt, ("-S", "one.ll", "-o", "two.ll"), tmp_path)).ok
    assert "@x = global i32 0" in (tmp_path / "two.ll").read_text()
    assert not (await llvm.run(llvm.opt, ("-S", "one.ll", "-o", "/usr/two.ll"), tmp_path)).ok


def test_the_catalogue_holds_safe_passes_that_are_there() -> None:
    assert {one.name for one in catalogue(LISTING)} == {
        "globalopt",
        "ipsccp",
        "ipsccp<no-func-spec>",
        "inline",
        "sroa",
        "instcombine<no-verify-fixpoint>",
        "simplifycfg",
        "simplifycfg<bonus-inst-threshold=4>",
        "simplifycfg<no-keep-loops>",
        "simplifycfg<sink-common-insts>",
        "indvars",
        "licm",
        "licm<no-allowspeculation>",
    }


def test_analyses_are_no_passes() -> None:
    assert "loop:ddg" not in printed(LISTING)
    assert "module:callgraph" not in printed(LISTING)


def test_passes_on_loops_are_wrapped_as_they_need_it() -> None:
    passes = (Pass("globalopt", "module"), Pass("licm", "loop-mssa"), Pass("indvars", "loop"))
    assert pipeline(passes) == "module(globalopt,function(loop-mssa(licm)),indvars)"
