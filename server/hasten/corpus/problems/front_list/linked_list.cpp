#include <cstdio>
#include <list>
#include <algorithm>
using namespace std;

int main() {
    int n, x;
    char op[20];
    list<int> l;
    scanf("%d", &n);
    while (n--) {
        scanf("%s", op);
        if (op[0] == 'i') {
            scanf("%d", &x);
            l.push_front(x);
        } else if (op[6] == 'F') {
            l.pop_front();
        } else if (op[6] == 'L') {
            l.pop_back();
        } else {
            scanf("%d", &x);
            auto it = find(l.begin(), l.end(), x);
            if (it != l.end()) l.erase(it);
        }
    }
    if (l.empty()) printf("empty");
    for (int v : l) printf("%d ", v);
    puts("");
}
