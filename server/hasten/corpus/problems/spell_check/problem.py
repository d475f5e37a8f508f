"""Unknown words.

The first line holds d and t (1 to 5000 words of a dictionary, 1 to 5000 words of a text). Then come
the d words of the dictionary and the t words of the text, one a line, of lower-case letters. Print
the words of the text that are not in the dictionary, each once, in the order of the text.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    d = amount(random, size, edge=[1, 2], small=(3, 8), large=(1500, 1700))
    t = amount(random, size, edge=[1, 2], small=(4, 12), large=(1500, 1700))
    stock = [word(random, 1, 2 if size == "edge" else 12) for _ in range(d + t // 8 + 1)]
    text = random.choices(stock, k=t)
    return f"{d} {t}\n{rows(stock[:d])}{rows(text)}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "linear_search": "looks through vectors, copying each word",
        "sets": "two sets",
        "hash_of_views": "one hash set of views into the input",
    },
)
