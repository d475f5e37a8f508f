// Shortest ways through a graph by Dijkstra, Bellman-Ford and Floyd-Warshall.
#include "check.hpp"

#include <queue>
#include <vector>

namespace {

const int nodes = 24, far = 1000000;
struct Edge {
    int to, weight;
};
std::vector<Edge> edges[nodes];
int all[nodes][nodes];

std::vector<int> dijkstra(int from) {
    std::vector<int> distance(nodes, far);
    std::priority_queue<std::pair<int, int>, std::vector<std::pair<int, int>>, std::greater<>> queue;
    distance[static_cast<std::size_t>(from)] = 0;
    queue.push({0, from});
    while (!queue.empty()) {
        auto [cost, node] = queue.top();
        queue.pop();
        if (cost > distance[static_cast<std::size_t>(node)]) continue;
        for (const Edge& edge : edges[node]) {
            int& best = distance[static_cast<std::size_t>(edge.to)];
            if (cost + edge.weight < best) {
                best = cost + edge.weight;
                queue.push({best, edge.to});
            }
        }
    }
    return distance;
}

void bellman_ford(int from, int* distance) {
    for (int i = 0; i < nodes; i++) distance[i] = i == from ? 0 : far;
    bool changed = true;
    for (int round = 0; changed; round++) {
        changed = false;
        for (int node = 0; node < nodes; node++) {
            if (distance[node] == far) continue;
            for (const Edge& edge : edges[node]) {
                if (distance[node] + edge.weight < distance[edge.to]) {
                    distance[edge.to] = distance[node] + edge.weight;
                    changed = true;
                }
            }
        }
        CHECK(round < nodes);
    }
}

}  // namespace

int main() {
    Random random(1956);
    for (auto& row : all) {
        for (int& cell : row) cell = far;
    }
    for (int i = 0; i < hide(60); i++) {
        int from = static_cast<int>(random.below(nodes)), to = static_cast<int>(random.below(nodes));
        int weight = 1 + static_cast<int>(random.below(50));
        edges[from].push_back({to, weight});
        if (weight < all[from][to]) all[from][to] = weight;
    }
    for (int i = 0; i < nodes; i++) all[i][i] = 0;
    for (int k = 0; k < nodes; k++) {
        for (int i = 0; i < nodes; i++) {
            for (int j = 0; j < nodes; j++) {
                if (all[i][k] + all[k][j] < all[i][j]) all[i][j] = all[i][k] + all[k][j];
            }
        }
    }
    for (int from = 0; from < nodes; from++) {
        int other[nodes];
        std::vector<int> distance = dijkstra(from);
        bellman_ford(from, other);
        for (int to = 0; to < nodes; to++) {
            CHECK(distance[static_cast<std::size_t>(to)] == other[to]);
            CHECK(other[to] == all[from][to] || (other[to] == far && all[from][to] >= far));
        }
        note(other);
    }
    return finish();
}
