"""What a rule is: the whole surface that a third party needs to write one.

A module that holds a module-level `RULE` of type `Rule`, in a package that is named by an entry
point of the group `hasten.rules`, is found by `hasten.rules.registry`. Hasten's own rules come in
through the same door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from attrs import Factory, field, frozen, validators

from hasten.nouns import Category, Edit, Guarantee, Reliance, Rewrite, Span
from hasten.source.cpp import CppSource
from hasten.source.edits import is_include
from hasten_sim.facts import Facts
from hasten_sim.nouns import Language

if TYPE_CHECKING:
    from hasten.rules.adoption import Adoption


@frozen
class Unit:
    """What a rule sees: the parsed text, the span to improve, and clang's facts when there are any.

    `facts` is None before clang has been asked (listing, hovering) and for text that it could not
    read; a rule with `needs_facts` is not called then. `language` is that of the facts, if there
    are any, unless it is given. Rewrites must be anchored (`Rewrite.at`)
    inside `span`; their edits may also touch what the span needs elsewhere (an `#include`).
    `adoption` is the text with copies of the functions of other files that it calls, when they are
    known and can be copied.
    """

    source: CppSource
    span: Span
    facts: Facts | None = None
    language: Language = field(default=Factory(lambda unit: _language_of(unit), takes_self=True))
    adoption: Adoption | None = None


def _language_of(unit: Unit) -> Language:
    return unit.facts.language if unit.facts is not None else "cpp"


@frozen
class Example:
    """A complete program (or file) before and after: the rule's documentation and its test.

    `neighbours` are the project's other files, by name, where the rule looks at such.
    """

    before: str
    after: str
    neighbours: tuple[tuple[str, str], ...] = ()


@frozen
class Rule:
    """One rewrite: what it is called, what it promises, and how it is found in a text.

    `find` yields every place where it fires; it must be pure and must not raise on broken text.
    `counterexamples` are programs in which the rule must not fire. `subsumes` names rules that have
    nothing left to do where this one has been applied. `languages` are those in which it may fire:
    a rule whose edits are plain C opts in to "c" as well.
    """

    id: str = field(validator=validators.matches_re(r"[a-z0-9]+(-[a-z0-9]+)*"))
    title: str
    guarantee: Guarantee
    category: Category
    explanation: str
    example: Example
    find: Callable[[Unit], Iterator[Rewrite]] = field(repr=False)
    needs_facts: bool = True
    counterexamples: tuple[str, ...] = ()
    subsumes: tuple[str, ...] = ()
    languages: frozenset[Language] = frozenset[Language]({"cpp"})

    def rewrite(
        self,
        reason: str,
        at: Span,
        edits: tuple[tuple[int, int, str], ...],
        gain: float = 1.2,
        relies_on: tuple[Reliance, ...] = (),
    ) -> Rewrite:
        """Build a rewrite of this rule; edits are (start, end, new text) in bytes.

        Of what is inserted at one place, `#include`s come first.
        """
        edits = tuple(sorted(edits, key=lambda edit: not is_include(edit[2])))
        return Rewrite(
            rule=self.id,
            guarantee=self.guarantee,
            category=self.category,
            title=self.title,
            reason=reason,
            at=at,
            edits=tuple(Edit(*edit) for edit in edits),
            key=f"{self.id}@{at.start}",
            gain=gain,
            subsumes=self.subsumes,
            relies_on=relies_on,
        )
