#include <iostream>
#include <memory>
#include <string>
#include <vector>
#include <cmath>
using namespace std;

class Shape {
public:
    virtual ~Shape() {}
    virtual double area() const = 0;
    virtual string name() const = 0;
};

class Square : public Shape {
    double a;
public:
    Square(double a) : a(a) {}
    double area() const override { return pow(a, 2); }
    string name() const override { return "square"; }
};

class Rectangle : public Shape {
    double a, b;
public:
    Rectangle(double a, double b) : a(a), b(b) {}
    double area() const override { return a * b; }
    string name() const override { return "rectangle"; }
};

class Triangle : public Shape {
    double a, b;
public:
    Triangle(double a, double b) : a(a), b(b) {}
    double area() const override { return a * b / 2; }
    string name() const override { return "triangle"; }
};

int countKind(vector<shared_ptr<Shape>> shapes, string kind) {
    int count = 0;
    for (auto shape : shapes)
        if (shape->name() == kind) count++;
    return count;
}

int main() {
    int n;
    cin >> n;
    vector<shared_ptr<Shape>> shapes;
    for (int i = 0; i < n; i++) {
        string kind;
        double a, b;
        cin >> kind >> a;
        if (kind == "square") shapes.push_back(make_shared<Square>(a));
        else {
            cin >> b;
            if (kind == "rectangle") shapes.push_back(make_shared<Rectangle>(a, b));
            else shapes.push_back(make_shared<Triangle>(a, b));
        }
    }
    double total = 0;
    for (auto shape : shapes) total += shape->area();
    cout << (long long)(2 * total) << " " << countKind(shapes, "square") << " "
         << countKind(shapes, "rectangle") << " " << countKind(shapes, "triangle") << endl;
    return 0;
}
