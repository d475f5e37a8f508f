#include <cstdio>
#include <vector>

int main() {
    int n;
    scanf("%d", &n);
    std::vector<int> a(n);
    for (int &x : a) scanf("%d", &x);
    long long answer = 0;
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++) answer += a[i] > a[j];
    printf("%lld\n", answer);
}
