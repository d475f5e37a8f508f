// Days counted back and forth through leap years, weeks and centuries.
#include "check.hpp"

namespace {

struct Date {
    int year, month, day;
};

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in(int year, int month) {
    switch (month) {
        case 2: return is_leap(year) ? 29 : 28;
        case 4: case 6: case 9: case 11: return 30;
        default: return 31;
    }
}

long days_of(Date date) {
    long y = date.month <= 2 ? date.year - 1 : date.year;
    long era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    long of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

Date date_of(long days) {
    days += 719468;
    long era = (days >= 0 ? days : days - 146096) / 146097, of_era = days - era * 146097;
    long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    long of_year = of_era - (365 * year + year / 4 - year / 100), m = (5 * of_year + 2) / 153;
    int month = static_cast<int>(m < 10 ? m + 3 : m - 9);
    return {static_cast<int>(year + era * 400 + (month <= 2)), month, static_cast<int>(of_year - (153 * m + 2) / 5 + 1)};
}

int weekday(Date date) {
    static const int shifts[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    int year = date.year - (date.month < 3);
    return (year + year / 4 - year / 100 + year / 400 + shifts[date.month - 1] + date.day) % 7;
}

Date next(Date date) {
    if (++date.day > days_in(date.year, date.month)) {
        date.day = 1;
        if (++date.month > 12) {
            date.month = 1;
            date.year++;
        }
    }
    return date;
}

}  // namespace

int main() {
    CHECK(days_of({hide(1970), 1, 1}) == 0 && days_of({hide(2000), 2, 29}) == 11016);
    CHECK(weekday({hide(2024), 2, 29}) == 4 && weekday({hide(1969), 7, 20}) == 0);
    Date date = {hide(1896), 12, 25};
    long days = days_of(date);
    int day = weekday(date), sundays = 0;
    for (int i = 0; i < hide(3000); i++) {
        CHECK(days_of(date) == days + i && weekday(date) == (day + i) % 7);
        Date same = date_of(days + i);
        CHECK(same.year == date.year && same.month == date.month && same.day == date.day);
        sundays += date.day == 1 && weekday(date) == 0;
        date = next(date);
    }
    note(sundays);
    for (long far = hide(-1000000L); far < 1000000; far += 9973) {
        Date one = date_of(far);
        CHECK(days_of(one) == far && one.month >= 1 && one.month <= 12 && one.day <= days_in(one.year, one.month));
        note(one);
    }
    return finish();
}
