// Sets joined by rank with shortened ways, a spanning tree, and connected regions of a grid.
#include "check.hpp"

#include <algorithm>

namespace {

int parent[400], ranks[400];

int root_of(int x) {
    while (parent[x] != x) {
        parent[x] = parent[parent[x]];
        x = parent[x];
    }
    return x;
}

bool join(int a, int b) {
    a = root_of(a);
    b = root_of(b);
    if (a == b) return false;
    if (ranks[a] < ranks[b]) std::swap(a, b);
    parent[b] = a;
    ranks[a] += ranks[a] == ranks[b];
    return true;
}

void reset(int count) {
    for (int i = 0; i < count; i++) {
        parent[i] = i;
        ranks[i] = 0;
    }
}

char grid[20][20];

int flood(int row, int column) {
    if (row < 0 || row >= 20 || column < 0 || column >= 20 || grid[row][column] != '#') return 0;
    grid[row][column] = '.';
    return 1 + flood(row + 1, column) + flood(row - 1, column) + flood(row, column + 1) + flood(row, column - 1);
}

}  // namespace

int main() {
    Random random(1964);
    struct Edge {
        int weight, a, b;
    } edges[300];
    for (Edge& edge : edges) {
        edge = {static_cast<int>(random.below(1000)), static_cast<int>(random.below(60)), static_cast<int>(random.below(60))};
    }
    std::sort(edges, edges + 300, [](const Edge& x, const Edge& y) {
        return x.weight != y.weight ? x.weight < y.weight : x.a != y.a ? x.a < y.a : x.b < y.b;
    });
    reset(60);
    long kruskal = 0;
    int taken = 0;
    for (const Edge& edge : edges) {
        if (join(edge.a, edge.b)) {
            kruskal += edge.weight;
            taken++;
        }
    }
    bool inside[60] = {true};
    long prim = 0;
    for (int count = 0; count < taken; count++) {
        const Edge* best = nullptr;
        for (const Edge& edge : edges) {
            if (inside[edge.a] != inside[edge.b] && (best == nullptr || edge.weight < best->weight)) best = &edge;
        }
        if (best == nullptr) break;
        inside[best->a] = inside[best->b] = true;
        prim += best->weight;
    }
    CHECK(taken == 59 && kruskal == prim);
    note(kruskal);
    for (int density = 1; density < 6; density++) {
        reset(400);
        int black = 0, regions = 0, flooded = 0, found = 0;
        for (int i = 0; i < 400; i++) {
            grid[i / 20][i % 20] = random.below(6) < static_cast<std::uint32_t>(density) ? '#' : '.';
            black += grid[i / 20][i % 20] == '#';
        }
        for (int i = 0; i < 400; i++) {
            if (grid[i / 20][i % 20] != '#') continue;
            if (i % 20 > 0 && grid[i / 20][i % 20 - 1] == '#') join(i, i - 1);
            if (i >= 20 && grid[i / 20 - 1][i % 20] == '#') join(i, i - 20);
        }
        for (int i = 0; i < 400; i++) regions += grid[i / 20][i % 20] == '#' && root_of(i) == i;
        for (int i = 0; i < 400; i++) {
            int size = flood(i / 20, i % 20);
            flooded += size;
            found += size > 0;
        }
        CHECK(flooded == black && found == regions);
        note(regions);
    }
    return finish();
}
