"""`hasten retrieval`: the pairs that are most like a program, and how well they are found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from hasten import numbers
from hasten.cli.console import notes, output, print_record
from hasten.cli.evaluate import machine
from hasten.cli.exit_codes import ExitCode
from hasten.cli.files import read_program, write_output
from hasten.cli.options import File, FunctionName, Json
from hasten.cli.targets import find_target
from hasten.corpus.pairs import bundled_corpus, problem_of
from hasten.evaluation import retrieval as evaluation
from hasten.evaluation.page import with_section
from hasten.retrieval.codebert import CodeBert
from hasten.retrieval.embedder import Embedder
from hasten.retrieval.index import Index, open_index
from hasten.retrieval.pie import pie_corpus
from hasten.retrieval.retriever import Found, open_retriever
from hasten.retrieval.structural import Structural
from hasten_sim.store import default_directory

PAGE = Path(evaluation.__file__).with_name("RETRIEVAL.md")
COMMAND = "hasten retrieval evaluate"

retrieval = typer.Typer(help="Pairs of slow and fast programs that are like a program.")

Encoder = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="An encoder as transformers stores it, such as neulab/codebert-cpp."
    ),
]


@retrieval.command("nearest")
def _nearest(
    file: File,
    function: FunctionName = "",
    count: Annotated[int, typer.Option(metavar="N", min=1, help="How many pairs.")] = 4,
    pairs: Annotated[
        Path | None,
        typer.Option(metavar="FILE.jsonl", help="Pairs in PIE's format; else the bundled ones."),
    ] = None,
    codebert: Encoder = None,
    as_json: Json = False,
) -> int:
    """Show the pairs that a prompt would show for a program or a function.

    Of a program of the bundled corpus, pairs of its own problem are left out. Nothing is run.
    """
    target = find_target(read_program(file), function)
    corpus = bundled_corpus() if pairs is None else pie_corpus(pairs)
    embedder: Embedder = Structural() if codebert is None else CodeBert(codebert)
    retriever = open_retriever(corpus, embedder, folder(), _tell)
    own = problem_of(target.text)
    text = target.function_text if function else target.text
    found = retriever.found(text, count, leave_out=[own] if own else [])
    if as_json:
        print_record({"pairs": [_record(one) for one in found]})
    for one in () if as_json else found:
        speedup = numbers.speedup(one.example.speedup)
        line = f"{one.similarity:.2f}  {one.example.key} ({speedup} faster)"
        output().print(Text(line), soft_wrap=True)
        for more in (one.example.explanation, one.example.description):
            if more:
                output().print(Text(f"      {more}"), soft_wrap=True)
    return ExitCode.OK if found else ExitCode.NOTHING


@retrieval.command("evaluate")
def _evaluate(
    codebert: Encoder = None,
    save: Annotated[
        bool, typer.Option("--save", help="Write the figures into the package's page.")
    ] = False,
) -> int:
    """Say how often pairs of the same kind of improvement are found, against BM25 and chance."""
    corpus = bundled_corpus()
    retriever = open_retriever(corpus, Structural(), folder(), _tell)
    others: dict[str, Index] = {}
    if codebert is not None:
        encoder = CodeBert(codebert)
        others[f"{encoder.name} ({codebert.name})"] = open_index(corpus, encoder, folder(), _tell)
    asked = evaluation.methods(retriever, others)
    figures = evaluation.evaluate(retriever, asked)
    same = evaluation.same_problem(retriever.code, asked)
    text = evaluation.section(figures, same, machine())
    output().print(Text(text), soft_wrap=True)
    if save:
        page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        command = f"{COMMAND} --codebert {codebert.name}" if codebert is not None else COMMAND
        written = with_section(page, command, text, COMMAND)
        write_output(PAGE, lambda: PAGE.write_text(written, encoding="utf-8"))
    return ExitCode.OK


def folder() -> Path:
    """Where indexes are kept: in the cache, and so cleared with it."""
    return default_directory() / "retrieval"


def _tell(what: str) -> None:
    notes().print(Text(what), soft_wrap=True)


def _record(one: Found) -> dict[str, Any]:
    return {
        "key": one.example.key,
        "problem": one.example.problem,
        "similarity": round(one.similarity, 4),
        "score": round(one.score, 4),
        "speedup": one.example.speedup,
        "tag": one.example.tag,
        "category": one.example.category,
        "explanation": one.example.explanation,
        "description": one.example.description,
        "slow": one.example.slow,
        "fast": one.example.fast,
    }
