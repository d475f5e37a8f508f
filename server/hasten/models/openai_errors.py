"""What goes wrong between hasten and a server, each as a message that says what to change."""

from __future__ import annotations

import email.utils
import html
import json
import re
import time
from collections.abc import Mapping
from typing import Any, cast

from attrs import field, frozen

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.keys import Secret
from hasten.models.openai_protocol import OPTIONAL

PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
LONGEST_MESSAGE = 400

_TOO_LONG = re.compile(
    r"context[ _-]?(length|window|size)|maximum context|too (long|large)|too many tokens|"
    r"exceeds? .{0,40}tokens|reduce the length",
    re.IGNORECASE,
)
_NO_CREDIT = re.compile(r"insufficient_quota|billing|credit|payment", re.IGNORECASE)
_ONE_SAMPLE = re.compile(
    r"""['"`]n['"`]|\bn ?(=|>|must|should)|parameter:? n\b|\b(one|1|single)( completion)? choice"""
)
_NO_MODEL = re.compile(
    r"model_not_found|model.{0,120}(not (found|exist|available|supported)|unknown|invalid)|"
    r"(unknown|invalid|no such|not a valid) model|does not exist",
    re.IGNORECASE | re.DOTALL,
)


@frozen
class Refusal:
    """An answer of a server that is none, read as far as servers agree on its form."""

    status: int
    message: str = field(repr=False)
    code: str = ""
    parameter: str = ""
    wait: float | None = None
    """Seconds after which to ask again, where the server says so."""

    @property
    def may_pass(self) -> bool:
        """Whether the same request may succeed a little later."""
        return self.status in PASSING and not _NO_CREDIT.search(f"{self.code} {self.message}")

    def unknown_option(self, sent: frozenset[str]) -> str | None:
        """The part of the request that the server does not know, if that is what it says."""
        if self.status not in (400, 404, 422, 500, 501) or self.is_too_long:
            return None
        for name in OPTIONAL:
            named = _ONE_SAMPLE if name == "n" else re.compile(rf"(?<![\w-]){name}(?![\w-])")
            if name in sent and (self.parameter == name or named.search(self.message)):
                return name
        return None

    @property
    def is_too_long(self) -> bool:
        """Whether the prompt does not fit into the model's window."""
        told = self.code == "context_length_exceeded" or bool(_TOO_LONG.search(self.message))
        return self.status in (400, 413, 422, 500) and told

    @property
    def is_unknown_model(self) -> bool:
        """Whether the server has no model of that name."""
        said = f"{self.code} {self.message}"
        return self.status in (400, 404, 422) and bool(_NO_MODEL.search(said))


def read_refusal(status: int, text: str, headers: Mapping[str, str]) -> Refusal:
    """The refusal that a response is; texts of any form are understood as far as they go."""
    found = _error_of(text)
    message = _message_of(found) or _shown(text)
    code = found.get("code") or found.get("type") or ""
    parameter = found.get("param")
    return Refusal(
        status,
        message[:LONGEST_MESSAGE],
        code if isinstance(code, str) else "",
        parameter if isinstance(parameter, str) else "",
        _wait(headers),
    )


def refusal_in_stream(event: Mapping[str, Any]) -> Refusal:
    """The refusal in an event of a stream that had begun well."""
    refusal = read_refusal(500, json.dumps(event), {})
    inner = event.get("error")
    code: object = cast("dict[str, Any]", inner).get("code") if isinstance(inner, dict) else None
    if isinstance(code, int) and 400 <= code < 600:
        return Refusal(code, refusal.message, refusal.code, refusal.parameter)
    return refusal


