/* The methods of str. They work on code points; what comes out is as narrow as it can be. */
#include "vm/str.h"

#include "base/array.h"
#include "vm/bytes.h"
#include "vm/container.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/sequence.h"
#include "vm/unicode.h"

#include <string.h>

#define ARGUMENTS Vm *vm, const Value *arguments, uint32_t count, Value keywords
#define UNUSED (void)vm, (void)arguments, (void)count, (void)keywords

typedef ARRAY_OF(uint32_t) CodePoints;

static Value take_code_points(Vm *vm, CodePoints *points) {
    Value result = points->count == 0
                       ? value_retain(vm->names.empty)
                       : str_from_code_points(vm, points->items, (uint32_t)points->count);
    ARRAY_RELEASE(points);
    return result;
}

/* The same text as exactly a str. */
static Value as_plain(Vm *vm, Value self) {
    return value_str(vm, self);
}

static uint32_t flags_at(const Str *str, uint32_t index) {
    return unicode_flags(str_read(str, index));
}

static Value part(Vm *vm, Value self, int64_t start, int64_t end) {
    return str_substring(vm, self, (uint32_t)start, (uint32_t)end);
}

/* ---- case ---- */

/* A capital sigma at a word's end becomes the final one. */
static bool is_final_sigma(const Str *str, uint32_t index) {
    int64_t i = (int64_t)index - 1;
    while (i >= 0 && (flags_at(str, (uint32_t)i) & U_CASE_IGNORABLE) != 0) {
        i--;
    }
    if (i < 0 || (flags_at(str, (uint32_t)i) & U_CASED) == 0) {
        return false;
    }
    uint32_t k = index + 1;
    while (k < str->length && (flags_at(str, k) & U_CASE_IGNORABLE) != 0) {
        k++;
    }
    return k == str->length || (flags_at(str, k) & U_CASED) == 0;
}

static void push_mapped(CodePoints *out, const Str *str, uint32_t index, CaseMapping mapping) {
    uint32_t c = str_read(str, index);
    if (mapping == CASE_LOWER && c == 0x3A3) {
        ARRAY_PUSH(out, is_final_sigma(str, index) ? 0x3C2u : 0x3C3u);
        return;
    }
    uint32_t mapped[UNICODE_MAPPING_MAX];
    uint32_t many = unicode_map(c, mapping, mapped);
    for (uint32_t i = 0; i < many; i++) {
        ARRAY_PUSH(out, mapped[i]);
    }
}

static Value mapped_ascii(Vm *vm, const Str *str, bool upper) {
    Value result = str_new(vm, str->length, 0x7F);
    uint8_t *data = value_str_obj(result)->data;
    uint8_t first = upper ? 'a' : 'A';
    for (uint32_t i = 0; i < str->length; i++) {
        uint8_t c = str->data[i];
        data[i] = (uint8_t)(c - first) < 26 ? c ^ 0x20 : c;
    }
    return result;
}

static Value map_all(Vm *vm, Value self, CaseMapping mapping) {
    const Str *str = value_str_obj(self);
    if (str->ascii && str->length > 0) {
        return mapped_ascii(vm, str, mapping == CASE_UPPER);
    }
    CodePoints out = {0};
    for (uint32_t i = 0; i < str->length; i++) {
        push_mapped(&out, str, i, mapping);
    }
    return take_code_points(vm, &out);
}

static Value method_upper(ARGUMENTS) {
    UNUSED;
    return map_all(vm, arguments[0], CASE_UPPER);
}

static Value method_lower(ARGUMENTS) {
    UNUSED;
    return map_all(vm, arguments[0], CASE_LOWER);
}

static Value method_casefold(ARGUMENTS) {
    UNUSED;
    return map_all(vm, arguments[0], CASE_FOLD);
}

static Value method_capitalize(ARGUMENTS) {
    UNUSED;
    const Str *str = value_str_obj(arguments[0]);
    CodePoints out = {0};
    for (uint32_t i = 0; i < str->length; i++) {
        push_mapped(&out, str, i, i == 0 ? CASE_TITLE : CASE_LOWER);
    }
    return take_code_points(vm, &out);
}

static Value method_title(ARGUMENTS) {
    UNUSED;
    const Str *str = value_str_obj(arguments[0]);
    CodePoints out = {0};
    bool inside = false;
    for (uint32_t i = 0; i < str->length; i++) {
        push_mapped(&out, str, i, inside ? CASE_LOWER : CASE_TITLE);
        inside = (flags_at(str, i) & U_CASED) != 0;
    }
    return take_code_points(vm, &out);
}

