"""Edits: applied, joined, computed, carried over."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hasten.nouns import Edit
from hasten.source.edits import apply, merge, minimal_edits, reanchor, unified_diff

LINES = st.sampled_from(
    ["a\n", "b\n", "  x = 1;\n", "}\n", "}\r\n", "é😀\n", "\r", "end", "\n", "c d\n"]
)
TEXTS = st.lists(LINES, max_size=25).map("".join)


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def test_edits_are_applied_to_the_text_before_all_of_them() -> None:
    assert apply("hello world", [Edit(6, 11, "there"), Edit(0, 5, "hey"), Edit(5, 5, ",")]) == (
        "hey, there"
    )


def test_insertions_at_one_offset_keep_their_order() -> None:
    assert apply("ab", [Edit(1, 1, "x"), Edit(1, 1, "y"), Edit(1, 2, "z")]) == "axyz"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(0, 3, ""), Edit(2, 4, "")],
        [Edit(0, 4, ""), Edit(2, 2, "x")],
        [Edit(3, 99, "")],
        [Edit(-1, 0, "")],
        [Edit(3, 2, "")],
        [Edit(5, 6, "")],
    ],
)
def test_edits_that_make_no_sense_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match=r"edit|decode"):
        apply("abcdé", edits)


def test_merging_collapses_what_all_want_and_joins_insertions() -> None:
    include = Edit(0, 0, "#include <b>\n")
    other = Edit(0, 0, "#include <a>\n")
    change = Edit(5, 8, "x")
    assert merge([include, change], [include], [other]) == (
        Edit(0, 0, "#include <a>\n#include <b>\n"),
        change,
    )


def test_an_attribute_stays_with_the_declaration_that_it_was_put_before() -> None:
    attribute = Edit(4, 4, "#if 1\n__attribute__((noinline))\n#endif\n")
    helper = Edit(4, 4, "// Twice.\nint twice(int x) { return 2 * x; }\n")
    assert merge([attribute], [helper]) == (Edit(4, 4, helper.text + attribute.text),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Edit(0, 3, "x"), Edit(2, 5, "y")),
        (Edit(0, 3, "x"), Edit(0, 3, "y")),
        (Edit(0, 3, "x"), Edit(1, 1, "y")),
        (Edit(0, 5, ""), Edit(1, 3, "")),
    ],
)
def test_contradictions_cannot_be_merged(one: Edit, other: Edit) -> None:
    assert merge([one], [other]) is None
    assert merge([other], [one]) is None


def edit_of(start: int, length: int, text: str) -> Edit:
    return Edit(start, start + length, text)


EDITS = st.builds(edit_of, st.integers(0, 12), st.integers(0, 3), st.sampled_from(["", "x", "yy"]))


@given(st.lists(st.lists(EDITS, max_size=3), max_size=4), st.randoms())
def test_the_order_of_groups_does_not_matter(groups: list[list[Edit]], rng: random.Random) -> None:
    merged = merge(*groups)
    shuffled = groups.copy()
    rng.shuffle(shuffled)
    assert merge(*shuffled) == merged
    if merged is not None:
        apply("0123456789abcdef", merged)


def test_a_change_within_a_line_edits_just_that() -> None:
    old = "int a;\r\ncout << x << endl;\r\nint b;\r\n"
    assert minimal_edits(old, old.replace("endl", "'\\n'")) == (
        Edit(old.index("endl"), old.index("endl") + 4, "'\\n'"),
    )


def test_separate_changes_stay_separate() -> None:
    old = "".join(f"line {i}\n" for i in range(50))
    new = old.replace("line 3\n", "line three\n").replace("line 40\n", "")
    assert len(minimal_edits(old, new)) == 2


def test_equal_texts_need_no_edits() -> None:
    assert minimal_edits("a\n", "a\n") == ()
    assert unified_diff("a\n", "a\n", "x.cpp") == ""


@given(TEXTS, TEXTS)
def test_minimal_edits_turn_the_old_text_into_the_new(old: str, new: str) -> None:
    assert apply(old, minimal_edits(old, new)) == new


@given(st.text(st.sampled_from("aé😀\r\n\ud800"), max_size=12), st.text(max_size=12))
def test_minimal_edits_never_cut_a_character(old: str, new: str) -> None:
    assert apply(old, minimal_edits(old, new)) == new


@given(TEXTS, TEXTS)
def test_minimal_edits_never_part_a_line_ending(old: str, new: str) -> None:
    data = encoded(old)
    for edit in minimal_edits(old, new):
        for at in (edit.start, edit.end):
            assert data[at - 1 : at + 1] != b"\r\n" or at == 0


def test_long_texts_with_many_changes_are_compared_in_time() -> None:
    rng = random.Random(7)
    lines = [f"  x{i % 977} += {i % 13};\n" if i % 3 else "  }\n" for i in range(100_000)]
    old = "".join(lines)
    for _ in range(2000):
        lines[rng.randrange(len(lines))] = f"y{rng.random()}\n"
    new = "".join(lines)
    started = time.perf_counter()
    assert apply(old, minimal_edits(old, new)) == new
    assert time.perf_counter() - started < 20


@settings(max_examples=30, deadline=None)
@given(
    old=st.lists(st.sampled_from(["a", "b", "", "}", "é"]), max_size=30).map("\n".join),
    new=st.lists(st.sampled_from(["a", "b", "", "}", "x\r"]), max_size=30).map("\n".join),
)
def test_patch_understands_the_diff(
    tmp_path_factory: pytest.TempPathFactory, old: str, new: str
) -> None:
    git = shutil.which("git")
    assert git is not None
    assume(old != new and old and new)
    folder: Path = tmp_path_factory.mktemp("diff")
    (folder / "x.cpp").write_bytes(old.encode())
    (folder / "d.diff").write_bytes(unified_diff(old, new, "x.cpp").encode())
    subprocess.run(
        [git, "apply", "--whitespace=nowarn", "d.diff"],
        cwd=folder,
        check=True,
        env={"GIT_CEILING_DIRECTORIES": str(folder.parent), "GIT_CONFIG_NOSYSTEM": "1"},
    )
    assert (folder / "x.cpp").read_bytes() == new.encode()


DOCUMENT = "#include <x>\n\nint f() {\n  a();\n  b();\n  c();\n}\n\nint g() {\n  return 1;\n}\n"


def spot(text: str, document: str = DOCUMENT) -> Edit:
    return Edit(document.index(text), document.index(text) + len(text), "CHANGED")


def test_an_edit_follows_its_place_when_the_user_types_elsewhere() -> None:
    typed = DOCUMENT.replace("#include <x>\n", "#include <x>\n#include <y>\n")
    typed = typed.replace("return 1;", "return 2;\n  // more")
    edits = (spot("b();"), spot("a();"))
    moved = reanchor(edits, DOCUMENT, typed)
    assert moved is not None
    assert apply(typed, moved) == typed.replace("b();", "CHANGED").replace("a();", "CHANGED")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("b();", "b(1);"),
        ("b();", "b();;"),
        ("  b();", "    b();"),
        ("  a();\n", "  a();\n  extra();\n"),
        ("  a();\n", ""),
        ("  c();\n", "  d();\n"),
        ("  b();\n", ""),
        ("  b();\n", "  b(); b();\n"),
        (DOCUMENT, ""),
    ],
)
def test_an_edit_is_dropped_when_its_line_or_a_neighbour_changed(old: str, new: str) -> None:
    assert reanchor([spot("b();")], DOCUMENT, DOCUMENT.replace(old, new)) is None


def test_text_typed_at_the_very_end_does_not_disturb_the_last_line() -> None:
    edit = Edit(0, 1, "x")
    assert reanchor([edit], "a\nb\n", "a\nb\nc\n") == (edit,)
    assert reanchor([edit], "a\nb", "a\nbc") is None


@given(st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=14), st.data())
def test_reanchored_edits_touch_the_same_lines_or_nothing(
    lines: list[str], data: st.DataObject
) -> None:
    old = "\n".join(lines)
    new_lines = lines.copy()
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(new_lines)))
        new_lines[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.lists(st.sampled_from(["a", "x"]), max_size=2)
        )
    new = "\n".join(new_lines)
    start = data.draw(st.integers(0, len(old)))
    edit = Edit(start, data.draw(st.integers(start, len(old))), "Q")
    moved = reanchor([edit], old, new)
    if old == new:
        assert moved == (edit,)
    if moved is not None:
        assert new[moved[0].start : moved[0].end] == old[edit.start : edit.end]
        before, after = old[: edit.start], new[: moved[0].start]
        assert before.rpartition("\n")[2] == after.rpartition("\n")[2]
        apply(new, moved)


def test_an_include_and_other_text_inserted_at_one_place_come_in_that_order() -> None:
    at = len("#include <map>\n")
    code = Edit(at, at, "\nnamespace n {}\n")
    include = Edit(at, at, "#include <set>\n")
    for groups in ([[code], [include]], [[include], [code]]):
        merged = merge(*groups)
        assert merged is not None
        assert merged[0].text == include.text + code.text
