// Functions chosen at run time: tables, callbacks, comparison for qsort.
#include "check.hpp"

#include <cstdlib>

namespace {

using Operation = int (*)(int, int);

int add(int a, int b) { return a + b; }
int subtract(int a, int b) { return a - b; }
int multiply(int a, int b) { return static_cast<int>(static_cast<unsigned>(a) * static_cast<unsigned>(b)); }
int larger(int a, int b) { return a > b ? a : b; }
int both(int a, int b) { return a & b; }

const Operation table[] = {add, subtract, multiply, larger, both};
const char signs[] = "+-*^&";

Operation named(char sign) {
    const char* found = std::strchr(signs, sign);
    return found != nullptr && *found != '\0' ? table[found - signs] : nullptr;
}

int fold(const int* values, int count, Operation operation, int start) {
    for (int i = 0; i < count; i++) start = operation(start, values[i]);
    return start;
}

struct Record {
    int key;
    char name[8];
};

int comparisons;

int by_key(const void* a, const void* b) {
    comparisons++;
    int x = static_cast<const Record*>(a)->key, y = static_cast<const Record*>(b)->key;
    return (x > y) - (x < y);
}

int by_name(const void* a, const void* b) {
    return std::strcmp(static_cast<const Record*>(a)->name, static_cast<const Record*>(b)->name);
}

void each(Record* records, int count, void (*act)(Record&, void*), void* context) {
    for (int i = 0; i < count; i++) act(records[i], context);
}

}  // namespace

int main() {
    int values[50];
    for (int i = 0; i < 50; i++) values[i] = hide(i * 7 % 23 + 1);
    for (const char* sign = signs; *sign != '\0'; sign++) {
        Operation operation = named(hide(*sign));
        CHECK(operation != nullptr);
        int result = fold(values, hide(50), operation, values[0]);
        int again = values[0];
        for (int value : values) {
            switch (*sign) {
                case '+': again += value; break;
                case '-': again -= value; break;
                case '*': again = multiply(again, value); break;
                case '^': again = again > value ? again : value; break;
                default: again &= value;
            }
        }
        CHECK(result == again);
        note(result);
    }
    CHECK(named(hide('?')) == nullptr && named(hide('*')) == multiply);
    Record records[40];
    for (int i = 0; i < 40; i++) {
        records[i].key = hide(i * 17 % 41);
        std::snprintf(records[i].name, sizeof records[i].name, "n%d", (i * 29) % 40);
    }
    std::qsort(records, 40, sizeof(Record), by_key);
    for (int i = 1; i < 40; i++) CHECK(records[i - 1].key < records[i].key);
    CHECK(comparisons >= 39);
    Record wanted = {hide(17), ""};
    void* hit = std::bsearch(&wanted, records, 40, sizeof(Record), by_key);
    CHECK(hit != nullptr && static_cast<Record*>(hit)->key == 17);
    std::qsort(records, 40, sizeof(Record), by_name);
    for (int i = 1; i < 40; i++) CHECK(std::strcmp(records[i - 1].name, records[i].name) < 0);
    long sum = 0;
    each(records, 40, [](Record& record, void* context) { *static_cast<long*>(context) += record.key--; }, &sum);
    each(records, 40, [](Record& record, void* context) { *static_cast<long*>(context) -= record.key; }, &sum);
    CHECK(sum == 40);
    for (const Record& record : records) note(record.name);
    return finish();
}
