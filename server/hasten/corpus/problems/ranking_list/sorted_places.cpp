#include <algorithm>
#include <cstdio>
#include <cstring>
using namespace std;

char name[10000][16];
int points[10000], idx[10000];

int main() {
    int n;
    scanf("%d", &n);
    for (int i = 0; i < n; i++) {
        scanf("%s %d", name[i], &points[i]);
        idx[i] = i;
    }
    sort(idx, idx + n, [](int a, int b) {
        if (points[a] != points[b]) return points[a] > points[b];
        return strcmp(name[a], name[b]) < 0;
    });
    int rank = 0;
    for (int i = 0; i < n; i++) {
        if (i == 0 || points[idx[i]] != points[idx[i - 1]]) rank = i + 1;
        printf("%d %s %d\n", rank, name[idx[i]], points[idx[i]]);
    }
    return 0;
}
