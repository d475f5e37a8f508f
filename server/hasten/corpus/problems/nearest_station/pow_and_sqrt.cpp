#include <iostream>
#include <vector>
#include <cmath>
#include <iomanip>
#include <map>
using namespace std;

struct Point {
    double x, y;
};

double distanceBetween(Point a, Point b) {
    return sqrt(pow(abs(a.x - b.x), 2.0) + pow(abs(a.y - b.y), 2.0));
}

double nearest(vector<Point> stations, Point p) {
    map<double, int> byDistance;
    for (int i = 0; i < stations.size(); i++) {
        byDistance[distanceBetween(stations[i], p)] = i;
    }
    return byDistance.begin()->first;
}

int main() {
    int s, q;
    cin >> s >> q;
    vector<Point> stations;
    for (int i = 0; i < s; i++) {
        Point p;
        cin >> p.x >> p.y;
        stations.push_back(p);
    }
    for (int i = 0; i < q; i++) {
        Point p;
        cin >> p.x >> p.y;
        cout << fixed << setprecision(3) << nearest(stations, p) << endl;
    }
    return 0;
}
