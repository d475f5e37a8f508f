"""A tuned module tried out: a harness in C that calls its functions with values made for them.

Only functions are called whose parameters can be made up: numbers, and pointers, each of which
gets a buffer of its own. What a call gives back and leaves in the buffers is printed as a digest.
Each call is made in a process of its own, since values that nobody foresaw may do anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import frozen

from hasten.source.encoding import decode, encode
from hasten.source.llvm_ir import IrFunction, LlvmModule
from hasten.source.llvm_signature import arguments, first_item, result
from hasten_sim.ir_execution import Compared

CASES = 8
"""Calls of each function."""
MOST_FUNCTIONS = 200
BUFFER = 4096
"""Bytes behind each pointer."""
_TYPES = {
    b"i1": "_Bool",
    b"i8": "unsigned char",
    b"i16": "unsigned short",
    b"i32": "unsigned int",
    b"i64": "unsigned long long",
    b"float": "float",
    b"double": "double",
    b"ptr": "void *",
}
_SIGNED = {b"i8": "signed char", b"i16": "short"}
_LOCAL = re.compile(rb"\b(?:internal|private|available_externally)\b")
_BY_VALUE = re.compile(rb"\b(?:sret|byval|inalloca|preallocated|nest|swiftself|swifterror|inreg)\b")
_CONVENTION = re.compile(rb"\b(?:\w+cc|cc \d+|x86_\w+|\w+_kernel)\b")
_LINKONCE = re.compile(rb"\blinkonce(_odr)?\b")
_STRING = re.compile(rb'"[^"\n]*"')

_PRELUDE = """\
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* Microseconds of processor time that a call may take. */
#ifndef LIMIT
#define LIMIT 50000
#endif

static unsigned long long seed, digest;
static _Alignas(16) unsigned char buffers[8][%(buffer)d + 64];

static unsigned next(void) {
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return (unsigned)(seed >> 33);
}

static void mix(const void *data, unsigned long size) {
    const unsigned char *bytes = data;
    for (unsigned long i = 0; i < size; i++) digest = (digest ^ bytes[i]) * 1099511628211ull;
}

static unsigned long long number(void) {
    switch (next() %% 6) {
        case 0: return 0;
        case 1: return (unsigned long long)-1 - next() %% 3;
        case 2: return (unsigned long long)next() << 33 ^ next();
        case 3: return next() %% 256;
        default: return 1 + next() %% 24;
    }
}

static double real(void) {
    return next() %% 4 ? (int)(next() %% 4001) / 8.0 - 250 : (double)number();
}

/* Nothing, text, small numbers, or anything, as the number of the case says. */
static void fill(unsigned kind) {
    for (int b = 0; b < 8; b++) {
        memset(buffers[b], 0, sizeof buffers[b]);
        unsigned length = kind %% 4 == 1 ? next() %% 60 : %(buffer)d;
        for (unsigned i = 0; i < length; i++) {
            switch (kind %% 4) {
                case 1: buffers[b][i] = (unsigned char)"abcdeXYZ 0123,.-"[next() & 15]; break;
                case 2: buffers[b][i] = (unsigned char)(i %% 4 ? 0 : next() %% 20); break;
                case 3: buffers[b][i] = (unsigned char)next(); break;
            }
        }
    }
}

static void left(void) { mix(buffers, sizeof buffers); }
"""
_END = """
typedef void (*Call)(void);
static const Call calls[] = {%(calls)s};

__attribute__((weak)) int main(void) { return 0; }

__attribute__((constructor)) static void try_all(void) {
    for (unsigned f = 0; f < sizeof calls / sizeof *calls; f++) {
        unsigned late = 0;
        for (unsigned c = 0; c < %(cases)d && late < 2; c++) {
            fflush(stdout);
            pid_t child = fork();
            if (child == 0) {
                fclose(stdin);
                if (!freopen("/dev/null", "w", stderr)) _exit(9);
                struct itimerval limit = {{0, 0}, {LIMIT / 1000000, LIMIT %% 1000000}};
                setitimer(ITIMER_PROF, &limit, 0);
                alarm(5);
                seed = (f * 1000003ull + c) * 2 + 1;
                digest = 14695981039346656037ull;
                fill(c);
                int out = dup(1);
                if (!freopen("/dev/null", "w", stdout)) _exit(9);
                calls[f]();
                left();
                dprintf(out, "%%u %%u %%016llx\\n", f, c, digest);
                _exit(0);
            }
            int status = 0;
            waitpid(child, &status, 0);
            if (WIFSIGNALED(status)) {
                late += WTERMSIG(status) == SIGPROF || WTERMSIG(status) == SIGALRM;
            }
        }
    }
    fflush(stdout);
    _exit(0);
}
"""


@frozen
class Harness:
    """A program in C that calls functions of a module, and the functions in order.

    `discardable` are those that a module need not keep when it calls them no more.
    """

    text: str
    functions: tuple[str, ...]
    discardable: frozenset[str] = frozenset()


def harness_of(module: LlvmModule, only: Sequence[str] = ()) -> Harness | None:
    """A harness for the functions that others can call; None when there is not one.

    `only`: just these functions, if any are named.
    """
    chosen: list[tuple[IrFunction, str]] = []
    for function in module.functions:
        if (only and function.name not in only) or function.name == "main":
            continue
        call = _call(module, function, len(chosen))
        if call is not None:
            chosen.append((function, call))
        if len(chosen) == MOST_FUNCTIONS:
            break
    if not chosen:
        return None
    calls = ", ".join(f"call{number}" for number in range(len(chosen)))
    parts = [_PRELUDE % {"buffer": BUFFER}, *(call for _, call in chosen)]
    parts.append(_END % {"calls": calls, "cases": CASES})
    named = tuple(function.name for function, _ in chosen)
    kept_by_others = (one for one, _ in chosen if _LINKONCE.search(_before(module, one)))
    return Harness("\n".join(parts), named, frozenset(one.name for one in kept_by_others))


def _before(module: LlvmModule, function: IrFunction) -> bytes:
    """What a definition says before the function's name, without strings."""
    head = module.data[function.head.start : function.head.end]
    return _STRING.sub(b"", head.partition(encode(function.written))[0])


