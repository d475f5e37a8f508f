#include <iostream>
#include <string>
using namespace std;

string sayNumber(int i, int a, int b) {
    string result = "";
    if (i % a == 0) result = result + "fizz";
    if (i % b == 0) result = result + "buzz";
    if (result == "") result = to_string(i);
    return result;
}

int main() {
    int a, b, n;
    cin >> a >> b >> n;
    for (int i = 1; i <= n; i++) cout << sayNumber(i, a, b) << endl;
    return 0;
}
