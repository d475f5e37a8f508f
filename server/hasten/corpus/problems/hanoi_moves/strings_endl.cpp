#include <iostream>
#include <string>
#include <cmath>
using namespace std;

void move(int discs, string from, string to, string over) {
    if (discs == 0) return;
    move(discs - 1, from, over, to);
    cout << discs << ": " << from << " -> " << to << endl;
    move(discs - 1, over, to, from);
}

int main() {
    int n;
    cin >> n;
    cout << (int)pow(2, n) - 1 << endl;
    move(n, "A", "C", "B");
    return 0;
}
