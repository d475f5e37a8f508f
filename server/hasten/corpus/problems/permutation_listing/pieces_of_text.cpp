#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

class Lister {
public:
    explicit Lister(std::vector<int> values) {
        std::sort(values.begin(), values.end());
        for (int value : values) pieces_.push_back(std::to_string(value) + ' ');
    }

    void list(size_t place, unsigned used) {
        if (place == pieces_.size()) {
            out_ += line_;
            out_.back() = '\n';
            return;
        }
        for (size_t i = 0; i < pieces_.size(); ++i) {
            if (used >> i & 1) continue;
            line_ += pieces_[i];
            list(place + 1, used | 1u << i);
            line_.resize(line_.size() - pieces_[i].size());
        }
    }

    void print() const { fwrite(out_.data(), 1, out_.size(), stdout); }

private:
    std::vector<std::string> pieces_;
    std::string line_, out_;
};

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    std::vector<int> values(n);
    for (int &value : values) scanf("%d", &value);
    Lister lister(values);
    lister.list(0, 0);
    lister.print();
}
