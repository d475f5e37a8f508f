"""Checkpoints on this machine: where they are, what they need, and how their texts are counted."""

from __future__ import annotations

import hashlib
import json
import os
import re
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from attrs import define, field

from hasten.errors import ModelError

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
_WEIGHTS = ("*.safetensors", "pytorch_model*.bin", "adapter_model.*")
_TOKENIZERS = (
    *("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model"),
    *("sentencepiece.bpe.model", "tekken.json"),
)
_SHRINK = {"auto": 1.0, "8bit": 0.55, "4bit": 0.35}
_OVERHEAD = 1.15


@define
class Checkpoint:
    """A folder with a `config.json`, weights and a tokenizer.

    `mounted` is the folder that must be seen for it: on the hub's cache files are links into a
    folder beside it.
    """

    name: str
    folder: Path
    mounted: Path
    _tokenizer: Any = field(default=None, init=False, repr=False)

    @property
    def window(self) -> int | None:
        """Tokens of a prompt and its answer together, where its configuration says so."""
        try:
            config: object = json.loads((self.folder / "config.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if not isinstance(config, dict):
            return None
        found = cast("dict[str, Any]", config).get("max_position_embeddings")
        return found if isinstance(found, int) and found > 0 else None

    @property
    def weights(self) -> tuple[Path, ...]:
        """The files that hold the weights."""
        return tuple(sorted(file for form in _WEIGHTS for file in self.folder.glob(form)))

    @property
    def identity(self) -> str:
        """Changes when the checkpoint does: after a training, answers are other ones."""
        found = [str(self.folder)]
        for file in (*self.weights, self.folder / "config.json", self.folder / "tokenizer.json"):
            if file.exists():
                stat = file.stat()
                found.append(f"{file.name} {stat.st_size} {stat.st_mtime_ns}")
        return hashlib.sha256("\0".join(found).encode()).hexdigest()

    def bytes_needed(self, precision: str) -> int:
        """About how much memory the weights take."""
        size = sum(file.stat().st_size for file in self.weights)
        return int(size * _SHRINK[precision] * _OVERHEAD)

    def count_tokens(self, text: str) -> int | None:
        """Tokens of a text; None without the package tokenizers or a file that it reads."""
        if self._tokenizer is None:
            try:
                kind = import_module("tokenizers").Tokenizer
                self._tokenizer = kind.from_file(str(self.folder / "tokenizer.json"))
            except Exception:
                # The package raises plain Exception for what it cannot read.
                self._tokenizer = False
        if self._tokenizer is False:
            return None
        clean = text.encode("utf-8", "replace").decode("utf-8")
        return len(self._tokenizer.encode(clean, add_special_tokens=False).ids)


def find_checkpoint(name: str, path: str, root: Path | None) -> Checkpoint:
    """The checkpoint at a path or of a hub name. Raises ModelError, which says what is missing.

    Nothing is downloaded: a name of the hub means what is in its cache on this machine.
    """
    folder = (root or Path.cwd()) / Path(path).expanduser()
    mounted = folder
    if not folder.is_dir():
        if not _HUB_NAME.fullmatch(path):
            raise ModelError(
                f"There is no checkpoint of {name} at {folder}.",
                "Set `path` of the model to the folder with its config.json.",
            )
        mounted = _hub_cache() / f"models--{path.replace('/', '--')}"
        folder = _snapshot(name, path, mounted)
    if not (folder / "config.json").is_file():
        raise ModelError(
            f"{folder} is no checkpoint of {name}: it has no config.json.",
            "Set `path` to a folder as transformers saves it.",
        )
    found = Checkpoint(name, folder, mounted)
    if not found.weights:
        raise ModelError(f"{folder} is no checkpoint of {name}: there are no weights in it.")
    if not any((folder / file).exists() for file in _TOKENIZERS):
        raise ModelError(
            f"The checkpoint of {name} has no tokenizer ({folder}).",
            "Copy the tokenizer files of the model that it was made from into its folder.",
        )
    return found


def _snapshot(name: str, path: str, place: Path) -> Path:
    try:
        commit = (place / "refs" / "main").read_text(encoding="ascii").strip()
        folder = place / "snapshots" / commit
        if folder.is_dir():
            return folder
    except (OSError, UnicodeDecodeError):
        pass
    raise ModelError(
        f"The checkpoint of {name} is not on this machine: neither is there a folder {path}, nor "
        f"is that model in the cache of the Hugging Face hub.",
        f"Download it: hf download {path}",
    )


def _hub_cache() -> Path:
    home = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    return Path(os.environ.get("HF_HUB_CACHE") or home / "hub")


def available_memory() -> int | None:
    """Bytes of memory that are free to use, None where the system does not say."""
    try:
        text = Path("/proc/meminfo").read_text(encoding="ascii")
    except OSError:
        return None
    found = re.search(r"^MemAvailable:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else None
