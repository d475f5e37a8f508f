#include <bits/stdc++.h>
using namespace std;
#define rep(i,n) for(int i=0;i<(n);i++)

int main(){
  int n;
  cin>>n;
  vector<int> a(n);
  set<int> s;
  rep(i,n){
    cin>>a[i];
    s.insert(a[i]);
  }
  rep(i,n){
    cout<<distance(s.begin(),s.find(a[i]))+1<<endl;
  }
}
