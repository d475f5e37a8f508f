"""An editor that can undo.

The first line holds n (1 to 5000), then come n lines: "type WORD" (appends the word to the text),
"cut K" (removes the last K letters, or all if there are fewer), "undo" (takes back the last "type"
or "cut" that has not been taken back; nothing happens if there is none) or "last" (print the last
letter, "-" if the text is empty). At the end print the length of the text and the text.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2, 4], small=(5, 15), large=(900, 1000))
    weights = [3, 3, 3, 3] if size == "edge" else [8, 2, 2, 3]

    def line() -> str:
        kind = random.choices(["type", "cut", "undo", "last"], weights)[0]
        if kind == "type":
            return f"type {word(random, 1, 18)}"
        return f"cut {random.randint(1, 20)}" if kind == "cut" else kind

    return f"{n}\n" + rows(line() for _ in range(n))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="data_structure",
    split="train",
    solutions={
        "copies_of_the_text": "a vector of all texts there have been, copied for each undo",
        "stack_of_texts": "a stack of texts, moved and not copied when taken back",
        "stack_of_changes": "a stack of what was cut, and of how much was typed",
    },
)
