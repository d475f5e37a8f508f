"""A chain of words.

The first line holds n (1 to 10000), then come n words of 1 to 15 lower-case letters, one a line. In
a game each word has to begin with the last letter of the word before it, and no word may be said
twice. Print the number (from 1 on) of the first word that breaks a rule, or "fine".
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 3], small=(4, 12), large=(1700, 1900))
    words: list[str] = []
    longest = 2 if size == "edge" else 14
    while len(words) < n:
        link = words[-1][-1] if words else ""
        made = link + word(random, 1, longest, "abcde" if size == "edge" else "abcdefghijkrstu")
        if made not in words:
            words.append(made)
    if random.random() < 0.6:
        place = random.randrange(n * 4 // 5, n)
        words[place] = random.choice(words) if random.random() < 0.5 else word(random, 2, 5)
    return f"{n}\n{rows(words)}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="test",
    solutions={
        "compare_with_all": "compares each word with all before it",
        "set_of_words": "a set of the words before",
        "table_of_hashes": "an open table of places in the input",
    },
)
