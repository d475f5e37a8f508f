"""A page of results: a section for each evaluation, in the order in which they first came."""

from __future__ import annotations

import re

_HEADING = (
    "# Results\n\n"
    "Every section is written by the command that it names (`{writer}`), "
    "not by hand.\n"
)
_SECTION = re.compile(
    r"<!-- evaluation: (?P<command>[^\n]*) -->\n(?P<text>.*?)<!-- end of evaluation -->\n",
    re.DOTALL,
)


def with_section(
    page: str,
    command: str,
    section: str,
    writer: str = "hasten evaluate",
    options: str = " ... --save",
) -> str:
    """Return the page with a section put in, in place of the one of the same command if any.

    `writer` is the command that writes the page's sections, without its `options`.
    """
    name = command.replace("--", "\u2013\u2013")  # a comment must not hold two hyphens
    found = {match["command"]: match["text"] for match in _SECTION.finditer(page)}
    found[name] = section
    parts = [
        f"<!-- evaluation: {name} -->\n{text}<!-- end of evaluation -->\n"
        for name, text in found.items()
    ]
    return "\n".join([_HEADING.format(writer=writer + options), *parts])
