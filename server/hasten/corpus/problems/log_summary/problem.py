"""Summary of a log.

Up to 5000 lines "HH:MM:SS LEVEL text", LEVEL being INFO, WARN or ERROR. Print for each level (in
that order) how many lines it has and the seconds between its first and its last line (0 if it has
none), and on the last line the text of the last error ("none" if there is no error).
"""

from random import Random

from hasten.corpus.making import amount, numbers, row, rows, word
from hasten.corpus.problem import Size, problem


def generate(random: Random, size: Size) -> str:
    """Make an input."""
    n = amount(random, size, edge=[1, 2], small=(3, 10), large=(550, 600))
    times = sorted(numbers(random, n, 0, 86399))
    levels = ["INFO", "ERROR"] if size == "edge" else ["INFO", "INFO", "WARN", "ERROR"]

    def line(t: int) -> str:
        text = row(word(random, 1, 9) for _ in range(random.randint(1, 12)))
        return f"{t // 3600:02}:{t // 60 % 60:02}:{t % 60:02} {random.choice(levels)} {text}"

    return rows(map(line, times))


PROBLEM = problem(
    __file__,
    __doc__,
    generate,
    kind="io",
    split="train",
    solutions={
        "stringstreams": "stringstreams, substr and vectors of all lines",
        "scan_line": "sscanf on each line, counters instead of copies",
        "fixed_columns": "reads the digits where they are known to be",
    },
)
