"""The encoder in a process of its own, tried on a tiny model that is made here."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hasten.errors import RetrievalError
from hasten.retrieval.codebert import CodeBert
from hasten.retrieval.codebert_worker import BATCH, embedded
from hasten.retrieval.embedder import NOTHING
from tests.retrieval.material import COPYING, FLUSHING, LOOPS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_spec("torch") is None or find_spec("transformers") is None,
        reason="needs the extra `local`",
    ),
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A RoBERTa with one narrow layer, random weights and a tokenizer of these programs."""
    tokenizers: Any = import_module("tokenizers")
    transformers: Any = import_module("transformers")
    torch: Any = import_module("torch")
    folder = tmp_path_factory.mktemp("encoder")
    trained = tokenizers.ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trained.train_from_iterator(
        [LOOPS, FLUSHING, COPYING], vocab_size=400, special_tokens=special, show_progress=False
    )
    trained.save_model(str(folder))
    transformers.RobertaTokenizer(
        str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=512
    ).save_pretrained(folder)
    torch.manual_seed(0)
    shape = transformers.RobertaConfig(
        vocab_size=400,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=514,
    )
    transformers.RobertaModel(shape).save_pretrained(folder)
    return folder


def test_a_vector_is_the_mean_of_the_last_layer(model: Path) -> None:
    transformers: Any = import_module("transformers")
    torch: Any = import_module("torch")
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    encoder = transformers.AutoModel.from_pretrained(model).eval()
    with torch.inference_mode():
        given = tokenizer(FLUSHING, return_tensors="pt", truncation=True, max_length=512)
        mean = encoder(**given).last_hidden_state[0].mean(dim=0).numpy()
    found = embedded(str(model), [FLUSHING])
    assert not isinstance(found, str)
    assert np.allclose(found[0], mean / np.linalg.norm(mean), atol=1e-5)


def test_padding_and_batches_do_not_change_vectors(model: Path) -> None:
    texts = [LOOPS, "int x;", "", "ä" * 9000, *[COPYING] * BATCH]
    together = embedded(str(model), texts)
    alone = [embedded(str(model), [text]) for text in texts]
    assert not isinstance(together, str)
    for row, one in zip(together, alone, strict=True):
        assert np.allclose(row, one, atol=1e-5)


def test_the_model_runs_in_a_process_of_its_own(model: Path) -> None:
    probe = (
        "import sys\nfrom pathlib import Path\n"
        "from hasten.retrieval.codebert import CodeBert\n"
        "from hasten.retrieval.embedder import NOTHING\n"
        "if __name__ == '__main__':\n"
        "    one = CodeBert(Path(sys.argv[1]))\n"
        "    print(one.embed(['int x;', 'int y;'], NOTHING).shape)\n"
        "    print('torch' in sys.modules, 'transformers' in sys.modules)\n"
        "    one.close()\n"
    )
    script = model.parent / "probe.py"
    script.write_text(probe, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script, model], capture_output=True, text=True, timeout=150
    )
    assert done.stdout.split("\n")[:2] == ["(2, 16)", "False False"], done.stderr


def test_a_model_that_cannot_be_loaded_is_an_error(model: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    found = embedded(str(tmp_path), ["int x;"])
    assert isinstance(found, str)
    with pytest.raises(RetrievalError, match=r"no config\.json"):
        CodeBert(tmp_path / "nothing")


def test_another_model_in_the_same_folder_is_another_embedder(model: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    before = CodeBert(tmp_path).identity
    (tmp_path / "config.json").write_text('{"a": 1}', encoding="utf-8")
    assert CodeBert(tmp_path).identity != before
    assert CodeBert(tmp_path).learn(["int x;"]) is NOTHING
