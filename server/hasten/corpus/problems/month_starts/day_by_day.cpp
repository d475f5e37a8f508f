#include <iostream>
using namespace std;

bool isLeapYear(int year) {
    if (year % 400 == 0) return true;
    if (year % 100 == 0) return false;
    return year % 4 == 0;
}

int daysInMonth(int month, int year) {
    if (month == 4 || month == 6 || month == 9 || month == 11) return 30;
    if (month == 2) return isLeapYear(year) ? 29 : 28;
    return 31;
}

class Date {
public:
    int day, month, year, weekday;

    Date() {
        day = 1;
        month = 1;
        year = 1900;
        weekday = 1;
    }

    void next() {
        day++;
        weekday = (weekday + 1) % 7;
        if (day > daysInMonth(month, year)) {
            day = 1;
            month++;
        }
        if (month > 12) {
            month = 1;
            year++;
        }
    }
};

int main() {
    int q;
    cin >> q;
    for (int i = 0; i < q; i++) {
        int weekday, from, to;
        cin >> weekday >> from >> to;
        int count = 0;
        Date date;
        while (date.year <= to) {
            if (date.year >= from && date.day == 1 && date.weekday == weekday) count++;
            date.next();
        }
        cout << count << endl;
    }
    return 0;
}
