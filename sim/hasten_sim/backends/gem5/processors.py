"""The processors that are simulated: their parameters as plain data, and what compiles for them.

`x86-skylake` is the core that the PIE paper measured on, as far as its parameters are published.
`arm` and `riscv` are out-of-order cores of ordinary size, and no particular product's: what they
are good for is to see what an edit does where no such hardware is at hand.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal

from attrs import field, frozen

Isa = Literal["x86", "arm", "riscv"]
Linking = Literal["static", "dynamic"]

DEFAULT = "x86-skylake"


@frozen
class Processor:
    """A processor that gem5 can simulate. `parameters` is what the configuration script reads.

    `compiler` is the cross compiler of its programs, "" where the user's own compiler will do.
    """

    name: str
    summary: str
    isa: Isa
    linking: Linking
    parameters: dict[str, Any] = field(repr=False)
    compiler: str = ""
    install: str = ""

    @property
    def recompiles(self) -> bool:
        """Whether programs must be compiled anew for it: the native executable does not do."""
        return bool(self.compiler) or self.linking == "dynamic"

    @property
    def digest(self) -> str:
        """SHA-256 of the parameters, hexadecimal."""
        return hashlib.sha256(json.dumps(self.parameters, sort_keys=True).encode()).hexdigest()


def _each(names: str, latency: int = 1, *, pipelined: bool = True) -> list[list[Any]]:
    return [[name, latency, pipelined] for name in names.split()]


_SIMPLE_SIMD = "SimdAlu SimdCmp SimdShift SimdMisc"
_SIMD = f"{_SIMPLE_SIMD} SimdAdd SimdAddAcc SimdShiftAcc"
_SIMD_FLOAT_ADD = "SimdFloatAdd SimdFloatCmp"
_VECTOR_PORT = [
    *_each("IntAlu"),
    *_each("FloatAdd FloatCmp FloatCvt FloatMult FloatMisc", 4),
    *_each("FloatMultAcc", 5),
    *_each(_SIMD),
    *_each("SimdCvt", 3),
    *_each("SimdMult SimdMultAcc SimdFloatMult SimdFloatAlu SimdFloatCvt SimdFloatMisc", 4),
    *_each(_SIMD_FLOAT_ADD, 4),
    *_each("SimdFloatMultAcc", 5),
]
_DIVIDER = [
    # Divisions of integers are loops of micro-operations, each of which takes a cycle.
    *_each("IntDiv"),
    *_each("FloatDiv SimdFloatDiv SimdDiv", 12),
    *_each("FloatSqrt", 24),
    *_each("SimdFloatSqrt SimdSqrt", 20),
]
_LOAD = _each("MemRead FloatMemRead")
_STORE = _each("MemWrite FloatMemWrite")

_SKYLAKE: dict[str, Any] = {
    "cpu": "X86O3CPU",
    "atomic": "X86AtomicSimpleCPU",
    "clock": "3.5GHz",
    "core": {
        "fetchWidth": 4,
        "decodeWidth": 4,
        "renameWidth": 8,
        "dispatchWidth": 8,
        "issueWidth": 8,
        "wbWidth": 8,
        "commitWidth": 8,
        "squashWidth": 8,
        "fetchToDecodeDelay": 3,
        "decodeToRenameDelay": 1,
        "renameToIEWDelay": 9,
        "iewToCommitDelay": 6,
        "forwardComSize": 19,
        "backComSize": 19,
        "fetchBufferSize": 16,
        "fetchQueueSize": 50,
        "numROBEntries": 224,
        "numIQEntries": 97,
        "LQEntries": 72,
        "SQEntries": 56,
        "numPhysIntRegs": 180,
        "numPhysFloatRegs": 168,
    },
    "branches": {
        "maxHist": 34,
        "btb_entries": 512,
        "btb_tag": 19,
        "ras": 32,
        "indirect": {
            "indirectSets": 128,
            "indirectWays": 4,
            "indirectTagSize": 16,
            "indirectPathLength": 7,
            "indirectGHRBits": 16,
        },
    },
    # Ports 0 to 7. What no port names goes to a unit of its own; see the script.
    "units": [
        [*_VECTOR_PORT, *_DIVIDER],
        [*_VECTOR_PORT, *_each("IntMult", 3)],
        _LOAD,
        _LOAD,
        _STORE,
        [*_each(f"IntAlu {_SIMD}"), *_each(_SIMD_FLOAT_ADD, 4)],
        _each(f"IntAlu {_SIMPLE_SIMD}"),
        _STORE,
    ],
    "caches": {
        "l1i": {
            "size": "32KiB",
            "assoc": 16,
            "tag_latency": 4,
            "data_latency": 4,
            "response_latency": 1,
            "mshrs": 128,
            "tgts_per_mshr": 16,
            "write_buffers": 56,
        },
        "l1d": {
            "size": "32KiB",
            "assoc": 16,
            "tag_latency": 4,
            "data_latency": 4,
            "response_latency": 1,
            "mshrs": 128,
            "tgts_per_mshr": 16,
            "write_buffers": 128,
        },
        "l2": {
            "size": "1MiB",
            "assoc": 16,
            "tag_latency": 14,
            "data_latency": 14,
            "response_latency": 1,
            "mshrs": 256,
            "tgts_per_mshr": 16,
            "write_buffers": 128,
            "clusivity": "mostly_incl",
        },
        "l3": {
            "size": "2MiB",
            "assoc": 16,
            "tag_latency": 44,
            "data_latency": 44,
            "response_latency": 1,
            "mshrs": 256,
            "tgts_per_mshr": 16,
            "write_buffers": 128,
            "clusivity": "mostly_excl",
        },
    },
    "write_allocator": {"coalesce_limit": 2, "no_allocate_limit": 8, "delay_threshold": 8},
    "replacement": "TreePLRURP",
    "crossbar_width": 192,
    "snoop_filter": "32MiB",
    "memory": "DDR4_2400_16x4",
}


def _plain(cpu: str, atomic: str, clock: str) -> dict[str, Any]:
    """gem5's stock out-of-order core, with the caches and the memory of the Skylake's."""
    kept = ("caches", "write_allocator", "replacement", "crossbar_width", "snoop_filter", "memory")
    own = {"cpu": cpu, "atomic": atomic, "clock": clock}
    return own | {name: _SKYLAKE[name] for name in kept}


PROCESSORS: dict[str, Processor] = {
    one.name: one
    for one in (
        Processor(DEFAULT, "Intel Skylake core, as in the PIE paper", "x86", "static", _SKYLAKE),
        Processor(
            "pie",
            "the same core with dynamic linking, for comparison with the paper's figures",
            "x86",
            "dynamic",
            _SKYLAKE,
        ),
        Processor(
            "arm",
            "64-bit Arm core, out of order",
            "arm",
            "static",
            _plain("ArmO3CPU", "ArmAtomicSimpleCPU", "3GHz"),
            "aarch64-linux-gnu-g++",
            "apt install g++-aarch64-linux-gnu",
        ),
        Processor(
            "riscv",
            "64-bit RISC-V core, out of order",
            "riscv",
            "static",
            _plain("RiscvO3CPU", "RiscvAtomicSimpleCPU", "3GHz"),
            "riscv64-linux-gnu-g++",
            "apt install g++-riscv64-linux-gnu",
        ),
    )
}
"""By name, as in the setting `simulation.processor`."""