static Value method_swapcase(ARGUMENTS) {
    UNUSED;
    const Str *str = value_str_obj(arguments[0]);
    CodePoints out = {0};
    for (uint32_t i = 0; i < str->length; i++) {
        uint32_t flags = flags_at(str, i);
        if ((flags & U_UPPER) != 0) {
            push_mapped(&out, str, i, CASE_LOWER);
        } else if ((flags & U_LOWER) != 0) {
            push_mapped(&out, str, i, CASE_UPPER);
        } else {
            ARRAY_PUSH(&out, str_read(str, i));
        }
    }
    return take_code_points(vm, &out);
}

/* ---- what kind of text it is ---- */

static Value all_have(Value self, uint32_t flags, bool when_empty) {
    const Str *str = value_str_obj(self);
    for (uint32_t i = 0; i < str->length; i++) {
        if ((flags_at(str, i) & flags) == 0) {
            return VALUE_FALSE;
        }
    }
    return value_from_bool(str->length > 0 || when_empty);
}

static Value method_isalnum(ARGUMENTS) {
    UNUSED;
    return all_have(arguments[0], U_ALPHA | U_DECIMAL | U_DIGIT | U_NUMERIC, false);
}

static Value method_isalpha(ARGUMENTS) {
    UNUSED;
    return all_have(arguments[0], U_ALPHA, false);
}

static Value method_isascii(ARGUMENTS) {
    UNUSED;
    const Str *str = value_str_obj(arguments[0]);
    return value_from_bool(str->ascii || str->length == 0);
}

static Value method_isdecimal(ARGUMENTS) {
    UNUSED;
    return all_have(arguments[0], U_DECIMAL, false);
}

static Value method_isdigit(ARGUMENTS) {
    UNUSED;
    return all_have(arguments[0], U_DIGIT, false);
}

static Value method_isnumeric(ARGUMENTS) {
    UNUSED;
    return all_have(arguments[0], U_NUMERIC, false);
}

static Value method_isprintable(ARGUMENTS) {
    UNUSED;
    return all_have(arguments[0], U_PRINTABLE, true);
}

static Value method_isspace(ARGUMENTS) {
    UNUSED;
    return all_have(arguments[0], U_SPACE, false);
}

static Value method_isidentifier(ARGUMENTS) {
    UNUSED;
    const Str *str = value_str_obj(arguments[0]);
    for (uint32_t i = 0; i < str->length; i++) {
        if ((flags_at(str, i) & (i == 0 ? U_NAME_START : U_NAME_GOES_ON)) == 0) {
            return VALUE_FALSE;
        }
    }
    return value_from_bool(str->length > 0);
}

/* Something cased, and nothing cased of another kind than `wanted`. */
static Value cased_as(Value self, uint32_t wanted, uint32_t unwanted) {
    const Str *str = value_str_obj(self);
    bool any = false;
    for (uint32_t i = 0; i < str->length; i++) {
        uint32_t flags = flags_at(str, i);
        if ((flags & unwanted) != 0) {
            return VALUE_FALSE;
        }
        any = any || (flags & wanted) != 0;
    }
    return value_from_bool(any);
}

static Value method_islower(ARGUMENTS) {
    UNUSED;
    return cased_as(arguments[0], U_LOWER, U_UPPER | U_TITLE);
}

static Value method_isupper(ARGUMENTS) {
    UNUSED;
    return cased_as(arguments[0], U_UPPER, U_LOWER | U_TITLE);
}

static Value method_istitle(ARGUMENTS) {
    UNUSED;
    const Str *str = value_str_obj(arguments[0]);
    bool any = false;
    bool inside = false;
    for (uint32_t i = 0; i < str->length; i++) {
        uint32_t flags = flags_at(str, i);
        if ((flags & (U_UPPER | U_TITLE)) != 0) {
            if (inside) {
                return VALUE_FALSE;
            }
            inside = any = true;
        } else if ((flags & U_LOWER) != 0) {
            if (!inside) {
                return VALUE_FALSE;
            }
        } else {
            inside = false;
        }
    }
    return value_from_bool(any);
}

/* ---- padding ---- */

static bool fill_character(Vm *vm, Value given, uint32_t *fill) {
    *fill = ' ';
    if (value_is_null(given)) {
        return true;
    }
    if (!value_is_str(given)) {
        vm_raise(vm, EXC_TYPE_ERROR, "The fill character must be a unicode character, not %s",
                 value_type_name(vm, given));
        return false;
    }
    if (str_length(given) != 1) {
        vm_raise(vm, EXC_TYPE_ERROR, "The fill character must be exactly one character long");
        return false;
    }
    *fill = str_at(given, 0);
    return true;
}

