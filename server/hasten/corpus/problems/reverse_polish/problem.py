"""Reverse Polish notation.

One line of up to 20001 tokens with blanks between them: a term in reverse Polish notation, of
integers from 0 to 10^6 and the operators + - and *. Print its value. No value on the way is above
10^9 or below -10^9.
"""

from random import Random

from hasten.corpus.making import amount, row
from hasten.corpus.problem import Size, problem

REACH = 10**9


def combined(random: Random, left: int, right: int) -> tuple[str, int]:
    """An operator, and the value that it gives, within the limits."""
    made = [("+", left + right), ("-", left - right), ("*", left * right)]
    return random.choice([one for one in made if abs(one[1]) <= REACH])


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    operands = amount(random, size, edge=[1, 2], small=(3, 12), large=(1000, 1150))
    tokens: list[str] = []
    values: list[int] = []
    left = operands
    while left or len(values) > 1:
        if len(values) < 2 or (left and random.random() < 0.51):
            values.append(random.choice([random.randint(0, 20), random.randint(0, 10**6)]))
            tokens.append(str(values[-1]))
            left -= 1
        else:
            operator, value = combined(random, values[-2], values[-1])
            values[-2:] = [value]
            tokens.append(operator)
    return row(tokens) + "\n"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="test",
    solutions={
        "shrinking_list": "replaces the first operator and its operands in a list of tokens",
        "stack_of_strings": "a stack of strings, converted to and fro",
        "array_of_values": "an array of values as stack, read by hand",
    },
)
