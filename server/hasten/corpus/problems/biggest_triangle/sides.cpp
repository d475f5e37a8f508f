#include <iostream>
#include <iomanip>
#include <cmath>
#include <vector>
using namespace std;

class Point {
private:
    double x, y;

public:
    Point(double x, double y) : x(x), y(y) {}

    double distanceTo(Point other) {
        return sqrt(pow(x - other.x, 2) + pow(y - other.y, 2));
    }
};

double area(Point a, Point b, Point c) {
    double ab = a.distanceTo(b);
    double bc = b.distanceTo(c);
    double ca = c.distanceTo(a);
    double s = (ab + bc + ca) / 2;
    return sqrt(s * (s - ab) * (s - bc) * (s - ca));
}

int main() {
    int n;
    cin >> n;
    vector<Point> points;
    for (int i = 0; i < n; i++) {
        double x, y;
        cin >> x >> y;
        points.push_back(Point(x, y));
    }
    double best = 0;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < n; k++) {
                if (i < j && j < k) {
                    double now = area(points[i], points[j], points[k]);
                    if (now > best) best = now;
                }
            }
        }
    }
    cout << fixed << setprecision(1) << best << endl;
    return 0;
}
