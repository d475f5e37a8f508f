// Called with the files of input, output and answer: status 0 accepts.
#include <fstream>
#include <iostream>
#include <vector>

int main(int, char **argv) {
    std::ifstream input(argv[1]), output(argv[2]);
    int n = 0, m = 0;
    input >> n >> m;
    std::vector<int> place(n + 1, -1);
    for (int i = 0; i < n; ++i) {
        int course;
        if (!(output >> course) || course < 1 || course > n || place[course] >= 0) {
            std::cerr << "not each course once\n";
            return 1;
        }
        place[course] = i;
    }
    int a, b;
    if (output >> a) {
        std::cerr << "more than the courses\n";
        return 1;
    }
    while (input >> a >> b)
        if (place[a] > place[b]) {
            std::cerr << a << " must come before " << b << '\n';
            return 1;
        }
    return 0;
}
