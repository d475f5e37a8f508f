#include <iostream>
#include <cstdlib>
using namespace std;

const int INF = 2000000000;
int n;
int x[500], y[500];
bool visited[500];

int dist(int a, int b) {
    return abs(x[a] - x[b]) + abs(y[a] - y[b]);
}

int main() {
    cin >> n;
    for (int i = 0; i < n; i++) cin >> x[i] >> y[i];
    visited[0] = true;
    long long total = 0;
    for (int step = 1; step < n; step++) {
        int minCost = INF, next = -1;
        for (int i = 0; i < n; i++) {
            if (!visited[i]) continue;
            for (int j = 0; j < n; j++) {
                if (visited[j]) continue;
                if (dist(i, j) < minCost) {
                    minCost = dist(i, j);
                    next = j;
                }
            }
        }
        visited[next] = true;
        total += minCost;
    }
    cout << total << endl;
    return 0;
}
