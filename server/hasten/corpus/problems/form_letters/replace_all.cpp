#include <iostream>
#include <string>
#include <vector>

struct Person {
    std::string name;
    std::string city;
    int amount;
};

std::string replaceAll(std::string text, const std::string &from, const std::string &to) {
    size_t pos = 0;
    while ((pos = text.find(from, pos)) != std::string::npos) {
        text.replace(pos, from.length(), to);
        pos += to.length();
    }
    return text;
}

int main() {
    int n;
    std::cin >> n;
    std::vector<Person> people(n);
    for (int i = 0; i < n; i++) {
        std::cin >> people[i].name >> people[i].city >> people[i].amount;
    }
    std::string line;
    std::getline(std::cin, line);
    std::vector<std::string> letter;
    while (std::getline(std::cin, line)) {
        letter.push_back(line);
    }
    for (int i = 0; i < n; i++) {
        for (size_t j = 0; j < letter.size(); j++) {
            std::string text = letter[j];
            text = replaceAll(text, "{name}", people[i].name);
            text = replaceAll(text, "{city}", people[i].city);
            text = replaceAll(text, "{amount}", std::to_string(people[i].amount));
            std::cout << text << std::endl;
        }
        std::cout << "---" << std::endl;
    }
    return 0;
}
