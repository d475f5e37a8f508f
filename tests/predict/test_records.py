"""What is recorded of searches, and how it is kept."""

from pathlib import Path

import pytest

from hasten.errors import HastenError
from hasten.nouns import Edit, Rewrite, Span
from hasten.predict import records
from hasten.predict.records import Collection, Match, Searched

ONE = Searched(
    problem="sums",
    solution="slow",
    split="train",
    digest="0" * 16,
    found="1" * 16,
    matches=(Match("endl-to-newline", "io", 1.5, Span(3, 7)),),
    speedup=2.5,
    stopped="exhausted",
    rules=("endl-to-newline",),
    singles={"endl-to-newline": 2.5},
)


def rewrite(text: str) -> Rewrite:
    return Rewrite("a", "exact", "io", "title", "reason", Span(0, 3), (Edit(0, 1, text),))


def test_records_are_the_same_when_they_are_read_back(tmp_path: Path) -> None:
    file = tmp_path / "searches.jsonl"
    assert records.read(file) is None
    collection = Collection(12, 60.0, ("large-1",)).with_record(ONE)
    records.write(collection, file)
    assert records.read(file) == collection


def test_a_later_record_takes_the_place_of_the_earlier() -> None:
    collection = Collection(12, 60.0, ()).with_record(ONE).with_record(ONE)
    assert collection.records == (ONE,)
    assert collection.known("sums/slow") == ONE
    assert collection.known("sums/fast") is None


def test_a_broken_file_says_how_to_make_it_anew(tmp_path: Path) -> None:
    file = tmp_path / "searches.jsonl"
    file.write_text('{"schema": 1}\n')
    with pytest.raises(HastenError, match="cannot be read") as caught:
        records.read(file)
    assert "hasten predict collect" in caught.value.remedy


def test_rewrites_with_other_edits_are_other_rewrites() -> None:
    assert records.digest_of([rewrite("x")]) == records.digest_of([rewrite("x")])
    assert records.digest_of([rewrite("x")]) != records.digest_of([rewrite("y")])