static Value padded(Vm *vm, Value self, int64_t left, int64_t right, uint32_t fill) {
    const Str *str = value_str_obj(self);
    left = left < 0 ? 0 : left;
    right = right < 0 ? 0 : right;
    if (left == 0 && right == 0) {
        return as_plain(vm, self);
    }
    uint64_t length = (uint64_t)left + (uint64_t)right + str->length;
    if (length > INT32_MAX || !heap_can_hold(vm, length * 4)) {
        return heap_over_budget(vm);
    }
    uint32_t all = fill;
    for (uint32_t i = 0; i < str->length; i++) {
        all |= str_read(str, i);
    }
    Value result = str_new(vm, (uint32_t)length, all);
    Str *out = value_str_obj(result);
    for (uint32_t i = 0; i < (uint32_t)left; i++) {
        str_write(out, i, fill);
    }
    str_copy_into(out, (uint32_t)left, str);
    for (uint32_t i = (uint32_t)left + str->length; i < length; i++) {
        str_write(out, i, fill);
    }
    return result;
}

/* How many code points are missing to the width; false: raised. */
static bool missing(ARGUMENTS, int64_t *lack, uint32_t *fill) {
    (void)keywords;
    int64_t width = 0;
    if (!value_index_int64(vm, arguments[1], false, &width) ||
        !fill_character(vm, count > 2 ? arguments[2] : VALUE_NULL, fill)) {
        return false;
    }
    *lack = width - (int64_t)str_length(arguments[0]);
    return true;
}

static Value method_ljust(ARGUMENTS) {
    int64_t lack = 0;
    uint32_t fill = 0;
    return missing(vm, arguments, count, keywords, &lack, &fill)
               ? padded(vm, arguments[0], 0, lack, fill)
               : VALUE_NULL;
}

static Value method_rjust(ARGUMENTS) {
    int64_t lack = 0;
    uint32_t fill = 0;
    return missing(vm, arguments, count, keywords, &lack, &fill)
               ? padded(vm, arguments[0], lack, 0, fill)
               : VALUE_NULL;
}

static Value method_center(ARGUMENTS) {
    int64_t lack = 0;
    uint32_t fill = 0;
    if (!missing(vm, arguments, count, keywords, &lack, &fill)) {
        return VALUE_NULL;
    }
    int64_t width = lack + (int64_t)str_length(arguments[0]);
    int64_t left = lack <= 0 ? 0 : lack / 2 + (lack & width & 1);
    return padded(vm, arguments[0], left, lack <= 0 ? 0 : lack - left, fill);
}

static Value method_zfill(ARGUMENTS) {
    UNUSED;
    int64_t width = 0;
    if (!value_index_int64(vm, arguments[1], false, &width)) {
        return VALUE_NULL;
    }
    const Str *str = value_str_obj(arguments[0]);
    int64_t lack = width - (int64_t)str->length;
    Value result = padded(vm, arguments[0], lack, 0, '0');
    if (lack > 0 && !value_is_null(result) && str->length > 0) {
        uint32_t sign = str_read(str, 0);
        if (sign == '+' || sign == '-') {
            str_write(value_str_obj(result), 0, sign);
            str_write(value_str_obj(result), (uint32_t)lack, '0');
        }
    }
    return result;
}

static Value method_expandtabs(ARGUMENTS) {
    Value in[1];
    int64_t size = 8;
    if (!arguments_bind(vm, "expandtabs", "tabsize=", arguments + 1, count - 1, keywords, in) ||
        (!value_is_null(in[0]) && !value_index_int64(vm, in[0], false, &size))) {
        return VALUE_NULL;
    }
    const Str *str = value_str_obj(arguments[0]);
    CodePoints out = {0};
    int64_t column = 0;
    for (uint32_t i = 0; i < str->length; i++) {
        uint32_t c = str_read(str, i);
        if (c != '\t') {
            ARRAY_PUSH(&out, c);
            column = c == '\n' || c == '\r' ? 0 : column + 1;
            continue;
        }
        int64_t spaces = size > 0 ? size - column % size : 0;
        if (!heap_can_hold(vm, (uint64_t)spaces * 4 + out.count * 4)) {
            ARRAY_RELEASE(&out);
            return heap_over_budget(vm);
        }
        for (int64_t k = 0; k < spaces; k++) {
            ARRAY_PUSH(&out, ' ');
        }
        column += spaces;
    }
    return take_code_points(vm, &out);
}

/* ---- finding ---- */

static bool check_str(Vm *vm, Value value) {
    if (!value_is_str(value)) {
        vm_raise(vm, EXC_TYPE_ERROR, "must be str, not %s", value_type_name(vm, value));
        return false;
    }
    return true;
}

/* The arguments (needle[, start[, end]]) of find and its like. */
static bool search_range(ARGUMENTS, int64_t *start, int64_t *end) {
    (void)keywords;
    return check_str(vm, arguments[1]) && sequence_bounds(vm, count > 2 ? arguments[2] : VALUE_NULL,
                                                          count > 3 ? arguments[3] : VALUE_NULL,
                                                          str_length(arguments[0]), start, end);
}

