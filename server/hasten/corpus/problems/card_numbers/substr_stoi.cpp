#include <algorithm>
#include <iostream>
#include <string>
using namespace std;

int checkSum(string card) {
    reverse(card.begin(), card.end());
    int sum = 0;
    for (int i = 0; i < (int)card.size(); i++) {
        int digit = stoi(card.substr(i, 1));
        if (i % 2 == 1) {
            string twice = to_string(digit * 2);
            digit = 0;
            for (int j = 0; j < (int)twice.size(); j++) digit += stoi(twice.substr(j, 1));
        }
        sum += digit;
    }
    return sum;
}

int main() {
    int n;
    cin >> n;
    for (int i = 0; i < n; i++) {
        string card;
        cin >> card;
        if (checkSum(card) % 10 == 0) {
            cout << "ok" << endl;
            continue;
        }
        for (int last = 0; last <= 9; last++) {
            string other = card.substr(0, card.size() - 1) + to_string(last);
            if (checkSum(other) % 10 == 0) cout << last << endl;
        }
    }
    return 0;
}