def _error_of(text: str) -> dict[str, Any]:
    """The object that says what is wrong; servers wrap it in different ways."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if isinstance(value, list) and value:
        value = cast("list[object]", value)[0]
    if not isinstance(value, dict):
        return {}
    outer = cast("dict[str, Any]", value)
    inner = outer.get("error")
    if isinstance(inner, dict):
        return cast("dict[str, Any]", inner)
    return {"message": inner} if isinstance(inner, str) else outer


def _message_of(found: Mapping[str, Any]) -> str:
    """What an object says that is wrong; of a gateway the words of the provider behind it."""
    behind = found.get("metadata")
    raw: object = cast("dict[str, Any]", behind).get("raw") if isinstance(behind, dict) else None
    if isinstance(raw, str) and raw.strip():
        own = str(found.get("message") or "").strip()
        told = _message_of(_error_of(raw)) or _shown(raw)
        return f"{own.rstrip('.')}: {told}" if own else told
    for name in ("message", "detail", "errors", "msg"):
        if said := _said(found.get(name)):
            return said
    return ""


def _said(value: object) -> str:
    """A text, or several; of what a check of the request has found, where it is and what."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return "; ".join(filter(None, map(_said, cast("list[object]", value[:3]))))
    if not isinstance(value, dict):
        return ""
    one = cast("dict[str, Any]", value)
    place, said = one.get("loc"), _message_of(one)
    if isinstance(place, list) and said:
        return f"{'.'.join(map(str, cast('list[object]', place)))}: {said}"
    return said


def _shown(text: str) -> str:
    """A page as a person reads it: its title, else its words; any other text as it is."""
    if "<" not in text or not re.search(r"<(!doctype|html|head|body|title|h1)\b", text, re.I):
        return text.strip()
    title = re.search(r"<(title|h1)\b[^>]*>(.*?)</\1>", text, re.I | re.S)
    return html.unescape(re.sub(r"<[^>]*>", " ", title[2] if title else text)).strip()


def _wait(headers: Mapping[str, str]) -> float | None:
    """The seconds of Retry-After, which may also be a date."""
    given = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,6}(\.\d+)?", given):
        return float(given)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(given).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def explained(refusal: Refusal, model: ModelSettings, key: Secret, known: str = "") -> ModelError:
    """The message for the user. `known` says which models the server has."""
    said = _quoted(key.hidden_in(refusal.message))
    where = f"The server of {model.name} ({model.server})"
    if refusal.status in (401, 403):
        if not model.key:
            return ModelError(f"{where} wants a key{said}.", 'Say where it is: key = "env:NAME".')
        return ModelError(
            f"{where} does not accept the key of {model.key}{said}.",
            "Check the key, and that it may use this model.",
        )
    if refusal.is_too_long:
        return ModelError(
            f"The prompt is too long for {model.name}{said}.",
            "Optimize one function instead of the whole file, take a strategy that shows fewer "
            "examples, or set the model's `window` so that prompts are cut to fit.",
        )
    if refusal.is_unknown_model:
        return ModelError(
            f"{where} has no model {model.asked_as!r}{said}.",
            known or "Set `model` to the name by which the server knows it.",
        )
    if refusal.status == 402 or _NO_CREDIT.search(f"{refusal.code} {refusal.message}"):
        return ModelError(f"{where} says that the account has no credit left{said}.")
    if refusal.status == 429:
        wait = f" It asks to wait {refusal.wait:.0f} s." if refusal.wait else ""
        return ModelError(
            f"{where} gets too many requests{said}.{wait}",
            "Try again later, or set a smaller `parallel` for the model.",
        )
    if 300 <= refusal.status < 400:
        return ModelError(
            f"{where} redirects to another address, which you have not approved.",
            "Set the model's `url` to the address that answers itself.",
        )
    if refusal.status == 404:
        return ModelError(
            f"{where} knows no such address: {model.url}{said}.",
            "The `url` of most servers ends in /v1. Does the server know this `form`?",
        )
    if refusal.status >= 500:
        return ModelError(f"{where} fails (status {refusal.status}){said}.", "Look at its log.")
    return ModelError(f"{where} refuses the request (status {refusal.status}){said}.")


def _quoted(message: str) -> str:
    """What the server said, on one line, as a quotation."""
    text = " ".join("".join(one if one.isprintable() else " " for one in message).split())
    return f': "{text.rstrip(".")}"' if text else ""