static Value search(ARGUMENTS, bool last, bool must) {
    int64_t start = 0;
    int64_t end = 0;
    if (!search_range(vm, arguments, count, keywords, &start, &end)) {
        return VALUE_NULL;
    }
    const Str *str = value_str_obj(arguments[0]);
    const Str *needle = value_str_obj(arguments[1]);
    int64_t found =
        last ? str_find_last(str, needle, start, end) : str_find(str, needle, start, end);
    if (found < 0 && must) {
        return vm_raise(vm, EXC_VALUE_ERROR, "substring not found");
    }
    return int_from_int64(vm, found);
}

static Value method_find(ARGUMENTS) {
    return search(vm, arguments, count, keywords, false, false);
}

static Value method_rfind(ARGUMENTS) {
    return search(vm, arguments, count, keywords, true, false);
}

static Value method_index(ARGUMENTS) {
    return search(vm, arguments, count, keywords, false, true);
}

static Value method_rindex(ARGUMENTS) {
    return search(vm, arguments, count, keywords, true, true);
}

static Value method_count(ARGUMENTS) {
    int64_t start = 0;
    int64_t end = 0;
    if (!search_range(vm, arguments, count, keywords, &start, &end)) {
        return VALUE_NULL;
    }
    const Str *needle = value_str_obj(arguments[1]);
    if (needle->length == 0) {
        return int_from_int64(vm, end < start ? 0 : end - start + 1);
    }
    int64_t found = 0;
    while ((start = str_find(value_str_obj(arguments[0]), needle, start, end)) >= 0) {
        found++;
        start += needle->length;
    }
    return int_from_int64(vm, found);
}

static bool matches_at(const Str *str, const Str *affix, int64_t start, int64_t end, bool at_end) {
    if (start > end || end - start < affix->length) {
        return false;
    }
    int64_t from = at_end ? end - affix->length : start;
    for (uint32_t i = 0; i < affix->length; i++) {
        if (str_read(str, (uint32_t)from + i) != str_read(affix, i)) {
            return false;
        }
    }
    return true;
}

static Value has_affix(ARGUMENTS, bool at_end) {
    (void)keywords;
    int64_t start = 0;
    int64_t end = 0;
    const Str *str = value_str_obj(arguments[0]);
    const char *name = at_end ? "endswith" : "startswith";
    if (!sequence_bounds(vm, count > 2 ? arguments[2] : VALUE_NULL,
                         count > 3 ? arguments[3] : VALUE_NULL, str->length, &start, &end)) {
        return VALUE_NULL;
    }
    if (value_is_tuple(arguments[1])) {
        const Tuple *tuple = value_tuple(arguments[1]);
        for (uint32_t i = 0; i < tuple->count; i++) {
            if (!value_is_str(tuple->items[i])) {
                return vm_raise(vm, EXC_TYPE_ERROR, "tuple for %s must only contain str, not %s",
                                name, value_type_name(vm, tuple->items[i]));
            }
            if (matches_at(str, value_str_obj(tuple->items[i]), start, end, at_end)) {
                return VALUE_TRUE;
            }
        }
        return VALUE_FALSE;
    }
    if (!value_is_str(arguments[1])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "%s first arg must be str or a tuple of str, not %s",
                        name, value_type_name(vm, arguments[1]));
    }
    return value_from_bool(matches_at(str, value_str_obj(arguments[1]), start, end, at_end));
}

static Value method_startswith(ARGUMENTS) {
    return has_affix(vm, arguments, count, keywords, false);
}

static Value method_endswith(ARGUMENTS) {
    return has_affix(vm, arguments, count, keywords, true);
}

static Value remove_affix(ARGUMENTS, const char *name, bool at_end) {
    (void)count;
    (void)keywords;
    if (!value_is_str(arguments[1])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "%s() argument must be str, not %s", name,
                        argument_type_name(vm, arguments[1]));
    }
    const Str *str = value_str_obj(arguments[0]);
    const Str *affix = value_str_obj(arguments[1]);
    if (!matches_at(str, affix, 0, str->length, at_end)) {
        return as_plain(vm, arguments[0]);
    }
    return at_end ? part(vm, arguments[0], 0, str->length - affix->length)
                  : part(vm, arguments[0], affix->length, str->length);
}

static Value method_removeprefix(ARGUMENTS) {
    return remove_affix(vm, arguments, count, keywords, "removeprefix", false);
}

static Value method_removesuffix(ARGUMENTS) {
    return remove_affix(vm, arguments, count, keywords, "removesuffix", true);
}

/* ---- stripping ---- */

static bool is_in(const Str *set, uint32_t c) {
    if (set->ascii) {
        return c < 0x80 && memchr(set->data, (int)c, set->length) != NULL;
    }
    for (uint32_t i = 0; i < set->length; i++) {
        if (str_read(set, i) == c) {
            return true;
        }
    }
    return false;
}

