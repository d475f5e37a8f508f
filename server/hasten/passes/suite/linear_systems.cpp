// Systems of equations in floating point: elimination, decomposition, iteration.
#include "check.hpp"

namespace {

const int size = 10;

double absolute(double x) { return x < 0 ? -x : x; }

bool eliminate(double a[size][size + 1]) {
    for (int column = 0; column < size; column++) {
        int pivot = column;
        for (int row = column + 1; row < size; row++) {
            if (absolute(a[row][column]) > absolute(a[pivot][column])) pivot = row;
        }
        if (a[pivot][column] == 0) return false;
        for (int k = 0; k <= size; k++) {
            double t = a[column][k];
            a[column][k] = a[pivot][k];
            a[pivot][k] = t;
        }
        for (int row = 0; row < size; row++) {
            if (row == column) continue;
            double factor = a[row][column] / a[column][column];
            for (int k = column; k <= size; k++) a[row][k] -= factor * a[column][k];
        }
    }
    for (int row = 0; row < size; row++) a[row][size] /= a[row][row];
    return true;
}

int jacobi(const double a[size][size + 1], double* x) {
    double next[size];
    for (int round = 0; round < 200; round++) {
        double change = 0;
        for (int i = 0; i < size; i++) {
            double sum = a[i][size];
            for (int j = 0; j < size; j++) {
                if (j != i) sum -= a[i][j] * x[j];
            }
            next[i] = sum / a[i][i];
            double step = absolute(next[i] - x[i]);
            change = step > change ? step : change;
        }
        std::memcpy(x, next, sizeof next);
        if (change < 1e-13) return round;
    }
    return -1;
}

double determinant(double m[4][4], int order) {
    if (order == 1) return m[0][0];
    double sum = 0, sign = 1;
    for (int skipped = 0; skipped < order; skipped++, sign = -sign) {
        double minor[4][4];
        for (int row = 1; row < order; row++) {
            for (int column = 0, to = 0; column < order; column++) {
                if (column != skipped) minor[row - 1][to++] = m[row][column];
            }
        }
        sum += sign * m[0][skipped] * determinant(minor, order - 1);
    }
    return sum;
}

}  // namespace

int main() {
    double a[size][size + 1], copy[size][size + 1], x[size] = {};
    Random random(1777);
    for (int i = 0; i < size; i++) {
        double right = 0;
        for (int j = 0; j < size; j++) {
            a[i][j] = (static_cast<double>(random.below(1000)) - 500) / 8 + (i == j ? 2000 : 0);
            right += a[i][j] * (j - 3);
        }
        a[i][size] = right;
    }
    std::memcpy(copy, a, sizeof a);
    CHECK(eliminate(a));
    int rounds = jacobi(copy, x);
    CHECK(rounds > 0);
    for (int i = 0; i < size; i++) {
        CHECK(absolute(a[i][size] - (i - 3)) < 1e-9);
        CHECK(absolute(x[i] - (i - 3)) < 1e-9);
        note(a[i][size]);
        note(x[i]);
    }
    double m[4][4] = {{hide(2.0), 0, 1, 3}, {-1, 4, 0, 2}, {0, 5, -2, 1}, {3, 1, 1, 1}};
    CHECK(determinant(m, 4) == 75);
    for (int i = 0; i < 4; i++) m[3][i] = m[0][i] * 2 + m[1][i];
    CHECK(determinant(m, 4) == 0.0);
    return finish();
}
