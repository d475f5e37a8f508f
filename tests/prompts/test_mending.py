from __future__ import annotations

import pytest

from hasten.prompts.mending import mended, missing_headers

CODE = "#include <vector>\nint main() { std::vector<int> v; std::sort(v.begin(), v.end()); }\n"


@pytest.mark.parametrize(
    ("message", "header"),
    [
        ("2:9: error: 'sort' is not a member of 'std'", "algorithm"),
        (
            "2:9: error: \u2018sort\u2019 is not a member of \u2018std\u2019; did you mean",
            "algorithm",
        ),
        ("error: no member named 'sort' in namespace 'std'", "algorithm"),
        ("error: 'uint64_t' does not name a type", "cstdint"),
        ("error: 'memcpy' was not declared in this scope", "cstring"),
        ("error: use of undeclared identifier 'INT_MAX'", "climits"),
        ("error: unknown type name 'uint8_t'", "cstdint"),
        (
            "error: 'unordered_map' in namespace 'std' does not name a template type",
            "unordered_map",
        ),
        ("error: no template named 'unordered_map' in namespace 'std'", "unordered_map"),
        ("error: variable 'std::stringstream ss' has initializer but incomplete type", "sstream"),
        ("error: aggregate 'std::array<int, 3> a' has incomplete type and cannot", "array"),
        (
            "error: implicit instantiation of undefined template 'std::basic_stringstream<char>'",
            "sstream",
        ),
        ("error: 'accumulate' was not declared in this scope", "numeric"),
        ("error: '_mm256_add_epi32' was not declared in this scope", "immintrin.h"),
        ("error: 'mmap' was not declared in this scope", "sys/mman.h"),
        ("note: this is probably fixable by adding '#include <bit>'", "bit"),
    ],
)
def test_the_header_of_the_name_that_the_compiler_misses_is_found(
    message: str, header: str
) -> None:
    assert missing_headers(CODE, message, CODE) == (header,)


@pytest.mark.parametrize(
    "message",
    [
        "error: expected ';' before '}' token",
        "error: 'my_helper' was not declared in this scope",
        "error: 'vector' is not a member of 'std'",
        "error: no matching function for call to 'sort(int)'",
        "",
    ],
)
def test_other_errors_are_nothing_that_a_header_mends(message: str) -> None:
    assert mended(CODE, message, CODE) is None


def test_the_header_goes_among_the_includes() -> None:
    message = "error: 'sort' is not a member of 'std'"
    assert mended(CODE, message) == CODE.replace("<vector>\n", "<vector>\n#include <algorithm>\n")


def test_headers_of_other_new_names_come_along_since_compilers_stop_at_the_first() -> None:
    new = CODE.replace("std::sort", "uint64_t x = INT_MAX; memcpy(&x, 0, 0); std::sort")
    message = "error: 'uint64_t' was not declared in this scope"
    assert missing_headers(new, message, CODE) == ("cstdint", "climits", "cstring")
    assert missing_headers(new, message, new) == ("cstdint",)


def test_members_and_words_of_ones_own_bring_no_headers() -> None:
    new = CODE.replace("std::sort", "a.printf(); b->strlen(); own::memset(); int sort; std::sort")
    message = "error: 'int8_t' was not declared in this scope"
    assert missing_headers(new, message, CODE) == ("cstdint",)


def test_c_gets_headers_of_c() -> None:
    message = "error: implicit declaration of function 'memcpy'"
    code = "int main(void) { memcpy(0, 0, 0); uint8_t x = 0; return x; }\n"
    assert mended(code, message, "", "c") == f"#include <stdint.h>\n#include <string.h>\n{code}"


def test_a_text_that_includes_everything_needs_nothing() -> None:
    code = f"#include <bits/stdc++.h>\n{CODE}"
    assert mended(code, "error: 'sort' is not a member of 'std'") is None
