#include <iostream>
#include <string>
#include <vector>
using namespace std;

bool leap(int year) {
    if (year % 400 == 0) return true;
    if (year % 100 == 0) return false;
    return year % 4 == 0;
}

struct Date {
    int year, month, day;

    void next() {
        vector<int> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        if (leap(year)) days[1] = 29;
        day++;
        if (day > days[month - 1]) {
            day = 1;
            month++;
        }
        if (month > 12) {
            month = 1;
            year++;
        }
    }
    bool same(Date other) {
        return year == other.year && month == other.month && day == other.day;
    }
};

Date parse(string s) {
    Date d;
    d.year = stoi(s.substr(0, 4));
    d.month = stoi(s.substr(5, 2));
    d.day = stoi(s.substr(8, 2));
    return d;
}

int main() {
    int n;
    cin >> n;
    for (int i = 0; i < n; i++) {
        string a, b;
        cin >> a >> b;
        Date from = parse(a), to = parse(b);
        int days = 0;
        while (!from.same(to)) {
            from.next();
            days++;
        }
        cout << days << endl;
    }
    return 0;
}
