"""`hasten ir`: LLVM IR made smaller. One command a file; this one puts them together."""

from __future__ import annotations

import typer

from hasten.cli.ir_corpus import corpus
from hasten.cli.ir_evaluate import evaluate
from hasten.cli.ir_minimise import minimise
from hasten.cli.ir_screen import screen
from hasten.cli.ir_train import train
from hasten.cli.ir_tune import tune

ir = typer.Typer(help="LLVM IR made smaller: lists of passes searched, shortened and measured.")
ir.command("tune")(tune)
ir.command("minimise")(minimise)
ir.command("screen")(screen)
ir.command("corpus")(corpus)
ir.command("train")(train)
ir.command("evaluate")(evaluate)
