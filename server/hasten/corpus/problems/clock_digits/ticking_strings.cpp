#include <iostream>
#include <string>
using namespace std;

string twoDigits(int n) {
    if (n < 10) return "0" + to_string(n);
    return to_string(n);
}

struct Clock {
    int h, m, s;

    Clock(string text) {
        h = stoi(text.substr(0, 2));
        m = stoi(text.substr(3, 2));
        s = stoi(text.substr(6, 2));
    }

    void tick() {
        s++;
        if (s == 60) {
            s = 0;
            m++;
        }
        if (m == 60) {
            m = 0;
            h++;
        }
    }

    string show() {
        return twoDigits(h) + ":" + twoDigits(m) + ":" + twoDigits(s);
    }
};

int digitSum(string text) {
    int sum = 0;
    for (char c : text) {
        if (c != ':') sum += c - '0';
    }
    return sum;
}

int main() {
    int q;
    cin >> q;
    while (q--) {
        string from, to;
        int s;
        cin >> from >> to >> s;
        Clock clock(from);
        int count = 0;
        while (true) {
            string shown = clock.show();
            if (digitSum(shown) == s) count++;
            if (shown == to) break;
            clock.tick();
        }
        cout << count << endl;
    }
    return 0;
}
