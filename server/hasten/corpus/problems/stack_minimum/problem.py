"""The least of a stack.

The first line holds n (1 to 20000), then come n lines: "push x" (puts the integer x, from 0 to
10^9, on a stack), "pop" (takes the top away) or "min" (print the least number in the stack, or
"empty"). The stack is not empty when "pop" comes.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 15), large=(3000, 3300))
    height = 0

    def line() -> str:
        nonlocal height
        draw = random.random()
        if draw < 0.22:
            return "min"
        if draw < 0.44 and height:
            height -= 1
            return "pop"
        height += 1
        return f"push {random.randint(0, 10**9)}"

    return f"{n}\n" + rows(line() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="test",
    solutions={
        "copied_stack": "empties a copy of the stack for each question",
        "multiset": "a multiset next to the stack",
        "minima_below": "keeps the least number up to each place",
    },
)
