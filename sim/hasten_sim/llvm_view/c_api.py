"""LLVM's C API, as much of it as measuring sizes takes, by ctypes. Used in the worker alone.

Whatever LLVM does here it does to this process: it may crash, exit or never return.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from ctypes import byref, c_char_p, c_int, c_size_t, c_uint, c_uint64, c_void_p
from pathlib import Path

_DEFAULT_LEVEL, _OBJECT_FILE, _RETURN_STATUS = 2, 1, 2
_FUNCTION_INDEX = 0xFFFFFFFF
RELOCATION = {"static": 1, "pic": 2}
_PARTS = ("TargetInfo", "Target", "TargetMC", "AsmPrinter", "AsmParser")
_TARGETS = {
    "x86": "X86", "i386": "X86", "i486": "X86", "i586": "X86", "i686": "X86", "aarch64": "AArch64",
    "arm64": "AArch64", "arm": "ARM", "thumb": "ARM", "riscv": "RISCV", "powerpc": "PowerPC",
    "ppc": "PowerPC", "mips": "Mips", "sparc": "Sparc", "s390x": "SystemZ",
    "loongarch": "LoongArch",
}  # fmt: skip
_SIGNATURES: dict[str, tuple[object, ...]] = {
    "LLVMContextCreate": (c_void_p,),
    "LLVMCreateMemoryBufferWithMemoryRangeCopy": (c_void_p, c_char_p, c_size_t, c_char_p),
    "LLVMParseIRInContext": (c_int, c_void_p, c_void_p, c_void_p, c_void_p),
    "LLVMCloneModule": (c_void_p, c_void_p),
    "LLVMDisposeModule": (None, c_void_p),
    "LLVMDisposeMessage": (None, c_void_p),
    "LLVMGetTarget": (c_char_p, c_void_p),
    "LLVMGetDefaultTargetTriple": (c_void_p,),
    "LLVMGetTargetFromTriple": (c_int, c_char_p, c_void_p, c_void_p),
    "LLVMCreateTargetMachine": (
        c_void_p, c_void_p, c_char_p, c_char_p, c_char_p, c_int, c_int, c_int
    ),
    "LLVMCreatePassBuilderOptions": (c_void_p,),
    "LLVMRunPasses": (c_void_p, c_void_p, c_char_p, c_void_p, c_void_p),
    "LLVMGetErrorMessage": (c_void_p, c_void_p),
    "LLVMDisposeErrorMessage": (None, c_void_p),
    "LLVMTargetMachineEmitToMemoryBuffer": (
        c_int, c_void_p, c_void_p, c_int, c_void_p, c_void_p
    ),
    "LLVMGetBufferStart": (c_void_p, c_void_p),
    "LLVMGetBufferSize": (c_size_t, c_void_p),
    "LLVMDisposeMemoryBuffer": (None, c_void_p),
    "LLVMPrintModuleToString": (c_void_p, c_void_p),
    "LLVMSetLinkage": (None, c_void_p, c_int),
    "LLVMVerifyModule": (c_int, c_void_p, c_int, c_void_p),
    "LLVMGetFirstFunction": (c_void_p, c_void_p),
    "LLVMGetNextFunction": (c_void_p, c_void_p),
    "LLVMGetNamedFunction": (c_void_p, c_void_p, c_char_p),
    "LLVMIsDeclaration": (c_int, c_void_p),
    "LLVMGetValueName2": (c_void_p, c_void_p, c_void_p),
    "LLVMGetFirstBasicBlock": (c_void_p, c_void_p),
    "LLVMGetNextBasicBlock": (c_void_p, c_void_p),
    "LLVMGetFirstInstruction": (c_void_p, c_void_p),
    "LLVMGetNextInstruction": (c_void_p, c_void_p),
    "LLVMIsADbgInfoIntrinsic": (c_void_p, c_void_p),
    "LLVMIsACallInst": (c_void_p, c_void_p),
    "LLVMIsAInvokeInst": (c_void_p, c_void_p),
    "LLVMIsAFunction": (c_void_p, c_void_p),
    "LLVMGetCalledValue": (c_void_p, c_void_p),
    "LLVMCreateStringAttribute": (c_void_p, c_void_p, c_char_p, c_uint, c_char_p, c_uint),
    "LLVMAddCallSiteAttribute": (None, c_void_p, c_uint, c_void_p),
    "LLVMRemoveCallSiteStringAttribute": (None, c_void_p, c_uint, c_char_p, c_uint),
    "LLVMGetEnumAttributeKindForName": (c_uint, c_char_p, c_size_t),
    "LLVMCreateEnumAttribute": (c_void_p, c_void_p, c_uint, c_uint64),
    "LLVMAddAttributeAtIndex": (None, c_void_p, c_uint, c_void_p),
    "LLVMRemoveEnumAttributeAtIndex": (None, c_void_p, c_uint, c_uint),
    "LLVMGetEnumAttributeAtIndex": (c_void_p, c_void_p, c_uint, c_uint),
    "LLVMParseCommandLineOptions": (None, c_int, c_void_p, c_char_p),
    "LLVMInstallFatalErrorHandler": (None, c_void_p),
}  # fmt: skip


class LlvmFailed(Exception):
    """LLVM said no: a pipeline that does not parse, a module that it cannot read or emit."""


class Api:
    """The library, loaded, and what is made once: a context, options for passes."""

    def __init__(self, path: Path) -> None:
        self._library = ctypes.CDLL(str(path))
        for name, (result, *arguments) in _SIGNATURES.items():
            function = getattr(self._library, name)
            function.restype, function.argtypes = result, arguments
        self._call = self._library
        self._handler: object = None
        self.context: int = self._call.LLVMContextCreate()
        self.options: int = self._call.LLVMCreatePassBuilderOptions()

    def on_fatal_error(self, told: Callable[[str], None]) -> None:
        """Have a fatal error told before it ends this process."""
        kind = ctypes.CFUNCTYPE(None, c_char_p)

        def tell(reason: bytes | None) -> None:
            told((reason or b"").decode(errors="replace"))

        handler = kind(tell)
        self._handler = handler
        self._call.LLVMInstallFatalErrorHandler(ctypes.cast(handler, c_void_p))

    def set_flags(self, flags: tuple[str, ...]) -> None:
        """Set LLVM's command-line options: once in a process, and for all that follows."""
        words = (c_char_p * (len(flags) + 1))(b"hasten", *(one.encode() for one in flags))
        self._call.LLVMParseCommandLineOptions(len(words), words, None)

    # --- modules ---------------------------------------------------------------------------------

    def parse(self, content: bytes, name: str) -> int:
        """Read a module, as text or as bitcode. Raises LlvmFailed with the place in the text."""
        buffer = self._call.LLVMCreateMemoryBufferWithMemoryRangeCopy(
            content, len(content), name.encode()
        )
        module, message = c_void_p(), c_void_p()
        if self._call.LLVMParseIRInContext(self.context, buffer, byref(module), byref(message)):
            raise LlvmFailed(self._taken(message))
        assert module.value is not None
        return module.value

    def clone(self, module: int) -> int:
        """A copy, to be disposed of."""
        return self._call.LLVMCloneModule(module)

    def dispose(self, module: int) -> None:
        """Free a module."""
        self._call.LLVMDisposeModule(module)

    def text(self, module: int) -> bytes:
        """The module as text."""
        message = self._call.LLVMPrintModuleToString(module)
        said = ctypes.string_at(message)
        self._call.LLVMDisposeMessage(message)
        return said

    def problem(self, module: int) -> str:
        """What the verifier finds wrong, "" when it is a valid module."""
        message = c_void_p()
        wrong = self._call.LLVMVerifyModule(module, _RETURN_STATUS, byref(message))
        said = self._taken(message)
        return (said or "invalid module") if wrong else ""

    def functions(self, module: int) -> Iterator[tuple[str, int]]:
        """The functions that have bodies, with their names."""
        function = self._call.LLVMGetFirstFunction(module)
        length = c_size_t()
        while function:
            if not self._call.LLVMIsDeclaration(function):
                start = self._call.LLVMGetValueName2(function, byref(length))
                yield ctypes.string_at(start, length.value).decode(errors="replace"), function
            function = self._call.LLVMGetNextFunction(function)

    def instructions(self, function: int) -> int:
        """How many instructions a function has, those for debuggers not counted."""
        return sum(not self._call.LLVMIsADbgInfoIntrinsic(one) for one in self._within(function))

    def calls(self, function: int) -> Iterator[int]:
        """The calls in a function of functions that have bodies, by name, in order."""
        for one in self._within(function):
            if self._call.LLVMIsACallInst(one) or self._call.LLVMIsAInvokeInst(one):
                called = self._call.LLVMIsAFunction(self._call.LLVMGetCalledValue(one))
                if called and not self._call.LLVMIsDeclaration(called):
                    yield one

    def _within(self, function: int) -> Iterator[int]:
        block = self._call.LLVMGetFirstBasicBlock(function)
        while block:
            one = self._call.LLVMGetFirstInstruction(block)
            while one:
                yield one
                one = self._call.LLVMGetNextInstruction(one)
            block = self._call.LLVMGetNextBasicBlock(block)

    # --- attributes ------------------------------------------------------------------------------

    def attribute(self, name: str) -> tuple[int, int]:
        """An attribute that is there or not: its kind, and the value to add. Raises LlvmFailed."""
        kind = self._call.LLVMGetEnumAttributeKindForName(name.encode(), len(name))
        if not kind:
            raise LlvmFailed(f"there is no attribute {name!r}")
        return kind, self._call.LLVMCreateEnumAttribute(self.context, kind, 0)

    def valued_attribute(self, name: str, value: str) -> int:
        """An attribute that is a text with a value, to add."""
        key, content = name.encode(), value.encode()
        return self._call.LLVMCreateStringAttribute(
            self.context, key, len(key), content, len(content)
        )

    def has(self, function: int, kind: int) -> bool:
        """Whether a function has an attribute."""
        return bool(self._call.LLVMGetEnumAttributeAtIndex(function, _FUNCTION_INDEX, kind))

    def add(self, function: int, value: int) -> None:
        """Give a function an attribute."""
        self._call.LLVMAddAttributeAtIndex(function, _FUNCTION_INDEX, value)

    def remove(self, function: int, kind: int) -> None:
        """Take an attribute from a function."""
        self._call.LLVMRemoveEnumAttributeAtIndex(function, _FUNCTION_INDEX, kind)

    def mark_call(self, call: int, name: str, value: str) -> None:
        """Give a call an attribute that is a string."""
        attribute = self.valued_attribute(name, value)
        self._call.LLVMAddCallSiteAttribute(call, _FUNCTION_INDEX, attribute)

    def unmark_call(self, call: int, name: str) -> None:
        """Take an attribute that is a string from a call."""
        self._call.LLVMRemoveCallSiteStringAttribute(
            call, _FUNCTION_INDEX, name.encode(), len(name)
        )

    def set_linkage(self, function: int, linkage: int) -> None:
        """Set a function's linkage, a number of LLVMLinkage."""
        self._call.LLVMSetLinkage(function, linkage)

    # --- passes and code -------------------------------------------------------------------------

    def machine(self, module: int, relocation: str) -> int:
        """The target machine of a module, as `llc` makes it. Raises LlvmFailed."""
        triple: bytes = self._call.LLVMGetTarget(module) or b""
        if not triple:
            triple = self._taken(c_void_p(self._call.LLVMGetDefaultTargetTriple())).encode()
        name = next((t for start, t in _TARGETS.items() if triple.startswith(start.encode())), "")
        for part in _PARTS:
            initialize = getattr(self._library, f"LLVMInitialize{name}{part}", None)
            if not name or initialize is None:
                raise LlvmFailed(f"no code can be made for the target {triple.decode()!r}")
            initialize()
        target, message = c_void_p(), c_void_p()
        if self._call.LLVMGetTargetFromTriple(triple, byref(target), byref(message)):
            raise LlvmFailed(self._taken(message))
        machine = self._call.LLVMCreateTargetMachine(
            target, triple, b"", b"", _DEFAULT_LEVEL, RELOCATION[relocation], 0
        )
        if not machine:
            raise LlvmFailed(f"no code can be made for the target {triple.decode()!r}")
        return machine

    def run(self, module: int, pipeline: str, machine: int) -> None:
        """Run passes over a module, in place. Raises LlvmFailed when they do not parse."""
        error = self._call.LLVMRunPasses(module, pipeline.encode(), machine, self.options)
        if error:
            start = self._call.LLVMGetErrorMessage(error)
            said = ctypes.string_at(start).decode(errors="replace")
            self._call.LLVMDisposeErrorMessage(start)
            raise LlvmFailed(said)

    def emit(self, module: int, machine: int) -> bytes:
        """The object file of a module, which is changed by it. Raises LlvmFailed."""
        buffer, message = c_void_p(), c_void_p()
        if self._call.LLVMTargetMachineEmitToMemoryBuffer(
            machine, module, _OBJECT_FILE, byref(message), byref(buffer)
        ):
            raise LlvmFailed(self._taken(message))
        assert buffer.value is not None
        return self._bytes(buffer.value)

    def _bytes(self, buffer: int) -> bytes:
        start = self._call.LLVMGetBufferStart(buffer)
        content = ctypes.string_at(start, self._call.LLVMGetBufferSize(buffer))
        self._call.LLVMDisposeMemoryBuffer(buffer)
        return content

    def _taken(self, message: c_void_p) -> str:
        if not message.value:
            return ""
        said = ctypes.string_at(message.value).decode(errors="replace")
        self._call.LLVMDisposeMessage(message)
        return said
