from __future__ import annotations

import asyncio
import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hasten_sim.errors import StoreError
from hasten_sim.store import Store

WRITER = """
import sys
from pathlib import Path
from hasten_sim.store import Store
store = Store(Path(sys.argv[1]))
for number in range(50):
    store.put("from", f"{sys.argv[2]}-{number}", {"number": number})
    assert store.get("from", f"{sys.argv[2]}-{number}") == {"number": number}
store.close()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "store.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path)
    yield store
    store.close()


def test_what_was_put_is_there_after_a_restart(path: Path) -> None:
    value = {"number": 0.1 + 0.2, "list": [1, None, True], "text": "é\ud800"}
    first = Store(path)
    first.put("outcome", "key", value)
    first.close()
    second = Store(path)
    assert second.get("outcome", "key") == value
    second.close()


def test_what_was_not_put_is_none(store: Store) -> None:
    store.put("outcome", "key", 1)
    assert store.get("outcome", "other") is None
    assert store.get("other", "key") is None


def test_a_later_value_takes_the_place_of_an_earlier_one(store: Store) -> None:
    store.put("a", "key", 1)
    store.put("a", "key", 2)
    assert (store.get("a", "key"), store.count()) == (2, 1)


def test_one_kind_or_everything_can_be_deleted(store: Store) -> None:
    for number in range(3):
        store.put("a", str(number), number)
        store.put("b", str(number), number)
    assert store.delete("a") == 3
    assert (store.count(), store.get("b", "1"), store.get("a", "1")) == (3, 1, None)
    assert store.delete() == 3
    assert (store.count(), store.size()) == (0, 0)


def test_the_cache_directory_is_made_and_told(store: Store, path: Path) -> None:
    assert store.directory == path.parent
    assert path.is_file()


def test_without_a_path_the_users_cache_directory_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    store = Store()
    store.close()
    assert store.path == tmp_path / "hasten" / "store.sqlite3"
    assert store.path.is_file()


@pytest.mark.parametrize("rubbish", [b"not a database at all" * 500, b"\0" * 4096, b"SQLite"])
def test_a_damaged_file_is_put_aside_and_a_new_one_begun(path: Path, rubbish: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(rubbish)
    store = Store(path)
    store.put("a", "key", 1)
    assert store.get("a", "key") == 1
    store.close()
    if rubbish.strip(b"\0"):
        assert path.with_name("store.sqlite3.damaged").read_bytes() == rubbish


def test_a_file_damaged_while_in_use_costs_only_what_was_in_it(path: Path) -> None:
    store = Store(path)
    for number in range(2000):
        store.put("a", str(number), "x" * 100)
    store.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 100_000)
    store = Store(path)
    for number in range(2000):
        assert store.get("a", str(number)) in (None, "x" * 100)
    store.put("a", "new", 1)
    assert store.get("a", "new") == 1
    store.close()


def test_a_database_of_another_program_is_put_aside(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 1")
        connection.execute("CREATE TABLE entries (something TEXT)")
    connection.close()
    store = Store(path)
    store.put("a", "key", 1)
    assert store.get("a", "key") == 1
    store.close()


def test_a_store_of_another_version_is_begun_anew(path: Path) -> None:
    store = Store(path)
    store.put("a", "key", 1)
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    store = Store(path)
    assert store.get("a", "key") is None
    store.put("a", "key", 2)
    assert store.get("a", "key") == 2
    store.close()


def test_a_file_that_was_removed_while_in_use_is_made_again(path: Path) -> None:
    store = Store(path)
    store.put("a", "key", 1)
    for file in path.parent.iterdir():
        file.unlink()
    store.put("a", "other", 2)
    store.close()
    store = Store(path)
    store.put("a", "key", 3)
    assert store.get("a", "key") == 3
    store.close()


def test_a_directory_that_cannot_be_made_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used") as caught:
        Store(tmp_path / "file" / "store.sqlite3")
    assert "writable" in caught.value.remedy


def test_a_path_that_is_a_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open"):
        Store(tmp_path)


def test_a_value_that_is_not_json_any_more_is_forgotten(store: Store, path: Path) -> None:
    store.put("a", "key", 1)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE entries SET value = '{'")
    connection.close()
    assert store.get("a", "key") is None
    assert store.count() == 0


def test_the_least_recently_used_values_go_first_when_it_is_full(path: Path) -> None:
    store = Store(path, max_bytes=100_000)
    for number in range(60):
        store.put("a", str(number), "x" * 1000)
    for _ in range(3):
        assert store.get("a", "0") is not None
    for number in range(60, 140):
        store.put("a", str(number), "x" * 1000)
        assert store.get("a", "0") is not None
    assert store.size() <= 100_000
    assert store.get("a", "1") is None
    assert store.get("a", "139") is not None
    store.close()


def test_use_is_remembered_from_one_process_to_the_next(path: Path) -> None:
    store = Store(path, max_bytes=100_000)
    for number in range(80):
        store.put("a", str(number), "x" * 1000)
    assert store.get("a", "0") is not None
    store.close()
    store = Store(path, max_bytes=100_000)
    for number in range(80, 130):
        store.put("a", str(number), "x" * 1000)
    assert store.get("a", "0") is not None
    assert store.get("a", "1") is None
    store.close()


def test_one_value_too_large_does_not_drive_out_the_others(path: Path) -> None:
    store = Store(path, max_bytes=100_000)
    store.put("a", "small", 1)
    store.put("a", "large", "x" * 50_000)
    assert store.get("a", "large") is None
    assert store.get("a", "small") == 1
    store.close()


def test_threads_share_one_store(store: Store) -> None:
    errors: list[BaseException] = []

    def work(name: int) -> None:
        try:
            for number in range(50):
                store.put("t", f"{name}-{number}", number)
                assert store.get("t", f"{name}-{number}") == number
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert store.count("t") == 200


async def test_several_processes_share_one_store_from_its_first_moment(path: Path) -> None:
    writers = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", WRITER, str(path), str(name))
        for name in range(4)
    ]
    assert [await writer.wait() for writer in writers] == [0, 0, 0, 0]
    store = Store(path)
    assert store.count("from") == 200
    store.close()


def test_a_closed_store_opens_itself_again(store: Store) -> None:
    store.put("a", "key", 1)
    store.close()
    store.close()
    assert store.get("a", "key") == 1
