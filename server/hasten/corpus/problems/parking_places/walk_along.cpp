#include <iostream>
#include <vector>
using namespace std;

class Street {
private:
    vector<bool> taken;

public:
    Street(int n) : taken(n + 1, false) {}

    int park(int from) {
        for (size_t place = from; place < taken.size(); place++) {
            if (!taken[place]) {
                taken[place] = true;
                return place;
            }
        }
        return -1;
    }
};

int main() {
    int n, m;
    cin >> n >> m;
    Street street(n);
    for (int i = 0; i < m; i++) {
        int x;
        cin >> x;
        cout << street.park(x) << endl;
    }
    return 0;
}
