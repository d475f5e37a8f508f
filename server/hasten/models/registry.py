"""From the settings to something that answers: the one place that knows every kind of model."""

from __future__ import annotations

import difflib
import hashlib
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.accounting import Ledger, search_ledger
from hasten.models.answerer import Answerer
from hasten.models.approvals import Approvals
from hasten.models.checkpoints import Checkpoint, find_checkpoint
from hasten.models.editor import Complete, EditorAnswerer
from hasten.models.kept import KeepingAnswerer
from hasten.models.keys import Secret, find_key
from hasten.models.recorded import RecordedAnswerer
from hasten.nouns import Target
from hasten.settings import Settings
from hasten_sim.store import Store

if TYPE_CHECKING:
    from hasten.models.embeddings import EmbeddingRequests
    from hasten.models.held import HeldCheckpoints


def chosen(settings: Settings, name: str = "") -> ModelSettings:
    """The model of a name, the first one without a name. Raises ModelError when there is none."""
    if not settings.models:
        raise ModelError(
            "No language model is set up.",
            "Add one to hasten.toml or to your editor's settings: [[models]] in README.",
        )
    if not name:
        return settings.models[0]
    names = [one.name for one in settings.models]
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(names)}."
        raise ModelError(f"No model is called {name!r}.", hint)
    return settings.models[names.index(name)]


def open_answerer(
    settings: Settings,
    name: str = "",
    *,
    target: Target | None = None,
    store: Store | None = None,
    ledger: Ledger | None = None,
    approvals: Approvals | None = None,
    complete: Complete | None = None,
    held: HeldCheckpoints | None = None,
) -> Answerer:
    """Something that answers as the model of a name, the first one without a name.

    Nothing is asked or started yet, and no key is looked up: what is kept needs none of it. Answers
    are kept in `store` when the settings allow it. `target` is what recorded answers must be about;
    `complete` asks the editor; `held` are the checkpoints that stay loaded afterwards. Raises
    ModelError when the model is not in the settings, or is a checkpoint that is not there.
    """
    model = chosen(settings, name)
    ledger = ledger or search_ledger(settings)
    if model.kind == "recorded":
        return RecordedAnswerer(model.name, path_of(model, settings), target)
    if model.kind == "editor":
        answerer, weights = EditorAnswerer(model, complete, ledger), ""
    elif model.kind == "local":
        checkpoint = checkpoint_of(model, settings)
        answerer, weights = _local(model, checkpoint, settings, ledger, held), checkpoint.identity
    else:
        answerer, weights = _openai(model, ledger, approvals or Approvals()), ""
    if store is None or not settings.keep_answers:
        return answerer
    return KeepingAnswerer(answerer, identity_of(model, weights), store)


def open_embeddings(
    settings: Settings,
    name: str,
    *,
    ledger: Ledger | None = None,
    approvals: Approvals | None = None,
) -> EmbeddingRequests:
    """Requests for embeddings to the server of a model; raises ModelError when it has none."""
    from hasten.models.embeddings import EmbeddingRequests

    model = chosen(settings, name)
    if model.kind != "openai":
        raise ModelError(f"{model.name} is no server that makes embeddings.")
    unlock = partial(_unlock, model, approvals or Approvals())
    return EmbeddingRequests(model, unlock, ledger or search_ledger(settings))


def _unlock(model: ModelSettings, approvals: Approvals) -> Secret:
    """The key of a model that the user has approved."""
    approvals.require(model)
    return find_key(model)


def _openai(model: ModelSettings, ledger: Ledger, approvals: Approvals) -> Answerer:
    from hasten.models.openai import OpenAIAnswerer

    return OpenAIAnswerer(model, partial(_unlock, model, approvals), ledger)


def _local(
    model: ModelSettings,
    checkpoint: Checkpoint,
    settings: Settings,
    ledger: Ledger,
    held: HeldCheckpoints | None,
) -> Answerer:
    from hasten.models.local import LocalAnswerer
    from hasten.models.local_process import CheckpointProcess
    from hasten_sim.sandbox import open_sandbox

    opener = partial(open_sandbox, settings.sandbox)
    if held is None:
        process = CheckpointProcess(checkpoint, model.precision, opener)
        return LocalAnswerer(model, process, ledger)
    process, give_back = held.borrow(model, checkpoint, settings.sandbox, opener)
    return LocalAnswerer(model, process, ledger, give_back)


def path_of(model: ModelSettings, settings: Settings) -> Path:
    """Where the files of a model are: relative to hasten.toml where there is one."""
    return (settings.root or Path.cwd()) / Path(model.path).expanduser()


def checkpoint_of(model: ModelSettings, settings: Settings) -> Checkpoint:
    """The checkpoint of a model of the kind `local`. Raises ModelError when it is not there."""
    return find_checkpoint(model.name, model.path, settings.root)


def window_of(model: ModelSettings, settings: Settings) -> int | None:
    """Tokens of a prompt and its answer together, None where nobody knows."""
    if model.window or model.kind != "local":
        return model.window or None
    return checkpoint_of(model, settings).window


def identity_of(model: ModelSettings, weights: str = "") -> str:
    """Tells apart models that may answer differently; holds neither key nor text."""
    parts = [model.kind, model.url, model.asked_as, model.form, model.precision, weights]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
