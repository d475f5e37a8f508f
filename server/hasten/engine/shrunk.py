"""What shrinking LLVM IR comes to. Plain data, apart from what makes it: that is dear to load."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from hasten.nouns import Edit

Scope = Literal["module", "function"]


@frozen
class Shrunk:
    """A smaller version: bytes at -Oz before and after, the edits, and all that repeats it.

    Bytes are those of .text and .data of the module, or of the function alone. `commands` make the
    whole tuned module; for a function, its text is then taken over.
    """

    scope: Scope
    name: str
    before: int
    after: int
    text: str = field(repr=False)
    edits: tuple[Edit, ...] = field(repr=False)
    passes: str
    commands: tuple[str, ...]
    evidence: str
    llvm: str
    evaluations: int

    @property
    def reduction(self) -> float:
        """How much smaller, as a share of what -Oz gives."""
        return 1 - self.after / self.before

    def explain(self) -> str:
        """One sentence for a person."""
        return (
            f"{self.name}: {self.before} → {self.after} bytes, {self.reduction:.1%} below -Oz "
            f"(LLVM {self.llvm}; {self.evidence})"
        )


@frozen
class NotShrunk:
    """Why there is no edit; `failed` when something is wrong, and not just nothing smaller."""

    message: str
    failed: bool = False


@frozen
class AtOz:
    """What -Oz gives now: bytes of the module, and of each function."""

    module: int
    functions: dict[str, int] = field(repr=False)
    llvm: str
