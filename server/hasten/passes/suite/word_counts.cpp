// A text cut into words, counted in a map, joined again.
#include "check.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace {

std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words;
    std::string word;
    for (char letter : text) {
        bool in_word = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
        if (in_word) {
            word += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
        } else if (!word.empty()) {
            words.push_back(word);
            word.clear();
        }
    }
    if (!word.empty()) words.push_back(word);
    return words;
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); i++) {
        if (i > 0) text += between;
        text.append(words[i]);
    }
    return text;
}

}  // namespace

int main() {
    std::string text = "The cat saw the dog; the DOG saw a cat, and -- the end: The END";
    std::vector<std::string> words = words_of(text.substr(hide<std::size_t>(0)));
    CHECK(words.size() == 15);
    std::map<std::string, int> counts;
    for (const std::string& word : words) ++counts[word];
    CHECK(counts["the"] == 5 && counts["cat"] == 2 && counts["dog"] == 2 && counts["end"] == 2);
    CHECK(counts.find("mouse") == counts.end() && counts.size() == 7);
    std::vector<std::pair<std::string, int>> ranked(counts.begin(), counts.end());
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    CHECK(ranked[0].first == "the" && ranked[1].first == "cat" && ranked[3].first == "end");
    std::reverse(words.begin(), words.end());
    std::string line = joined(words, ", ");
    CHECK(line.rfind("end, the, end, the, and", 0) == 0);
    CHECK(words_of(line) == words);
    std::size_t commas = 0;
    for (std::size_t at = line.find(','); at != std::string::npos; at = line.find(',', at + 1)) commas++;
    CHECK(commas == words.size() - 1);
    line.insert(3, std::string(40, '*'));
    line.erase(hide<std::size_t>(10), 20);
    CHECK(line.compare(0, 8, "end*****") == 0);
    note(line.c_str());
    return finish();
}
