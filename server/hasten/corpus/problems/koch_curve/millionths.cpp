#include <cmath>
#include <cstdio>
#include <vector>

namespace {

std::vector<char> out;
char *end_of_text;

void write(double value, char behind) {
    long long millionths = llround(value * 1e6);
    if (millionths < 0) {
        *end_of_text++ = '-';
        millionths = -millionths;
    }
    unsigned whole = static_cast<unsigned>(millionths / 1000000);
    unsigned rest = static_cast<unsigned>(millionths % 1000000);
    char digits[10];
    int n = 0;
    do digits[n++] = static_cast<char>('0' + whole % 10);
    while (whole /= 10);
    while (n) *end_of_text++ = digits[--n];
    *end_of_text++ = '.';
    for (int place = 5; place >= 0; --place) {
        end_of_text[place] = static_cast<char>('0' + rest % 10);
        rest /= 10;
    }
    end_of_text += 6;
    *end_of_text++ = behind;
}

const double HEIGHT = std::sqrt(3.0) / 2;

void koch(int n, double ax, double ay, double dx, double dy) {
    if (n == 0) {
        write(ax, ' ');
        write(ay, '\n');
        return;
    }
    dx /= 3;
    dy /= 3;
    const double ux = dx / 2 - dy * HEIGHT, uy = dx * HEIGHT + dy / 2;
    koch(n - 1, ax, ay, dx, dy);
    koch(n - 1, ax + dx, ay + dy, ux, uy);
    koch(n - 1, ax + dx + ux, ay + dy + uy, dx - ux, dy - uy);
    koch(n - 1, ax + 2 * dx, ay + 2 * dy, dx, dy);
}

}  // namespace

int main() {
    int n;
    double x1, y1, x2, y2;
    if (scanf("%d %lf %lf %lf %lf", &n, &x1, &y1, &x2, &y2) != 5) return 1;
    out.resize(((1 << 2 * n) + 1) * 28 + 32);
    end_of_text = out.data();
    koch(n, x1, y1, x2 - x1, y2 - y1);
    write(x2, ' ');
    write(y2, '\n');
    fwrite(out.data(), 1, end_of_text - out.data(), stdout);
}
