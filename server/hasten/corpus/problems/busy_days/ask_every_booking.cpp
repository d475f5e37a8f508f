#include <iostream>
#include <utility>
#include <vector>
using namespace std;

bool covers(pair<int, int> booking, int day) {
    return booking.first <= day && day <= booking.second;
}

int main() {
    int d, n;
    cin >> d >> n;
    vector<pair<int, int>> bookings;
    for (int i = 0; i < n; i++) {
        int a, b;
        cin >> a >> b;
        bookings.push_back(make_pair(a, b));
    }
    int most = 0, when = 1, empty = 0;
    for (int day = 1; day <= d; day++) {
        int count = 0;
        for (int i = 0; i < bookings.size(); i++) {
            if (covers(bookings[i], day)) {
                count++;
            }
        }
        if (count > most) {
            most = count;
            when = day;
        }
        if (count == 0) empty++;
    }
    cout << most << " " << when << " " << empty << endl;
    return 0;
}
