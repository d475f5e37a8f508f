"""How a cluster is named, and what is said of a name that is none."""

from pathlib import Path

import pytest

from hasten_sim.errors import FarmError
from hasten_sim.farm.address import Local, Remote, SchedulerFile, parse


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no cluster"),
        ("slurm", "names no cluster"),
        ("http://host:8786", "names no cluster"),
        ("local:", "'' is no number of workers"),
        ("local:0", "'0' is no number of workers"),
        ("local:-1", "'-1' is no number of workers"),
        ("local:many", "'many' is no number of workers"),
        ("local:99999", "'99999' is no number of workers"),
        ("local:²", "'²' is no number of workers"),
        ("tcp://host", "names no port"),
        ("tcp://host:0", "0 is no port"),
        ("tcp://host:70000", "70000 is no port"),
        ("tcp://host:8786/path", "names no cluster"),
        ("host:8786", "lacks tcp://"),
        ("/nowhere/scheduler.json", "no scheduler file"),
    ],
)
def test_what_names_no_cluster_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(FarmError) as caught:
        parse(text)
    assert said in caught.value.message
    assert caught.value.remedy


def test_processes_of_this_machine_are_named_by_their_number() -> None:
    assert parse("local:4") == Local(4)


@pytest.mark.parametrize(
    "text", ["tcp://127.0.0.1:8786", "tls://node-1.cluster:1", "tcp://[::1]:9"]
)
def test_a_scheduler_is_named_by_its_address(text: str) -> None:
    assert parse(f" {text} ") == Remote(text)


def test_a_scheduler_is_named_by_its_file(tmp_path: Path) -> None:
    file = tmp_path / "scheduler.json"
    file.write_text("{}")
    assert parse(str(file)) == SchedulerFile(file)
