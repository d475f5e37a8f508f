#include <iostream>
#include <string>
#include <vector>
using namespace std;

struct Field {
    int x, y, visits;
};

int main() {
    string walk;
    cin >> walk;
    vector<Field> fields;
    fields.push_back({0, 0, 1});
    int x = 0, y = 0;
    for (char step : walk) {
        if (step == 'N') y++;
        if (step == 'S') y--;
        if (step == 'E') x++;
        if (step == 'W') x--;
        bool known = false;
        for (Field &f : fields) {
            if (f.x == x && f.y == y) {
                f.visits++;
                known = true;
            }
        }
        if (!known) fields.push_back({x, y, 1});
    }
    int often = 0;
    for (Field f : fields)
        if (f.visits >= 3) often++;
    cout << fields.size() << " " << often << endl;
    return 0;
}
