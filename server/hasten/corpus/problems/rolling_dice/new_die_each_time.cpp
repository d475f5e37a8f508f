#include <iostream>
#include <string>
#include <vector>
using namespace std;

class Dice {
public:
    vector<int> faces;

    Dice(vector<int> f) {
        faces = f;
    }

    int top() { return faces[0]; }

    Dice roll(string direction) {
        if (direction == "N") {
            return Dice({faces[1], faces[5], faces[2], faces[3], faces[0], faces[4]});
        } else if (direction == "E") {
            return Dice({faces[3], faces[1], faces[0], faces[5], faces[4], faces[2]});
        } else if (direction == "S") {
            return Dice({faces[4], faces[0], faces[2], faces[3], faces[5], faces[1]});
        } else {
            return Dice({faces[2], faces[1], faces[5], faces[0], faces[4], faces[3]});
        }
    }
};

int main() {
    vector<int> f(6);
    for (int i = 0; i < 6; i++) cin >> f[i];
    Dice dice(f);
    string commands;
    cin >> commands;
    int sum = 0;
    for (size_t i = 0; i < commands.size(); i++) {
        dice = dice.roll(commands.substr(i, 1));
        sum += dice.top();
    }
    cout << sum << endl;
    cout << dice.faces[0] << " " << dice.faces[1] << " " << dice.faces[2] << endl;
    return 0;
}
