"""The process that holds an encoder: reads one request a line, answers one line, both JSON.

It sees the model and nothing else of the user's, and no network. Only here are torch and
transformers imported. A request is `{"path": FOLDER, "texts": [TEXT, ...]}`, its answer
`{"vectors": [[...], ...]}` or `{"error": MESSAGE}`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from hasten.retrieval.embedder import Vectors, normalised

TOKENS = 512
"""Tokens of a program that are read: as many as the encoder has places for."""
BATCH = 8


def embedded(path: str, texts: Sequence[str]) -> Vectors | str:
    """The vectors of some texts, or what went wrong; runs in the process of the model.

    An exception of transformers could not be sent to a process that has not loaded it.
    """
    try:
        model, tokenizer = _loaded(path)
        parts = [
            _mean(model, tokenizer, texts[start : start + BATCH])
            for start in range(0, len(texts), BATCH)
        ]
    except Exception as error:
        return f"{type(error).__name__}: {error}".partition("\n")[0]
    return normalised(np.vstack(parts)) if parts else np.zeros((0, 1), dtype=np.float32)


def _mean(model: Any, tokenizer: Any, texts: Iterable[str]) -> Vectors:
    torch: Any = import_module("torch")
    # Padding does not change what an attention mask leaves out, but for the last digits.
    given = tokenizer(
        list(texts), padding=True, truncation=True, max_length=TOKENS, return_tensors="pt"
    )
    with torch.inference_mode():
        layer = model(**given).last_hidden_state.float()
    mask = given["attention_mask"].unsqueeze(-1).float()
    mean = (layer * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1)
    return mean.numpy().astype(np.float32)


@cache
def _loaded(path: str) -> tuple[Any, Any]:
    transformers: Any = import_module("transformers")
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    # From this folder alone, and no code of it: a model is data.
    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = transformers.AutoTokenizer.from_pretrained(path, **options)
    return transformers.AutoModel.from_pretrained(path, **options).eval(), tokenizer


def main() -> None:
    """Answer requests until there are no more."""
    # What libraries print must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin.buffer:
        request = json.loads(line)
        found = embedded(request["path"], request["texts"])
        answer = {"error": found} if isinstance(found, str) else {"vectors": found.tolist()}
        answers.write(json.dumps(answer).encode("ascii") + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()
