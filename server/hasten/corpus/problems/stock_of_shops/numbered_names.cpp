#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <unordered_map>
#include <vector>

struct Shop {
    std::string_view name;
    int kinds, total;
};

static char text[1 << 19];

int main() {
    char *end = text + fread(text, 1, sizeof text - 1, stdin);
    char *p = text;
    auto token = [&]() -> std::string_view {
        while (p < end && *p <= ' ') ++p;
        char *from = p;
        while (p < end && *p > ' ') ++p;
        return {from, static_cast<size_t>(p - from)};
    };
    auto number = [&] {
        auto digits = token();
        bool negative = digits[0] == '-';
        int v = 0;
        for (char c : digits.substr(negative)) v = v * 10 + (c - '0');
        return negative ? -v : v;
    };
    std::unordered_map<std::string_view, uint32_t> shop_number(256), item_number(256);
    std::unordered_map<uint64_t, int> stock(8192);
    std::vector<Shop> shops;
    for (int n = number(); n; --n) {
        auto [shop, new_shop] = shop_number.try_emplace(token(), shops.size());
        if (new_shop) shops.push_back({shop->first, 0, 0});
        auto item = item_number.try_emplace(token(), item_number.size()).first;
        int change = number();
        int &left = stock[static_cast<uint64_t>(shop->second) << 32 | item->second];
        Shop &at = shops[shop->second];
        at.kinds -= left != 0;
        left += change;
        at.kinds += left != 0;
        at.total += change;
    }
    std::sort(shops.begin(), shops.end(),
              [](const Shop &a, const Shop &b) { return a.name < b.name; });
    for (const Shop &s : shops)
        printf("%.*s %d %d\n", static_cast<int>(s.name.size()), s.name.data(), s.kinds, s.total);
}
