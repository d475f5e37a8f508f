// Called with the files of input, output and answer: status 0 accepts.
#include <fstream>
#include <iostream>
#include <set>
#include <string>

int main(int, char **argv) {
    std::ifstream input(argv[1]), output(argv[2]);
    int t = 0;
    input >> t;
    for (int i = 0; i < t; ++i) {
        std::string given, line, all;
        for (int r = 0; r < 9; ++r) {
            input >> given;
            if (!(output >> line) || line.size() != 9) {
                std::cerr << "not nine lines of nine digits\n";
                return 1;
            }
            for (int c = 0; c < 9; ++c)
                if (line[c] < '1' || line[c] > '9' || (given[c] != '.' && given[c] != line[c])) {
                    std::cerr << "not the digits of the puzzle\n";
                    return 1;
                }
            all += line;
        }
        for (int group = 0; group < 9; ++group) {
            std::set<char> row, column, block;
            for (int k = 0; k < 9; ++k) {
                row.insert(all[group * 9 + k]);
                column.insert(all[k * 9 + group]);
                block.insert(all[(group / 3 * 3 + k / 3) * 9 + group % 3 * 3 + k % 3]);
            }
            if (row.size() + column.size() + block.size() != 27) {
                std::cerr << "a digit twice in a row, a column or a block\n";
                return 1;
            }
        }
    }
    std::string more;
    if (output >> more) {
        std::cerr << "more than the solutions\n";
        return 1;
    }
    return 0;
}
