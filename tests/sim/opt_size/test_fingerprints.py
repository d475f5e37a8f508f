"""Functions are told apart by what decides their sizes; their instructions are counted by line."""

from __future__ import annotations

import pytest

from hasten_sim.llvm_view.fingerprints import Fingerprints, instruction_counts

F = b"define void @f() #%d {\n  call void @g(), !tbaa !%d\n  ret void\n}\n"


def module(function: bytes, groups: bytes = b"attributes #0 = { minsize }\n") -> bytes:
    return b"; ModuleID = 'm'\n@x = global i32 1\n\n%s\ndeclare void @g()\n\n%s" % (
        function,
        groups,
    )


def test_numbers_of_attributes_and_metadata_do_not_tell_functions_apart() -> None:
    prints = Fingerprints()
    one = prints.of(module(F % (0, 7)))
    two = b"attributes #0 = { cold }\nattributes #1 = { minsize }\n"
    assert prints.of(module(F % (1, 8), two)) == one
    assert prints.of(module(F % (0, 7), two)).functions != one.functions


def test_variables_are_told_apart_from_functions() -> None:
    prints = Fingerprints()
    one, other = module(F % (0, 1)), module(F % (0, 1)).replace(b"i32 1", b"i32 2")
    assert prints.of(one).functions == prints.of(other).functions
    assert prints.of(one).variables != prints.of(other).variables


def test_aliases_are_seen() -> None:
    text = module(F % (0, 1))
    assert not Fingerprints().of(text).has_aliases
    assert (
        Fingerprints().of(text.replace(b"@x = global i32 1", b"@x = alias i32, ptr @y")).has_aliases
    )


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (b"  ret void\n", 1),
        (b"entry:\n  br label %1\n\n1:                ; preds = %entry\n  ret void\n", 2),
        (b"  switch i32 %x, label %1 [\n    i32 1, label %2\n    i32 2, label %3\n  ]\n", 1),
        (b"  invoke void @g()\n          to label %1 unwind label %2\n", 1),
        (b"    #dbg_value(i32 0, !1, !DIExpression(), !2)\n  ret void\n", 1),
        (b"  tail call void @llvm.dbg.value(metadata i32 0)\n  ret void\n", 1),
    ],
)
def test_an_instruction_is_a_line_or_begins_several(body: bytes, count: int) -> None:
    text = module(b'define void @"a$b"(i32 %%x) {\n%s}\n' % body)
    assert instruction_counts(text) == {"a$b": count}
