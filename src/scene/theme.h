/* Colours by what they mean. A theme is a text of lines `role = #rrggbb` (or #rrggbbaa), kept in
 * assets/themes; roles stand in theme.def, each with its meaning. A theme must name every role, and
 * nothing else: what is wrong is told with its line. Pure: the file is read by somebody else. */
#ifndef SCENE_THEME_H
#define SCENE_THEME_H

#include "base/status.h"
#include "trace/spans.h"

#include <stddef.h>
#include <stdint.h>

typedef enum ThemeRole {
#define THEME_ROLE(id, name, meaning) THEME_##id,
#include "scene/theme.def"
    THEME_ROLE_COUNT
} ThemeRole;

typedef struct Theme {
    uint32_t colors[THEME_ROLE_COUNT]; /* 0xRRGGBBAA */
} Theme;

/* Reads a theme from its text; `name` is what messages call it. */
Status theme_parse(Theme *theme, const char *name, const char *bytes, size_t length,
                   Error *error) MUST_CHECK;

/* assets/themes/light.theme, put into the program when it is built. */
extern const unsigned char THEME_LIGHT_TEXT[];
extern const size_t THEME_LIGHT_TEXT_BYTES;

/* That theme, for those who read no files (exporters, tests). */
void theme_init_light(Theme *theme);

/* The fill colour of a state. */
uint32_t theme_state(const Theme *theme, SpanState state);

/* The colour with another opacity, 0 to 255. */
uint32_t theme_fade(uint32_t color, int alpha);

#endif
