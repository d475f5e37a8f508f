"""What a function's text shows before anything has run: rewrites that match, and a prediction.

The rules and the predictor are imported by the first look, which the start need not wait for.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from attrs import frozen

from hasten.errors import HastenError
from hasten.nouns import Rewrite

if TYPE_CHECKING:
    from hasten.predict.model import Forecast
    from hasten.rules.rule import Unit

logger = logging.getLogger(__name__)


@frozen
class Matched:
    """The rewrites of a function, and what a search is expected to make of them."""

    rewrites: tuple[Rewrite, ...]
    forecast: Forecast | None


def prepare() -> None:
    """Have at hand what the first look needs."""
    from hasten.predict.model import shipped
    from hasten.rules.registry import all_rules

    all_rules()
    try:
        shipped()
    except HastenError as error:
        logger.warning("nothing is predicted: %s", error)


def look(unit: Unit, disabled: tuple[str, ...]) -> Matched:
    """Look at a function; takes milliseconds, so not for the message loop."""
    from hasten.predict.model import shipped
    from hasten.rules.registry import all_rules, find_rewrites

    rewrites = find_rewrites(unit, [rule for rule in all_rules() if rule.id not in disabled])
    knows_types = unit.facts is not None and unit.facts.complete
    try:
        forecast = shipped().forecast(unit.source, unit.span, rewrites if knows_types else None)
    except HastenError as error:
        logger.warning("nothing is predicted: %s", error)
        forecast = None
    return Matched(rewrites, forecast)
