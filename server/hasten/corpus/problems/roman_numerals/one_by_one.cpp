#include <iostream>
#include <string>
#include <vector>
using namespace std;

string replaceAll(string text, string from, string to) {
    size_t at = text.find(from);
    while (at != string::npos) {
        text = text.substr(0, at) + to + text.substr(at + from.size());
        at = text.find(from);
    }
    return text;
}

string roman(int n) {
    string s = "";
    while (n >= 1000) {
        s = s + "M";
        n -= 1000;
    }
    string rest = "";
    for (int i = 0; i < n / 10; i++) rest = rest + "X";
    for (int i = 0; i < n % 10; i++) rest = rest + "I";
    rest = replaceAll(rest, "XXXXX", "L");
    rest = replaceAll(rest, "LL", "C");
    rest = replaceAll(rest, "CCCCC", "D");
    rest = replaceAll(rest, "IIIII", "V");
    string order = "";
    for (char c : string("DCLXVI"))
        for (char d : rest)
            if (d == c) order = order + d;
    rest = replaceAll(order, "DCCCC", "CM");
    rest = replaceAll(rest, "CCCC", "CD");
    rest = replaceAll(rest, "LXXXX", "XC");
    rest = replaceAll(rest, "XXXX", "XL");
    rest = replaceAll(rest, "VIIII", "IX");
    rest = replaceAll(rest, "IIII", "IV");
    return s + rest;
}

int main() {
    int n;
    cin >> n;
    vector<int> v(n);
    for (int i = 0; i < n; i++) cin >> v[i];
    string longest = "";
    for (int i = 0; i < n; i++) {
        cout << roman(v[i]) << endl;
        if (roman(v[i]).length() > longest.length()) longest = roman(v[i]);
    }
    cout << longest << endl;
    return 0;
}
