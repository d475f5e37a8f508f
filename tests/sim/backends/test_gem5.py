"""gem5 without a gem5: finding it, reading what it leaves (as it was recorded), refusing."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from hasten_sim.backends import Opening
from hasten_sim.backends.gem5 import discovery, objects
from hasten_sim.backends.gem5.backend import Plan
from hasten_sim.backends.gem5.discovery import find_binary, find_simulator, read_answer
from hasten_sim.backends.gem5.parsing import (
    FINISHED,
    Simulated,
    read_result,
    read_statistics,
    unimplemented,
)
from hasten_sim.backends.gem5.processors import PROCESSORS
from hasten_sim.backends.registry import open_backend
from hasten_sim.errors import ToolMissing
from hasten_sim.nouns import SimulatedTooLong, Unmeasurable, Verdict
from hasten_sim.sandbox import open_sandbox
from hasten_sim.toolchain import Toolchain
from tests.conftest import made_once

RECORDED = Path(__file__).with_name("gem5_outputs")
"""What gem5 24.0.0.1 left after real runs, the statistics shortened to what is read."""
COUNTS = {
    "instructions": 2111205,
    "cycles": 3149859,
    "branches": 303472,
    "branch_misses": 576,
    "l1i_misses": 745,
    "l1d_misses": 575,
    "l2_misses": 919,
    "l3_misses": 919,
}


def recorded(name: str) -> str:
    return (RECORDED / name).read_text()


def read(result: str, complaints: str = "", statistics: str = "") -> Simulated | Verdict:
    return read_result(result.encode(), statistics, complaints, "3", 3_000_000)


def test_a_finished_run_tells_its_time_and_its_counts() -> None:
    found = read(recorded("finished.json"), recorded("finished.err"), recorded("finished.stats"))
    assert found == Simulated(900_859_388, 0, COUNTS)


def test_ticks_are_turned_into_picoseconds_whatever_their_length() -> None:
    said = {"cause": FINISHED, "code": 0, "ticks": 5000, "ticks_per_second": 1e11}
    assert read(json.dumps(said)) == Simulated(50_000, 0, {})


def test_counts_that_a_version_does_not_know_are_left_out() -> None:
    text = "---------- Begin Simulation Statistics ----------\nsimInsts 12 # said so\n"
    assert read_statistics(text) == {"instructions": 12}
    assert read_statistics("") == {}


def test_the_last_of_several_sections_of_statistics_counts() -> None:
    section = "---------- Begin Simulation Statistics ----------\nsimInsts {} #\n"
    assert read_statistics(section.format(1) + section.format(2)) == {"instructions": 2}


def test_a_run_that_was_ended_at_its_limit_has_a_verdict_of_its_own() -> None:
    found = read(recorded("too_many.json"))
    assert found == SimulatedTooLong("3", instructions=3_000_000)
    assert not isinstance(found, Simulated)
    assert "more than 3 million instructions" in found.explain()
    assert "after 600 s" in SimulatedTooLong("3", host_seconds=600.0).explain()


def test_a_panic_is_told_in_gem5s_own_words() -> None:
    found = read("", recorded("panic.err"))
    assert found == Unmeasurable("gem5 gave up on case 3: panic: Tried to read unmapped address 0.")


@pytest.mark.parametrize("result", ["", "{}", "[1]", '{"cause": "', '{"cause": 1, "code": "x"}'])
def test_a_result_that_is_none_is_told(result: str) -> None:
    found = read(result)
    assert isinstance(found, Unmeasurable)
    assert "gem5 gave up on case 3" in found.reason


def test_any_other_end_of_a_simulation_is_told() -> None:
    said = {"cause": "simulate() limit reached", "code": 0, "ticks": 1, "ticks_per_second": 1e12}
    found = read(json.dumps(said))
    assert isinstance(found, Unmeasurable)
    assert "simulate() limit reached" in found.reason


def test_what_gem5_lacks_spoils_a_run_but_hints_that_change_no_value_do_not() -> None:
    warned = "src/arch/x86/insts/micro.cc:12: warn: instruction 'fcos' unimplemented"
    found = read(recorded("finished.json"), f"{recorded('finished.err')}\n{warned}\n")
    assert isinstance(found, Unmeasurable)
    assert "'fcos' unimplemented" in found.reason
    bti = "src/arch/arm/insts/pseudo.cc:174: warn: \tinstruction 'bti' unimplemented"
    assert unimplemented(bti) is None
    assert unimplemented("warn: instruction 'prefetch_nta' unimplemented") is None


# --- what may not be simulated -------------------------------------------------------------------


def test_avx_in_an_object_is_refused() -> None:
    listing = "   4:\tc5 fa 6f 07          \tvmovdqu (%rdi),%xmm0\n"
    found = objects.judge(listing)
    assert found is not None
    assert "vmovdqu" in found.reason
    assert "-march=native" in found.reason
    assert objects.judge("   4:\t0f 00 ea             \tverw   %dx\n") is None


def test_long_double_in_an_object_is_refused() -> None:
    found = objects.judge("   4:\tdb 6c 24 08          \tfldt   0x8(%rsp)\n")
    assert found is not None
    assert "long double" in found.reason
    assert objects.judge("   4:\tf2 0f 58 c1          \taddsd  %xmm1,%xmm0\n") is None


# --- finding it ----------------------------------------------------------------------------------


def fake(folder: Path, answer: str, status: int = 0) -> Path:
    """A program that gives an answer where gem5 gives one."""
    path = folder / "gem5.fast"
    path.write_text(f"#!/bin/sh\necho {shlex.quote(answer)}\nexit {status}\n")
    path.chmod(0o755)
    return path


def answer(version: str, *isas: str) -> str:
    build = {f"USE_{name}_ISA": name in isas for name in ("X86", "ARM", "RISCV")}
    return "hasten: " + json.dumps({"version": version, "build": build})


async def test_no_gem5_is_an_error_that_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(discovery.VARIABLE, raising=False)
    with pytest.raises(ToolMissing, match="gem5 was not found") as caught:
        find_binary("")
    assert "scons build/ALL/gem5.fast" in caught.value.remedy
    with pytest.raises(ToolMissing, match=r"/nowhere/gem5\.opt is not a gem5"):
        find_binary("/nowhere/gem5.opt")


def test_a_setting_is_stronger_than_the_environment_and_that_than_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [tmp_path / name for name in ("set", "named", "path")]
    for place in places:
        place.mkdir()
        fake(place, "")
    monkeypatch.setenv("PATH", str(places[2]))
    monkeypatch.delenv(discovery.VARIABLE, raising=False)
    assert find_binary("") == places[2] / "gem5.fast"
    monkeypatch.setenv(discovery.VARIABLE, str(places[1] / "gem5.fast"))
    assert find_binary("") == places[1] / "gem5.fast"
    assert find_binary(str(places[0] / "gem5.fast")) == places[0] / "gem5.fast"


async def test_a_version_that_is_not_known_is_refused(tmp_path: Path) -> None:
    path = fake(tmp_path, answer("22.1.0.0", "X86"))
    with pytest.raises(ToolMissing, match=r"is gem5 22\.1\.0\.0; hasten knows versions 23, 24"):
        await find_simulator(await open_sandbox(), str(path))


@pytest.mark.parametrize("version", ["23.0.1.0", "24.0.0.1", "v25.1", "DEVELOP-FOR-25.0"])
async def test_versions_that_are_known_are_taken(tmp_path: Path, version: str) -> None:
    path = fake(tmp_path, answer(version, "X86", "RISCV"))
    found = await find_simulator(await open_sandbox(), str(path))
    assert (found.version, found.isas) == (version, {"x86", "riscv"})


async def test_a_program_that_is_no_gem5_is_refused_in_its_own_words(tmp_path: Path) -> None:
    path = fake(tmp_path, "I am a teapot", 1)
    with pytest.raises(ToolMissing, match=r"does not work as gem5: I am a teapot"):
        await find_simulator(await open_sandbox(), str(path))


def test_an_answer_of_a_version_with_one_instruction_set_is_read() -> None:
    told = {"version": "23.0.1.0", "build": {"TARGET_ISA": "riscv", "USE_X86_ISA": False}}
    assert read_answer("info: hello\nhasten: " + json.dumps(told)) == ("23.0.1.0", {"riscv"})
    assert read_answer("hasten: {}") is None


async def test_a_gem5_without_the_instruction_set_is_refused(tmp_path: Path) -> None:
    path = fake(tmp_path, answer("24.0.0.1", "ARM"))
    sandbox = await open_sandbox()
    toolchain = await Toolchain.discover(sandbox, made_once("toolchains").parent, use_pch=False)
    opening = Opening(sandbox, toolchain, {"gem5": str(path)})
    with pytest.raises(ToolMissing, match="cannot simulate x86-skylake: it was built for arm"):
        await open_backend("gem5", opening)


# --- settings ------------------------------------------------------------------------------------


def test_settings_make_a_plan() -> None:
    plan = Plan.of(
        {
            "simulation.processor": "pie",
            "simulation.instructions": 0.5,
            "simulation.seconds": 7,
            "simulation.warmUp": True,
        }
    )
    assert (plan.processor.name, plan.most_instructions) == ("pie", 500_000)
    assert (plan.host_seconds, plan.warm_up) == (7.0, True)
    assert Plan.of({}) == Plan()


def test_a_processor_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(ToolMissing, match="no processor 'pentium'") as caught:
        Plan.of({"simulation.processor": "pentium"})
    assert "x86-skylake, pie, arm, riscv" in caught.value.remedy


def test_the_paper_s_core_and_its_dynamic_profile_differ_in_linking_alone() -> None:
    skylake, pie = PROCESSORS["x86-skylake"], PROCESSORS["pie"]
    assert skylake.parameters == pie.parameters
    assert (skylake.linking, pie.linking) == ("static", "dynamic")
    assert not skylake.recompiles
    assert pie.recompiles
    assert PROCESSORS["arm"].recompiles
