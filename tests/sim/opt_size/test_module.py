"""What is no module for this LLVM is refused with a reason; what is one is described."""

from __future__ import annotations

from pathlib import Path

import pytest

from hasten_sim.backends.opt_size import Module, Recipe, make, module, read_module
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.nouns import CompileError, Unmeasurable
from tests.sim.opt_size.conftest import TWO


async def refused(llvm: Llvm, content: bytes) -> str:
    found = await read_module(llvm, content, "given.ll")
    assert isinstance(found, CompileError), found
    return found.message


async def test_a_text_that_llvm_rejects_is_refused_with_the_line(llvm: Llvm) -> None:
    broken = TWO.replace("ret i32 %all", "ret i32 %missing")
    line = broken.splitlines().index("  ret i32 %missing") + 1
    assert f"given.ll:{line}:" in await refused(llvm, broken.encode())


async def test_a_module_that_is_not_valid_is_refused(llvm: Llvm) -> None:
    broken = "define i32 @f() {\n  %a = add i32 %b, 1\n  %b = add i32 1, 1\n  ret i32 %a\n}\n"
    assert "dominate" in await refused(llvm, broken.encode())


async def test_typed_pointers_are_named_with_a_way_out(llvm: Llvm) -> None:
    old = b"define void @f(i32* sret %p) {\n  store i32 0, i32* %p\n  ret void\n}\n"
    assert "llvm-as" in await refused(llvm, old)


@pytest.mark.parametrize("content", [b"", b"  \n", b"BC\xc0\xde\x00\x01", b"not a module"])
async def test_what_is_no_module_is_refused(llvm: Llvm, content: bytes) -> None:
    assert await refused(llvm, content)


async def test_a_huge_module_is_refused_unread(llvm: Llvm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_MODULE", 100)
    assert isinstance(await read_module(llvm, TWO.encode(), "given.ll"), Unmeasurable)


async def test_a_target_without_a_code_generator_is_a_verdict(llvm: Llvm) -> None:
    text = b'target triple = "nosuch-unknown-none"\ndefine void @f() {\n  ret void\n}\n'
    found = await read_module(llvm, text, "given.ll")
    if isinstance(found, Module):
        assert isinstance(await make(llvm, found, Recipe()), CompileError)


async def test_bitcode_is_read_as_the_text_it_came_from(
    llvm: Llvm, two: Module, tmp_path: Path
) -> None:
    (tmp_path / "two.ll").write_bytes(two.content)
    assert (await llvm.run(llvm.opt, ("two.ll", "-o", "two.bc"), tmp_path)).ok
    found = await read_module(llvm, (tmp_path / "two.bc").read_bytes(), "two.bc")
    assert isinstance(found, Module)
    assert (found.suffix, found.functions) == (".bc", two.functions)


async def test_a_module_tells_its_functions_and_what_code_is_made_for(two: Module) -> None:
    assert [(one.name, one.is_local) for one in two.functions] == [
        ("square", True),
        ("sum", False),
        ("pick", False),
    ]
    assert (two.has_size_attributes, two.relocation) == (True, "static")
    assert two.triple == "x86_64-pc-linux-gnu"


async def test_code_is_position_independent_where_the_module_was_compiled_so(llvm: Llvm) -> None:
    flag = '!llvm.module.flags = !{!0}\n!0 = !{i32 8, !"PIC Level", i32 2}\n'
    found = await read_module(llvm, f"{TWO}{flag}".encode(), "given.ll")
    assert isinstance(found, Module)
    assert found.relocation == "pic"
