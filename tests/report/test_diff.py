from hasten.report.diff import Line, lines
from hasten.source.edits import unified_diff


def changed(line: Line) -> list[str]:
    return [piece.text for piece in line.pieces if piece.changed]


def test_lines_carry_their_numbers_in_both_texts() -> None:
    found = lines(unified_diff("a\nb\nc\n", "a\nx\ny\nc\n", "f.cpp"))
    assert [(line.kind, line.old, line.new, line.text) for line in found] == [
        ("same", 1, 1, "a"),
        ("old", 2, None, "b"),
        ("new", None, 2, "x"),
        ("new", None, 3, "y"),
        ("same", 3, 4, "c"),
    ]


def test_only_the_words_that_differ_are_marked() -> None:
    found = lines(unified_diff("cout << total << endl;\n", "cout << total << '\\n';\n", "f.cpp"))
    assert [changed(line) for line in found] == [["endl"], ["'\\n'"]]


def test_lines_that_have_nothing_in_common_are_not_paired() -> None:
    found = lines(unified_diff("return 0;\n", "#include <vector>\n", "f.cpp"))
    assert [changed(line) for line in found] == [[], []]


def test_a_removed_line_that_looks_like_a_header_is_a_line() -> None:
    found = lines(unified_diff("a\n-- b;\nc\n", "a\n++ b;\nc\n", "f.cpp"))
    assert [line.text for line in found if line.kind in ("old", "new")] == ["-- b;", "++ b;"]


def test_distant_changes_are_separated_by_a_gap() -> None:
    text = "".join(f"line {number}\n" for number in range(40))
    other = text.replace("line 2\n", "two\n").replace("line 35\n", "last\n")
    kinds = [line.kind for line in lines(unified_diff(text, other, "f.cpp"))]
    assert kinds.count("hunk") == 1


def test_windows_line_ends_leave_no_trace() -> None:
    found = lines(unified_diff("a\r\nb\r\n", "a\r\nc\r\n", "f.cpp"))
    assert all("\r" not in line.text for line in found)