static bool is_stripped(const Str *str, int64_t index, const Str *set) {
    uint32_t c = str_read(str, (uint32_t)index);
    return set != NULL ? is_in(set, c) : (unicode_flags(c) & U_SPACE) != 0;
}

static Value strip(ARGUMENTS, const char *name, bool left, bool right) {
    (void)keywords;
    const Str *set = NULL;
    if (count > 1 && !value_is_none(arguments[1])) {
        if (!value_is_str(arguments[1])) {
            return vm_raise(vm, EXC_TYPE_ERROR, "%s arg must be None or str", name);
        }
        set = value_str_obj(arguments[1]);
    }
    const Str *str = value_str_obj(arguments[0]);
    int64_t start = 0;
    int64_t end = str->length;
    while (left && start < end && is_stripped(str, start, set)) {
        start++;
    }
    while (right && end > start && is_stripped(str, end - 1, set)) {
        end--;
    }
    return part(vm, arguments[0], start, end);
}

static Value method_strip(ARGUMENTS) {
    return strip(vm, arguments, count, keywords, "strip", true, true);
}

static Value method_lstrip(ARGUMENTS) {
    return strip(vm, arguments, count, keywords, "lstrip", true, false);
}

static Value method_rstrip(ARGUMENTS) {
    return strip(vm, arguments, count, keywords, "rstrip", false, true);
}

/* ---- splitting and joining ---- */

static void add_part(Vm *vm, Value list, Value self, int64_t start, int64_t end) {
    list_append_new(vm, list, part(vm, self, start, end));
}

static void split_at_spaces(Vm *vm, Value list, Value self, int64_t most) {
    const Str *str = value_str_obj(self);
    int64_t length = str->length;
    int64_t i = 0;
    for (int64_t splits = 0;; splits++) {
        while (i < length && (flags_at(str, (uint32_t)i) & U_SPACE) != 0) {
            i++;
        }
        if (i == length) {
            return;
        }
        int64_t start = i;
        if (splits == most) {
            add_part(vm, list, self, start, length);
            return;
        }
        while (i < length && (flags_at(str, (uint32_t)i) & U_SPACE) == 0) {
            i++;
        }
        add_part(vm, list, self, start, i);
    }
}

/* From the end; the parts come out in reverse. */
static void split_at_last_spaces(Vm *vm, Value list, Value self, int64_t most) {
    const Str *str = value_str_obj(self);
    int64_t i = str->length;
    for (int64_t splits = 0;; splits++) {
        while (i > 0 && (flags_at(str, (uint32_t)i - 1) & U_SPACE) != 0) {
            i--;
        }
        if (i == 0) {
            return;
        }
        int64_t end = i;
        if (splits == most) {
            add_part(vm, list, self, 0, end);
            return;
        }
        while (i > 0 && (flags_at(str, (uint32_t)i - 1) & U_SPACE) == 0) {
            i--;
        }
        add_part(vm, list, self, i, end);
    }
}

static void turn_round(Value list) {
    List *parts = value_list(list);
    for (uint32_t i = 0; i < parts->count / 2; i++) {
        Value item = parts->items[i];
        parts->items[i] = parts->items[parts->count - 1 - i];
        parts->items[parts->count - 1 - i] = item;
    }
}

static Value split(ARGUMENTS, const char *name, bool from_end) {
    Value in[2];
    int64_t most = -1;
    if (!arguments_bind(vm, name, "sep=, maxsplit=", arguments + 1, count - 1, keywords, in) ||
        (!value_is_null(in[1]) && !value_index_int64(vm, in[1], false, &most))) {
        return VALUE_NULL;
    }
    if (most < 0) {
        most = INT64_MAX;
    }
    Value self = arguments[0];
    const Str *str = value_str_obj(self);
    if (value_is_null(in[0]) || value_is_none(in[0])) {
        Value list = list_new(vm, 0);
        if (from_end) {
            split_at_last_spaces(vm, list, self, most);
            turn_round(list);
        } else {
            split_at_spaces(vm, list, self, most);
        }
        return list;
    }
    if (!value_is_str(in[0])) {
        return vm_raise(vm, EXC_TYPE_ERROR, "must be str or None, not %s",
                        value_type_name(vm, in[0]));
    }
    const Str *separator = value_str_obj(in[0]);
    if (separator->length == 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "empty separator");
    }
    Value list = list_new(vm, 0);
    int64_t start = 0;
    int64_t end = str->length;
    for (; most > 0; most--) {
        int64_t found = from_end ? str_find_last(str, separator, start, end)
                                 : str_find(str, separator, start, end);
        if (found < 0) {
            break;
        }
        if (from_end) {
            add_part(vm, list, self, found + separator->length, end);
            end = found;
        } else {
            add_part(vm, list, self, start, found);
            start = found + separator->length;
        }
    }
    add_part(vm, list, self, start, end);
    if (from_end) {
        turn_round(list);
    }
    return list;
}

