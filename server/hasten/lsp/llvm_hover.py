"""Hover in LLVM IR: what a function and the module come to at -Oz, and what was found for them."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from hasten.engine.shrunk import AtOz, NotShrunk
from hasten.lsp.features.shrink import workplace
from hasten.lsp.language_server import HastenServer
from hasten.lsp.llvm import LlvmSnapshot
from hasten_sim.errors import SimError

PATIENCE_SECONDS = 0.02


async def llvm_hover(
    ls: HastenServer, snapshot: LlvmSnapshot, position: types.Position
) -> types.Hover | None:
    """Tell sizes at the head of a function, and of the module before its first function."""
    offset = snapshot.offset(position)
    module = snapshot.module
    function = module.function_at(offset)
    if function is not None and not function.head.contains(offset):
        return None
    if function is None and (not module.functions or offset > module.functions[0].span.start):
        return None
    key = snapshot.digest
    if key not in ls.llvm.at_oz and key not in ls.llvm.asked:
        ls.llvm.asked.add(key)
        job = ls.jobs.start(_measure(ls, snapshot, key), "size")
        await asyncio.wait([job], timeout=PATIENCE_SECONDS)
    text = told(ls, key, function.name if function is not None else "")
    kind = types.MarkupKind.Markdown if ls.client.markdown else types.MarkupKind.PlainText
    where = snapshot.range(function.head) if function is not None else None
    return types.Hover(types.MarkupContent(kind, text), where)


def late_hover(ls: HastenServer) -> types.Hover:
    """What is said of a large text that has just been changed."""
    kind = types.MarkupKind.Markdown if ls.client.markdown else types.MarkupKind.PlainText
    said = "hasten: the text has changed and is being read; point at it again."
    return types.Hover(types.MarkupContent(kind, said))


async def _measure(ls: HastenServer, snapshot: LlvmSnapshot, key: str) -> None:
    from hasten.engine.shrinking import Shrinker

    try:
        settings = ls.configuration.settings_for(snapshot.path)
        shrinker = Shrinker(await workplace(ls, settings))
        ls.llvm.measured(key, await shrinker.at_oz(snapshot.text, snapshot.path))
    except SimError as error:
        ls.llvm.measured(key, NotShrunk(str(error), failed=True))
    finally:
        ls.llvm.asked.discard(key)


def told(ls: HastenServer, key: str, function: str) -> str:
    """Everything that is known, best known first."""
    parts: list[str] = []
    found = ls.llvm.found.get((key, function))
    made = ls.llvm.made.get(key)
    known = ls.llvm.at_oz.get(key)
    if found is not None and not isinstance(found, NotShrunk):
        parts += [found.explain(), found.passes]
    elif made is not None and made.scope == ("function" if function else "module"):
        parts += [f"This text is what was found. {made.explain()}"]
    parts.append(_size(known, function))
    if isinstance(found, NotShrunk):
        parts.append(found.message)
    elif found is None and made is None and isinstance(known, AtOz):
        parts += _prediction(known, function)
    return "hasten: " + "\n\n".join(parts)


def _size(known: AtOz | NotShrunk | None, function: str) -> str:
    if known is None:
        return "the size at -Oz is being measured; point at it again."
    if not isinstance(known, AtOz):
        return known.message
    if not function:
        return f"{known.module} bytes of .text and .data at -Oz (LLVM {known.llvm}){_asked(known)}"
    if function in known.functions:
        return f"{known.functions[function]} bytes at -Oz (LLVM {known.llvm})"
    return f"not there any more after -Oz (LLVM {known.llvm}): inlined, or never used"


def _asked(known: AtOz) -> str:
    """What size attributes bring, which no list of passes is credited with."""
    if known.with_attributes is None or not known.module:
        return ""
    gain = 1 - known.with_attributes / known.module
    return (
        f"; {known.with_attributes} with size attributes (`minsize optsize`, which clang -Oz sets "
        f"and this text lacks), {gain:.1%} less"
    )


def _prediction(known: AtOz, function: str) -> list[str]:
    """What tuning may bring on top of -Oz and of attributes."""
    expected = known.expected.get(function)
    whole = known.module if known.with_attributes is None else known.with_attributes
    size = known.functions.get(function) if function else min(known.module, whole)
    if expected is None or size is None:
        return []
    after = round(size * (1 - expected.gain))
    return [
        f"predicted after tuning, not measured: {after} bytes, {expected.gain:.1%} less",
        expected.passes,
    ]
