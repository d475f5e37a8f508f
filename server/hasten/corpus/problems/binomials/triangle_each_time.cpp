#include <iostream>
#include <vector>
using namespace std;

int choose(int n, int k) {
    vector<vector<int>> triangle;
    for (int i = 0; i <= n; i++) {
        vector<int> line(i + 1, 1);
        for (int j = 1; j < i; j++) {
            line[j] = (triangle[i - 1][j - 1] + triangle[i - 1][j]) % 1000000007;
        }
        triangle.push_back(line);
    }
    return triangle[n][k];
}

int main() {
    int q;
    cin >> q;
    while (q--) {
        int n, k;
        cin >> n >> k;
        cout << choose(n, k) << endl;
    }
    return 0;
}
