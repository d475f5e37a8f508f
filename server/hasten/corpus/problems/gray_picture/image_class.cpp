#include <iostream>
#include <string>
#include <vector>

using std::cin;
using std::cout;
using std::endl;
using std::vector;

struct Pixel {
    int r, g, b;
};

class Image {
public:
    int width, height, maxValue;
    vector<vector<Pixel>> pixels;

    void read() {
        std::string magic;
        cin >> magic >> width >> height >> maxValue;
        for (int y = 0; y < height; y++) {
            vector<Pixel> row;
            for (int x = 0; x < width; x++) {
                Pixel p;
                cin >> p.r >> p.g >> p.b;
                row.push_back(p);
            }
            pixels.push_back(row);
        }
    }

    vector<vector<int>> toGray() {
        vector<vector<int>> gray(height, vector<int>(width));
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                Pixel p = pixels[y][x];
                gray[y][x] = (299 * p.r + 587 * p.g + 114 * p.b) / 1000;
            }
        }
        return gray;
    }
};

int main() {
    Image image;
    image.read();
    vector<vector<int>> gray = image.toGray();
    cout << "P2" << endl;
    cout << image.width << " " << image.height << endl;
    cout << image.maxValue << endl;
    for (auto row : gray) {
        for (auto value : row) cout << value << " ";
        cout << endl;
    }
    return 0;
}
