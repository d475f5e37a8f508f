#include <cmath>
#include <iomanip>
#include <iostream>
#include <vector>
using namespace std;

double mean(vector<double> v) {
    double sum = 0;
    for (int i = 0; i < (int)v.size(); i++) sum += v[i];
    return sum / v.size();
}

double deviation(vector<double> v) {
    double sum = 0;
    for (int i = 0; i < (int)v.size(); i++) {
        sum += pow(v[i] - mean(v), 2);
    }
    return sqrt(sum / v.size());
}

int main() {
    int n;
    cin >> n;
    vector<double> v(n);
    for (int i = 0; i < n; i++) cin >> v[i];
    double d = deviation(v);
    int far = 0;
    for (int i = 0; i < n; i++) {
        if (abs(v[i] - mean(v)) > d * (1 + 1e-9)) far++;
    }
    cout << fixed << setprecision(6) << d << endl << far << endl;
    return 0;
}
