"""Edits from an earlier text are carried over only where what they rest on is the same."""

from __future__ import annotations

import pytest

from hasten.source.llvm_changes import still_holds
from hasten.source.llvm_ir import LlvmModule

TEXT = """\
target triple = "x86_64-pc-linux-gnu"
@table = internal constant [2 x i32] [i32 1, i32 2]

define i32 @one(i32 %x) #0 {
  %y = call i32 @two(i32 %x)
  ret i32 %y
}

define i32 @two(i32 %x) #0 {
  %y = load i32, ptr @table
  ret i32 %y
}

attributes #0 = { nounwind }
"""


@pytest.mark.parametrize(
    ("old", "new", "function", "module"),
    [
        ("target", "; a comment\n\ntarget", True, True),
        ("  ret i32 %y\n}\n\ndefine", "  ret i32 0\n}\n\ndefine", True, False),
        ("define i32 @one", "define void @new() {\n  ret void\n}\n\ndefine i32 @one", True, False),
        ("load i32, ptr @table", "load i32, ptr @table, align 4", False, False),
        ("[i32 1, i32 2]", "[i32 1, i32 3]", False, False),
        ("{ nounwind }", "{ nounwind readnone }", False, False),
        ("@one(i32 %x) #0", "@one(i32 %x)", False, False),
        ("@two(i32 %x) #0 {", "@three(i32 %x) #0 {", False, False),
    ],
)
def test_an_edit_stays_where_all_it_rests_on_stays(
    old: str, new: str, function: bool, module: bool
) -> None:
    before, after = LlvmModule.parse(TEXT), LlvmModule.parse(TEXT.replace(old, new, 1))
    if "ret i32 0" in new:
        assert after.text != before.text
    assert still_holds(before, after, "two") == function
    assert still_holds(before, after) == module
    assert still_holds(before, before, "two")
