"""What is found once and kept with the object it was found of."""

from __future__ import annotations

import gc
import weakref

import pytest
from attrs import frozen

from hasten.source.cpp import CppSource
from hasten.source.once import once

asked: list[str] = []


@once
def length(source: CppSource) -> int:
    asked.append(source.text)
    if not source.text:
        raise ValueError("nothing to measure")
    return len(source.text)


@once
def itself(source: CppSource) -> CppSource:
    return source


def test_a_text_is_looked_at_once() -> None:
    asked.clear()
    source = CppSource.parse("int main() {}\n")
    assert length(source) == length(source) == 14
    assert len(asked) == 1


def test_another_source_of_the_same_text_is_looked_at_too() -> None:
    asked.clear()
    assert length(CppSource.parse("int x;")) == length(CppSource.parse("int x;"))
    assert len(asked) == 2


def test_two_questions_about_one_text_have_an_answer_each() -> None:
    source = CppSource.parse("int x;")
    assert length(source) == 6
    assert itself(source) is source


def test_what_fails_is_not_kept() -> None:
    asked.clear()
    empty = CppSource.parse("")
    for _ in range(2):
        with pytest.raises(ValueError, match="nothing"):
            length(empty)
    assert len(asked) == 2


def test_what_is_kept_goes_with_the_text_even_when_it_holds_the_text() -> None:
    source = CppSource.parse("int x;")
    itself(source)
    alive = weakref.ref(source)
    del source
    gc.collect()
    assert alive() is None


def test_an_object_without_a_place_to_keep_things_is_refused() -> None:
    @frozen
    class Small:
        size: int

    @once
    def double(small: Small) -> int:
        return 2 * small.size

    with pytest.raises(TypeError):
        double(Small(1))
