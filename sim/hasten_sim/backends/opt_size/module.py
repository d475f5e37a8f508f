"""A module of LLVM IR as given, looked at by LLVM itself: what it is, or why it cannot be used."""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path

from attrs import field, frozen

from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.nouns import CompileError, OutOfMemory, TimedOut, Unmeasurable, Verdict

LARGEST_MODULE = 64 << 20
"""Bytes of text or bitcode."""
BITCODE = (b"BC\xc0\xde", b"\xde\xc0\x17\x0b")

_TYPED_POINTER = re.compile(rb"\b(?:i\d+|float|double|void|%[\w.\"-]+|[\]})])\s?\*+[\s,)]")
_LITTLE_ENDIAN = re.compile(r"x86_64|i\d86|aarch64(?!_be)|arm64|riscv|loongarch|wasm|bpfel")
_GRAMMAR = re.compile(r": error: (?:expected|unknown|invalid|unterminated)\b")
_FUNCTION = re.compile(r'^define ([^\n]*?)@("[^"]*"|[-\w.$]+)\((.*)\{$', re.MULTILINE)
_GROUP = re.compile(r"^attributes (#\d+) = \{(.*)\}$", re.MULTILINE)
_TRIPLE = re.compile(r'^target triple = "([^"]*)"', re.MULTILINE)
_LAYOUT = re.compile(r'^target datalayout = "([^"]*)"', re.MULTILINE)
_PIC = re.compile(r'^!\d+ = !\{i32 \d+, !"PIC Level", i32 [12]\}', re.MULTILINE)
_LOCAL = re.compile(r"\b(?:internal|private)\b")


@frozen
class FunctionInfo:
    """A function that has a body: its name, its attributes, and whether others may see it."""

    name: str
    attributes: frozenset[str]
    is_local: bool


@frozen
class Module:
    """A module that LLVM reads and finds valid. `content` is the file, text or bitcode.

    `text` is LLVM's own writing of it. `relocation` is the model that code is made for: "pic" when
    the module says that it was compiled so.
    """

    name: str
    content: bytes = field(repr=False)
    text: str = field(repr=False)
    functions: tuple[FunctionInfo, ...] = field(repr=False)
    triple: str = ""
    layout: str = ""
    relocation: str = "static"

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def suffix(self) -> str:
        """What its file's name ends in."""
        return ".bc" if self.content.startswith(BITCODE) else ".ll"

    @property
    def has_size_attributes(self) -> bool:
        """Whether every function that passes may touch asks for the smallest code."""
        free = [one for one in self.functions if "optnone" not in one.attributes]
        return all("minsize" in one.attributes for one in free)


async def read_module(llvm: Llvm, content: bytes, name: str) -> Module | Verdict:
    """Have LLVM read a module. What is wrong with it is a verdict, with the line in a text.

    Raises SandboxUnavailable.
    """
    if len(content) > LARGEST_MODULE:
        return Unmeasurable(f"the module has {len(content) >> 20} MiB, more than 64")
    if not content.strip():
        return CompileError(f"{name}: the module is empty")
    with tempfile.TemporaryDirectory(prefix="hasten-ir-") as scratch:
        folder = Path(scratch)
        given = "module.bc" if content.startswith(BITCODE) else "module.ll"
        (folder / given).write_bytes(content)
        answer = await llvm.run(llvm.opt, ("-S", "-passes=verify", given, "-o", "read.ll"), folder)
        if not answer.ok:
            return _refusal(answer.said, content, name, llvm, answer.finished.ending)
        text = (folder / "read.ll").read_bytes().decode("utf-8", "surrogateescape")
    found = module_of(text, content, name)
    if found.layout[:1] == "E" and _LITTLE_ENDIAN.match(found.triple):
        # LLVM itself would take its word for that, and read constants the wrong way round.
        return CompileError(
            f"{name}: its data layout is big-endian, and its target {found.triple} is not"
        )
    return found


def module_of(text: str, content: bytes, name: str) -> Module:
    """What LLVM's own writing of a module tells about it."""
    groups = {name: frozenset(words.split()) for name, words in _GROUP.findall(text)}
    functions: list[FunctionInfo] = []
    for before, quoted, after in _FUNCTION.findall(text):
        used = [groups.get(one, frozenset[str]()) for one in re.findall(r"#\d+", after)]
        attributes = frozenset[str]().union(*used)
        functions.append(FunctionInfo(_named(quoted), attributes, bool(_LOCAL.search(before))))
    triple, layout = _TRIPLE.search(text), _LAYOUT.search(text)
    return Module(
        name=name,
        content=content,
        text=text,
        functions=tuple(functions),
        triple=triple[1] if triple else "",
        layout=layout[1] if layout else "",
        relocation="pic" if _PIC.search(text) else "static",
    )


def _named(quoted: str) -> str:
    """A name as LLVM has it, from how its text writes it."""
    if not quoted.startswith('"'):
        return quoted
    return re.sub(r"\\([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), quoted[1:-1])


def _refusal(said: str, content: bytes, name: str, llvm: Llvm, ending: str) -> Verdict:
    if ending == "time":
        return TimedOut("opt", 120.0)
    if ending == "memory":
        return OutOfMemory("opt", 4 << 30)
    lines = [line for line in said.splitlines() if "error:" in line] or said.splitlines()
    if lines and lines[0].endswith("input module is broken!"):
        lines = said.splitlines()
    message = re.sub(r"^\S*opt\S*: (?:error: )?", "", next(iter(lines), "opt failed"))
    message = message.replace("module.ll", name).replace("module.bc", name)
    if not content.startswith(BITCODE) and _typed_pointer_at(message, content):
        message += (
            f" (the text has typed pointers, of LLVM 14 or older, which LLVM {llvm.major} cannot "
            "read: make it bitcode with the llvm-as of that version, which is upgraded on loading)"
        )
    elif "Producer:" in said:
        message += (
            f" (the module is of a newer LLVM than {llvm.version}: name that one with --llvm, or "
            "in the setting `llvm`)"
        )
    elif not content.startswith(BITCODE) and _GRAMMAR.search(message):
        message += (
            f" (this is LLVM {llvm.version}; if the text is of a newer LLVM, name that one with "
            "--llvm, or in the setting `llvm`)"
        )
    return CompileError(message)


def _typed_pointer_at(message: str, content: bytes) -> bool:
    """Whether there is a typed pointer in the line that an error names."""
    place = re.search(r":(\d+):\d+: error", message)
    lines = content.splitlines()
    if place is None or not 0 < int(place[1]) <= len(lines):
        return False
    return _TYPED_POINTER.search(lines[int(place[1]) - 1] + b"\n") is not None
