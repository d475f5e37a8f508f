#include <iostream>
#include <vector>
using namespace std;

struct Flight {
    int from, to, price;
};

const int INF = 1000000000;

int main() {
    int n, m;
    cin >> n >> m;
    vector<Flight> flights(m);
    for (Flight &f : flights) {
        cin >> f.from >> f.to >> f.price;
    }
    vector<int> cost(n + 1, INF);
    cost[1] = 0;
    for (int i = 0; i < n; i++) {
        for (Flight f : flights) {
            if (cost[f.from] == INF) continue;
            if (cost[f.from] + f.price < cost[f.to]) {
                cost[f.to] = cost[f.from] + f.price;
            }
        }
    }
    for (int i = 1; i <= n; i++) {
        if (cost[i] == INF) cout << "none" << endl;
        else cout << cost[i] << endl;
    }
    return 0;
}
