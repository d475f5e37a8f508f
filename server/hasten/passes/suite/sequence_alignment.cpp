// Common subsequences and edit distances by tables, by two rows, and by recursion.
#include "check.hpp"

namespace {

int table[41][41];

int smallest(int a, int b, int c) { return a < b ? (a < c ? a : c) : (b < c ? b : c); }

int distance(const char* a, int m, const char* b, int n) {
    for (int i = 0; i <= m; i++) {
        for (int j = 0; j <= n; j++) {
            if (i == 0 || j == 0) {
                table[i][j] = i + j;
            } else {
                table[i][j] = smallest(table[i - 1][j] + 1, table[i][j - 1] + 1,
                                       table[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            }
        }
    }
    return table[m][n];
}

int distance_in_rows(const char* a, int m, const char* b, int n) {
    int rows[2][41];
    for (int j = 0; j <= n; j++) rows[0][j] = j;
    for (int i = 1; i <= m; i++) {
        int *now = rows[i & 1], *before = rows[(i & 1) ^ 1];
        now[0] = i;
        for (int j = 1; j <= n; j++) {
            int best = before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            if (before[j] + 1 < best) best = before[j] + 1;
            if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
            now[j] = best;
        }
    }
    return rows[m & 1][n];
}

int distance_recursively(const char* a, int m, const char* b, int n) {
    if (m == 0 || n == 0) return m + n;
    if (a[m - 1] == b[n - 1]) return distance_recursively(a, m - 1, b, n - 1);
    return 1 + smallest(distance_recursively(a, m - 1, b, n), distance_recursively(a, m, b, n - 1),
                        distance_recursively(a, m - 1, b, n - 1));
}

int common(const char* a, int m, const char* b, int n, char* out) {
    int best[41][41] = {};
    for (int i = m - 1; i >= 0; i--) {
        for (int j = n - 1; j >= 0; j--) {
            if (a[i] == b[j]) best[i][j] = best[i + 1][j + 1] + 1;
            else best[i][j] = best[i + 1][j] > best[i][j + 1] ? best[i + 1][j] : best[i][j + 1];
        }
    }
    int count = 0;
    for (int i = 0, j = 0; i < m && j < n;) {
        if (a[i] == b[j]) {
            out[count++] = a[i++];
            j++;
        } else if (best[i + 1][j] >= best[i][j + 1]) {
            i++;
        } else {
            j++;
        }
    }
    CHECK(count == best[0][0]);
    return count;
}

bool is_inside(const char* small, int count, const char* big, int size) {
    int at = 0;
    for (int i = 0; i < size && at < count; i++) at += big[i] == small[at];
    return at == count;
}

}  // namespace

int main() {
    CHECK(distance("kitten", hide(6), "sitting", 7) == 3);
    char a[40], b[40], out[40];
    Random random(1970);
    for (int round = 0; round < 80; round++) {
        int m = static_cast<int>(random.below(41)), n = static_cast<int>(random.below(41));
        for (char& letter : a) letter = static_cast<char>('a' + random.below(4));
        for (char& letter : b) letter = static_cast<char>('a' + random.below(4));
        int cost = distance(a, m, b, n);
        CHECK(cost == distance_in_rows(a, m, b, n));
        if (m < 6 && n < 6) CHECK(cost == distance_recursively(a, m, b, n));
        int length = common(a, m, b, n, out);
        CHECK(is_inside(out, length, a, m) && is_inside(out, length, b, n));
        CHECK(cost >= (m > n ? m : n) - length);
        note(cost);
        note_bytes(out, static_cast<std::size_t>(length));
    }
    return finish();
}
