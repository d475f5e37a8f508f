#include <bits/stdc++.h>
using namespace std;

int main() {
  int N;
  cin >> N;
  vector<string> W(N);
  for (int i = 0; i < N; i++) {
    cin >> W.at(i);
  }
  int bad = 0;
  for (int i = 1; i < N; i++) {
    bool ok = true;
    if (W.at(i).at(0) != W.at(i - 1).at(W.at(i - 1).size() - 1)) {
      ok = false;
    }
    for (int j = 0; j < i; j++) {
      if (W.at(i) == W.at(j)) {
        ok = false;
      }
    }
    if (!ok) {
      bad = i + 1;
      break;
    }
  }
  if (bad == 0) {
    cout << "fine" << endl;
  } else {
    cout << bad << endl;
  }
}
