#include <iostream>
#include <string>
using namespace std;

string turnLeft(string d) {
    if (d == "north") return "west";
    if (d == "west") return "south";
    if (d == "south") return "east";
    return "north";
}

string turnRight(string d) {
    return turnLeft(turnLeft(turnLeft(d)));
}

int main() {
    int n;
    cin >> n;
    int x = 0, y = 0, moves = 0, distance = 0;
    string direction = "north";
    for (int i = 0; i < n; i++) {
        string command;
        cin >> command;
        if (command == "forward") {
            int d;
            cin >> d;
            if (direction == "north") y += d;
            if (direction == "south") y -= d;
            if (direction == "east") x += d;
            if (direction == "west") x -= d;
            moves++;
            distance += d;
        } else if (command == "left") {
            direction = turnLeft(direction);
        } else if (command == "right") {
            direction = turnRight(direction);
        } else {
            cout << "(" << x << ", " << y << ") " << direction << endl;
        }
    }
    cout << moves << " " << distance << endl;
    return 0;
}
