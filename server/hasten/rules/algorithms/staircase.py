"""The text of a table of growing keys and values, which answers what is best among lesser keys."""

NAME = "Staircase"
HEADERS = ("vector", "utility", "algorithm", "cstddef")
HELPER = """\
// The greatest value that was added for keys that come before a key, in logarithmic time:
// what is no better than the value of a key before is left out.
template <class Key, class Value, class Before>
struct Staircase {
    std::vector<std::pair<Key, Value>> steps;  // of which both grow

    static bool comes_before(const std::pair<Key, Value>& step, const Key& key) {
        return Before()(step.first, key);
    }
    static bool comes_after(const Key& key, const std::pair<Key, Value>& step) {
        return Before()(key, step.first);
    }
    void add(const Key& key, const Value& value) {
        auto first = std::lower_bound(steps.begin(), steps.end(), key, comes_before);
        if (first != steps.begin() && !((first - 1)->second < value)) return;
        auto last = first;
        while (last != steps.end() && !(value < last->second)) ++last;
        if (last != first) {
            *first = std::make_pair(key, value);
            steps.erase(first + 1, last);
        } else if (first == steps.end() || Before()(key, first->first)) {
            steps.insert(first, std::make_pair(key, value));
        }
    }
    const Value* before(const Key& key) const {
        auto end = std::lower_bound(steps.begin(), steps.end(), key, comes_before);
        return end == steps.begin() ? nullptr : &(end - 1)->second;
    }
    const Value* up_to(const Key& key) const {
        auto end = std::upper_bound(steps.begin(), steps.end(), key, comes_after);
        return end == steps.begin() ? nullptr : &(end - 1)->second;
    }
};
"""
