"""The file of results: nothing lost, nothing counted twice, whatever happens to the file."""

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hasten_sim.errors import FarmError
from hasten_sim.farm.results import ResultFile, Row, merge, whole_rows

TOOLS = "tools"


def rows(*keys: str, value: str = "v") -> list[Row]:
    return [Row(key, f"{value}-{key}", "worker", TOOLS, 1.0) for key in keys]


def kept(path: Path) -> dict[str, object]:
    with ResultFile(path, TOOLS) as file:
        return dict(file.known)


def test_rows_are_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    with ResultFile(tmp_path / "deep" / "r.jsonl", TOOLS) as file:
        file.add(rows("a", "b"))
        file.add(rows("c"))
        assert file.known == {"a": "v-a", "b": "v-b", "c": "v-c"}
    assert kept(tmp_path / "deep" / "r.jsonl") == {"a": "v-a", "b": "v-b", "c": "v-c"}


def test_what_is_added_twice_counts_once_and_the_first_stays(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    with ResultFile(path, TOOLS) as file:
        file.add(rows("a"))
        file.add([*rows("a", "b", value="other"), *rows("b", value="third")])
    assert kept(path) == {"a": "v-a", "b": "other-b"}
    assert len(path.read_text().splitlines()) == 2


@pytest.mark.parametrize("lost", [1, 2, 10, 40])
def test_a_half_written_last_line_is_dropped_and_the_rest_stays(tmp_path: Path, lost: int) -> None:
    path = tmp_path / "r.jsonl"
    with ResultFile(path, TOOLS) as file:
        file.add(rows("a", "b"))
    path.write_bytes(path.read_bytes()[:-lost])
    with ResultFile(path, TOOLS) as file:
        assert file.known == {"a": "v-a"}
        file.add(rows("c"))
    assert kept(path) == {"a": "v-a", "c": "v-c"}


def test_lines_that_are_no_rows_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    with ResultFile(path, TOOLS) as file:
        file.add(rows("a"))
    with path.open("ab") as raw:
        raw.write(b'\xff\xfe\n{"key": 5}\n[]\nnull\n{"value": 1}\n')
    with ResultFile(path, TOOLS) as file:
        file.add(rows("b"))
    assert kept(path) == {"a": "v-a", "b": "v-b"}


def test_rows_made_with_other_tools_are_neither_used_nor_lost(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    with ResultFile(path, "older tools") as file:
        file.add([Row("a", 1, profile="older tools")])
    with ResultFile(path, TOOLS) as file:
        assert not file.known
        file.add([*rows("a"), Row("b", 2, profile="older tools")])
    assert kept(path) == {"a": "v-a"}
    assert [row.value for row in whole_rows(path)] == [1, "v-a"]


def test_two_runs_do_not_write_to_one_file_at_a_time(tmp_path: Path) -> None:
    with (
        ResultFile(tmp_path / "r.jsonl", TOOLS),
        pytest.raises(FarmError, match="another run"),
        ResultFile(tmp_path / "r.jsonl", TOOLS),
    ):
        pass


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FarmError, match="cannot be used"), ResultFile(tmp_path / "file/r", TOOLS):
        pass
    with pytest.raises(FarmError, match=r"no .*missing"):
        merge([tmp_path / "missing"], tmp_path / "all")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=8), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_merging_files_in_any_order_any_number_of_times_gives_the_same_rows(
    tmp_path_factory: pytest.TempPathFactory, parts: list[list[str]], random: Random
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    paths = [folder / f"{number}.jsonl" for number in range(len(parts))]
    for path, keys in zip(paths, parts, strict=True):
        path.write_text("".join(json.dumps({"key": key, "value": key}) + "\n" for key in keys))
    expected = sorted({key for keys in parts for key in keys})
    shuffled = [*paths, *paths]
    random.shuffle(shuffled)
    for _ in range(2):
        assert merge(shuffled, folder / "all.jsonl") == len(expected)
        assert [row.value for row in whole_rows(folder / "all.jsonl")] == expected
