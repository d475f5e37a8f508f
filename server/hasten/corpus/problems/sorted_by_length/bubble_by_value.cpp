#include <iostream>
#include <string>
#include <vector>
using namespace std;

bool longer(string a, string b) {
    return a.length() > b.length();
}

int main() {
    int n;
    cin >> n;
    vector<string> words(n);
    for (int i = 0; i < n; i++) cin >> words[i];
    for (int i = 0; i < n; i++) {
        for (int j = 0; j + 1 < n - i; j++) {
            if (longer(words[j], words[j + 1])) {
                string t = words[j];
                words[j] = words[j + 1];
                words[j + 1] = t;
            }
        }
    }
    for (int i = 0; i < n; i++) cout << words[i] << endl;
    return 0;
}
