#include "scene/theme.h"

#include "base/file.h"
#include "unit/unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const NAMES[] = {"light", "dark", "high-contrast"};
enum { THEMES = sizeof NAMES / sizeof *NAMES };

static void read_theme(const char *name, Text *text) {
    char path[64];
    Error error;
    snprintf(path, sizeof path, "assets/themes/%s.theme", name);
    if (file_read(path, FILE_BYTES_MAX, text, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
}

static void load(Theme *theme, const char *name) {
    Text text = {0};
    Error error;
    read_theme(name, &text);
    if (theme_parse(theme, name, text_cstr(&text), text.length, &error) != STATUS_OK) {
        fail_msg("%s", error.text);
    }
    text_release(&text);
}

/* Light of a colour channel, 0 to 1, as WCAG 2 and sRGB define it. */
static double channel(uint32_t color, int shift) {
    double value = (color >> shift & 255) / 255.0;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t color) {
    return 0.2126 * channel(color, 24) + 0.7152 * channel(color, 16) + 0.0722 * channel(color, 8);
}

static double contrast(uint32_t one, uint32_t other) {
    double a = luminance(one), b = luminance(other);
    return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

static void expect_contrast(const Theme *theme, const char *name, ThemeRole role, ThemeRole ground,
                            double least) {
    double found = contrast(theme->colors[role], theme->colors[ground]);
    if (found < least) {
        fail_msg("%s: role %d on role %d has a contrast of %.2f, less than %.1f", name, role,
                 ground, found, least);
    }
}

static void themes_keep_text_readable(void **state) {
    (void)state;
    static const ThemeRole TEXTS[] = {THEME_TEXT,   THEME_TEXT_DIM, THEME_KEYWORD, THEME_STRING,
                                      THEME_NUMBER, THEME_COMMENT,  THEME_GOOD,    THEME_BAD};
    static const ThemeRole GROUNDS[] = {THEME_BACKGROUND, THEME_PANEL, THEME_LANE, THEME_LINE_LIT,
                                        THEME_LINE_WAIT};
    for (int i = 0; i < THEMES; i++) {
        Theme theme;
        load(&theme, NAMES[i]);
        for (size_t text = 0; text < sizeof TEXTS / sizeof *TEXTS; text++) {
            for (size_t ground = 0; ground < sizeof GROUNDS / sizeof *GROUNDS; ground++) {
                expect_contrast(&theme, NAMES[i], TEXTS[text], GROUNDS[ground], 4.5);
            }
        }
        expect_contrast(&theme, NAMES[i], THEME_TEXT_ON_FILL, THEME_STATE_RUNNING, 4.5);
        expect_contrast(&theme, NAMES[i], THEME_TEXT_ON_FILL, THEME_STATE_BLOCKED, 4.5);
    }
}

static void themes_set_states_off_from_their_ground(void **state) {
    (void)state;
    for (int i = 0; i < THEMES; i++) {
        Theme theme;
        load(&theme, NAMES[i]);
        for (int role = THEME_CHART_1; role <= THEME_CHART_6; role++) {
            expect_contrast(&theme, NAMES[i], (ThemeRole)role, THEME_PANEL, 3);
        }
        for (int role = THEME_STATE_RUNNING; role <= THEME_STATE_CANCELLED; role++) {
            expect_contrast(&theme, NAMES[i], (ThemeRole)role, THEME_PANEL, 3);
            expect_contrast(&theme, NAMES[i], (ThemeRole)role, THEME_LANE, 3);
        }
        expect_contrast(&theme, NAMES[i], THEME_ACCENT, THEME_PANEL, 3);
        expect_contrast(&theme, NAMES[i], THEME_CRITICAL, THEME_PANEL, 3);
        expect_contrast(&theme, NAMES[i], THEME_ARROW, THEME_PANEL, 3);
    }
}

typedef struct Lab {
    double l, a, b;
} Lab;

static double lab_curve(double t) {
    return t > 216.0 / 24389 ? cbrt(t) : (t * 24389 / 27 + 16) / 116;
}

static Lab lab_of(const double rgb[3]) {
    double x = 0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2];
    double y = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    double z = 0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2];
    double fx = lab_curve(x / 0.9505), fy = lab_curve(y), fz = lab_curve(z / 1.089);
    return (Lab){116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)};
}

/* What eyes without one kind of cone see (Machado, Oliveira and Fernandes 2009, severity 1). */
static const double EYES[][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868},
     {0.114503, 0.786281, 0.099216},
     {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968},
     {0.280085, 0.672501, 0.047413},
     {-0.011820, 0.042940, 0.968881}},
    {{1.255528, -0.076749, -0.178779},
     {-0.078411, 0.930809, 0.147602},
     {0.004733, 0.691367, 0.303900}},
};

