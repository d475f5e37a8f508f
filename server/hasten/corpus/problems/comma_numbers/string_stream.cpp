#include <iostream>
#include <sstream>
#include <string>

using namespace std;

string withCommas(long long value)
{
    stringstream ss;
    ss << value;
    string str = ss.str();
    int insertPosition = str.length() - 3;
    int first = (value < 0) ? 1 : 0;
    while (insertPosition > first) {
        str.insert(insertPosition, ",");
        insertPosition -= 3;
    }
    return str;
}

int main()
{
    int n;
    cin >> n;
    for (int i = 0; i < n; i++) {
        long long value;
        cin >> value;
        cout << withCommas(value) << endl;
    }
    return 0;
}
