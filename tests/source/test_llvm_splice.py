"""One function of a module replaced, and everything else left as its author wrote it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from hasten.source.edits import apply
from hasten.source.llvm_ir import LlvmModule
from hasten.source.llvm_splice import NotSpliced, Spliced, changed_functions, splice

OLD = """\
; my notes stay
target triple = "x86_64-pc-linux-gnu"

%pair = type { i32, ptr }

@table = internal global [2 x i32]   [i32 1, i32 2], align 4

; Function Attrs: nounwind
define i32 @wanted(i32 noundef %0) #3 {
  %2 = call i32 @other(i32 %0) #7   ; a call
  ret i32 %2, !tag !4
}

define internal i32 @other(i32 %x) #3 { ret i32 %x }   ; kept

declare void @known(ptr)

attributes #3 = { nounwind "a"="b c" }
attributes #7 = { cold }
!4 = !{!"one", !5}
!5 = distinct !{!5}
"""

NEW = """\
target triple = "x86_64-pc-linux-gnu"

%pair = type { i32, ptr }
%triple = type { %pair, i32 }

@table = internal unnamed_addr constant [2 x i32] [i32 1, i32 2], align 8
@switch.table = private constant [2 x i8] c"@\\00"

; Function Attrs: nounwind memory(none)
define noundef i32 @wanted(i32 noundef %0) local_unnamed_addr #0 {
  %2 = load i32, ptr @switch.table, align 4, !tag !0
  %3 = alloca %triple
  call void @llvm.assume(i1 true) #2
  call void @known(ptr @table) #1, !tag !2
  ret i32 %2
}

define internal i32 @other(i32 %x) #1 {
  ret i32 %x
}

declare void @known(ptr)

declare void @llvm.assume(i1 noundef) #2

