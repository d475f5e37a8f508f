"""Sliding tiles.

The first line holds t (1 to 30 games). Each game begins with a board, four lines of four integers
(0 for an empty field, else a power of two from 2 to 1024), and goes on with a line of 1 to 1000
letters L, R, U and D. For each letter all tiles slide as far as they can to the left, right, upper
or lower side; two equal tiles that meet become one tile of their sum, which meets no other one in
this move (of three equal tiles the two nearer to that side meet). If that changes the board, a 2 is
put on the first empty field, line by line. Print the board after the last move of each game, and
the sum of the tiles that were made by meeting.
"""

from random import Random

from hasten.corpus.making import amount, row, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    t = amount(random, size, edge=[1], small=(2, 4), large=(12, 15))
    low, high = {"edge": (1, 2), "small": (3, 20), "large": (180, 250)}[size]

    def game() -> str:
        tiles = [random.choice([0, 0, 2, 2, 4, 8]) for _ in range(15)] + [0]
        board = rows(row(tiles[line * 4 : line * 4 + 4]) for line in range(4))
        return f"{board}{word(random, low, high, 'LRUD')}\n"

    return f"{t}\n" + "".join(game() for _ in range(t))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="miscellaneous",
    split="test",
    solutions={
        "turned_copies": "turns copies of the board until the move is one to the left",
        "four_lines": "copies each line in the direction of the move to an array and back",
        "in_place": "slides along strides of one flat board, and ends a game that is stuck",
    },
)
