// Plans the day of a parcel depot. The input names the regular customers, the places of the
// lockers, and then the parcels: receiver and place. For each parcel the program prints the
// nearest locker; at the end, how many discounts, who received most, how the van can be loaded.
#include <cmath>
#include <iostream>
#include <map>
#include <string>
#include <vector>

struct Place {
    int x, y;
};

// Number of the locker that is closest to a place.
int nearest_locker(std::vector<Place> lockers, Place from) {
    int best = 0;
    double shortest = 1e18;
    for (size_t i = 0; i < lockers.size(); i++) {
        double across = lockers[i].x - from.x;
        double along = lockers[i].y - from.y;
        double distance = std::sqrt(std::pow(across, 2) + std::pow(along, 2));
        if (distance < shortest) {
            shortest = distance;
            best = static_cast<int>(i);
        }
    }
    return best;
}

// Whether the receiver is a regular customer.
bool is_regular(std::vector<std::string> regulars, std::string receiver) {
    bool found = false;
    for (size_t i = 0; i < regulars.size(); i++) {
        if (regulars[i] == receiver) {
            found = true;
        }
    }
    return found;
}

// In how many orders parcels of one, two or three shelves can fill a van of that many shelves.
long long loadings(int shelves) {
    if (shelves < 0) return 0;
    if (shelves == 0) return 1;
    return loadings(shelves - 1) + loadings(shelves - 2) + loadings(shelves - 3);
}

int main() {
    int customers, places, parcels, shelves;
    std::cin >> customers >> places >> parcels >> shelves;

    std::vector<std::string> regulars(customers);
    for (int i = 0; i < customers; i++) std::cin >> regulars[i];

    std::vector<Place> lockers(places);
    for (int i = 0; i < places; i++) std::cin >> lockers[i].x >> lockers[i].y;

    std::map<std::string, int> received;
    std::string busiest;
    int most = 0, discounts = 0;
    for (int i = 0; i < parcels; i++) {
        std::string receiver;
        Place from;
        std::cin >> receiver >> from.x >> from.y;
        received[receiver]++;
        if (received[receiver] > most) {
            most = received[receiver];
            busiest = receiver;
        }
        if (is_regular(regulars, receiver)) discounts++;
        std::cout << receiver << " " << nearest_locker(lockers, from) << std::endl;
    }

    std::cout << "discounts: " << discounts << std::endl;
    std::cout << "most parcels: " << busiest << std::endl;
    std::cout << "ways to load the van: " << loadings(shelves) << std::endl;
    return 0;
}
