"""Pass lists from a language model, in the words that the LLM Compiler's checkpoints know.

The question is the one of its flag tuning (section 3.3 of the paper): unoptimized IR in, a list for
`opt -p` and the sizes before and after out. What comes back is text that nobody vouches for: only
passes of the safe catalogue are taken from it, and the list is measured like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from hasten.passes.plan import Pipeline
from hasten_sim.llvm_passes import Pass

MOST_PASSES = 200
_PIPELINE = r"[a-z][\w<>;=\-,() ]*"
_PLACES = (
    re.compile(rf"""-p(?:asses)?[= ]['"`]?({_PIPELINE})"""),
    re.compile(rf"""['"`]({_PIPELINE})['"`]"""),
    re.compile(rf"\b((?:module|cgscc|function|loop|loop-mssa)\({_PIPELINE})"),
    re.compile(rf"passes:?\s+({_PIPELINE})"),
)
_SIZES = re.compile(r"\bfrom\s+([\d,]+)(?:\s+bytes?)?\s+to\s+([\d,]+)", re.IGNORECASE)
_LEVELS = frozenset({"module", "cgscc", "function", "loop", "loop-mssa", "devirt<4>"})


@frozen
class Suggestion:
    """What an answer says. `passes` are elements for `module(...)`; `unknown` were left out.

    `before` and `after` are the sizes in bytes that the model expects, None where it names none.
    """

    passes: Pipeline
    unknown: tuple[str, ...] = ()
    before: int | None = None
    after: int | None = None


def question(text: str) -> str:
    """The prompt for a module's text, as one text that the model goes on from."""
    return (
        "[INST] Tell me how to optimize this LLVM-IR for object file size:\n\n"
        f"<code>{text.strip()}</code> [/INST]"
    )


def read_answer(answer: str, passes: Iterable[Pass]) -> Suggestion | None:
    """The list that an answer names, of passes that there are; None when it names none.

    Code that follows the list is not looked at.
    """
    said = answer.partition("<code>")[0]
    safe = list(passes)
    sizes = _SIZES.search(said)
    before, after = (int(one.replace(",", "")) for one in sizes.groups()) if sizes else (None, None)
    unknown: tuple[str, ...] = ()
    for place in _PLACES:
        for found in place.finditer(said):
            taken, left = _taken(_parsed(found[1]), safe)
            if taken:
                return Suggestion(taken, left, before, after)
            unknown = unknown or left
    return Suggestion((), unknown, before, after) if unknown or sizes else None


# --- pipelines ----------------------------------------------------------------------------------

_Tree = tuple[str, "tuple[_Tree, ...]"]


def _parsed(text: str) -> tuple[_Tree, ...]:
    """The pipeline that a text begins with, as a tree of names and what is in their brackets."""
    tokens = re.findall(r"[\w\-]+(?:<[^<>]*>)?|\S", text)[: 4 * MOST_PASSES]
    stack: list[list[_Tree]] = [[]]
    names: list[str] = []
    previous = ","
    for token in tokens:
        if token == "(" and previous not in "(),":
            names.append(stack[-1].pop()[0])
            stack.append([])
        elif token == ")" and names:
            inner = tuple(stack.pop())
            stack[-1].append((names.pop(), inner))
        elif token[0].isalnum() and previous in "(,":
            stack[-1].append((token, ()))
        elif token != "," or previous in "(,":
            break
        previous = token
    # A list that was cut ends in open brackets: what is in them counts.
    while names:
        inner = tuple(stack.pop())
        stack[-1].append((names.pop(), inner))
    return tuple(stack[0])


def _taken(tree: tuple[_Tree, ...], passes: list[Pass]) -> tuple[Pipeline, tuple[str, ...]]:
    """The elements that may be used, one by one, and the names of the others."""
    by_name: dict[str, Pass] = {}
    for one in passes:
        by_name.setdefault(one.name.partition("<")[0], one)
        by_name[one.name] = one
    taken: list[str] = []
    left: list[str] = []

    def visit(nodes: tuple[_Tree, ...]) -> None:
        for name, inner in nodes:
            if inner or name in _LEVELS:
                visit(inner)
            elif name.startswith("default<") and re.fullmatch(r"default<O[0123sz]>", name):
                taken.append(name)
            elif (known := by_name.get(name)) or (known := by_name.get(name.partition("<")[0])):
                taken.append(known.spelled)
            else:
                left.append(name)

    visit(tree)
    return tuple(taken[:MOST_PASSES]), tuple(dict.fromkeys(left))
