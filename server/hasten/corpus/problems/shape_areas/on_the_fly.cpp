#include <iostream>
#include <string>
using namespace std;

int main() {
    int n, a, b, squares = 0, rectangles = 0, triangles = 0;
    long long twice = 0;
    string kind;
    cin >> n;
    while (n--) {
        cin >> kind >> a;
        if (kind == "square") {
            squares++;
            twice += 2LL * a * a;
            continue;
        }
        cin >> b;
        if (kind == "rectangle") {
            rectangles++;
            twice += 2LL * a * b;
        } else {
            triangles++;
            twice += 1LL * a * b;
        }
    }
    cout << twice << ' ' << squares << ' ' << rectangles << ' ' << triangles << '\n';
}
