#include <cmath>
#include <complex>
#include <cstdio>
using namespace std;
typedef complex<double> P;

const P TURN(0.5, sqrt(3.0) / 2);

void put(P p) { printf("%.6f %.6f\n", p.real(), p.imag()); }

void koch(int n, P a, P b) {
    if (n == 0) {
        put(a);
        return;
    }
    P d = (b - a) / 3.0;
    P s = a + d, t = b - d, u = s + d * TURN;
    koch(n - 1, a, s);
    koch(n - 1, s, u);
    koch(n - 1, u, t);
    koch(n - 1, t, b);
}

int main() {
    int n;
    double x1, y1, x2, y2;
    scanf("%d %lf %lf %lf %lf", &n, &x1, &y1, &x2, &y2);
    koch(n, P(x1, y1), P(x2, y2));
    put(P(x2, y2));
}
