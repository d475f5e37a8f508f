#include <iostream>
#include <sstream>
#include <string>
#include <vector>
#include <cstdlib>
using namespace std;

bool isOperator(const string &s) {
    return s == "+" || s == "-" || s == "*";
}

int main() {
    string line;
    getline(cin, line);
    istringstream iss(line);
    vector<string> tokens;
    string tok;
    while (iss >> tok) tokens.push_back(tok);

    while (tokens.size() > 1) {
        for (int i = 0; i < (int)tokens.size(); i++) {
            if (isOperator(tokens[i])) {
                int a = atoi(tokens[i - 2].c_str());
                int b = atoi(tokens[i - 1].c_str());
                int c;
                if (tokens[i] == "+") c = a + b;
                else if (tokens[i] == "-") c = a - b;
                else c = a * b;
                stringstream ss;
                ss << c;
                tokens[i - 2] = ss.str();
                tokens.erase(tokens.begin() + i - 1, tokens.begin() + i + 1);
                break;
            }
        }
    }
    cout << tokens[0] << endl;
    return 0;
}
