#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>
using namespace std;

double smallest(vector<double> v) {
    sort(v.begin(), v.end());
    return v[0];
}

double largest(vector<double> v) {
    sort(v.begin(), v.end());
    return v[v.size() - 1];
}

double mean(vector<double> v) {
    double sum = 0;
    for (size_t i = 0; i < v.size(); i++) sum += v[i];
    return sum / v.size();
}

int main() {
    vector<double> values, squares;
    string line;
    while (getline(cin, line)) {
        double x = stod(line);
        values.push_back(x);
        squares.push_back(pow(x, 2));
    }
    cout << fixed << setprecision(3);
    cout << smallest(values) << endl;
    cout << largest(values) << endl;
    cout << mean(values) << endl;
    cout << mean(squares) << endl;
    return 0;
}
