"""Numbers with commas.

The first line holds n (1 to 20000), then come n integers between -10^18 and 10^18, one a line.
Print each with a comma after every third digit, counted from the right: -1234567 becomes
-1,234,567.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 10), large=(3000, 3400))

    def number() -> int:
        if size == "edge":
            return random.choice([0, -1, 999, -999, 1000, -1000, 10**6, -(10**18), 10**18])
        return random.randint(-(10**18), 10**18) // 10 ** random.randint(0, 17)

    return f"{n}\n" + rows(number() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    comparison="exact",
    solutions={
        "string_stream": "a string stream for each number, commas inserted into its text",
        "reversed_string": "builds the text backwards and reverses it",
        "text_to_text": "copies the digits of the input, and commas between them",
    },
)
