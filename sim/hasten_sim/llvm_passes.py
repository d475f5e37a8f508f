"""The passes that a search may use: what is safe by LLVM's own account, and how `opt` names it.

`SAFE` is maintained by hand and by what the screens find; which of it there is, the `opt` at hand
is asked. Not in it: analyses and printers; passes that instrument, extract, strip or change what a
module means to a linker (`internalize`, `strip`, `global-merge`, `lower-global-dtors`); passes for
targets without branches (`structurizecfg`, `unify-loop-exits`, `fix-irreducible`); passes that
replace one meaning by another (`lower-invoke` drops exceptions, `lower-atomic` drops atomicity,
`expand-memcmp` and the like belong to code generation); and passes that LLVM runs in no pipeline of
its own because programs break under them (`attributor`, `iroutliner`, `newgvn`, `gvn-hoist`,
`gvn-sink`, `loop-fusion`, `loop-interchange`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from attrs import frozen

Level = Literal["module", "cgscc", "function", "loop", "loop-mssa"]
"""What a pass works on. "loop-mssa": on loops, and it needs MemorySSA kept up to date."""

SAFE: dict[Level, tuple[str, ...]] = {
    "module": (
        "always-inline",
        "called-value-propagation",
        "constmerge",
        "deadargelim",
        "elim-avail-extern",
        "globaldce",
        "globalopt",
        "hotcoldsplit",
        "inferattrs",
        "ipsccp",
        "ipsccp<no-func-spec>",
        "mergefunc",
        "partial-inliner",
        "rpo-function-attrs",
        "strip-dead-prototypes",
    ),
    "cgscc": ("argpromotion", "function-attrs", "inline", "inline<only-mandatory>"),
    "function": (
        "adce",
        "aggressive-instcombine",
        "alignment-from-assumptions",
        "bdce",
        "break-crit-edges",
        "callsite-splitting",
        "consthoist",
        "constraint-elimination",
        "correlated-propagation",
        "dce",
        "dfa-jump-threading",
        "div-rem-pairs",
        "dse",
        "early-cse",
        "early-cse<memssa>",
        "float2int",
        "gvn",
        "gvn<no-load-pre>",
        "gvn<no-pre;no-load-pre>",
        "infer-alignment",
        "instcombine<no-verify-fixpoint>",
        "instcombine",
        "instsimplify",
        "jump-threading",
        "lcssa",
        "libcalls-shrinkwrap",
        "loop-load-elim",
        "loop-simplify",
        "loop-sink",
        "lower-constant-intrinsics",
        "lower-expect",
        "lower-switch",
        "mem2reg",
        "memcpyopt",
        "mergeicmps",
        "mergereturn",
        "mldst-motion",
        "nary-reassociate",
        "partially-inline-libcalls",
        "reassociate",
        "reg2mem",
        "sccp",
        "separate-const-offset-from-gep",
        "simplifycfg",
        "simplifycfg<bonus-inst-threshold=4>",
        "simplifycfg<forward-switch-cond;switch-to-lookup;no-keep-loops>",
        "simplifycfg<hoist-common-insts;sink-common-insts>",
        "simplifycfg<hoist-common-insts>",
        "simplifycfg<no-keep-loops>",
        "simplifycfg<no-switch-range-to-icmp>",
        "simplifycfg<sink-common-insts>",
        "simplifycfg<switch-range-to-icmp;hoist-common-insts;sink-common-insts>",
        "simplifycfg<switch-range-to-icmp;switch-to-lookup;no-keep-loops;hoist-common-insts;sink-common-insts>",
        "simplifycfg<switch-to-lookup>",
        "sink",
        "slp-vectorizer",
        "slsr",
        "speculative-execution<only-if-divergent-target>",
        "sroa",
        "sroa<modify-cfg>",
        "sroa<preserve-cfg>",
        "tailcallelim",
        "vector-combine",
    ),
    "loop": (
        "indvars",
        "loop-deletion",
        "loop-flatten",
        "loop-idiom",
        "loop-reduce",
        "loop-unroll-full",
        "simple-loop-unswitch<no-nontrivial;trivial>",
    ),
    "loop-mssa": (
        "licm",
        "licm<no-allowspeculation>",
        "lnicm",
        "loop-instsimplify",
        "loop-rotate",
        "loop-rotate<no-header-duplication>",
        "loop-simplifycfg",
    ),
}

REPLACED = {"instcombine<no-verify-fixpoint>": "instcombine"}
"""Where an `opt` knows the first, the second is left out: it may die in a check of its own."""

_HEADING = re.compile(r"^(Module|CGSCC|Function|Loop|LoopNest) passes( with params)?( \(WIP\))?:$")
_NAMED = re.compile(r"^  ([\w.-]+)(?:<(.*)>)?$")
_LEVELS = {"Module": "module", "CGSCC": "cgscc", "Function": "function"}


@frozen(order=True)
class Pass:
    """One pass with its parameters, as `opt` names it, and what it works on."""

    name: str
    level: Level

    @property
    def spelled(self) -> str:
        """The pass as an element of `module(...)`.

        There `opt` wraps what works on functions or loops by itself, but without MemorySSA.
        """
        return f"function(loop-mssa({self.name}))" if self.level == "loop-mssa" else self.name

    @property
    def in_function(self) -> str:
        """The pass as an element of `function(...)`.

        Raises ValueError when it does not work on one function alone.
        """
        match self.level:
            case "function":
                return self.name
            case "loop" | "loop-mssa":
                return f"{self.level}({self.name})"
            case _:
                raise ValueError(f"{self.name} works on more than a function")

    @property
    def is_local(self) -> bool:
        """Whether it works on one function at a time."""
        return self.level not in ("module", "cgscc")


def printed(listing: str) -> dict[str, frozenset[str]]:
    """The pass names in what `opt --print-passes` says, by level, with the parameters of each.

    Keys are `level:name`, where the level of passes on loops and loop nests is "loop". A parameter
    that takes a number is there up to its "=".
    """
    known: dict[str, frozenset[str]] = {}
    level = ""
    for line in listing.splitlines():
        if not line.startswith(" "):
            heading = _HEADING.match(line)
            level = _LEVELS.get(heading[1], "loop") if heading else ""
        elif level and (found := _NAMED.match(line)):
            values = (found[2] or "").replace("><", ";").split(";")
            parameters = {re.sub(r"=.*", "=", one) for one in values if one}
            key = f"{level}:{found[1]}"
            known[key] = known.get(key, frozenset()) | parameters
    return known


def catalogue(listing: str) -> tuple[Pass, ...]:
    """The safe passes that an `opt` has, from what its `--print-passes` says; sorted."""
    known = printed(listing)
    found = [
        Pass(name, level)
        for level, names in SAFE.items()
        for name in names
        if _is_in(known, name, level)
    ]
    names = {one.name for one in found}
    superseded = {old for new, old in REPLACED.items() if new in names}
    return tuple(sorted(one for one in found if one.name not in superseded))


def _is_in(known: dict[str, frozenset[str]], name: str, level: Level) -> bool:
    base, _, rest = name.partition("<")
    parameters = known.get(f"{level.removesuffix('-mssa')}:{base}")
    if parameters is None:
        return False
    wanted = [one for one in rest.rstrip(">").split(";") if one]
    return all(re.sub(r"=.*", "=", one) in _with_opposites(parameters) for one in wanted)


def _with_opposites(parameters: Iterable[str]) -> frozenset[str]:
    """Parameters and their negations: `opt` takes `no-x` wherever it takes `x`, named or not."""
    given = frozenset(parameters)
    return given | {f"no-{one}" for one in given if not one.startswith("no-")}


def pipeline(passes: Iterable[Pass]) -> str:
    """The passes, one after the other over the whole module, as `opt -passes` takes them."""
    return f"module({','.join(one.spelled for one in passes)})"
