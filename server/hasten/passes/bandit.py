"""Who may try next: the source whose last attempts gave most, or one not asked for long."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from attrs import define, field

MEMORY = 0.96
"""What an attempt counts for after the next one: a source that has dried up is soon seen."""
CURIOSITY = 0.6
WEIGHT_OF_PRIOR = 3.0


@define
class Arm:
    """What a source has cost and given of late, in attempts and percent."""

    attempts: float
    percent: float


@define
class Bandit:
    """Discounted upper confidence bounds (Garivier and Moulines 2008); no chance in it.

    `priors` say what to expect of a source at first: percent an attempt.
    """

    priors: Mapping[str, float]
    _arms: dict[str, Arm] = field(factory=dict[str, Arm], init=False)

    def __attrs_post_init__(self) -> None:
        for name, expected in self.priors.items():
            self._arms[name] = Arm(WEIGHT_OF_PRIOR, WEIGHT_OF_PRIOR * expected)

    def choose(self, names: Collection[str]) -> str:
        """One of the sources, the first of those that promise most."""
        asked = sum(arm.attempts for arm in self._arms.values())
        common = sum(arm.percent for arm in self._arms.values()) / asked

        def promise(name: str) -> float:
            arm = self._arms[name]
            doubt = math.sqrt(math.log(1 + asked) / arm.attempts)
            return arm.percent / arm.attempts + CURIOSITY * common * doubt

        return max(names, key=promise)

    def learn(self, name: str, percent: float) -> None:
        """Be told what an attempt of a source gave, in percent of the baseline."""
        for arm in self._arms.values():
            arm.attempts = max(0.3, arm.attempts * MEMORY)
            arm.percent *= MEMORY
        self._arms[name].attempts += 1
        self._arms[name].percent += percent
