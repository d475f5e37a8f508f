#include <iostream>
#include <string>
using namespace std;

int main() {
    int N, P;
    string S;
    cin >> N >> P >> S;
    long long count = 0;
    for (int i = 0; i < N; i++) {
        int num = 0;
        for (int j = i; j < N; j++) {
            num = (num * 10 + (S[j] - '0')) % P;
            if (num == 0) {
                count++;
            }
        }
    }
    cout << count << endl;
}
