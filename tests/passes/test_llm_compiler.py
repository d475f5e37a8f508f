"""Pass lists out of the answers of LLM Compiler, and of models that only try to be like it."""

from __future__ import annotations

import pytest

from hasten.passes.llm_compiler import MOST_PASSES, Suggestion, question, read_answer
from hasten_sim.llvm_passes import Pass

PASSES = (
    Pass("globaldce", "module"),
    Pass("inline", "cgscc"),
    Pass("instcombine<no-verify-fixpoint>", "function"),
    Pass("licm", "loop-mssa"),
    Pass("simplifycfg", "function"),
    Pass("sroa", "function"),
)


def suggested(answer: str) -> Suggestion:
    found = read_answer(answer, PASSES)
    assert found is not None
    return found


def test_the_question_holds_the_module_between_its_marks() -> None:
    text = question("define void @f() {\n  ret void\n}\n")
    assert text.startswith("[INST] Tell me how to optimize this LLVM-IR for object file size:")
    assert "<code>define void @f() {\n  ret void\n}</code> [/INST]" in text


def test_a_list_and_its_sizes_are_read() -> None:
    answer = (
        "Run the following passes `module(default<Oz>),function(sroa,simplifycfg)` to reduce the "
        "object file size from 1,234 bytes to 999: <code>define ...</code>"
    )
    found = suggested(answer)
    assert found == Suggestion(("default<Oz>", "sroa", "simplifycfg"), (), 1234, 999)


@pytest.mark.parametrize(
    "answer",
    [
        "opt -p 'sroa,simplifycfg' in.ll",
        "opt -passes='function(sroa,simplifycfg)' in.ll -o out.ll",
        "I would run function(sroa,simplifycfg) here.",
        'Use "sroa, simplifycfg".',
        "Run the following passes: sroa,simplifycfg",
        "module(function(sroa),cgscc(function(simplifycfg",
    ],
)
def test_lists_are_found_however_they_are_written(answer: str) -> None:
    assert suggested(answer).passes == ("sroa", "simplifycfg")


def test_passes_that_change_the_meaning_are_left_out_and_named() -> None:
    found = suggested("`module(strip),function(sroa,lower-invoke)`")
    assert found.passes == ("sroa",)
    assert found.unknown == ("strip", "lower-invoke")


def test_a_pass_is_taken_as_the_catalogue_spells_it() -> None:
    found = suggested("`cgscc(inline),function(instcombine<max-iterations=9>,loop-mssa(licm))`")
    assert found.passes == (
        "inline",
        "instcombine<no-verify-fixpoint>",
        "function(loop-mssa(licm))",
    )


def test_code_after_the_list_is_not_looked_at() -> None:
    assert read_answer("<code>call void @'sroa'() `simplifycfg`</code>", PASSES) is None


@pytest.mark.parametrize("answer", ["", "I cannot help with that.", "`), (((,`", "`((sroa`"])
def test_an_answer_without_a_list_is_none(answer: str) -> None:
    found = read_answer(answer, PASSES)
    assert found is None or found.passes == ()


def test_an_endless_list_is_cut() -> None:
    found = read_answer(f"`{','.join(['sroa'] * (MOST_PASSES + 50))}`", PASSES)
    assert found is not None
    assert len(found.passes) == MOST_PASSES


def test_sizes_alone_say_that_nothing_helps() -> None:
    found = suggested("The object file size stays: from 500 bytes to 500.")
    assert (found.passes, found.before, found.after) == ((), 500, 500)
