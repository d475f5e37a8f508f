from __future__ import annotations

import json
from pathlib import Path

import pytest

from hasten.errors import TargetError
from hasten.evaluation.dataset import read_dataset


def write(path: Path, text: str = "int main() {}\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_folder_of_cases_is_read_in_order(tmp_path: Path) -> None:
    write(tmp_path / "b" / "slow.cpp")
    write(tmp_path / "a" / "deep" / "slow.c", "int main(void) { return 0; }\n")
    write(tmp_path / "a" / "deep" / "fast.c", "int main(void) { return 1; }\n")
    write(tmp_path / "a" / "deep" / "kind.txt", "io\n")
    write(tmp_path / "a" / "deep" / "fresh" / "1.in", "")
    first, second = read_dataset(tmp_path)
    assert (first.name, first.kind, first.fresh) == ("a/deep", "io", first.path.parent / "fresh")
    assert first.fast == "int main(void) { return 1; }\n"
    assert (second.name, second.fast, second.fresh) == ("b", None, None)
    assert second.tests == tmp_path / "b" / "tests"


def test_json_lines_of_pie_are_read(tmp_path: Path) -> None:
    rows = [
        {"problem_id": "p00001", "input": "slow", "target": "fast"},
        {"problem_id": "p00002", "src_code": "slow", "tgt_code": "fast"},
    ]
    path = tmp_path / "test.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)) + "\n\n")
    first, second = read_dataset(path, tmp_path / "cases")
    assert (first.slow, first.fast, first.tests) == ("slow", "fast", tmp_path / "cases" / "p00001")
    assert (second.slow, second.fast) == ("slow", "fast")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("{", "line 1"),
        ("[1]", "no slow program"),
        ('{"problem_id": 3, "input": "x"}', "no slow program"),
        ('{"problem_id": "../../etc", "input": "x"}', "no name of a problem"),
        ('{"problem_id": "..", "input": "x"}', "no name of a problem"),
    ],
)
def test_what_is_wrong_with_json_lines_is_said(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(text)
    with pytest.raises(TargetError, match=words):
        read_dataset(path, tmp_path)


def test_a_data_set_that_is_not_there_or_has_no_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="there is no"):
        read_dataset(tmp_path / "nothing")
    with pytest.raises(TargetError, match="holds no cases"):
        read_dataset(tmp_path)
    path = tmp_path / "rows.jsonl"
    path.write_text("{}")
    with pytest.raises(TargetError, match="where its tests are"):
        read_dataset(path)
