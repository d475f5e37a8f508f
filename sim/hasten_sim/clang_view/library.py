"""Which libclang there is, and the headers that belong to it.

Newest system library first: the headers of a new GCC may need a new clang. The library inside the
`libclang` package is the floor.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

PATTERNS = (
    "/usr/lib/llvm-*/lib/libclang-*.so.*",
    "/usr/lib/llvm-*/lib/libclang.so.*",
    "/usr/lib/*-linux-gnu/libclang-*.so.*",
    "/usr/lib64/llvm*/lib*/libclang.so.*",
    "/usr/lib64/libclang.so.*",
    "/usr/lib/libclang.so.*",
    "/usr/lib/llvm*/lib/libclang.so.*",
)
OLDEST = 18
"""The bindings are those of LLVM 18; the kinds of operators have been told since 17."""


def candidates() -> tuple[Path, ...]:
    """The libraries to try, best first."""
    found: dict[Path, int] = {}
    for pattern in PATTERNS:
        for path in Path("/").glob(pattern[1:]):
            real = path.resolve()
            if "libclang-cpp" not in path.name and real not in {p.resolve() for p in found}:
                found[path] = major_version(path)
    recent = [path for path in found if found[path] >= OLDEST]
    recent.sort(key=lambda path: (-found[path], str(path)))
    return (*recent, *_packaged())


def major_version(path: Path) -> int:
    """The LLVM release that a library's path tells, 0 when it does not."""
    for text in (path.name, path.resolve().name, str(path), str(path.resolve())):
        numbers = re.findall(r"(?:libclang-|libclang\.so\.|llvm-?)(\d+)", text)
        if releases := [int(number) for number in numbers if int(number) > 1]:
            return releases[0]
    return 0


def _packaged() -> tuple[Path, ...]:
    package = find_spec("clang")
    places = package.submodule_search_locations if package is not None else None
    paths = [Path(place) / "native" / "libclang.so" for place in places or ()]
    return tuple(path for path in paths if path.exists())


def header_flags(library: Path) -> tuple[str, ...]:
    """Where `stddef.h` and its kin are: clang's own for this library, or else GCC's."""
    for place in (library, library.resolve()):
        major = major_version(place)
        for folder in (place.parent / "clang", place.parent.parent / "lib" / "clang"):
            if (folder / str(major) / "include" / "stddef.h").exists():
                return ("-resource-dir", str(folder / str(major)))
    found = sorted(Path("/usr/lib/gcc").glob("*/*/include/stddef.h"), key=_gcc_version)
    return ("-isystem", str(found[-1].parent)) if found else ()


def _gcc_version(header: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", header.parent.parent.name))
