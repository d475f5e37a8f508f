"""Checkpoints that cannot be asked: each is told before anything is loaded."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.answerer import Sampling
from hasten.models.checkpoints import Checkpoint, find_checkpoint
from hasten.models.local import LocalAnswerer
from hasten.models.local_process import CheckpointProcess, driver_libraries
from hasten_sim.sandbox import Sandbox, python_mounts
from tests.models.serving import make_prompt

MODEL = ModelSettings(name="tiny", kind="local", path="x")


def make_folder(folder: Path, *files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in files:
        (folder / name).write_text(json.dumps({"max_position_embeddings": 128}))
    return folder


async def no_sandbox() -> Sandbox:
    raise AssertionError("nothing should be started")


def make_answerer(checkpoint: Checkpoint, precision: str = "auto") -> LocalAnswerer:
    return LocalAnswerer(MODEL, CheckpointProcess(checkpoint, precision, no_sandbox))


def there(name: str) -> object:
    return name


def missing(name: str) -> None:
    return None


def check_refused(path: str, root: Path, *words: str) -> None:
    with pytest.raises(ModelError) as refusal:
        find_checkpoint("tiny", path, root)
    for word in words:
        assert word in str(refusal.value)


def test_a_path_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    check_refused("./nowhere", tmp_path, "no checkpoint", str(tmp_path / "nowhere"))


def test_a_name_of_the_hub_that_was_not_downloaded_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    check_refused("org/model", tmp_path, "hf download org/model")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], ["config.json"]),
        (["config.json"], ["no weights"]),
        (["config.json", "model.safetensors"], ["no tokenizer"]),
    ],
)
def test_a_folder_that_is_not_whole_is_told(
    tmp_path: Path, files: list[str], words: list[str]
) -> None:
    make_folder(tmp_path / "here", *files)
    check_refused("here", tmp_path, *words)


def make_checkpoint(folder: Path) -> Checkpoint:
    make_folder(folder, "config.json", "model.safetensors", "tokenizer.json")
    return find_checkpoint("tiny", str(folder), None)


def test_a_checkpoint_says_its_window(tmp_path: Path) -> None:
    assert make_checkpoint(tmp_path).window == 128


def test_a_checkpoint_that_was_trained_on_is_another_one(tmp_path: Path) -> None:
    before = make_checkpoint(tmp_path).identity
    os.utime(tmp_path / "model.safetensors", (1, 1))
    assert make_checkpoint(tmp_path).identity != before


def test_a_tokenizer_that_cannot_be_read_counts_nothing(tmp_path: Path) -> None:
    assert make_checkpoint(tmp_path).count_tokens("int x;") is None


async def test_too_little_memory_is_told_before_loading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint = make_checkpoint(tmp_path)
    os.truncate(tmp_path / "model.safetensors", 14_000_000_000)
    monkeypatch.setattr("hasten.models.local_process.available_memory", lambda: 8_000_000_000)
    monkeypatch.setattr("hasten.models.local_process.find_spec", there)
    monkeypatch.setattr("hasten.models.local_process.gpu_devices", lambda: ())
    answerer = make_answerer(checkpoint)
    with pytest.raises(ModelError, match=r"16\.1 GB of memory; 8\.0 GB"):
        await anext(answerer.answers(make_prompt(), 1, Sampling()))


async def test_a_missing_extra_is_told_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hasten.models.local_process.find_spec", missing)
    answerer = make_answerer(make_checkpoint(tmp_path))
    with pytest.raises(ModelError, match=r"torch.*\n.*hasten\[local\]"):
        await anext(answerer.answers(make_prompt(), 1, Sampling()))
    await answerer.close()


@pytest.mark.parametrize("package", ["accelerate", "bitsandbytes"])
async def test_what_weights_of_fewer_bits_need_is_told_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    def found(name: str) -> str | None:
        return None if name == package else name

    monkeypatch.setattr("hasten.models.local_process.find_spec", found)
    answerer = make_answerer(make_checkpoint(tmp_path), "4bit")
    with pytest.raises(ModelError, match=rf"{package}.*\n.*pip install {package}"):
        await anext(answerer.answers(make_prompt(), 1, Sampling()))


def test_the_process_of_a_checkpoint_gets_no_key_and_sees_only_the_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    process = make_answerer(make_checkpoint(tmp_path / "here")).process
    job = process._job(tmp_path)  # pyright: ignore[reportPrivateUsage]
    assert "sk-very-secret" not in repr(job)
    assert not any(mount.writable for mount in job.mounts)
    seen = [mount.source for mount in job.mounts if mount not in python_mounts()]
    assert tmp_path / "here" in seen
    assert Path.home() not in seen


def test_the_driver_of_a_gpu_is_looked_for_where_the_loader_is_told_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", f"{tmp_path}::lib:{tmp_path}/none:/usr/lib:{tmp_path}")
    assert driver_libraries() == (tmp_path, Path("/usr/lib"))
