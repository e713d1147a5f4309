#include "scene/text_metrics.h"

#include "base/utf8.h"

enum {
    EM = 2048, /* what the tables' figures are parts of */
    ASCII_FIRST = 0x20,
    ASCII_COUNT = 95,
    MONO_COLUMN = 1233,
    SANS_COLUMN = 1250, /* of a character that is not in the tables */
};

static const uint16_t SANS_ASCII[2][ASCII_COUNT] = {
    {651,  821,  942,  1716, 1303, 1946, 1597, 563,  799,  799,  1024, 1716, 651,  739,  651,  690,
     1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 690,  690,  1716, 1716, 1716, 1087,
     2048, 1401, 1405, 1430, 1577, 1294, 1178, 1587, 1540, 604,  604,  1343, 1141, 1767, 1532, 1612,
     1235, 1612, 1423, 1300, 1251, 1499, 1401, 2025, 1403, 1251, 1403, 799,  690,  799,  1716, 1024,
     1024, 1255, 1300, 1126, 1300, 1260, 721,  1300, 1298, 569,  569,  1186, 569,  1995, 1298, 1253,
     1300, 1300, 842,  1067, 803,  1298, 1212, 1675, 1212, 1212, 1075, 1303, 690,  1303, 1716},
    {713,  934,  1067, 1716, 1425, 2052, 1786, 627,  936,  936,  1071, 1716, 778,  850,  778,  748,
     1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 819,  819,  1716, 1716, 1716, 1188,
     2048, 1585, 1561, 1503, 1700, 1399, 1399, 1681, 1714, 762,  762,  1587, 1305, 2038, 1714, 1741,
     1501, 1741, 1577, 1475, 1397, 1663, 1585, 2259, 1579, 1483, 1485, 936,  748,  936,  1716, 1024,
     1024, 1382, 1466, 1214, 1466, 1389, 891,  1466, 1458, 702,  702,  1362, 702,  2134, 1458, 1407,
     1466, 1466, 1010, 1219, 979,  1458, 1335, 1892, 1321, 1335, 1192, 1458, 748,  1458, 1716},
};

static int32_t character_width(DrawFace face, uint32_t code_point) {
    if (face == DRAW_MONO || face == DRAW_MONO_BOLD) {
        return MONO_COLUMN * utf8_columns_of(code_point);
    }
    uint32_t index = code_point - ASCII_FIRST;
    return index < ASCII_COUNT ? SANS_ASCII[face == DRAW_SANS_BOLD][index]
                               : SANS_COLUMN * utf8_columns_of(code_point);
}

static int32_t measure(void *context, DrawFace face, int32_t size, const char *bytes,
                       size_t length) {
    (void)context;
    int64_t width = 0;
    while (length > 0) {
        uint32_t code_point;
        size_t taken = utf8_decode(bytes, length, &code_point);
        width += character_width(face, code_point);
        bytes += taken;
        length -= taken;
    }
    width = (width * size + EM / 2) / EM;
    return width < INT32_MAX ? (int32_t)width : INT32_MAX;
}

TextMetrics text_metrics_built_in(void) {
    return (TextMetrics){.measure = measure, .context = NULL};
}
