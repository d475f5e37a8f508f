"""A picture in gray.

A picture in the format P3: a line "P3", a line with width and height (1 to 150 each), a line "255",
then for each row of the picture a line with red, green and blue (0 to 255) of each of its pixels.
Print it in the format P2: "P2", the line with the size, "255", and a line with the gray values of
each row. Gray is (299 red + 587 green + 114 blue) / 1000, rounded down.
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    w = amount(random, size, edge=[1, 2], small=(2, 4), large=(52, 60))
    h = amount(random, size, edge=[1, 2], small=(2, 4), large=(52, 60))
    lines = rows(row(numbers(random, 3 * w, 0, 255)) for _ in range(h))
    return f"P3\n{w} {h}\n255\n{lines}"


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="test",
    solutions={
        "image_class": "a class with rows of pixels, read and written with streams",
        "pixel_by_pixel": "scanf and printf for each pixel",
        "table_of_texts": "the texts of the 256 values, made once",
    },
)
