// Six ways to sort, on the shapes of data that are hard for some of them.
#include "check.hpp"

#include <algorithm>
#include <vector>

namespace {

using Values = std::vector<int>;

void insertion(Values& v) {
    for (std::size_t i = 1; i < v.size(); i++) {
        int value = v[i];
        std::size_t j = i;
        for (; j > 0 && v[j - 1] > value; j--) v[j] = v[j - 1];
        v[j] = value;
    }
}

void shell(Values& v) {
    for (std::size_t gap : {57u, 23u, 10u, 4u, 1u}) {
        for (std::size_t i = gap; i < v.size(); i++) {
            for (std::size_t j = i; j >= gap && v[j - gap] > v[j]; j -= gap) std::swap(v[j], v[j - gap]);
        }
    }
}

void quick(int* low, int* high) {
    while (high - low > 1) {
        int pivot = low[(high - low - 1) / 2];
        int *left = low, *right = high - 1;
        for (;;) {
            while (*left < pivot) left++;
            while (*right > pivot) right--;
            if (left >= right) break;
            std::swap(*left++, *right--);
        }
        if (right + 1 - low < high - right - 1) {
            quick(low, right + 1);
            low = right + 1;
        } else {
            quick(right + 1, high);
            high = right + 1;
        }
    }
}

void merge(int* values, int* spare, int count) {
    if (count < 2) return;
    int half = count / 2, i = 0, j = half, k = 0;
    merge(values, spare, half);
    merge(values + half, spare, count - half);
    while (i < half && j < count) spare[k++] = values[j] < values[i] ? values[j++] : values[i++];
    while (i < half) spare[k++] = values[i++];
    std::memcpy(values, spare, static_cast<std::size_t>(k) * sizeof *values);
}

void sift(Values& v, std::size_t at, std::size_t size) {
    for (std::size_t child; (child = 2 * at + 1) < size; at = child) {
        if (child + 1 < size && v[child] < v[child + 1]) child++;
        if (v[at] >= v[child]) return;
        std::swap(v[at], v[child]);
    }
}

void heap(Values& v) {
    for (std::size_t i = v.size() / 2; i-- > 0;) sift(v, i, v.size());
    for (std::size_t size = v.size(); size > 1; size--) {
        std::swap(v[0], v[size - 1]);
        sift(v, 0, size - 1);
    }
}

void radix(Values& v) {
    Values other(v.size());
    for (int shift = 0; shift < 32; shift += 8) {
        std::size_t starts[257] = {};
        for (int value : v) starts[((static_cast<unsigned>(value) ^ 0x80000000u) >> shift & 255) + 1]++;
        for (int i = 0; i < 256; i++) starts[i + 1] += starts[i];
        for (int value : v) other[starts[(static_cast<unsigned>(value) ^ 0x80000000u) >> shift & 255]++] = value;
        v.swap(other);
    }
}

}  // namespace

int main() {
    Random random(1959);
    for (int shape = 0; shape < 6; shape++) {
        for (int size : {0, 1, 2, 3, 17, 200}) {
            Values original;
            for (int i = 0; i < size; i++) {
                int value = static_cast<int>(random.next() << 1);
                if (shape == 1) value = i;
                if (shape == 2) value = -i;
                if (shape == 3) value = 5;
                if (shape == 4) value = static_cast<int>(random.below(4)) - 2;
                if (shape == 5) value = i % 2 ? INT32_MIN + i : INT32_MAX - i;
                original.push_back(hide(value));
            }
            Values expected = original, a = original, b = original, c = original, d = original, e = original,
                   f = original, spare(original.size() + 1);
            std::sort(expected.begin(), expected.end());
            insertion(a);
            shell(b);
            quick(c.data(), c.data() + c.size());
            merge(d.data(), spare.data(), size);
            heap(e);
            radix(f);
            CHECK(a == expected && b == expected && c == expected);
            CHECK(d == expected && e == expected && f == expected);
            note_bytes(f.data(), f.size() * sizeof(int));
        }
    }
    return finish();
}
