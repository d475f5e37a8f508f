// Sums whose order decides: plain, compensated, pairwise, and series for constants.
#include "check.hpp"

#include <cmath>

namespace {

double plain(const double* values, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) sum += values[i];
    return sum;
}

double compensated(const double* values, int count) {
    double sum = 0, lost = 0;
    for (int i = 0; i < count; i++) {
        double next = sum + values[i];
        lost += std::fabs(sum) >= std::fabs(values[i]) ? (sum - next) + values[i] : (values[i] - next) + sum;
        sum = next;
    }
    return sum + lost;
}

double kahan(const double* values, int count) {
    double sum = 0, carried = 0;
    for (int i = 0; i < count; i++) {
        double y = values[i] - carried;
        double t = sum + y;
        carried = (t - sum) - y;
        sum = t;
    }
    return sum;
}

double pairwise(const double* values, int count) {
    if (count <= 4) return plain(values, count);
    return pairwise(values, count / 2) + pairwise(values + count / 2, count - count / 2);
}

double root(double value) {
    double guess = value > 1 ? value : 1;
    for (int i = 0; i < 60; i++) {
        double better = 0.5 * (guess + value / guess);
        if (better == guess) break;
        guess = better;
    }
    return guess;
}

double horner(const double* coefficients, int count, double x) {
    double result = 0;
    while (count-- > 0) result = result * x + coefficients[count];
    return result;
}

}  // namespace

int main() {
    double hard[] = {1.0, 1e100, 1.0, -1e100};
    hard[0] = hide(hard[0]);
    CHECK(compensated(hard, 4) == 2.0 && plain(hard, hide(4)) == 0.0);
    double values[1000];
    for (int i = 0; i < 1000; i++) values[i] = hide(1.0) / (i + 1) * (i % 3 == 0 ? -1 : 1);
    double exact = compensated(values, 1000);
    CHECK(std::fabs(kahan(values, 1000) - exact) < 1e-15);
    CHECK(std::fabs(pairwise(values, 1000) - exact) < 1e-14);
    CHECK(std::fabs(plain(values, 1000) - exact) < 1e-12);
    note(plain(values, hide(1000)));
    note(kahan(values, hide(1000)));
    note(pairwise(values, hide(1000)));
    double pi = 0;
    for (int k = 0; k < hide(14); k++) {
        double eight = 8.0 * k, scale = 1;
        for (int i = 0; i < k; i++) scale /= 16;
        pi += scale * (4 / (eight + 1) - 2 / (eight + 4) - 1 / (eight + 5) - 1 / (eight + 6));
    }
    CHECK(std::fabs(pi - 3.14159265358979323846) < 1e-15);
    note(pi);
    for (double value = hide(0.01); value < 1e6; value *= 1.7) {
        CHECK(std::fabs(root(value) - std::sqrt(value)) <= std::sqrt(value) * 1e-15);
        note(std::sqrt(value));
    }
    const double exponential[] = {1, 1, 0.5, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320};
    CHECK(std::fabs(horner(exponential, hide(9), 0.5) - 1.6487212707) < 1e-8);
    return finish();
}
