/* A picture of everything that a draw list can say: all signs, textures in their states' colours,
 * corners, lines, arrows, faces, alignments and clips, in a theme and at a scale. */
#ifndef UNIT_SCENE_SHEET_H
#define UNIT_SCENE_SHEET_H

#include "scene/draw_list.h"
#include "scene/theme.h"

#include <stdio.h>
#include <string.h>

enum { SHEET_WIDTH = 640, SHEET_HEIGHT = 400 };

typedef struct Sheet {
    DrawList *list;
    const Theme *theme;
    int scale; /* percent */
} Sheet;

static inline int32_t sheet_units(const Sheet *sheet, int pixels) {
    return pixels * DRAW_UNIT * sheet->scale / 100;
}

static inline DrawRect sheet_rect(const Sheet *sheet, int x, int y, int w, int h) {
    return (DrawRect){sheet_units(sheet, x), sheet_units(sheet, y), sheet_units(sheet, w),
                      sheet_units(sheet, h)};
}

static inline void sheet_text(const Sheet *sheet, DrawFace face, int size, DrawAlign align, int x,
                              int y, ThemeRole role, const char *text) {
    draw_text(sheet->list, face, sheet_units(sheet, size), align, sheet_units(sheet, x),
              sheet_units(sheet, y), sheet->theme->colors[role], text, strlen(text));
}

static inline void sheet_states(const Sheet *sheet) {
    static const int8_t TEXTURES[SPAN_STATE_COUNT] = {
        [SPAN_RUNNING] = -1,
        [SPAN_READY] = DRAW_TEXTURE_VERTICAL,
        [SPAN_NETWORK] = DRAW_TEXTURE_RISING,
        [SPAN_SLEEPING] = DRAW_TEXTURE_DOTS,
        [SPAN_WAITING] = DRAW_TEXTURE_FALLING,
        [SPAN_BLOCKED] = DRAW_TEXTURE_CROSS,
        [SPAN_IDLE] = -1,
        [SPAN_DONE] = -1,
        [SPAN_FAILED] = -1,
        [SPAN_CANCELLED] = -1,
    };
    for (int state = 0; state < SPAN_STATE_COUNT; state++) {
        int y = 10 + state * 26;
        uint32_t color = theme_state(sheet->theme, (SpanState)state);
        draw_sign(sheet->list, sheet_rect(sheet, 10, y, 18, 18), (DrawSign)state, color);
        sheet_text(sheet, DRAW_SANS, 14, DRAW_LEFT, 34, y + 14, THEME_TEXT,
                   SPAN_STATES[state].word);
        DrawRect bar = sheet_rect(sheet, 160, y, 150, 18);
        if (TEXTURES[state] >= 0) {
            draw_fill(sheet->list, bar, 0, theme_fade(color, 0x50));
            draw_texture(sheet->list, bar, (DrawTexture)TEXTURES[state], sheet_units(sheet, 8),
                         color);
            draw_outline(sheet->list, bar, sheet_units(sheet, 1), 0, color);
        } else {
            draw_fill(sheet->list, bar, sheet_units(sheet, 4), color);
        }
    }
}

static inline void sheet_signs(const Sheet *sheet) {
    for (int sign = DRAW_SIGN_PLAY; sign < DRAW_SIGN_COUNT; sign++) {
        int x = 330 + (sign - DRAW_SIGN_PLAY) * 30;
        draw_sign(sheet->list, sheet_rect(sheet, x, 10, 24, 24), (DrawSign)sign,
                  sheet->theme->colors[THEME_TEXT]);
    }
}

