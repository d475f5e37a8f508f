#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    cin >> n;
    vector<double> v(n);
    for (auto &x : v) cin >> x;
    double m = accumulate(v.begin(), v.end(), 0.0) / n, s = 0;
    for (double x : v) s += (x - m) * (x - m);
    double d = sqrt(s / n);
    int far = count_if(v.begin(), v.end(), [=](double x) { return fabs(x - m) > d * (1 + 1e-9); });
    cout << fixed << setprecision(6) << d << "\n" << far << "\n";
}
