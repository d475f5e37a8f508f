"""Lists of passes made at random and changed at random, out of what the `opt` at hand has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random

from attrs import define, field

from hasten.passes.plan import Pipeline
from hasten_sim.llvm_passes import Pass

LONGEST = 50
"""Passes in a random list, as in the paper on LLVM Compiler."""


@define
class Vocabulary:
    """The words that lists are made of. `variants` are the same pass with other parameters.

    `weights` say how much more often than others a word comes into a list that is changed.
    """

    words: tuple[str, ...]
    variants: dict[str, tuple[str, ...]] = field(repr=False)
    weights: tuple[float, ...] = field(repr=False)

    @classmethod
    def of_module(cls, passes: Sequence[Pass], examples: Iterable[Pipeline] = ()) -> Vocabulary:
        """Words for lists over a whole module; those of the examples come more often."""
        return cls._of([(one.name, one.spelled) for one in passes], examples)

    @classmethod
    def of_function(cls, passes: Sequence[Pass], examples: Iterable[Pipeline] = ()) -> Vocabulary:
        """Words for lists over single functions."""
        named = [(one.name, one.in_function) for one in passes if one.is_local]
        return cls._of(named, examples)

    @classmethod
    def _of(cls, named: list[tuple[str, str]], examples: Iterable[Pipeline]) -> Vocabulary:
        alike: dict[str, list[str]] = {}
        for name, word in named:
            alike.setdefault(name.partition("<")[0], []).append(word)
        variants = {
            word: tuple(one for one in words if one != word)
            for words in alike.values()
            for word in words
        }
        used = Counter(word for one in examples for word in set(one))
        words = tuple(word for _, word in named)
        return cls(words, variants, tuple(1.0 + used[word] for word in words))

    def random_list(self, random: Random, longest: int = LONGEST) -> Pipeline:
        """A list of 1 to `longest` words, each length and each word as likely as the others."""
        return tuple(random.choices(self.words, k=random.randint(1, longest)))

    def changed(self, given: Pipeline, random: Random) -> tuple[Pipeline, int]:
        """A list with a change or two, and where the first one is."""
        changed, first = self._changed_once(given, random)
        while random.random() < 0.4:
            changed, at = self._changed_once(changed, random)
            first = min(first, at)
        return changed, first

    def _changed_once(self, given: Pipeline, random: Random) -> tuple[Pipeline, int]:
        if not given:
            return (self._word(random),), 0
        at = random.randrange(len(given))
        before, word, after = given[:at], given[at], given[at + 1 :]
        kind = random.random()
        if kind < 0.3 and len(given) > 1:
            return before + after, at
        if kind < 0.6:
            return (*before, self._word(random), word, *after), at
        if kind < 0.75 and self.variants.get(word):
            return (*before, random.choice(self.variants[word]), *after), at
        if kind < 0.85 and after:
            other = random.randrange(len(after))
            moved = (*after[:other], word, *after[other:])
            return before + moved, at
        if kind < 0.92:
            return (*given, self._word(random)), len(given)
        return (*before, self._word(random), *after), at

    def _word(self, random: Random) -> str:
        return random.choices(self.words, self.weights)[0]


def crossed(one: Pipeline, other: Pipeline, random: Random) -> tuple[Pipeline, int]:
    """The beginning of one list and the end of another, and where they meet."""
    at = random.randint(0, len(one))
    return one[:at] + other[random.randint(0, len(other)) :], at