static inline void sheet_shapes(const Sheet *sheet) {
    uint32_t accent = sheet->theme->colors[THEME_ACCENT];
    uint32_t arrow = sheet->theme->colors[THEME_ARROW];
    for (int i = 0; i < 8; i++) {
        draw_fill(sheet->list, sheet_rect(sheet, 330 + i * 36, 50, 30, 30),
                  sheet_units(sheet, 2 * i), theme_fade(accent, 0x60));
        draw_outline(sheet->list, sheet_rect(sheet, 330 + i * 36, 90, 30, 30),
                     sheet_units(sheet, 1 + i / 3), sheet_units(sheet, 2 * i), accent);
    }
    for (int i = 0; i < 12; i++) {
        static const int X[] = {40, 35, 20, 0, -20, -35, -40, -35, -20, 0, 20, 35};
        int dx = X[i], dy = X[(i + 9) % 12];
        int32_t x = sheet_units(sheet, 380), y = sheet_units(sheet, 180);
        draw_arrow(sheet->list, x + sheet_units(sheet, dx) / 4, y + sheet_units(sheet, dy) / 4,
                   x + sheet_units(sheet, dx), y + sheet_units(sheet, dy),
                   sheet_units(sheet, 1) + i * 12, sheet_units(sheet, 9), arrow);
    }
    for (int i = 0; i < 6; i++) {
        int32_t y = sheet_units(sheet, 140 + i * 14);
        draw_line(sheet->list, sheet_units(sheet, 450), y, sheet_units(sheet, 620),
                  y + sheet_units(sheet, i * 3), sheet_units(sheet, 1 + i / 2), i % 2 == 1, arrow);
    }
}

static inline void sheet_texts(const Sheet *sheet) {
    for (int face = 0; face <= DRAW_MONO_BOLD; face++) {
        sheet_text(sheet, (DrawFace)face, 15, DRAW_LEFT, 330, 250 + face * 20, THEME_TEXT,
                   "await fetch(3) → 0.350 s ×9.90");
    }
    int32_t x = sheet_units(sheet, 150);
    draw_line(sheet->list, x, sheet_units(sheet, 280), x, sheet_units(sheet, 345),
              sheet_units(sheet, 1), false, sheet->theme->colors[THEME_PANEL_EDGE]);
    sheet_text(sheet, DRAW_SANS, 16, DRAW_LEFT, 150, 295, THEME_TEXT, "begins here");
    sheet_text(sheet, DRAW_SANS, 16, DRAW_CENTER, 150, 315, THEME_TEXT_DIM, "middle is here");
    sheet_text(sheet, DRAW_SANS_BOLD, 16, DRAW_RIGHT, 150, 335, THEME_GOOD, "ends here");
    for (int size = 8, y = 356; size < 15; size += 3, y += 15) {
        sheet_text(sheet, DRAW_MONO, size, DRAW_LEFT, 10, y, THEME_TEXT,
                   "async def fetch(client, número): # Größe");
    }
    draw_clip(sheet->list, sheet_rect(sheet, 340, 330, 80, 40));
    draw_clip(sheet->list, sheet_rect(sheet, 300, 340, 100, 80));
    draw_fill(sheet->list, sheet_rect(sheet, 300, 300, 400, 400), 0,
              sheet->theme->colors[THEME_SELECTION]);
    sheet_text(sheet, DRAW_SANS_BOLD, 30, DRAW_LEFT, 330, 365, THEME_TEXT, "clipped");
    draw_unclip(sheet->list);
    draw_fill(sheet->list, sheet_rect(sheet, 410, 300, 400, 35), 0,
              sheet->theme->colors[THEME_GOOD]);
    draw_unclip(sheet->list);
}

/* Draws it all into a list, which is emptied. */
static inline void sheet_draw(DrawList *list, const Theme *theme, int scale) {
    Sheet sheet = {list, theme, scale};
    draw_list_clear(list, SHEET_WIDTH * scale / 100, SHEET_HEIGHT * scale / 100,
                    theme->colors[THEME_PANEL]);
    sheet_states(&sheet);
    sheet_signs(&sheet);
    sheet_shapes(&sheet);
    sheet_texts(&sheet);
}

#endif
