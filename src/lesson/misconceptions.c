#include "lesson/misconceptions.h"

const Misconception *misconception_find(int number) {
    static const Misconception ALL[] = {
#define MISCONCEPTION(number, believed, truth) {number, believed, truth},
#include "lesson/misconceptions.def"
    };
    for (size_t i = 0; i < sizeof ALL / sizeof *ALL; i++) {
        if (ALL[i].number == number) {
            return &ALL[i];
        }
    }
    return NULL;
}
