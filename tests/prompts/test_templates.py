from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hasten.prompts import templates
from hasten.prompts.templates import TemplateError, digest, excerpt, fenced, render, variables_of

HELLO = '{% call turn("user") %}Hello {{ name }}{% endcall %}'


def texts(own: str, **variables: object) -> list[str]:
    return [message.text for message in render("mine", (("mine", own),), variables).messages]


def closes(line: str, opening: str) -> bool:
    """Whether CommonMark ends a block that was opened so at that line."""
    found = re.fullmatch(r" {0,3}(`+)[ \t]*", line)
    return found is not None and len(found[1]) >= len(opening)


@given(st.text(alphabet="`~ \nab/*", max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_line_of_fenced_code_closes_the_fence(code: str) -> None:
    lines = fenced(code, "cpp").split("\n")
    opening = lines[0].removesuffix("cpp")
    assert set(opening) == {"`"}
    assert [closes(line, opening) for line in lines[1:]] == [False] * (len(lines) - 2) + [True]


def test_code_without_fences_gets_the_usual_fence() -> None:
    assert fenced("int x;\n", "cpp") == "```cpp\nint x;\n```"


def test_a_fence_in_a_comment_gets_a_longer_fence_around_it() -> None:
    assert fenced("// ````\nint x;", "c").startswith("`````c\n")


def test_a_template_is_turned_into_messages_by_turn() -> None:
    assert texts(HELLO, name="you") == ["Hello you"]


def test_code_is_not_escaped_and_not_taken_for_a_template() -> None:
    assert texts(HELLO, name="a<b> && {{ name }}") == ["Hello a<b> && {{ name }}"]


def test_a_variable_that_is_not_there_is_an_error_that_names_it() -> None:
    with pytest.raises(TemplateError, match="'nmae' is undefined"):
        texts('{% call turn("user") %}{{ nmae }}{% endcall %}')


def test_a_mistake_in_a_template_is_an_error_that_names_the_line() -> None:
    with pytest.raises(TemplateError, match="'mine' cannot be used, line 2"):
        texts('{% call turn("user") %}\n{% if %}{% endcall %}')


def test_text_outside_of_turns_is_an_error() -> None:
    with pytest.raises(TemplateError, match="outside of its turns: 'lost'"):
        texts(HELLO + "lost", name="you")


def test_a_turn_of_nobody_is_an_error() -> None:
    with pytest.raises(TemplateError, match="'tool'"):
        texts('{% call turn("tool") %}x{% endcall %}')


def test_a_template_that_is_not_there_is_an_error() -> None:
    with pytest.raises(TemplateError, match=r"no prompt template 'nowhere.jinja'"):
        render("nowhere", (), {})


@pytest.mark.parametrize(
    "attack",
    [
        "{{ turn.__globals__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{% include '../registry.py' %}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_cannot_reach_python_or_other_files(attack: str) -> None:
    with pytest.raises(TemplateError):
        texts(f'{{% call turn("user") %}}{attack}{{% endcall %}}')


def test_what_cannot_be_sent_is_replaced() -> None:
    assert texts(HELLO, name="a\0b\udc80") == ["Hello a\ufffdb\ufffd"]


def test_the_digest_covers_what_a_template_imports() -> None:
    changed = (("parts", "{% macro rules(a, b, c) %}other{% endmacro %}"),)
    assert digest("instruction") != digest("instruction", changed)
    assert digest("describe") == digest("describe", changed)


def test_the_variables_of_a_template_are_known() -> None:
    own = (("mine", "{{ code }}{% for e in examples %}{{ e.slow }}{% endfor %}"),)
    assert variables_of("mine", own) == {"code", "examples"}


def test_every_template_that_hasten_brings_can_be_read() -> None:
    assert {"instruction", "completion/pie"} <= templates.built_in()
    assert all(digest(name) for name in templates.built_in())


def test_a_long_text_is_cut_in_the_middle() -> None:
    assert excerpt("a" * 10 + "b" * 90 + "c" * 10, 20) == (
        "a" * 10 + "\n[... 90 characters are left out here ...]\n" + "c" * 10
    )
    assert excerpt("short") == "short"
