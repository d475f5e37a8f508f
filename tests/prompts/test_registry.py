from __future__ import annotations

import importlib
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from hasten.errors import HastenError
from hasten.prompts import registry
from hasten.prompts.question import Question
from hasten.prompts.registry import all_strategies, load_strategies, strategy_named
from hasten.prompts.strategy import Request
from tests.prompts.driving import SLOW, Driver

ROOT = Path(__file__).resolve().parents[2]
OURS = EntryPoint("builtin", "hasten.prompts.strategies", registry.GROUP)

THEIRS = """
from hasten.prompts.strategy import Strategy

STRATEGY = Strategy(name="{name}", title="T", explanation="E.", begin=lambda q, r: iter(()))
"""


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The strategies of this tree, also where an older one is installed."""
    monkeypatch.setattr(registry, "_installed", lambda: load_strategies([OURS]))


def test_ours_come_in_by_the_door_that_others_use() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"][OURS.group] == {OURS.name: OURS.value}


def test_every_strategy_file_is_registered_under_its_own_name() -> None:
    files = (ROOT / "server/hasten/prompts/strategies").glob("[a-z]*.py")
    assert {path.stem for path in files} == {one.name for one in all_strategies()}


def test_every_strategy_says_what_it_is_and_where_it_is_from() -> None:
    for strategy in all_strategies():
        assert strategy.explanation.endswith(".")
        assert strategy.source
        assert strategy.title


def test_a_strategy_of_a_third_party_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "theirs_to_ask.py").write_text(THEIRS.format(name="theirs"))
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    importlib.invalidate_caches()
    point = EntryPoint("theirs", "theirs_to_ask", registry.GROUP)
    assert [one.name for one in load_strategies([point])] == ["theirs"]
    del sys.modules["theirs_to_ask"]


def test_an_unknown_strategy_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(HastenError, match=r"'retreival'") as caught:
        strategy_named("retreival")
    assert "'retrieval'" in str(caught.value)


def test_a_strategy_that_cannot_be_on_top_says_which_can() -> None:
    with pytest.raises(HastenError, match="'few_shot' cannot be put on top") as caught:
        strategy_named("retrieval+few_shot")
    assert "repair can" in str(caught.value)


def test_repair_can_be_put_on_top_of_any_strategy() -> None:
    for strategy in all_strategies():
        assert strategy_named(f"{strategy.name}+repair").name == f"{strategy.name}+repair"


def test_a_template_of_the_user_becomes_a_strategy() -> None:
    own = (("terse", '{% call turn("user") %}Faster: {{ code | fenced }}{% endcall %}'),)
    driver = Driver()
    driver.run(strategy_named("terse", own), Question(SLOW), Request(samples=3, templates=own))
    assert driver.programs_asked == 3
    assert driver.prompts[0].strategy == "terse"
    assert driver.prompts[0].text == f"[user]\nFaster: ```\n{SLOW}```"


def test_a_template_of_the_user_that_shows_examples_gets_the_nearest() -> None:
    show = "{% for one in examples %}{{ one.key }} {% endfor %}"
    own = (("shown", f'{{% call turn("user") %}}{show}{{{{ code }}}}{{% endcall %}}'),)
    driver = Driver().run(strategy_named("shown", own), Question(SLOW), Request(templates=own))
    assert driver.prompts[0].examples == ("pair-2", "pair-1")


def test_a_template_of_the_user_takes_the_place_of_one_that_hasten_brings() -> None:
    own = (("instruction", '{% call turn("user") %}Mine: {{ code }}{% endcall %}'),)
    with_own = Request(templates=own)
    mine = Driver().run(strategy_named("instruction", own), Question(SLOW), with_own).prompts[0]
    plain = Driver().run(strategy_named("instruction"), Question(SLOW), Request()).prompts[0]
    assert mine.text.startswith("[user]\nMine: #include")
    assert mine.template != plain.template


def test_a_template_called_like_a_strategy_that_is_no_template_is_refused() -> None:
    with pytest.raises(HastenError, match="'retrieval' is called like"):
        all_strategies((("retrieval", "x"),))


def test_a_template_with_an_odd_name_is_refused() -> None:
    with pytest.raises(HastenError, match="'My Template'"):
        all_strategies((("My Template", "x"),))
