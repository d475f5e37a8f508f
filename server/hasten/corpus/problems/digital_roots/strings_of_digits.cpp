#include <iostream>
#include <string>
using namespace std;

string digitSum(string number) {
    int sum = 0;
    for (int i = 0; i < (int)number.length(); i++) {
        string digit = number.substr(i, 1);
        sum += stoi(digit);
    }
    return to_string(sum);
}

int main() {
    string number;
    while (cin >> number) {
        if (number == "0") {
            break;
        }
        int steps = 0;
        while (number.length() > 1) {
            number = digitSum(number);
            steps++;
        }
        cout << number << " " << steps << endl;
    }
    return 0;
}
