#include <algorithm>
#include <iostream>
#include <string>
#include <vector>
using namespace std;

struct Task {
    int priority;
    int number;
    string name;
};

bool moreUrgent(Task a, Task b) {
    if (a.priority != b.priority) return a.priority > b.priority;
    return a.number < b.number;
}

int main() {
    int n;
    cin >> n;
    vector<Task> tasks;
    for (int i = 0; i < n; i++) {
        string command;
        cin >> command;
        if (command == "add") {
            Task t;
            cin >> t.priority >> t.name;
            t.number = i;
            tasks.push_back(t);
        } else if (tasks.empty()) {
            cout << "idle" << endl;
        } else {
            sort(tasks.begin(), tasks.end(), moreUrgent);
            cout << tasks[0].name << endl;
            tasks.erase(tasks.begin());
        }
    }
    return 0;
}
