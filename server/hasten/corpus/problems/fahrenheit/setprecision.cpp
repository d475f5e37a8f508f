#include <iostream>
#include <iomanip>
#include <vector>
using namespace std;

double toFahrenheit(double celsius)
{
    return celsius * 9.0 / 5.0 + 32.0;
}

int main()
{
    int n;
    cin >> n;
    vector<double> temperatures;
    for (int i = 0; i < n; i++)
    {
        double c;
        cin >> c;
        temperatures.push_back(toFahrenheit(c));
    }
    double sum = 0.0;
    for (int i = 0; i < n; i++)
    {
        cout << fixed << setprecision(2) << temperatures[i] << endl;
        sum += temperatures[i];
    }
    cout << fixed << setprecision(2) << sum / n << endl;
    return 0;
}
