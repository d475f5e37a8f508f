"""Positions of editors against byte offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.source.positions import LineIndex, PositionEncoding

ENCODINGS: tuple[PositionEncoding, ...] = ("utf-8", "utf-16", "utf-32")
TEXTS = st.text(st.sampled_from("ab\r\n\té😀\u0301\ud800\udc00\ufeff\u2028"), max_size=40)


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 9), ("utf-16", 5), ("utf-32", 4)])
def test_characters_are_counted_in_the_units_of_the_editor(
    encoding: PositionEncoding, character: int
) -> None:
    text = "x\r\né😀e\u0301z"
    offset = len("x\r\né😀e\u0301".encode())
    index = LineIndex(text)
    assert index.position(offset, encoding) == (1, character)
    assert index.offset(1, character, encoding) == offset


def test_every_line_ending_of_the_protocol_ends_a_line() -> None:
    index = LineIndex("a\rb\nc\r\nd\n\re")
    assert index.line_count == 6
    assert [index.offset(line, 0) for line in range(6)] == [0, 2, 4, 7, 9, 10]
    assert index.position(5) == (2, 1)
    assert index.position(6) == (2, 1)


def test_positions_past_an_end_mean_that_end() -> None:
    index = LineIndex("ab\r\ncd")
    assert index.offset(0, 99) == 2
    assert index.offset(1, 99) == 6
    assert index.offset(7, 0) == 6
    assert index.offset(-1, 5) == 0
    assert index.offset(0, -5) == 0
    assert index.position(99) == (1, 2)
    assert index.position(-1) == (0, 0)


def test_the_middle_of_a_character_means_its_start() -> None:
    index = LineIndex("😀b")
    assert index.offset(0, 1, "utf-16") == 0
    assert index.offset(0, 2, "utf-8") == 0
    assert index.position(2, "utf-16") == (0, 0)


def test_line_and_paragraph_separators_do_not_end_a_line() -> None:
    assert LineIndex("a\u2028b\x0bc\x0cd\x85e").line_count == 1


@given(TEXTS, st.sampled_from(ENCODINGS))
def test_each_character_comes_back_from_its_position(text: str, encoding: PositionEncoding) -> None:
    index = LineIndex(text)
    offset = 0
    for at, character in enumerate(text):
        if not (character == "\n" and text[at - 1 : at] == "\r"):
            line, column = index.position(offset, encoding)
            assert index.offset(line, column, encoding) == offset
        offset += len(character.encode("utf-8", "surrogatepass"))


@given(TEXTS, st.integers(-2, 9), st.integers(-2, 50), st.sampled_from(ENCODINGS))
def test_any_position_gives_an_offset_between_characters(
    text: str, line: int, character: int, encoding: PositionEncoding
) -> None:
    data = text.encode("utf-8", "surrogatepass")
    offset = LineIndex(text).offset(line, character, encoding)
    assert 0 <= offset <= len(data)
    data[:offset].decode("utf-8", "surrogatepass")
