// There are no tests beside this program.
#include <iostream>

int main() {
    for (int i = 0; i < 10; ++i) std::cout << i << std::endl;
}
