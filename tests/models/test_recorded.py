"""Answers kept from a model, given as if it answered now; and written down in the first place."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.answerer import Reply, Sampling, Usage
from hasten.models.recorded import RecordedAnswerer, RecordingAnswerer
from hasten.models.registry import open_answerer
from hasten.nouns import Span, Target
from hasten.prompts.prompt import Prompt
from hasten.settings import Settings
from tests.models.serving import make_prompt

TEXT = "int f() { return 1; }\n"
TARGET = Target(TEXT, Path("/project/two_sum.cpp"), Span(0, len(TEXT)), "f")


async def ask(
    path: Path, samples: int = 1, prompt: Prompt | None = None, target: Target | None = TARGET
) -> list[str]:
    answerer = RecordedAnswerer("old", path, target)
    found = answerer.answers(prompt or make_prompt(), samples, Sampling())
    return [reply.text async for reply in found]


def write(path: Path, *entries: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return path


@pytest.mark.parametrize("name", ["two_sum", "two_sum.cpp", "f", "two_sum:f", TARGET.digest, ""])
async def test_an_answer_is_found_by_any_name_of_its_target(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "a.jsonl", {"target": name, "text": "yes"})
    assert await ask(path) == ["yes"]


async def test_answers_about_something_else_are_not_given(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        {"target": "other", "text": "no"},
        {"target": "two_sum", "strategy": "retrieval", "text": "no"},
        {"target": "two_sum", "prompt": "0" * 64, "text": "no"},
    )
    with pytest.raises(ModelError, match=r"no \(further\) answer of old about two_sum.*\n.*other"):
        await ask(path)


async def test_an_answer_to_the_very_prompt_comes_first(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        {"target": "two_sum", "text": "any"},
        {"strategy": "instruction", "text": "the strategy"},
        {"prompt": make_prompt().digest, "text": "the prompt"},
    )
    assert await ask(path, 3) == ["the prompt", "the strategy", "any"]


async def test_a_folder_of_texts_is_read_by_its_names(tmp_path: Path) -> None:
    for name in ("two_sum/10.md", "two_sum/2.md", "two_sum/few_shot/1.md", "other/1.md"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    (tmp_path / "two_sum.cpp").write_text("plain")
    assert await ask(tmp_path, 8) == ["plain", "two_sum/2.md", "two_sum/10.md"]
    few = make_prompt(strategy="few_shot")
    assert (await ask(tmp_path, 8, few))[0] == "two_sum/few_shot/1.md"


async def test_a_line_may_hold_what_other_readers_take_for_an_end(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "a\u2028b"}\n', encoding="utf-8")
    assert await ask(tmp_path) == ["a\u2028b"]


async def test_the_next_question_gets_the_next_answers(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", *({"text": str(number)} for number in range(5)))
    answerer = RecordedAnswerer("old", path, TARGET)

    async def texts(words: str, seed: int = 0) -> list[str]:
        found = answerer.answers(make_prompt(words), 2, Sampling(seed=seed))
        return [reply.text async for reply in found]

    assert await texts("first") == ["0", "1"]
    assert await texts("first", seed=2) == ["2", "3"]
    assert await texts("second") == ["4"]
    assert await texts("first") == ["0", "1"]
    with pytest.raises(ModelError):
        await texts("third")


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"text": 3}', '{"text": "x", "index": "y"}'])
async def test_a_line_that_is_no_answer_is_told_with_its_place(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "x"}\n' + line + "\n")
    with pytest.raises(ModelError, match=r"a\.jsonl:2"):
        await ask(tmp_path / "a.jsonl")


async def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no kept answers"):
        await ask(tmp_path / "nowhere")


class Model:
    """Answers two things, the second one half."""

    name = "model"

    async def answers(
        self, prompt: Prompt, samples: int, sampling: Sampling
    ) -> AsyncGenerator[Reply, None]:
        yield Reply(1, "b\udcff", "broken", Usage(1, 2), 0.5)
        yield Reply(0, "a\u2028", "stop", Usage(3, 4, 0.1), 0.25)

    def count_tokens(self, text: str) -> int | None:
        return None

    async def close(self) -> None:
        pass


async def test_what_is_recorded_can_be_given_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "answers.jsonl"
    recording = RecordingAnswerer(Model(), path, TARGET)
    fresh = [reply async for reply in recording.answers(make_prompt(), 2, Sampling())]
    await recording.close()
    model = ModelSettings(name="replayed", kind="recorded", path="deep/answers.jsonl")
    answerer = open_answerer(Settings(models=(model,), root=tmp_path), target=TARGET)
    again = [reply async for reply in answerer.answers(make_prompt(), 2, Sampling())]
    assert [one.text for one in again] == ["a\u2028", "b\udcff"]
    assert [one.ended for one in again] == ["stop", "broken"]
    assert sum(one.usage.answer_tokens for one in again) == 6
    assert len(fresh) == 2
    other = Target("int g();\n", Path("/project/g.cpp"), Span(0, 9))
    answerer = open_answerer(Settings(models=(model,), root=tmp_path), target=other)
    with pytest.raises(ModelError):
        await anext(answerer.answers(make_prompt(), 1, Sampling()))


async def test_each_answer_is_on_disk_before_the_next_one_comes(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    stream = RecordingAnswerer(Model(), path).answers(make_prompt(), 2, Sampling())
    await anext(stream)
    assert len(path.read_text().splitlines()) == 1
    await stream.aclose()


async def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    recording = RecordingAnswerer(Model(), tmp_path / "file" / "answers.jsonl")
    with pytest.raises(ModelError, match="cannot be recorded"):
        await anext(recording.answers(make_prompt(), 1, Sampling()))
