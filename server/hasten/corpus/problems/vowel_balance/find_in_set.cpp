#include <iostream>
#include <string>

int main() {
    std::string line;
    std::getline(std::cin, line);
    const std::string vowel_letters = "aeiouAEIOU";
    int vowels = 0, others = 0, best = -1000000;
    std::size_t where = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != ' ') {
            if (vowel_letters.find(line[i]) != std::string::npos)
                ++vowels;
            else
                ++others;
        }
        if (others - vowels > best) {
            best = others - vowels;
            where = i;
        }
    }
    std::cout << vowels << ' ' << others << ' ' << where << '\n';
}
