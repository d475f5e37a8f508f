#include <iostream>
#include <vector>
using namespace std;

class Matrix {
public:
    Matrix(int n) : n(n), cells(n, vector<long long>(n, 0)) {}
    int size() { return n; }
    long long get(int r, int c) { return cells.at(r).at(c); }
    void set(int r, int c, long long v) { cells.at(r).at(c) = v; }
    vector<long long> column(int c) {
        vector<long long> result;
        for (int r = 0; r < n; r++) result.push_back(get(r, c));
        return result;
    }

private:
    int n;
    vector<vector<long long>> cells;
};

long long dot(Matrix &a, int r, Matrix &b, int c) {
    long long sum = 0;
    vector<long long> col = b.column(c);
    for (int k = 0; k < a.size(); k++) sum += a.get(r, k) * col.at(k);
    return sum;
}

Matrix multiply(Matrix a, Matrix b) {
    Matrix result(a.size());
    for (int r = 0; r < a.size(); r++)
        for (int c = 0; c < a.size(); c++) result.set(r, c, dot(a, r, b, c));
    return result;
}

int main() {
    int n;
    cin >> n;
    Matrix a(n), b(n);
    long long x;
    for (int r = 0; r < n; r++)
        for (int c = 0; c < n; c++) {
            cin >> x;
            a.set(r, c, x);
        }
    for (int r = 0; r < n; r++)
        for (int c = 0; c < n; c++) {
            cin >> x;
            b.set(r, c, x);
        }
    Matrix p = multiply(a, b);
    for (int r = 0; r < n; r++) {
        for (int c = 0; c < n; c++) {
            cout << p.get(r, c) << " ";
        }
        cout << endl;
    }
    return 0;
}
