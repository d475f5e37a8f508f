#include <iostream>
#include <string>
#include <algorithm>
using namespace std;

string toBinary(int n) {
    string s = "";
    while (n > 0) {
        if (n % 2 == 0) s = "0" + s;
        else s = "1" + s;
        n /= 2;
    }
    return s;
}

bool isPalindrome(string s) {
    string t = s;
    reverse(t.begin(), t.end());
    return s == t;
}

int main() {
    int a, b;
    cin >> a >> b;
    int count = 0;
    long long sum = 0;
    for (int i = a; i <= b; i++) {
        string decimal = to_string(i);
        string binary = toBinary(i);
        if (isPalindrome(decimal) && isPalindrome(binary)) {
            count++;
            sum += i;
        }
    }
    cout << count << " " << sum << endl;
    return 0;
}