static Value method_split(ARGUMENTS) {
    return split(vm, arguments, count, keywords, "split", false);
}

static Value method_rsplit(ARGUMENTS) {
    return split(vm, arguments, count, keywords, "rsplit", true);
}

static Value method_splitlines(ARGUMENTS) {
    Value in[1];
    if (!arguments_bind(vm, "splitlines", "keepends=", arguments + 1, count - 1, keywords, in)) {
        return VALUE_NULL;
    }
    int keep = 0;
    if (!value_is_null(in[0])) {
        Value index = value_index(vm, in[0]);
        if (value_is_null(index)) {
            return VALUE_NULL;
        }
        keep = int_sign(index) != 0;
        value_release(vm, index);
    }
    const Str *str = value_str_obj(arguments[0]);
    Value list = list_new(vm, 0);
    uint32_t start = 0;
    for (uint32_t i = 0; i < str->length;) {
        uint32_t c = str_read(str, i);
        if ((unicode_flags(c) & U_LINE_BREAK) == 0) {
            i++;
            continue;
        }
        uint32_t after = i + 1;
        if (c == '\r' && after < str->length && str_read(str, after) == '\n') {
            after++;
        }
        add_part(vm, list, arguments[0], start, keep ? after : i);
        start = i = after;
    }
    if (start < str->length) {
        add_part(vm, list, arguments[0], start, str->length);
    }
    return list;
}

static Value split_in_three(ARGUMENTS, bool last) {
    (void)count;
    (void)keywords;
    if (!check_str(vm, arguments[1])) {
        return VALUE_NULL;
    }
    const Str *str = value_str_obj(arguments[0]);
    const Str *separator = value_str_obj(arguments[1]);
    if (separator->length == 0) {
        return vm_raise(vm, EXC_VALUE_ERROR, "empty separator");
    }
    int64_t found = last ? str_find_last(str, separator, 0, str->length)
                         : str_find(str, separator, 0, str->length);
    Value result = tuple_new(vm, 3);
    Value *items = value_tuple(result)->items;
    if (found >= 0) {
        items[0] = part(vm, arguments[0], 0, found);
        items[1] = as_plain(vm, arguments[1]);
        items[2] = part(vm, arguments[0], found + separator->length, str->length);
        return result;
    }
    items[0] = last ? value_retain(vm->names.empty) : as_plain(vm, arguments[0]);
    items[1] = value_retain(vm->names.empty);
    items[2] = last ? as_plain(vm, arguments[0]) : value_retain(vm->names.empty);
    return result;
}

static Value method_partition(ARGUMENTS) {
    return split_in_three(vm, arguments, count, keywords, false);
}

static Value method_rpartition(ARGUMENTS) {
    return split_in_three(vm, arguments, count, keywords, true);
}

static Value method_join(ARGUMENTS) {
    UNUSED;
    Value list = value_is_list(arguments[1]) && value_obj(arguments[1])->type == vm->type_list
                     ? value_retain(arguments[1])
                     : value_to_list(vm, arguments[1]);
    if (value_is_null(list)) {
        if (vm_raised_is(vm, EXC_TYPE_ERROR) && value_type(vm, arguments[1])->iter == NULL) {
            vm_clear_raised(vm);
            vm_raise(vm, EXC_TYPE_ERROR, "can only join an iterable");
        }
        return VALUE_NULL;
    }
    const List *parts = value_list(list);
    for (uint32_t i = 0; i < parts->count; i++) {
        if (!value_is_str(parts->items[i])) {
            vm_raise(vm, EXC_TYPE_ERROR, "sequence item %u: expected str instance, %s found", i,
                     value_type_name(vm, parts->items[i]));
            value_release(vm, list);
            return VALUE_NULL;
        }
    }
    Value result;
    if (parts->count == 1) {
        result = as_plain(vm, parts->items[0]);
    } else if (str_length(arguments[0]) == 0 || parts->count == 0) {
        result = str_join(vm, parts->items, parts->count);
    } else {
        uint32_t all = parts->count * 2 - 1;
        Value *pieces = memory_new(all * sizeof *pieces);
        for (uint32_t i = 0; i < all; i++) {
            pieces[i] = i % 2 == 0 ? parts->items[i / 2] : arguments[0];
        }
        result = str_join(vm, pieces, all);
        memory_free(pieces);
    }
    value_release(vm, list);
    return result;
}

