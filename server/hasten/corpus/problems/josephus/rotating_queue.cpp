#include <iostream>
#include <list>
using namespace std;

int main() {
    int n, k;
    cin >> n >> k;
    list<int> circle;
    for (int i = 1; i <= n; i++) circle.push_back(i);
    while (circle.size() > 1) {
        int turns = (k - 1) % circle.size();
        for (int i = 0; i < turns; i++) {
            circle.push_back(circle.front());
            circle.pop_front();
        }
        circle.pop_front();
    }
    cout << circle.front() << endl;
    return 0;
}
