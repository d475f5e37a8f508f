"""Pairs from files of JSON lines: both sets of names, and lines that are no pairs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hasten.errors import RetrievalError
from hasten.retrieval.pie import LONGEST, NAMED, pie_corpus, read_pie

GEM5: dict[str, Any] = {
    "user_id": "u1",
    "problem_id": "p00001",
    "src_id": "s1",
    "tgt_id": "s2",
    "src_code": "int main() { slow(); }",
    "tgt_code": "int main() { fast(); }",
    "src_agg_runtime": 0.3,
    "tgt_agg_runtime": 0.1,
    "speedup": 99.0,
    "src_status": "Accepted",
    "tgt_status": "Accepted",
    "target_reward_updated_pct_bin": 9.0,
    "tests": [0, 1, 2],
}
EARLIER: dict[str, Any] = {
    "user_id": "u1",
    "problem_id": "p00002",
    "language": "C++",
    "submission_id_v0": "s3",
    "submission_id_v1": "s4",
    "input": "int main() { a(); }",
    "target": "int main() { b(); }",
    "cpu_time_v0": 40,
    "cpu_time_v1": 10,
    "status_v0": "Accepted",
    "status_v1": "Accepted",
}


def written(folder: Path, *rows: dict[str, Any] | str) -> Path:
    path = folder / "pairs.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="surrogateescape")
    return path


def test_the_names_of_the_paper_are_read(tmp_path: Path) -> None:
    read = read_pie(written(tmp_path, GEM5))
    (one,) = read.examples
    assert read.faults == ()
    assert (one.key, one.problem) == ("p00001/s1/s2", "p00001")
    assert (one.slow, one.fast) == (GEM5["src_code"], GEM5["tgt_code"])
    assert one.speedup == pytest.approx(3)
    assert one.tag == "9/10"
    assert one.language == "cpp"


def test_the_names_of_its_first_version_are_read(tmp_path: Path) -> None:
    (one,) = read_pie(written(tmp_path, EARLIER)).examples
    assert (one.key, one.slow, one.fast, one.speedup) == (
        "p00002/s3/s4",
        EARLIER["input"],
        EARLIER["target"],
        4.0,
    )
    assert one.tag == ""


def test_explanations_and_descriptions_of_ones_own_are_taken_along(tmp_path: Path) -> None:
    more = {"explanation": "a sieve", "description": "divides", "category": "algorithmic"}
    (one,) = read_pie(written(tmp_path, GEM5 | more)).examples
    assert (one.explanation, one.description, one.category) == (*more.values(),)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ('{"src_code": ', "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ("[" * 100_000, "not JSON"),
        ("\udcff\udcfe", "not JSON"),
        (GEM5 | {"src_code": " "}, "no slow program"),
        (GEM5 | {"tgt_code": None}, "no fast program"),
        (GEM5 | {"tgt_code": GEM5["src_code"]}, "is the slow one"),
        (GEM5 | {"src_code": "x" * (LONGEST + 1)}, "characters"),
        (GEM5 | {"tgt_status": "Wrong Answer"}, "Wrong Answer"),
        (GEM5 | {"tgt_agg_runtime": 0.4}, "not faster"),
        (EARLIER | {"language": "Python"}, "a program in Python"),
    ],
)
def test_a_line_that_is_no_pair_is_told_by_its_number_and_the_rest_is_used(
    tmp_path: Path, broken: dict[str, Any] | str, told: str
) -> None:
    read = read_pie(written(tmp_path, GEM5, broken, "", EARLIER))
    assert [one.problem for one in read.examples] == ["p00001", "p00002"]
    (fault,) = read.faults
    assert "line 2" in fault
    assert told in fault


@pytest.mark.parametrize("odd", [True, "3", float("nan"), float("inf"), -1, 0, None, [1]])
def test_a_time_that_is_no_time_leaves_the_speedup_unknown(tmp_path: Path, odd: Any) -> None:
    row = {name: value for name, value in GEM5.items() if name != "speedup"}
    (one,) = read_pie(written(tmp_path, row | {"src_agg_runtime": odd})).examples
    assert one.speedup is None


def test_of_many_broken_lines_only_some_are_told_each(tmp_path: Path) -> None:
    read = read_pie(written(tmp_path, GEM5, *["{"] * (NAMED + 7)))
    assert len(read.faults) == NAMED + 1
    assert "7 more lines" in read.faults[-1]


def test_a_pair_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    read = read_pie(written(tmp_path, GEM5, GEM5 | {"src_id": "s9"}, EARLIER))
    assert len(read.examples) == 2
    assert "more than once: 1" in read.faults[0]


def test_different_pairs_never_share_a_key(tmp_path: Path) -> None:
    read = read_pie(written(tmp_path, GEM5, GEM5 | {"tgt_code": "int main() { faster(); }"}))
    assert len({one.key for one in read.examples}) == 2


def test_a_pair_without_names_is_known_by_its_line(tmp_path: Path) -> None:
    row = {"src_code": "int main() { a(); }", "tgt_code": "int main() { b(); }"}
    first, second = read_pie(written(tmp_path, row, row | {"tgt_code": "int main() {}"})).examples
    assert first.problem != second.problem
    assert first.key != second.key


@pytest.mark.parametrize("content", ["", "\n\n", "{}\n", "no json\n"])
def test_a_file_without_any_pair_is_an_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RetrievalError, match="no pairs"):
        read_pie(path)


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RetrievalError, match="cannot be read"):
        pie_corpus(tmp_path / "nothing.jsonl")
    with pytest.raises(RetrievalError, match="cannot be read"):
        pie_corpus(tmp_path)


def test_a_corpus_is_another_one_when_its_file_has_changed(tmp_path: Path) -> None:
    before = pie_corpus(written(tmp_path, GEM5))
    after = pie_corpus(written(tmp_path, GEM5, EARLIER))
    assert before.name == after.name
    assert before.digest != after.digest
    assert len(after.read().examples) == 2
