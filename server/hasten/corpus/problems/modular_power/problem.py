"""Large powers.

The first line holds n (1 to 1000), then come n lines of a base b, an exponent e and a modulus m (1
to 10^9 for b and m, 0 to 10^9 for e; in the tests e is at most 100000). Print the remainder of b to
the power of e, divided by m, one a line.
"""

from random import Random

from hasten.corpus.making import amount, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 3], small=(3, 8), large=(28, 32))

    def line() -> str:
        if size == "edge":
            return row(
                [random.choice([1, 10**9]), random.choice([0, 1, 2]), random.choice([1, 10**9])]
            )
        most = 30 if size == "small" else 45000
        return row([random.randint(1, 10**9), random.randint(0, most), random.randint(1, 10**9)])

    return f"{n}\n" + rows(line() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="train",
    solutions={
        "multiply_e_times": "multiplies as often as the exponent says",
        "two_recursive_calls": "halves the exponent, but asks for odd ones step by step",
        "squaring": "repeated squaring in a loop",
    },
)
