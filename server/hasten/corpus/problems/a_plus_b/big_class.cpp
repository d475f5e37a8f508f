#include <iostream>
#include <vector>
using namespace std;

class Pair {
private:
    long long *a;
    long long *b;

public:
    Pair() {
        a = new long long;
        b = new long long;
    }
    ~Pair() {
        delete a;
        delete b;
    }
    void read() { cin >> *a >> *b; }
    long long sum() { return *a + *b; }
};

int main() {
    int n;
    cin >> n;
    for (int i = 0; i < n; i++) {
        Pair *p = new Pair();
        p->read();
        cout << p->sum() << endl;
        delete p;
    }
    return 0;
}
