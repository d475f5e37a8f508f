#include <iostream>
#include <string>
#include <cstring>
using namespace std;

bool isVowel(string text, int i) {
    char c = tolower(text[i]);
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

int main() {
    string line;
    getline(cin, line);
    int vowels = 0, others = 0, best = -1000000, where = 0;
    for (int i = 0; i < (int)strlen(line.c_str()); i++) {
        if (line[i] != ' ') {
            if (isVowel(line, i)) vowels++;
            else others++;
        }
        if (others - vowels > best) {
            best = others - vowels;
            where = i;
        }
    }
    cout << vowels << " " << others << " " << where << endl;
}
