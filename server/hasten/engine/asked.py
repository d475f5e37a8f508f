"""Results of asking models in the store: so that a run over many files need not ask again."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from attrs import evolve

from hasten import prompts
from hasten.engine.memory import Remembered, conditions_digest, key_of, read, slimmed
from hasten.engine.model_request import ModelRequest
from hasten.engine.own_templates import own_templates
from hasten.models.registry import checkpoint_of, chosen, identity_of
from hasten.nouns import SearchResult, Target
from hasten.settings import Settings
from hasten_sim.nouns import Suite
from hasten_sim.records import to_json
from hasten_sim.store import Store

KIND = "asked"


def remember_asked(
    store: Store, result: SearchResult, settings: Settings, suite: Suite, request: ModelRequest
) -> None:
    """Keep the result of a search in which every question was answered."""
    conditions = _conditions(settings, suite, request)
    if conditions is not None and not result.problems:
        kept = Remembered(conditions, slimmed(result))
        store.put(KIND, _key(result.target, conditions), to_json(kept))


def recall_asked(
    store: Store, target: Target, settings: Settings, suite: Suite, request: ModelRequest
) -> SearchResult | None:
    """The result of the same questions to the same models about the same text, if it is there."""
    conditions = _conditions(settings, suite, request)
    found = read(store, KIND, _key(target, conditions)) if conditions is not None else None
    return found.result if found is not None else None


def _key(target: Target, conditions: str) -> str:
    return hashlib.sha256(f"{key_of(target)} {conditions}".encode()).hexdigest()


def _conditions(settings: Settings, suite: Suite, request: ModelRequest) -> str | None:
    """Identify all that a result depends on; None where it is not worth keeping.

    What may be spent is not part of it: who raises a budget goes on with what was had before.
    """
    models = [chosen(settings, one.model) for one in request.each()]
    if any(one.kind == "recorded" for one in models):
        return None
    plain = evolve(
        settings,
        models=(),
        keep_answers=False,
        budget_tokens=0,
        budget_cost=0.0,
        budget_batch_tokens=0,
        budget_batch_cost=0.0,
    )
    asked: list[object] = [request.samples, request.seed, request.temperature, request.leave_out]
    for model in models:
        weights = checkpoint_of(model, settings).identity if model.kind == "local" else ""
        how = request.strategy or model.strategy
        asked.append([model.name, identity_of(model, weights), how, model.examples])
        asked.append([model.format, model.window, model.answer_tokens])
    parts = [conditions_digest(plain, suite), _templates_digest(), own_templates(settings), asked]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@cache
def _templates_digest() -> str:
    digest = hashlib.sha256()
    for folder in map(Path, prompts.__path__):
        for path in sorted(file for form in ("*.py", "*.jinja") for file in folder.rglob(form)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