static Lab seen(uint32_t color, const double eyes[3][3]) {
    double linear[3] = {channel(color, 24), channel(color, 16), channel(color, 8)}, rgb[3];
    for (int i = 0; i < 3; i++) {
        rgb[i] = eyes[i][0] * linear[0] + eyes[i][1] * linear[1] + eyes[i][2] * linear[2];
        rgb[i] = rgb[i] < 0 ? 0 : rgb[i] > 1 ? 1 : rgb[i];
    }
    return lab_of(rgb);
}

/* The filled states are told apart by colour alone, whatever eyes look at them; texture, sign and
 * word come on top. A difference of 2.3 is just noticeable. */
static void themes_are_told_apart_by_colour_blind_eyes(void **state) {
    (void)state;
    static const SpanState FILLED[] = {SPAN_RUNNING, SPAN_READY, SPAN_NETWORK, SPAN_WAITING,
                                       SPAN_BLOCKED};
    enum { COUNT = sizeof FILLED / sizeof *FILLED };
    for (int i = 0; i < THEMES; i++) {
        Theme theme;
        load(&theme, NAMES[i]);
        for (size_t eyes = 0; eyes < sizeof EYES / sizeof *EYES; eyes++) {
            for (int one = 0; one < COUNT; one++) {
                for (int other = 0; other < one; other++) {
                    Lab a = seen(theme_state(&theme, FILLED[one]), EYES[eyes]);
                    Lab b = seen(theme_state(&theme, FILLED[other]), EYES[eyes]);
                    double difference = sqrt((a.l - b.l) * (a.l - b.l) + (a.a - b.a) * (a.a - b.a) +
                                             (a.b - b.b) * (a.b - b.b));
                    if (difference < 8) {
                        fail_msg("%s: states %d and %d differ by only %.1f to eyes %zu", NAMES[i],
                                 FILLED[one], FILLED[other], difference, eyes);
                    }
                }
            }
        }
    }
}

static void the_built_in_theme_is_the_light_one(void **state) {
    (void)state;
    Theme built_in, light;
    theme_init_light(&built_in);
    load(&light, "light");
    assert_memory_equal(&built_in, &light, sizeof light);
    assert_int_equal(built_in.colors[THEME_PANEL], 0xFFFFFFFF);
    assert_int_equal(built_in.colors[THEME_SELECTION] & 0xFF, 0x33);
}

/* Parses the light theme with one line replaced, or left out. */
static void expect_refused(const char *role, const char *line, const char *message) {
    Text text = {0}, changed = {0};
    read_theme("light", &text);
    const char *found = strstr(text_cstr(&text), role);
    assert_non_null(found);
    text_append(&changed, text_cstr(&text), (size_t)(found - text_cstr(&text)));
    text_append_cstr(&changed, line);
    text_append_cstr(&changed, strchr(found, '\n'));
    Theme theme;
    Error error;
    assert_int_equal(theme_parse(&theme, "mine", text_cstr(&changed), changed.length, &error),
                     STATUS_USAGE);
    assert_string_equal(error.text, message);
    text_release(&text);
    text_release(&changed);
}

static void wrong_themes_are_refused_with_their_line(void **state) {
    (void)state;
    expect_refused("panel  ", "panle = #ffffff",
                   "could not use theme mine: line 3: no role is called 'panle'");
    expect_refused("panel  ", "background = #ffffff",
                   "could not use theme mine: line 3: 'background' has a colour already");
    expect_refused("panel  ", "panel = #fff",
                   "could not use theme mine: line 3: expected 'panel = #rrggbb' or "
                   "'panel = #rrggbbaa'");
    expect_refused("panel  ", "panel = #ffffgg",
                   "could not use theme mine: line 3: expected 'panel = #rrggbb' or "
                   "'panel = #rrggbbaa'");
    expect_refused("panel  ", "panel #ffffff",
                   "could not use theme mine: line 3: expected 'panel = #rrggbb' or "
                   "'panel = #rrggbbaa'");
    expect_refused("panel  ", "panel",
                   "could not use theme mine: line 3: expected 'panel = #rrggbb' or "
                   "'panel = #rrggbbaa'");
    expect_refused("panel  ", "= #ffffff",
                   "could not use theme mine: line 3: no role is called ''");
    expect_refused("panel  ", "# nothing",
                   "could not use theme mine: it has no colour for 'panel'");
}

static void colours_fade(void **state) {
    (void)state;
    assert_int_equal(theme_fade(0x112233FF, 0x40), 0x11223340);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(themes_keep_text_readable),
        cmocka_unit_test(themes_set_states_off_from_their_ground),
        cmocka_unit_test(themes_are_told_apart_by_colour_blind_eyes),
        cmocka_unit_test(the_built_in_theme_is_the_light_one),
        cmocka_unit_test(wrong_themes_are_refused_with_their_line),
        cmocka_unit_test(colours_fade),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
