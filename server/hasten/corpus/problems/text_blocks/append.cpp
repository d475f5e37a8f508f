#include <iostream>
#include <string>

int main() {
    int n, times, best = 0, run = 0;
    char letter, last = 0;
    std::cin >> n;
    std::string text;
    while (n--) {
        std::cin >> letter >> times;
        text.append(times, letter);
        run = letter == last ? run + times : times;
        last = letter;
        if (run > best) best = run;
    }
    std::cout << text << '\n' << best << std::endl;
}
