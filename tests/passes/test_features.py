"""What is counted in a module's text is what is there."""

from __future__ import annotations

from hasten.passes.data_size import data_bytes
from hasten.passes.features import FunctionFeatures, features_of

TEXT = """\
; ModuleID = 'a'
%pair = type { i8, i64 }

@table = internal constant [2 x ptr] [ptr @used, ptr null], align 8
@count = global i32 7, align 4
@nothing = global [100 x i32] zeroinitializer, align 4
@both = global %pair { i8 1, i64 2 }, align 8
@elsewhere = external global i32, align 4

; Function Attrs: minsize
define dso_local i32 @main(i32 noundef %0, ptr noundef %1) #0 {
  %3 = alloca i32, align 4
  %4 = alloca [200 x i8], align 16
  store i32 0, ptr %3, align 4
  br label %5

5:                                                ; preds = %8, %2
  %6 = load i32, ptr %3, align 4
  %7 = icmp slt i32 %6, 1000
  br i1 %7, label %8, label %11

8:                                                ; preds = %5
  %9 = call i32 @helper(i32 noundef %6)
  %10 = add nsw i32 %9, 1
  store i32 %10, ptr %3, align 4
  br label %5, !llvm.loop !1

11:                                               ; preds = %5
  call void @llvm.memset.p0.i64(ptr align 16 %4, i8 0, i64 200, i1 false)
  %12 = tail call i32 @puts(ptr %4)
  %13 = call i32 %1(i32 2)
  ret i32 %12
}

define internal i32 @helper(i32 noundef %0) #0 {
  %2 = mul nsw i32 %0, -1
  ret i32 %2
}

define internal void @used() #0 {
  ret void
}

define linkonce_odr void @idle() #0 {
  ret void
}

declare i32 @puts(ptr)
"""


def by_name(text: str) -> dict[str, FunctionFeatures]:
    return {one.name: one for one in features_of(text).functions}


def test_instructions_are_counted_by_opcode_type_and_constant() -> None:
    main = by_name(TEXT)["main"]
    assert main.count("opcode alloca") == 2
    assert main.count("opcode call") == 4
    assert main.count("intrinsic memset") == 1
    assert main.count("predicate slt") == 1
    assert main.count("load of i32") == 1
    assert main.count("icmp of i32") == 1
    assert main.count("icmp with constant") == 1
    assert main.count("add with constant") == 1
    assert main.count("shape instructions") == 15


def test_loops_and_branches_are_seen() -> None:
    main = by_name(TEXT)["main"]
    assert main.count("shape blocks") == 4
    assert main.count("shape loops") == 1
    assert main.count("shape looped") == 2
    assert main.count("shape conditional") == 1


def test_calls_are_told_apart() -> None:
    found = by_name(TEXT)
    assert found["main"].count("shape direct") == 1
    assert found["main"].count("shape external") == 1
    assert found["main"].count("shape indirect") == 1
    assert found["helper"].count("shape callers") == 1


def test_what_will_be_left_out_or_inlined_is_known() -> None:
    found = by_name(TEXT)
    assert found["helper"].count("shape vanishing") == 1
    assert found["main"].count("shape absorbed") == 2
    assert found["used"].count("shape reached") == 1
    assert found["used"].count("shape vanishing") == 0
    assert found["idle"].count("shape reached") == 0


def test_a_large_frame_makes_addresses_long() -> None:
    main = by_name(TEXT)["main"]
    assert main.count("shape frame") == 204
    assert main.count("shape far") == 3


def test_a_module_that_begins_with_a_function_or_has_none_is_read() -> None:
    assert list(by_name("define void @f() {\n  ret void\n}\n")) == ["f"]
    assert by_name("define void @f() {\n  ret void\n") == {}
    assert by_name("") == {}


def test_data_is_what_is_initialized_and_may_be_written() -> None:
    assert data_bytes(TEXT) == 4 + 16
    relocated = TEXT + '!0 = !{i32 8, !"PIC Level", i32 2}\n'
    assert data_bytes(relocated) == 4 + 16 + 16


def test_types_that_are_not_understood_count_as_nothing() -> None:
    assert data_bytes("@a = global %missing { i8 1 }, align 8\n") == 0
    assert data_bytes('@a = global target("x") poison\n') == 0
    assert data_bytes("%r = type { %r }\n@a = global %r { %r undef }\n") == 0
