"""What a worker is asked about itself: everything that the searches to come depend on."""

from hasten.farming.profile import own_version, task
from hasten.settings import Settings


def test_every_compiler_and_backend_that_the_searches_use_is_looked_at() -> None:
    many = [Settings(), Settings(compiler="clang++", confirm="gem5"), Settings(backend="native")]
    options = task("a:b", many).options
    assert options["compilers"] == ["", "clang++"]
    assert options["backends"] == ["auto", "gem5", "native"]
    assert task("a:b", []).options["backends"] == []


def test_hasten_is_told_by_its_version_and_its_sources() -> None:
    assert own_version() == own_version()
    assert own_version().endswith(")")
