#include "scene/theme.h"

#include <stdbool.h>
#include <string.h>

static const char *const ROLES[THEME_ROLE_COUNT] = {
#define THEME_ROLE(id, name, meaning) name,
#include "scene/theme.def"
};

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

static const char *skip_spaces(const char *at, const char *end) {
    while (at < end && is_space(*at)) {
        at++;
    }
    return at;
}

static int role_named(const char *name, size_t length) {
    for (int i = 0; i < THEME_ROLE_COUNT; i++) {
        if (strlen(ROLES[i]) == length && memcmp(ROLES[i], name, length) == 0) {
            return i;
        }
    }
    return -1;
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* color = "#" 6 * hex [2 * hex]; all of the rest of the line. */
static bool parse_color(const char *at, const char *end, uint32_t *color) {
    if (at == end || *at++ != '#' || (end - at != 6 && end - at != 8)) {
        return false;
    }
    uint32_t value = 0;
    for (const char *digit = at; digit < end; digit++) {
        if (hex_digit(*digit) < 0) {
            return false;
        }
        value = value << 4 | (uint32_t)hex_digit(*digit);
    }
    *color = end - at == 6 ? value << 8 | 0xFF : value;
    return true;
}

/* line = [role "=" color] | "#" comment */
static Status parse_line(Theme *theme, bool *has_role, const char *name, int number, const char *at,
                         const char *end, Error *error) {
    at = skip_spaces(at, end);
    while (end > at && is_space(end[-1])) {
        end--;
    }
    if (at == end || *at == '#') {
        return STATUS_OK;
    }
    const char *role_end = at;
    while (role_end < end && *role_end != '=' && !is_space(*role_end)) {
        role_end++;
    }
    int shown = (int)(role_end - at < 40 ? role_end - at : 40);
    int role = role_named(at, (size_t)(role_end - at));
    if (role < 0) {
        return error_set(error, STATUS_USAGE,
                         "could not use theme %s: line %d: no role is called '%.*s'", name, number,
                         shown, at);
    }
    if (has_role[role]) {
        return error_set(error, STATUS_USAGE,
                         "could not use theme %s: line %d: '%s' has a colour already", name, number,
                         ROLES[role]);
    }
    const char *value = skip_spaces(role_end, end);
    if (value == end || *value != '=' ||
        !parse_color(skip_spaces(value + 1, end), end, &theme->colors[role])) {
        return error_set(error, STATUS_USAGE,
                         "could not use theme %s: line %d: expected '%s = #rrggbb' or "
                         "'%s = #rrggbbaa'",
                         name, number, ROLES[role], ROLES[role]);
    }
    has_role[role] = true;
    return STATUS_OK;
}

Status theme_parse(Theme *theme, const char *name, const char *bytes, size_t length, Error *error) {
    bool has_role[THEME_ROLE_COUNT] = {false};
    const char *end = bytes + length;
    int number = 0;
    while (bytes < end) {
        const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
        const char *line_end = newline != NULL ? newline : end;
        Status status = parse_line(theme, has_role, name, ++number, bytes, line_end, error);
        if (status != STATUS_OK) {
            return status;
        }
        bytes = newline != NULL ? newline + 1 : end;
    }
    for (int i = 0; i < THEME_ROLE_COUNT; i++) {
        if (!has_role[i]) {
            return error_set(error, STATUS_USAGE,
                             "could not use theme %s: it has no colour for '%s'", name, ROLES[i]);
        }
    }
    return STATUS_OK;
}

void theme_init_light(Theme *theme) {
    Error error;
    CHECK(theme_parse(theme, "light", (const char *)THEME_LIGHT_TEXT, THEME_LIGHT_TEXT_BYTES,
                      &error) == STATUS_OK);
}

uint32_t theme_state(const Theme *theme, SpanState state) {
    return theme->colors[THEME_STATE_RUNNING + (int)state];
}

uint32_t theme_fade(uint32_t color, int alpha) {
    return (color & ~UINT32_C(0xFF)) | (uint32_t)alpha;
}
