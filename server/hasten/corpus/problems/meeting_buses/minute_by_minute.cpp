#include<iostream>
using namespace std;

int main(){
    int q;
    cin>>q;
    for(int i=0;i<q;i++){
        int a,b,t;
        cin>>a>>b>>t;
        while(true){
            if(t%a==0 && t%b==0){
                cout<<t<<endl;
                break;
            }
            t++;
        }
    }
}
