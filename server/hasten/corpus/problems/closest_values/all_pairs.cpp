#include <cmath>
#include <iostream>
#include <vector>
using namespace std;

int main() {
    int n;
    cin >> n;
    vector<long long> v(n);
    for (int i = 0; i < n; i++) cin >> v[i];
    long long smallest = 4000000000LL;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            if (i != j && abs(v[i] - v[j]) < smallest) smallest = abs(v[i] - v[j]);
    int pairs = 0;
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
            if (abs(v[i] - v[j]) == smallest) pairs++;
    cout << smallest << " " << pairs << endl;
    return 0;
}