static Value method_replace(ARGUMENTS) {
    (void)keywords;
    for (uint32_t i = 1; i < 3; i++) {
        if (!value_is_str(arguments[i])) {
            return vm_raise(vm, EXC_TYPE_ERROR, "replace() argument %u must be str, not %s", i,
                            argument_type_name(vm, arguments[i]));
        }
    }
    int64_t most = -1;
    if (count > 3 && !value_index_int64(vm, arguments[3], false, &most)) {
        return VALUE_NULL;
    }
    if (most < 0) {
        most = INT64_MAX;
    }
    const Str *str = value_str_obj(arguments[0]);
    const Str *old = value_str_obj(arguments[1]);
    ARRAY_OF(Value) pieces = {0};
    int64_t start = 0;
    for (; most > 0; most--) {
        int64_t found;
        if (old->length == 0) {
            /* Before every code point, and at the end. */
            if (start > str->length) {
                break;
            }
            ARRAY_PUSH(&pieces, value_retain(arguments[2]));
            if (start < str->length) {
                ARRAY_PUSH(&pieces, part(vm, arguments[0], start, start + 1));
            }
            start++;
            continue;
        }
        found = str_find(str, old, start, str->length);
        if (found < 0) {
            break;
        }
        if (found > start) {
            ARRAY_PUSH(&pieces, part(vm, arguments[0], start, found));
        }
        ARRAY_PUSH(&pieces, value_retain(arguments[2]));
        start = found + old->length;
    }
    Value result;
    if (pieces.count == 0) {
        result = as_plain(vm, arguments[0]);
    } else {
        if (start < str->length) {
            ARRAY_PUSH(&pieces, part(vm, arguments[0], start, str->length));
        }
        result = str_join(vm, pieces.items, (uint32_t)pieces.count);
    }
    for (size_t i = 0; i < pieces.count; i++) {
        value_release(vm, pieces.items[i]);
    }
    ARRAY_RELEASE(&pieces);
    return result;
}

/* ---- translation ---- */

static Value method_maketrans(ARGUMENTS) {
    (void)keywords;
    if (count == 1) {
        if (!value_is_dict(arguments[0])) {
            return vm_raise(vm, EXC_TYPE_ERROR,
                            "if you give only one argument to maketrans it must be a dict");
        }
        Value table = dict_new(vm);
        uint32_t position = 0;
        Value key;
        Value value;
        while (dict_next(value_dict(arguments[0]), &position, &key, &value)) {
            if (value_is_str(key) && str_length(key) != 1) {
                value_release(vm, table);
                return vm_raise(vm, EXC_VALUE_ERROR,
                                "string keys in translate table must be of length 1");
            }
            if (!value_is_str(key) && !value_is_int(key)) {
                value_release(vm, table);
                return vm_raise(vm, EXC_TYPE_ERROR,
                                "keys in translate table must be strings or integers");
            }
            Value code = value_is_str(key) ? value_from_small_int(str_at(key, 0)) : key;
            dict_set(vm, value_dict(table), code, value);
        }
        return table;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!value_is_str(arguments[i])) {
            return i == 0
                       ? vm_raise(vm, EXC_TYPE_ERROR,
                                  "first maketrans argument must be a string if there is a "
                                  "second argument")
                       : vm_raise(vm, EXC_TYPE_ERROR, "maketrans() argument %u must be str, not %s",
                                  i + 1, argument_type_name(vm, arguments[i]));
        }
    }
    if (str_length(arguments[0]) != str_length(arguments[1])) {
        return vm_raise(vm, EXC_VALUE_ERROR,
                        "the first two maketrans arguments must have equal length");
    }
    Value table = dict_new(vm);
    for (uint32_t i = 0; i < str_length(arguments[0]); i++) {
        dict_set(vm, value_dict(table), value_from_small_int(str_at(arguments[0], i)),
                 value_from_small_int(str_at(arguments[1], i)));
    }
    for (uint32_t i = 0; count > 2 && i < str_length(arguments[2]); i++) {
        dict_set(vm, value_dict(table), value_from_small_int(str_at(arguments[2], i)), VALUE_NONE);
    }
    return table;
}

/* Appends what `table` makes of one code point; false: raised. */
static bool translate_one(Vm *vm, Value table, uint32_t c, CodePoints *out) {
    Value found = value_get_item(vm, table, value_from_small_int(c));
    if (value_is_null(found)) {
        if (!vm_raised_is(vm, EXC_LOOKUP_ERROR)) {
            return false;
        }
        vm_clear_raised(vm);
        ARRAY_PUSH(out, c);
        return true;
    }
    bool done = true;
    int64_t code = 0;
    if (value_is_str(found)) {
        for (uint32_t i = 0; i < str_length(found); i++) {
            ARRAY_PUSH(out, str_at(found, i));
        }
    } else if (value_is_int(found)) {
        done = int_to_int64(found, &code) && code >= 0 && code <= 0x10FFFF;
        if (done) {
            ARRAY_PUSH(out, (uint32_t)code);
        } else {
            vm_raise(vm, EXC_VALUE_ERROR, "character mapping must be in range(0x110000)");
        }
    } else if (!value_is_none(found)) {
        vm_raise(vm, EXC_TYPE_ERROR, "character mapping must return integer, None or str");
        done = false;
    }
    value_release(vm, found);
    return done;
}