attributes #0 = { nounwind memory(none) "a"="b c" }
attributes #1 = { "a"="b c" nounwind }
attributes #2 = { cold }
!0 = !{!"one", !1}
!1 = distinct !{!1}
!2 = !{!"two", !3}
!3 = !{!0}
"""


def spliced(old: str, new: str, name: str) -> Spliced:
    made = splice(LlvmModule.parse(old), LlvmModule.parse(new), name)
    assert isinstance(made, Spliced)
    assert apply(old, made.edits) == made.text
    return made


def refused(old: str, new: str, name: str) -> str:
    made = splice(LlvmModule.parse(old), LlvmModule.parse(new), name)
    assert isinstance(made, NotSpliced)
    return made.reason


def test_only_the_function_changes_and_what_it_lacks_is_added() -> None:
    expected = (
        OLD.replace(
            OLD[OLD.index("; Function Attrs") : OLD.index("define internal")],
            NEW[NEW.index("; Function Attrs") : NEW.index("define internal")]
            .replace("#0 {", "#8 {")
            .replace("#1", "#3")
            .replace("(i1 true) #2", "(i1 true) #7")
            .replace("!tag !0", "!tag !4")
            .replace("!tag !2", "!tag !6"),
        )
        .replace("i32, ptr }\n", "i32, ptr }\n%triple = type { %pair, i32 }\n")
        .replace("align 4\n\n;", 'align 4\n@switch.table = private constant [2 x i8] c"@\\00"\n\n;')
        .replace("@known(ptr)\n\n", "@known(ptr)\n\ndeclare void @llvm.assume(i1 noundef) #7\n\n")
        .replace("{ cold }", '{ cold }\nattributes #8 = { nounwind memory(none) "a"="b c" }')
        .replace("!{!5}", '!{!5}\n!6 = !{!"two", !7}\n!7 = !{!4}')
    )
    assert spliced(OLD, NEW, "wanted").text == expected


def test_a_function_that_is_the_same_makes_no_other_edit_than_its_own() -> None:
    made = spliced(OLD, NEW, "other")
    assert made.text == OLD.replace("{ ret i32 %x }", "{\n  ret i32 %x\n}")


def test_line_endings_stay_as_they_were() -> None:
    old = OLD.replace("\n", "\r\n")
    assert spliced(old, NEW, "wanted").text == spliced(OLD, NEW, "wanted").text.replace(
        "\n", "\r\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("define noundef i32 @wanted(i32", "define noundef i64 @wanted(i32"),
        ("define noundef i32 @wanted(i32", "define noundef i32 @wanted(i64"),
        ("define noundef i32 @wanted(i32", "define noundef i32 @wanted(ptr byval(i32) %p, i32"),
        ("define noundef i32 @wanted(i32", "define fastcc i32 @wanted(i32"),
        ("define noundef i32 @wanted(i32", "define internal i32 @wanted(i32"),
    ],
)
def test_what_callers_would_see_otherwise_is_refused(before: str, after: str) -> None:
    assert "signature" in refused(OLD, NEW.replace(before, after), "wanted")


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("%pair = type { i32, ptr }", "%pair = type { i64, ptr }", "%pair"),
        ("[2 x i32] [i32 1, i32 2]", "[2 x i32] [i32 1, i32 3]", "@table"),
        ("@switch.table", "@0", "@0"),
        ("call void @known(ptr @table)", "call i32 @other()", "@other"),
    ],
)
def test_names_that_mean_something_else_are_refused(before: str, after: str, what: str) -> None:
    new = NEW.replace(before, after)
    if what == "@other":
        new = new.replace("@other(i32 %x)", "@other()")
    assert refused(OLD, new, "wanted").startswith(what)


def test_a_function_that_is_gone_is_refused() -> None:
    assert "not in both" in refused(OLD, NEW, "missing")


def test_distinct_nodes_are_never_taken_for_one() -> None:
    # Two loops had a node each; where there are three, none is known to be one of the two.
    def module(loops: int) -> str:
        body = "".join(f"  call void @g(), !loop !{n}\n" for n in range(loops))
        nodes = "".join(f"!{n} = distinct !{{!{n}, !9}}\n" for n in range(loops))
        return f"define void @f() {{\n{body}}}\ndeclare void @g()\n{nodes}!9 = !{{}}\n"

    assert spliced(module(2), module(2), "f").text == module(2)
    text = spliced(module(2), module(3), "f").text
    assert [f"@g(), !loop !{n}" in text for n in (10, 11, 12)] == [True] * 3
    assert "!10 = distinct !{!10, !9}" in text


def test_changed_functions_are_told_whatever_their_numbers() -> None:
    changed = changed_functions(LlvmModule.parse(OLD), LlvmModule.parse(NEW))
    assert changed == ("wanted",)


SOURCE = """
struct Pair { int a; struct Pair *next; };
static int cube(int x) { return x * x * x; }
__attribute__((optnone, noinline)) int others(struct Pair *p) {
  int sum = 0;
  for (int i = 0; i < 5; i++) sum += p->a;
  return sum + cube(p->a);
}
int shrunk(struct Pair *p, int n) {
  char buffer[64];
  for (int i = 0; i < 64; i++) buffer[i] = 0;
  for (int i = 0; i < n; i++) { buffer[i & 63] ^= (char)cube(i); if (p) p = p->next; }
  switch (n) { case 0: return 7; case 1: return 12; case 2: return 99; case 3: return 5; }
  return buffer[n & 63] + (p ? p->a : 0);
}
"""
PASSES = "function(sroa,early-cse,instcombine<no-verify-fixpoint>,simplifycfg<switch-to-lookup>)"


@pytest.mark.skipif(shutil.which("clang-19") is None, reason="needs clang-19")
@pytest.mark.parametrize("flags", [(), ("-g",)])
def test_what_llvm_makes_of_one_function_is_taken_over(
    tmp_path: Path, flags: tuple[str, ...]
) -> None:
    def tool(*command: str) -> str:
        return subprocess.run(
            command, cwd=tmp_path, check=True, text=True, capture_output=True
        ).stdout

    (tmp_path / "a.c").write_text(SOURCE)
    front = ("-Oz", "-Xclang", "-disable-llvm-passes", "-S", "-emit-llvm", "-o", "-")
    old = tool("clang-19", *front, *flags, "a.c")
    (tmp_path / "a.ll").write_text(old)
    new = tool("opt-19", "-S", f"-passes={PASSES}", "a.ll")
    before, after = LlvmModule.parse(old), LlvmModule.parse(new)
    assert set(changed_functions(before, after)) == {"cube", "shrunk"}
    text = spliced(old, new, "shrunk").text
    (tmp_path / "b.ll").write_text(text)
    tool("opt-19", "-passes=verify", "-disable-output", "b.ll")
    module = LlvmModule.parse(text)
    for function in before.functions:
        if function.name != "shrunk":
            kept = module.function_named(function.name)
            assert kept is not None
            assert module.slice(kept.span) == before.slice(function.span)
    assert text.count("@switch.table.shrunk") == 2
