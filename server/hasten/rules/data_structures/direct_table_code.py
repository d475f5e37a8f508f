"""The tables that `direct-address-table` puts into a file: their C++ text.

Both hold keys below a limit in an array, and all others in the table of the library. The limit
grows only as far as the number of uses so far pays for, so that no key, however large, makes the
array larger than the work done. Emptying either one forgets the round of each slot, not the slots.
"""

from __future__ import annotations

MAP_NAME = "DirectMap"
SET_NAME = "DirectSet"

MAP_HEADERS = (
    "algorithm",
    "cstddef",
    "cstdint",
    "stdexcept",
    "unordered_map",
    "utility",
    "vector",
)
SET_HEADERS = ("algorithm", "cstddef", "cstdint", "unordered_set", "vector")

MAP_TEXT = """\
namespace {

// A map from integers: keys below a limit, which grows with use, are indices of an array; all
// others are hashed. A new key may move the values.
template <typename Key, typename Value>
class DirectMap {
public:
    typedef std::pair<Key, Value> value_type;
    typedef value_type* iterator;
    typedef const value_type* const_iterator;

    iterator end() { return nullptr; }
    const_iterator end() const { return nullptr; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    std::size_t count(Key key) const { return find(key) != nullptr ? 1 : 0; }
    bool contains(Key key) const { return find(key) != nullptr; }

    const_iterator find(Key key) const {
        const std::uint64_t index = static_cast<std::uint64_t>(key);
        if (index < limit_) {
            const Slot& slot = slots_[index];
            return slot.round == round_ ? &slot.entry : nullptr;
        }
        if (others_.empty()) return nullptr;
        const auto found = others_.find(key);
        return found == others_.end() ? nullptr : &found->second;
    }

    iterator find(Key key) {
        return const_cast<iterator>(static_cast<const DirectMap&>(*this).find(key));
    }

    Value& at(Key key) {
        const iterator found = find(key);
        if (found == nullptr) throw std::out_of_range("DirectMap::at");
        return found->second;
    }

    const Value& at(Key key) const { return const_cast<DirectMap&>(*this).at(key); }

    Value& operator[](Key key) {
        const std::uint64_t index = static_cast<std::uint64_t>(key);
        if (index >= limit_ && !reaches(index)) {
            const auto added = others_.emplace(key, value_type(key, Value()));
            size_ += added.second ? 1 : 0;
            return added.first->second.second;
        }
        Slot& slot = slots_[index];
        if (slot.round != round_) {
            slot.round = round_;
            slot.entry = value_type(key, Value());
            ++size_;
        }
        return slot.entry.second;
    }

    std::pair<iterator, bool> insert(const value_type& entry) {
        const std::size_t before = size_;
        Value& value = (*this)[entry.first];
        if (size_ != before) value = entry.second;
        return std::pair<iterator, bool>(find(entry.first), size_ != before);
    }

    std::pair<iterator, bool> emplace(Key key, const Value& value) {
        return insert(value_type(key, value));
    }

    std::size_t erase(Key key) {
        const std::uint64_t index = static_cast<std::uint64_t>(key);
        std::size_t erased = 0;
        if (index >= limit_) {
            erased = others_.erase(key);
        } else if (slots_[index].round == round_) {
            slots_[index].round = 0;
            erased = 1;
        }
        size_ -= erased;
        return erased;
    }

    void clear() {
        others_.clear();
        size_ = 0;
        if (++round_ == 0) {
            for (Slot& slot : slots_) slot.round = 0;
            round_ = 1;
        }
    }

    // Copies of all entries, in the order of their keys. An array that is nearly empty is given up,
    // so that nobody goes through it again and again.
    std::vector<value_type> entries() {
        if (limit_ / 64 > size_ + 64) {
            for (const Slot& slot : slots_) {
                if (slot.round == round_) others_.emplace(slot.entry.first, slot.entry);
            }
            std::vector<Slot>().swap(slots_);
            limit_ = uses_ = 0;
        }
        std::vector<value_type> found;
        found.reserve(size_);
        for (const Slot& slot : slots_) {
            if (slot.round == round_) found.push_back(slot.entry);
        }
        if (others_.empty()) return found;
        for (const auto& other : others_) found.push_back(other.second);
        std::sort(found.begin(), found.end(), [](const value_type& one, const value_type& two) {
            return one.first < two.first;
        });
        return found;
    }

private:
    struct Slot {
        value_type entry = value_type();
        std::uint32_t round = 0;
    };

    // Whether the array has the index, after it has grown if the uses so far pay for that.
    bool reaches(std::uint64_t index) {
        ++uses_;
        if (index / 32 > uses_ || index / 16 > size_ + 65536) return false;
        std::uint64_t limit = 64;
        while (limit <= index) limit *= 2;
        slots_.resize(static_cast<std::size_t>(limit));
        limit_ = limit;
        for (auto other = others_.begin(); other != others_.end();) {
            const std::uint64_t at = static_cast<std::uint64_t>(other->first);
            if (at < limit_) {
                slots_[at].entry = other->second;
                slots_[at].round = round_;
                other = others_.erase(other);
            } else {
                ++other;
            }
        }
        return true;
    }

    std::vector<Slot> slots_;
    std::unordered_map<Key, value_type> others_;
    std::uint64_t limit_ = 0;
    std::uint64_t uses_ = 0;
    std::size_t size_ = 0;
    std::uint32_t round_ = 1;
};

}  // namespace
"""

