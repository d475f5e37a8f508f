"""What is seen in the text of LLVM modules, whole and broken."""

from __future__ import annotations

import time

import pytest

from hasten.source.llvm_ir import IrFunction, LlvmModule

MODULE = """\
; ModuleID = 'a.c'
source_filename = "a.c"
target datalayout = "e-m:e-i64:64-S128"
target triple = "x86_64-pc-linux-gnu"

%struct.pair = type { i32, ptr }

@text = private constant [9 x i8] c"} define\\00"
@"odd name" = global i32 0

; Function Attrs: nounwind
define dso_local { i32, ptr } @first(ptr byval(%struct.pair) %0) #0 prefix <{ i32 }> <{ i32 7 }> {
  %2 = insertvalue { i32, ptr } undef, i32 1, 0 ; a brace } in a comment
  call void asm sideeffect "nop # { \\22", ""()
  ret { i32, ptr } %2
}

declare i32 @printf(ptr, ...) #1

define internal void @"a \\22quoted\\22 name"() unnamed_addr #12 !dbg !3 !note !{!"{"} {
"}": ret void
}
attributes #0 = { nounwind "why"="{" }
attributes #1 = { cold }

!llvm.ident = !{!0}
!0 = !{!"a } compiler"}
"""


def functions(text: str) -> tuple[IrFunction, ...]:
    return LlvmModule.parse(text).functions


def test_functions_are_found_between_braces_in_strings_comments_and_types() -> None:
    module = LlvmModule.parse(MODULE)
    first, second = module.functions
    assert module.slice(first.span).startswith("define dso_local { i32, ptr } @first(")
    assert module.slice(first.span).endswith("ret { i32, ptr } %2\n}")
    assert module.slice(first.head).endswith("<{ i32 7 }>")
    assert module.slice(second.body) == '{\n"}": ret void\n}'
    assert (second.name, second.written) == ('a "quoted" name', '@"a \\22quoted\\22 name"')
    assert [one.attributes for one in module.functions] == [(0,), (12,)]
    assert first.note is not None
    assert module.slice(first.note) == "; Function Attrs: nounwind\n"
    assert second.note is None


def test_everything_else_at_the_top_level_is_found_by_name() -> None:
    module = LlvmModule.parse(MODULE)
    assert [(one.kind, one.name) for one in module.entities if one.name] == [
        ("type", "%struct.pair"),
        ("global", "@text"),
        ("global", '@"odd name"'),
        ("define", "@first"),
        ("declare", "@printf"),
        ("define", '@"a \\22quoted\\22 name"'),
        ("attributes", "#0"),
        ("attributes", "#1"),
        ("metadata", "!llvm.ident"),
        ("metadata", "!0"),
    ]
    assert module.slice(module.by_name["@text"].span).endswith('c"} define\\00"')
    assert module.slice(module.by_name["#0"].span) == 'attributes #0 = { nounwind "why"="{" }'
    assert module.triple == "x86_64-pc-linux-gnu"
    assert module.data_layout == "e-m:e-i64:64-S128"


def test_a_position_belongs_to_the_function_around_it() -> None:
    module = LlvmModule.parse(MODULE)
    first, second = module.functions
    assert module.function_at(first.span.start) == first
    assert module.function_at(first.span.end) == first
    assert module.function_at(first.span.end + 1) is None
    assert module.function_at(0) is None
    assert module.function_at(second.body.start) == second
    assert module.function_named("first") == module.function_named("@first") == first
    assert module.function_named("none") is None


@pytest.mark.parametrize(
    "text",
    [
        "define i32 @f() prefix i32 5 {\n  ret i32 0\n}\n",
        "define i32 @f() prefix %t { i32 5 } {\n  ret i32 0\n}\n",
        "define i32 @f() prologue { i32 } { i32 5 } {\n  ret i32 0\n}\n",
        "  define i32\n @f()\n ; { here\n {\n  ret i32 0\n}\n",
        "define i32 @f() {\r\n  ret i32 0\r\n}\r\n",
        'define i32 @f() section "{" {\ndefine:\n  ret i32 0\n}\n',
    ],
)
def test_the_body_is_told_from_what_precedes_it(text: str) -> None:
    module = LlvmModule.parse(text)
    (function,) = module.functions
    body = module.slice(function.body)
    assert "ret i32 0" in body
    assert body.count("{") == body.count("}") == 1
    assert function.complete


def test_types_of_pointers_are_noticed() -> None:
    typed = '; i8* here\n@s = constant [3 x i8] c"a*\\00"\ndefine void @f(i8* %0) {\n ret void\n}\n'
    assert LlvmModule.parse(typed).typed_pointer == typed.index("* %0")
    assert LlvmModule.parse(MODULE).typed_pointer is None
    assert LlvmModule.parse(typed.replace("i8*", "ptr")).typed_pointer is None


def test_a_broken_function_does_not_hide_the_others() -> None:
    text = (
        "define void @a() {\n  br label %x\n\n"
        'define void @b() {\n  call void @g(ptr "open)\n  ret void\n}\n'
        "define void @\n"
        "define void @c() {\n  ret void\n}\n"
        "define void @d() {\n  switch i32 0, label"
    )
    found = functions(text)
    assert [(one.name, one.complete) for one in found] == [
        ("a", False),
        ("b", True),
        ("c", True),
        ("d", False),
    ]
    module = LlvmModule.parse(text)
    assert module.slice(found[0].span) == "define void @a() {\n  br label %x"
    assert module.slice(found[3].span) == "define void @d() {\n  switch i32 0, label"


@pytest.mark.parametrize("text", ["", "define", "define @", "{{{{", '"', "\0\ufffd;", "!0 = "])
def test_nonsense_holds_no_functions(text: str) -> None:
    module = LlvmModule.parse(text)
    assert module.functions == ()
    assert module.typed_pointer is None
    assert isinstance(module.entities, tuple)


def test_a_hundred_thousand_lines_take_less_than_a_second() -> None:
    body = "".join(f"  %{n} = add nsw i32 %a, {n}, !dbg !{n}\n" for n in range(98))
    text = "".join(f"define i32 @f{n}(i32 %a) {{\n{body}}}\n\n" for n in range(1000))
    begun = time.process_time()
    assert len(functions(text)) == 1000
    assert time.process_time() - begun < 1
