#include <iostream>
using namespace std;

int N;
long long L[2000];

bool isTriangle(long long a, long long b, long long c) {
    return a < b + c && b < c + a && c < a + b;
}

int main() {
    cin >> N;
    for (int i = 0; i < N; i++) cin >> L[i];
    long long ans = 0;
    for (int i = 0; i < N; i++) {
        for (int j = i + 1; j < N; j++) {
            for (int k = j + 1; k < N; k++) {
                if (isTriangle(L[i], L[j], L[k])) ans++;
            }
        }
    }
    cout << ans << endl;
    return 0;
}