SET_TEXT = """\
namespace {

// A set of integers: keys below a limit, which grows with use, are indices of an array; all others
// are hashed.
template <typename Key>
class DirectSet {
public:
    DirectSet() {}

    template <typename Iterator>
    DirectSet(Iterator first, Iterator last) {
        insert(first, last);
    }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    std::size_t count(Key key) const { return contains(key) ? 1 : 0; }

    bool contains(Key key) const {
        const std::uint64_t index = static_cast<std::uint64_t>(key);
        if (index < limit_) return rounds_[index] == round_;
        return !others_.empty() && others_.count(key) != 0;
    }

    // Whether the key is new.
    bool insert(Key key) {
        const std::uint64_t index = static_cast<std::uint64_t>(key);
        bool added = false;
        if (index >= limit_ && !reaches(index)) {
            added = others_.insert(key).second;
        } else if (rounds_[index] != round_) {
            rounds_[index] = round_;
            added = true;
        }
        size_ += added ? 1 : 0;
        return added;
    }

    template <typename Iterator>
    void insert(Iterator first, Iterator last) {
        for (; first != last; ++first) insert(static_cast<Key>(*first));
    }

    std::size_t erase(Key key) {
        const std::uint64_t index = static_cast<std::uint64_t>(key);
        std::size_t erased = 0;
        if (index >= limit_) {
            erased = others_.erase(key);
        } else if (rounds_[index] == round_) {
            rounds_[index] = 0;
            erased = 1;
        }
        size_ -= erased;
        return erased;
    }

    void clear() {
        others_.clear();
        size_ = 0;
        if (++round_ == 0) {
            rounds_.assign(rounds_.size(), 0);
            round_ = 1;
        }
    }

    // Copies of all keys, in order. An array that is nearly empty is given up, so that nobody goes
    // through it again and again.
    std::vector<Key> entries() {
        std::vector<Key> found;
        found.reserve(size_);
        for (std::size_t i = 0; i < rounds_.size(); ++i) {
            if (rounds_[i] == round_) found.push_back(static_cast<Key>(i));
        }
        if (limit_ / 64 > size_ + 64) {
            others_.insert(found.begin(), found.end());
            std::vector<std::uint8_t>().swap(rounds_);
            limit_ = uses_ = 0;
            found.clear();
        }
        if (others_.empty()) return found;
        found.insert(found.end(), others_.begin(), others_.end());
        std::sort(found.begin(), found.end());
        return found;
    }

private:
    // Whether the array has the index, after it has grown if the uses so far pay for that.
    bool reaches(std::uint64_t index) {
        ++uses_;
        if (index / 128 > uses_ || index / 128 > size_ + 65536) return false;
        std::uint64_t limit = 256;
        while (limit <= index) limit *= 2;
        rounds_.resize(static_cast<std::size_t>(limit), 0);
        limit_ = limit;
        for (auto other = others_.begin(); other != others_.end();) {
            const std::uint64_t at = static_cast<std::uint64_t>(*other);
            if (at < limit_) {
                rounds_[at] = round_;
                other = others_.erase(other);
            } else {
                ++other;
            }
        }
        return true;
    }

    std::vector<std::uint8_t> rounds_;
    std::unordered_set<Key> others_;
    std::uint64_t limit_ = 0;
    std::uint64_t uses_ = 0;
    std::size_t size_ = 0;
    std::uint8_t round_ = 1;
};

}  // namespace
"""
