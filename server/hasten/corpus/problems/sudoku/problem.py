"""Sudoku.

The first line holds t (1 to 20 puzzles), then come nine lines for each puzzle, of nine characters
each: digits from 1 to 9, and '.' for a field to be filled. At most 55 fields are to be filled, and
that is possible. Fill them so that each row, each column and each of the nine blocks of 3 times 3
fields holds all digits. Print the nine lines of each solution; any solution will do.
"""

from random import Random

from hasten.corpus.making import amount, rows
from hasten.corpus.problem import Size, problem


def solved(random: Random) -> list[list[str]]:
    """A grid that is filled by the rules."""

    def order() -> list[int]:
        groups = random.sample(range(3), 3)
        return [3 * group + each for group in groups for each in random.sample(range(3), 3)]

    digits = random.sample("123456789", 9)
    lines, columns = order(), order()
    return [[digits[(3 * r + r // 3 + c) % 9] for c in columns] for r in lines]


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    t = amount(random, size, edge=[1], small=(1, 2), large=(11, 14))

    def puzzle() -> str:
        holes = amount(random, size, edge=[0, 1, 2], small=(8, 30), large=(44, 49))
        grid = solved(random)
        for place in random.sample(range(81), holes):
            grid[place // 9][place % 9] = "."
        return rows(map("".join, grid))

    return f"{t}\n" + "".join(puzzle() for _ in range(t))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="algorithmic",
    split="test",
    solutions={
        "first_hole": "backtracking from hole to hole, looking along row, column and block",
        "used_digits": "backtracking with arrays of the digits that are used",
        "fewest_choices": "masks of used digits, and always the hole with the fewest choices",
    },
)
