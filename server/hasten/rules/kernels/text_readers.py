"""Functions of C++ that take fields, words, letters and integers out of a string.

`at` is where the next one begins; `npos` once a stream would have been at its end, or failed.
"""

from __future__ import annotations

FIELD = """\
static bool next_field(const std::string& text, std::size_t& at, std::string& field,
                       char delimiter) {
    if (at > text.size()) return false;
    const std::size_t end = text.find(delimiter, at);
    if (end == std::string::npos) {
        const bool is_there = at < text.size();
        field.assign(text, at, std::string::npos);
        at = std::string::npos;
        return is_there;
    }
    field.assign(text, at, end - at);
    at = end + 1;
    return true;
}
"""
_BLANK = """\
static bool is_blank(char letter) { return letter == ' ' || (letter >= '\\t' && letter <= '\\r'); }
"""
_SKIP = """\
static bool skip_blanks(const std::string& text, std::size_t& at) {
    if (at > text.size()) return false;
    while (at < text.size() && is_blank(text[at])) ++at;
    if (at < text.size()) return true;
    at = std::string::npos;
    return false;
}
"""
_WORD = """\
static bool next_word(const std::string& text, std::size_t& at, std::string& word) {
    if (!skip_blanks(text, at)) return false;
    const std::size_t start = at;
    while (at < text.size() && !is_blank(text[at])) ++at;
    word.assign(text, start, at - start);
    if (at == text.size()) at = std::string::npos;
    return true;
}
"""
_LETTER = """\
static bool next_letter(const std::string& text, std::size_t& at, char& letter) {
    if (!skip_blanks(text, at)) return false;
    letter = text[at++];
    return true;
}
"""
_NUMBER = """\
template <class Number>
static bool next_number(const std::string& text, std::size_t& at, Number& number) {
    typedef std::numeric_limits<Number> Limits;
    if (!skip_blanks(text, at)) return false;
    const bool negative = text[at] == '-';
    if (negative || text[at] == '+') ++at;
    const std::size_t start = at;
    unsigned long long most = Limits::max(), value = 0;
    if (negative && Limits::is_signed) ++most;
    bool fits = true;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
        const unsigned digit = text[at] - '0';
        if (value > (most - digit) / 10) fits = false;
        value = value * 10 + digit;
    }
    const bool is_there = at > start;
    if (!fits) number = negative && Limits::is_signed ? Limits::min() : Limits::max();
    else number = static_cast<Number>(negative ? 0 - value : value);
    if (!is_there || !fits || at == text.size()) at = std::string::npos;
    return is_there && fits;
}
"""
READERS = (
    ("next_field", FIELD),
    ("is_blank", _BLANK),
    ("skip_blanks", _SKIP),
    ("next_word", _WORD),
    ("next_letter", _LETTER),
    ("next_number", _NUMBER),
)
