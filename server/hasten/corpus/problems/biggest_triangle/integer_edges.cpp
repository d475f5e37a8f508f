#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

struct Point {
    int x, y;
    bool operator<(const Point &other) const { return x != other.x ? x < other.x : y < other.y; }
};

static int cross(Point o, Point a, Point b) {
    return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

// The corners of the biggest triangle are corners of the hull.
static std::vector<Point> hull(std::vector<Point> points) {
    std::sort(points.begin(), points.end());
    std::vector<Point> made;
    for (int round = 0; round < 2; ++round) {
        size_t least = made.size() + 2;
        for (Point p : points) {
            while (made.size() >= least && cross(made[made.size() - 2], made.back(), p) <= 0)
                made.pop_back();
            made.push_back(p);
        }
        made.pop_back();
        std::reverse(points.begin(), points.end());
    }
    return made;
}

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    std::vector<Point> points(n);
    for (Point &p : points) scanf("%d %d", &p.x, &p.y);
    points = hull(points);
    int best = 0, m = static_cast<int>(points.size());
    for (int i = 0; i < m; ++i)
        for (int j = i + 1; j < m; ++j)
            for (int k = j + 1; k < m; ++k)
                best = std::max(best, std::abs(cross(points[i], points[j], points[k])));
    printf("%.1f\n", best / 2.0);
}
