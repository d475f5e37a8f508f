"""The record of tuning a module: the same shape as a search's, with bytes as its costs."""

from __future__ import annotations

from pathlib import Path

from hasten.engine.shrunk import Hastened, NotShrunk
from hasten.passes.plan import Plan
from hasten.passes.policy import Prediction
from hasten.passes.tuning import Offer, Tuned
from hasten.report.record import Record, new_record
from hasten_sim.backends.opt_size import UNITS, Made
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.nouns import Verdict

BACKEND = "opt_size"


def tuned_record(tuned: Tuned, path: Path, llvm: Llvm) -> Record:
    """What `hasten ir tune --json` prints: both baselines, what was found, the proposals."""
    request, searched = tuned.request, tuned.searched
    offers = [one for one in (tuned.flagged, tuned.best) if one is not None]
    return new_record("search") | {
        "target": {
            "path": str(path),
            "function": "",
            "kind": "module",
            "digest": request.module.digest,
        },
        "backend": {
            "name": BACKEND,
            "version": f"LLVM {llvm.version}",
            "unit": UNITS[request.metric],
            "deterministic": True,
            "why": "",
        },
        "baseline": {
            **_made(tuned, tuned.baseline.made),
            "pipeline": request.pipeline.origin,
            "as_it_stands": _cost(tuned, tuned.as_it_stands),
            "with_attributes": _cost(tuned, tuned.with_attributes),
        },
        "trials": [
            {
                "origin": _origin(one.source, ()),
                "verdict": "accepted",
                "cost": one.size,
                "evaluations": one.evaluations,
                "seconds": round(one.seconds, 3),
                "flags": one.has_flags,
            }
            for one in searched.found
        ],
        "predicted": _predicted(tuned.prediction),
        "proposals": [_proposal(tuned, one, llvm) for one in offers],
        "rejected": list(tuned.rejected),
        "refused": searched.refused,
        "gains": searched.gains,
        "attempts": searched.attempts,
        "evaluations": searched.evaluations,
        "stopped": "budget",
        "seconds": round(searched.seconds, 3),
        "first_proposal_seconds": round(searched.found[0].seconds, 3) if searched.found else None,
        "message": "" if offers else "nothing smaller was found",
    }


def hastened_record(found: Hastened | NotShrunk, path: Path) -> Record:
    """What `hasten ir tune --for speed --json` prints: costs are over all tests."""
    record: Record = new_record("search") | {
        "target": {"path": str(path), "function": "", "kind": "module"},
        "proposals": list[Record](),
        "message": found.message if isinstance(found, NotShrunk) else found.explain(),
    }
    if isinstance(found, NotShrunk):
        return record
    executed = found.instructions
    return record | {
        "backend": {"name": "callgrind" if executed else "native", "unit": found.unit},
        "baseline": {
            "cost": found.before,
            "pipeline": "clang -O3",
            "instructions": executed[0] if executed else None,
        },
        "proposals": [
            {
                "speedup": found.speedup,
                "cost": found.after,
                "instructions": executed[1] if executed else None,
                "origin": _origin("passes", ()),
                "kind": "exact",
                "evidence": {
                    "llvm": found.llvm,
                    "passes": found.passes,
                    "command": found.command,
                    "commands": list(found.commands),
                    "vetted": found.evidence,
                },
            }
        ],
        "evaluations": found.evaluations,
    }


def _predicted(prediction: Prediction | None) -> Record | None:
    """What was expected of the module before anything was tried."""
    if prediction is None:
        return None
    return {
        "before": prediction.before,
        "oz": prediction.oz,
        "after": prediction.after,
        "gain": round(prediction.gain, 4),
        "plan": _plan(prediction.plan),
    }


def _proposal(tuned: Tuned, offer: Offer, llvm: Llvm) -> Record:
    before, after = tuned.size(tuned.baseline), tuned.size(offer)
    return {
        "speedup": before / after if after else None,
        "gain": tuned.gain(offer),
        "cost": after,
        "sizes": _sizes(offer.made),
        "origin": _origin("passes", offer.plan.flags),
        "kind": "exact",
        "evidence": {
            "module": tuned.request.module.digest,
            "llvm": llvm.version,
            "fingerprint": llvm.fingerprint,
            "plan": _plan(offer.plan),
            "commands": list(offer.made.commands),
            "flags": list(offer.plan.flags),
            "baseline_commands": list(tuned.baseline.made.commands),
        },
    }


def _plan(plan: Plan) -> Record:
    return {
        "attributes": plan.attributes,
        "never_inlined": list(plan.never),
        "calls_inlined": [[one.caller, one.number] for one in plan.inlined],
        "calls_kept": [[one.caller, one.number] for one in plan.kept],
        "passes": list(plan.passes),
        "functions": [
            {"passes": list(passes), "functions": list(names)}
            for passes, names in plan.groups().items()
        ],
        "tail": list(plan.tail),
        "function_attributes": [
            {"changes": list(changes), "functions": list(names)}
            for changes, names in plan.dresses().items()
        ],
        "flags": list(plan.flags),
    }


def _origin(name: str, flags: tuple[str, ...]) -> Record:
    titles = ["pass list", *(["code-generator flags"] if flags else [])]
    return {"name": name, "generator": "passes", "rules": [], "titles": titles, "relies_on": []}


def _cost(tuned: Tuned, made: Made | Verdict | None) -> Record | None:
    if made is None:
        return None
    if not isinstance(made, Made):
        return {"verdict": made.name, "explanation": made.explain(), "accepted": False}
    return _made(tuned, made)


def _made(tuned: Tuned, made: Made) -> Record:
    return {
        "verdict": "accepted",
        "explanation": "",
        "accepted": True,
        "cost": made.sizes.of(tuned.request.metric),
        "unit": UNITS[tuned.request.metric],
        "sizes": _sizes(made),
    }


def _sizes(made: Made) -> Record:
    sizes = made.sizes
    return {
        "text": sizes.text,
        "rodata": sizes.rodata,
        "data": sizes.data,
        "instructions": sizes.instructions,
    }