def _call(module: LlvmModule, function: IrFunction, number: int) -> str | None:
    """The C function that makes one call; None when the parameters cannot be made up."""
    head = module.data[function.head.start : function.head.end]
    before, _, after = head.partition(encode(function.written))
    plain = _STRING.sub(b"", before)
    if _LOCAL.search(plain) or _CONVENTION.search(plain) or "\\" in function.written:
        return None
    returned, parameters = result(before), arguments(after)
    if any(_BY_VALUE.search(_STRING.sub(b"", one)) for one in parameters):
        return None
    types = [_c_type(one) for one in parameters]
    made = "void" if returned == b"void" else _TYPES.get(returned)
    if made is None or None in types or types.count("void *") > 8:
        return None
    symbol = function.name.replace('"', '\\"')
    listed = ", ".join(one for one in types if one) or "void"
    return (
        f'extern {made} f{number}({listed}) __asm__("{symbol}");\n'
        f"static void call{number}(void) {{\n{_body(number, made, types)}}}\n"
    )


def _body(number: int, made: str, types: Iterable[str | None]) -> str:
    lines: list[str] = []
    names: list[str] = []
    pointers = 0
    for index, kind in enumerate(types):
        names.append(f"p{index}")
        if kind == "void *":
            lines.append(f"    void *p{index} = buffers[{pointers}];")
            pointers += 1
        else:
            value = "real()" if kind in ("float", "double") else "number()"
            lines.append(f"    {kind} p{index} = ({kind}){value};")
    call = f"f{number}({', '.join(names)})"
    if made == "void":
        lines.append(f"    {call};")
    elif made == "void *":
        lines.append(f"    _Bool some = {call} != 0;\n    mix(&some, sizeof some);")
    else:
        lines.append(f"    {made} result = {call};\n    mix(&result, sizeof result);")
    return "\n".join(lines) + "\n"


def _c_type(parameter: bytes) -> str | None:
    if parameter == b"...":
        return None
    kind = first_item(parameter)
    if kind in _SIGNED and re.search(rb"\bsignext\b", parameter):
        return _SIGNED[kind]
    return _TYPES.get(kind)


@frozen
class Checked:
    """What trying out came to: calls that count, of how many functions, and those that differ.

    A call counts when it ends by itself and gives the same without optimization and at -Oz: what
    does not rests on undefined behaviour, or on addresses.
    """

    calls: int
    functions: tuple[str, ...]
    different: tuple[str, ...] = ()

    def explain(self) -> str:
        """One sentence for a person."""
        if self.different:
            return f"{', '.join(self.different)} gives other results than without optimization"
        if not self.calls:
            return "no function could be tried out"
        return f"{self.calls} calls of {len(self.functions)} functions give what they gave before"


def check(harness: Harness, compared: Compared) -> Checked:
    """Read what the plain, the -Oz and the tuned version of a harness printed.

    A function that is inlined wherever it is called, and may then be dropped, cannot be called.
    """
    plain, usual, tuned = (_printed(one) for one in compared.outputs)
    kept = compared.defined
    dropped = harness.discardable - kept if kept is not None else frozenset[str]()
    counting = [
        (number, case)
        for (number, case), digest in plain.items()
        if usual.get((number, case)) == digest and harness.functions[number] not in dropped
    ]
    functions = dict.fromkeys(harness.functions[number] for number, _ in counting)
    wrong = (
        number for number, case in counting if tuned.get((number, case)) != plain[number, case]
    )
    different = dict.fromkeys(harness.functions[number] for number in wrong)
    return Checked(len(counting), tuple(functions), tuple(different))


def _printed(output: bytes) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for line in decode(output).splitlines():
        words = line.split()
        if len(words) == 3 and words[0].isdigit() and words[1].isdigit():
            found[int(words[0]), int(words[1])] = words[2]
    return found
