"""Templates of prompts: rendered strictly, hashed with all that they include.

A template for conversations says whose turn it is:

    {% call turn("system") %}...{% endcall %}
    {% call turn("user") %}{{ code | fenced(language) }}{% endcall %}

One for models that continue a text (`completion/NAME.jinja`) is that text itself; there
`{{ stop_at("### Program") }}` names a text at which an answer ends.

Code and outputs are data: `fenced` puts them between fences that nothing in them can close.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast, get_args

from attrs import field, frozen

from hasten.errors import HastenError
from hasten.prompts.prompt import Message, Role

if TYPE_CHECKING:
    from jinja2 import Environment

OwnTemplates = tuple[tuple[str, str], ...]
"""The user's own templates: names without ending, and texts."""

_UNSENDABLE = re.compile("[\0\ud800-\udfff]")
_FENCE = re.compile(r"`{3,}")


class TemplateError(HastenError):
    """A template cannot be read, or asks for something that there is not."""


@frozen
class Rendered:
    """What a template made: the messages, where answers end, and the template's SHA-256."""

    messages: tuple[Message, ...]
    stop: tuple[str, ...]
    digest: str = field(repr=False)


def render(name: str, own: OwnTemplates, variables: Mapping[str, object]) -> Rendered:
    """Fill in the template of that name; the user's own goes before the one that hasten brings.

    Raises TemplateError when there is none, or it cannot be filled in.
    """
    import jinja2

    turns: list[Message] = []
    stop: list[str] = []

    def turn(role: str, caller: Callable[[], str]) -> str:
        if role not in get_args(Role):
            raise TemplateError(
                f"the prompt template {name!r} has a turn for {role!r}",
                f"Turns are of {', '.join(get_args(Role))}.",
            )
        if text := sendable(caller().strip()):
            turns.append(Message(cast("Role", role), text))
        return ""

    def stop_at(text: str) -> str:
        stop.append(text)
        return ""

    environment = _environment(own)
    try:
        template = environment.get_template(f"{name}.jinja")
        rest = template.render({**variables, "turn": turn, "stop_at": stop_at})
    except (jinja2.TemplateError, TypeError, ValueError) as error:
        raise _refused(name, error) from error
    if not turns:
        turns.append(Message("user", sendable(rest)))
    elif rest.strip():
        raise TemplateError(
            f"the prompt template {name!r} has text outside of its turns: {rest.strip()[:60]!r}",
            'Put it between {% call turn("user") %} and {% endcall %}.',
        )
    return Rendered(tuple(turns), tuple(stop), digest(name, own))


@cache
def built_in() -> frozenset[str]:
    """The names of the templates that hasten brings."""
    from jinja2 import PackageLoader

    names = PackageLoader("hasten.prompts").list_templates()
    return frozenset(name.removesuffix(".jinja") for name in names)


@lru_cache(maxsize=64)
def digest(name: str, own: OwnTemplates = ()) -> str:
    """SHA-256 of a template and of all that it includes, imports or extends, hexadecimal.

    Raises TemplateError when there is none of that name.
    """
    parts = sorted(_sources(name, own).items())
    return hashlib.sha256("\0".join(f"{n}\0{text}" for n, text in parts).encode()).hexdigest()


def variables_of(name: str, own: OwnTemplates = ()) -> frozenset[str]:
    """The variables that a template, or one that it includes, asks for.

    Raises TemplateError when there is none of that name, or it cannot be read.
    """
    from jinja2 import TemplateError as Broken
    from jinja2 import meta

    environment = _environment(own)
    found: set[str] = set()
    for text in _sources(name, own).values():
        try:
            found |= meta.find_undeclared_variables(environment.parse(text))
        except Broken as error:
            raise _refused(name, error) from error
    return frozenset(found)


def sendable(text: str) -> str:
    """The text with what no model can be sent (NUL, halves of surrogate pairs) as U+FFFD."""
    return _UNSENDABLE.sub("\ufffd", text)


def fenced(code: str, language: str = "") -> str:
    """The text between Markdown fences that are longer than any fence in it."""
    fence = "`" * (1 + max((len(run) for run in _FENCE.findall(code)), default=2))
    return f"{fence}{language}\n{code.strip(chr(10)).rstrip()}\n{fence}"


def quoted(text: str) -> str:
    """The text as a Markdown quotation, line by line."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def excerpt(text: str, size: int = 1200) -> str:
    """The text, or its beginning and its end where it is longer than `size` characters."""
    if len(text) <= size:
        return text
    half = size // 2
    left_out = len(text) - 2 * half
    return f"{text[:half]}\n[... {left_out:,} characters are left out here ...]\n{text[-half:]}"


def line_of(code: str, number: int) -> str:
    """A line of a text, counted from 1, without the blanks around it; "" when there is none."""
    lines = code.splitlines()
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""


@lru_cache(maxsize=8)
def _environment(own: OwnTemplates) -> Environment:
    # Sandboxed: a template of the user's may come with a workspace that somebody else made.
    from jinja2 import ChoiceLoader, DictLoader, PackageLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    mine = DictLoader({f"{name}.jinja": text for name, text in own})
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([mine, PackageLoader("hasten.prompts")]),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters = cast("dict[str, object]", environment.filters)
    filters.update((one.__name__, one) for one in (fenced, quoted, excerpt, line_of))
    return environment


def _sources(name: str, own: OwnTemplates) -> dict[str, str]:
    """The texts of a template and of all that it refers to, by name."""
    import jinja2
    from jinja2 import meta

    environment = _environment(own)
    assert environment.loader is not None
    found: dict[str, str] = {}
    pending = [f"{name}.jinja"]
    while pending:
        one = pending.pop()
        if one in found:
            continue
        try:
            found[one] = environment.loader.get_source(environment, one)[0]
            parsed = environment.parse(found[one])
        except jinja2.TemplateError as error:
            raise _refused(name, error) from error
        pending += [other for other in meta.find_referenced_templates(parsed) if other]
    return found


def _refused(name: str, error: Exception) -> TemplateError:
    from jinja2 import TemplateNotFound, TemplateSyntaxError

    if isinstance(error, TemplateNotFound):
        return TemplateError(
            f"there is no prompt template {error.name or name!r}",
            "Your own templates are files NAME.jinja in the folder of the setting for templates.",
        )
    where = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
    return TemplateError(
        f"the prompt template {name!r} cannot be used{where}: {error}",
        "`hasten prompt` shows what a template makes.",
    )
