#include <iostream>
#include <regex>
#include <string>
#include <vector>
using namespace std;

vector<string> findDates(string line) {
    vector<string> result;
    regex pattern("(^|[^0-9])([0-9][0-9])\\.([0-9][0-9])\\.([0-9][0-9][0-9][0-9])(?![0-9])");
    sregex_iterator it(line.begin(), line.end(), pattern), end;
    while (it != end) {
        smatch m = *it;
        result.push_back(m[4].str() + "-" + m[3].str() + "-" + m[2].str());
        it++;
    }
    return result;
}

int main() {
    string line;
    int count = 0;
    while (getline(cin, line)) {
        for (string date : findDates(line)) {
            cout << date << endl;
            count++;
        }
    }
    cout << count << endl;
    return 0;
}
