import pytest

from hasten import numbers
from hasten_sim.nouns import Relative


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (0.01234, "0.0123"),
        (12.34, "12.3"),
        (999, "999"),
        (1000, "1.00 k"),
        (38_420_000, "38.4 M"),
        (7.5e9, "7.50 G"),
    ],
)
def test_a_cost_has_three_digits_and_a_prefix(value: float, shown: str) -> None:
    assert numbers.cost(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(1, "1.00×"), (0.5, "0.50×"), (13.54, "13.5×"), (137.4, "137×")]
)
def test_a_speedup_has_three_digits_and_a_times_sign(value: float, shown: str) -> None:
    assert numbers.speedup(value) == shown


def test_what_is_unknown_is_a_dash() -> None:
    assert (numbers.cost(None), numbers.speedup(None)) == ("–", "–")


def test_nouns_agree_with_their_number() -> None:
    assert numbers.count(1, "case") == "1 case"
    assert numbers.count(2, "case") == "2 cases"


def test_minutes_are_split_off_long_durations() -> None:
    assert (numbers.seconds(2.34), numbers.seconds(80)) == ("2.3 s", "1 min 20 s")


def test_an_interval_has_both_bounds_and_one_sign() -> None:
    assert numbers.interval(Relative(3.1, 2.911, 13.2, 0.99, 9)) == "2.91–13.2×"
    assert numbers.interval(None) == ""
