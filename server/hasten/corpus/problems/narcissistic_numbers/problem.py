"""Numbers made of the powers of their digits.

Two integers a and b (0 to 99999, a not larger than b). A number with k digits is special if the sum
of the k-th powers of its digits is the number itself. Print all special numbers from a to b on one
line, and on the next line how many they are.
"""

from random import Random

from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    if size == "edge":
        a = random.choice([0, 1, 99, 9999])
        return f"{a} {a + random.choice([0, 1])}\n"
    a = random.randint(0, 300)
    return (
        f"{a} {a + random.randint(10, 200) if size == 'small' else random.randint(24000, 27000)}\n"
    )


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="train",
    solutions={
        "pow": "calls pow for each digit and turns numbers into strings",
        "multiply": "takes digits by division and multiplies in a loop",
        "tables": "a table of powers for each length, and one for the last two digits",
    },
)