static Value method_translate(ARGUMENTS) {
    UNUSED;
    const Str *str = value_str_obj(arguments[0]);
    CodePoints out = {0};
    for (uint32_t i = 0; i < str->length; i++) {
        if (!translate_one(vm, arguments[1], str_read(str, i), &out) ||
            !text_fits(vm, out.count * sizeof(uint32_t))) {
            ARRAY_RELEASE(&out);
            return VALUE_NULL;
        }
    }
    return take_code_points(vm, &out);
}

/* ---- the rest ---- */

static Value method_encode(ARGUMENTS) {
    Value in[2];
    if (!arguments_bind(vm, "encode", "encoding=, errors=", arguments + 1, count - 1, keywords,
                        in)) {
        return VALUE_NULL;
    }
    for (int i = 0; i < 2; i++) {
        if (!value_is_null(in[i]) && !value_is_str(in[i])) {
            return vm_raise(vm, EXC_TYPE_ERROR, "encode() argument '%s' must be str, not %s",
                            i == 0 ? "encoding" : "errors", argument_type_name(vm, in[i]));
        }
    }
    return str_encode(vm, arguments[0], value_is_null(in[0]) ? "utf-8" : str_utf8(vm, in[0]),
                      value_is_null(in[1]) ? "strict" : str_utf8(vm, in[1]));
}

static Value method_format(ARGUMENTS) {
    return format_method(vm, arguments[0], arguments + 1, count - 1, keywords);
}

static Value method_format_map(ARGUMENTS) {
    UNUSED;
    return format_map(vm, arguments[0], arguments[1]);
}

static Value method_getnewargs(ARGUMENTS) {
    UNUSED;
    Value plain = as_plain(vm, arguments[0]);
    Value result = tuple_pack(vm, 1, plain);
    value_release(vm, plain);
    return result;
}

#define PLAIN(name, min, max)                                                                      \
    { #name, method_##name, min, max, false, METHOD_INSTANCE }
#define WITH_KEYWORDS(name)                                                                        \
    { #name, method_##name, 0, -1, true, METHOD_INSTANCE }

const NativeMethod STR_METHODS[] = {
    {"__getnewargs__", method_getnewargs, 0, 0, false, METHOD_INSTANCE},
    PLAIN(capitalize, 0, 0),
    PLAIN(casefold, 0, 0),
    PLAIN(center, 1, 2),
    PLAIN(count, 1, 3),
    WITH_KEYWORDS(encode),
    PLAIN(endswith, 1, 3),
    WITH_KEYWORDS(expandtabs),
    PLAIN(find, 1, 3),
    WITH_KEYWORDS(format),
    PLAIN(format_map, 1, 1),
    PLAIN(index, 1, 3),
    PLAIN(isalnum, 0, 0),
    PLAIN(isalpha, 0, 0),
    PLAIN(isascii, 0, 0),
    PLAIN(isdecimal, 0, 0),
    PLAIN(isdigit, 0, 0),
    PLAIN(isidentifier, 0, 0),
    PLAIN(islower, 0, 0),
    PLAIN(isnumeric, 0, 0),
    PLAIN(isprintable, 0, 0),
    PLAIN(isspace, 0, 0),
    PLAIN(istitle, 0, 0),
    PLAIN(isupper, 0, 0),
    PLAIN(join, 1, 1),
    PLAIN(ljust, 1, 2),
    PLAIN(lower, 0, 0),
    PLAIN(lstrip, 0, 1),
    {"maketrans", method_maketrans, 1, 3, false, METHOD_STATIC},
    PLAIN(partition, 1, 1),
    PLAIN(removeprefix, 1, 1),
    PLAIN(removesuffix, 1, 1),
    PLAIN(replace, 2, 3),
    PLAIN(rfind, 1, 3),
    PLAIN(rindex, 1, 3),
    PLAIN(rjust, 1, 2),
    PLAIN(rpartition, 1, 1),
    WITH_KEYWORDS(rsplit),
    PLAIN(rstrip, 0, 1),
    WITH_KEYWORDS(split),
    WITH_KEYWORDS(splitlines),
    PLAIN(startswith, 1, 3),
    PLAIN(strip, 0, 1),
    PLAIN(swapcase, 0, 0),
    PLAIN(title, 0, 0),
    PLAIN(translate, 1, 1),
    PLAIN(upper, 0, 0),
    PLAIN(zfill, 1, 1),
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};
