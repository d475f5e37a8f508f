// Called with the files of input, output and answer: status 0 accepts.
#include <cstdlib>
#include <fstream>
#include <iostream>

int main(int, char **argv) {
    std::ifstream input(argv[1]), output(argv[2]), answer(argv[3]);
    int n = 0, r = 0, c = 0, goal_r = 0, goal_c = 0, expected = 0, moves = -2;
    input >> n >> r >> c >> goal_r >> goal_c;
    answer >> expected;
    if (!(output >> moves) || moves != expected) {
        std::cerr << "not the fewest moves\n";
        return 1;
    }
    for (int i = 0; i <= moves; ++i) {
        int next_r = 0, next_c = 0;
        if (!(output >> next_r >> next_c) || next_r < 1 || next_c < 1 || next_r > n || next_c > n) {
            std::cerr << "no field of the board\n";
            return 1;
        }
        int step = std::abs(next_r - r) * std::abs(next_c - c);
        if (i == 0 ? next_r != r || next_c != c : step != 2) {
            std::cerr << "no move of a knight\n";
            return 1;
        }
        r = next_r;
        c = next_c;
    }
    if (moves >= 0 && (r != goal_r || c != goal_c)) {
        std::cerr << "does not end at the goal\n";
        return 1;
    }
    int more;
    if (output >> more) {
        std::cerr << "more than the way\n";
        return 1;
    }
    return 0;
}
