#include <iostream>
#include <stdexcept>
#include <string>
using namespace std;

int toNumber(string token) {
    size_t used = 0;
    if (token[0] == '+') throw invalid_argument("sign");
    int value = stoi(token, &used);
    if (used != token.size()) throw invalid_argument("rest");
    size_t digits = token[0] == '-' ? token.size() - 1 : token.size();
    if (digits > 9) throw out_of_range("long");
    return value;
}

int main() {
    long long sum = 0;
    int numbers = 0, others = 0;
    string token;
    while (cin >> token) {
        try {
            sum += toNumber(token);
            numbers++;
        } catch (exception &e) {
            others++;
        }
    }
    cout << sum << " " << numbers << " " << others << endl;
    return 0;
}
