"""Form letters.

The first line holds n (1 to 2000), then come n lines with a name, a city (1 to 12 letters each) and
an amount (0 to 99999). All lines after these (1 to 30, up to 100 characters each) are a letter, in
which {name}, {city} and {amount} stand for what is to be put in. Print the letter for each of the
people in turn, and a line "---" after each. There are no other braces in the letter.
"""

from random import Random

from hasten.corpus.making import amount, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(2, 5), large=(280, 320))
    count = amount(random, size, edge=[1], small=(2, 4), large=(9, 12))

    def line() -> str:
        words = [word(random, 1, 9) for _ in range(random.randint(1, 9))]
        for _ in range(random.choice([0, 1, 1, 2])):
            field = random.choice(["{name}", "{city}", "{amount}"])
            words.insert(random.randint(0, len(words)), field + random.choice(["", ",", "."]))
        return " ".join(words)

    people = rows(
        f"{word(random, 1, 12).capitalize()} {word(random, 1, 12).capitalize()} "
        f"{random.randint(0, 99999)}"
        for _ in range(n)
    )
    return f"{n}\n{people}{rows(line() for _ in range(count))}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    comparison="exact",
    solutions={
        "replace_all": "replaces the fields of each line for each of the people, with endl",
        "fields_by_character": "goes along each line, and prints what stands for a field",
        "pieces": "cuts the letter into pieces once, and appends them to one text",
    },
)
