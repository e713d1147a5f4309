#include "ui/fonts.h"

#include "base/array.h"
#include "base/utf8.h"
#include "ui/font_files.h"

#include <SDL2/SDL_ttf.h>
#include <string.h>

enum {
    LATIN_COUNT = 0x250, /* characters whose advances are found without a search */
    POINTS = 9,          /* at 8 dots an inch to the pixel, POINTS are one pixel */
    DOTS_PER_PIXEL = 8,
    SIZES_OPEN_MAX = 48,
};

/* A font file at one size. */
typedef struct SizedFont {
    const FontFile *file;
    int32_t size; /* of the em, in DRAW_UNITs; 0: FONTS_EM pixels, for advances */
    TTF_Font *font;
} SizedFont;

typedef struct Advance {
    uint32_t code_point;
    int32_t advance;
} Advance;

typedef struct GlyphSlot {
    uint64_t key; /* 0: empty */
    size_t mask;  /* offset in the pool of masks */
    int16_t left, top;
    uint16_t width, height;
} GlyphSlot;

struct Fonts {
    FontFiles *files;
    ARRAY_OF(SizedFont) sized;
    int32_t latin[DRAW_FACE_COUNT][LATIN_COUNT]; /* advances, -1: not known yet */
    Advance *advances[DRAW_FACE_COUNT];          /* of other characters: open addressing */
    size_t advance_count[DRAW_FACE_COUNT], advance_size[DRAW_FACE_COUNT];
    GlyphSlot *slots; /* open addressing, a power of two */
    size_t slot_size, slot_count;
    ARRAY_OF(uint8_t) masks; /* of all glyphs, one after another */
};

static TTF_Font *open_font(const FontFile *file, int32_t size) {
    TTF_Font *font;
    if (size == 0) {
        font = TTF_OpenFontIndex(file->path, FONTS_EM, file->index);
    } else {
        unsigned dots = (unsigned)((size * DOTS_PER_PIXEL + DRAW_UNIT / 2) / DRAW_UNIT);
        font = TTF_OpenFontIndexDPI(file->path, POINTS, file->index, dots * FONTS_PHASES, dots);
    }
    if (font != NULL) {
        TTF_SetFontHinting(font, size == 0 ? TTF_HINTING_NONE : TTF_HINTING_LIGHT);
        TTF_SetFontKerning(font, 0);
        if (file->is_thickened) {
            TTF_SetFontStyle(font, TTF_STYLE_BOLD);
        }
    }
    return font;
}

static void close_all(Fonts *fonts) {
    for (size_t i = 0; i < fonts->sized.count; i++) {
        if (fonts->sized.items[i].font != NULL) {
            TTF_CloseFont(fonts->sized.items[i].font);
        }
    }
    fonts->sized.count = 0;
}

/* The font at a size, opened when it is needed first; NULL: it cannot be read. */
static TTF_Font *sized_font(Fonts *fonts, const FontFile *file, int32_t size) {
    for (size_t i = 0; i < fonts->sized.count; i++) {
        if (fonts->sized.items[i].file == file && fonts->sized.items[i].size == size) {
            return fonts->sized.items[i].font;
        }
    }
    if (fonts->sized.count >= SIZES_OPEN_MAX) {
        close_all(fonts);
    }
    TTF_Font *font = open_font(file, size);
    ARRAY_PUSH(&fonts->sized, (SizedFont){.file = file, .size = size, .font = font});
    return font;
}

Status fonts_new(Fonts **out, Error *error) {
    *out = NULL;
    if (TTF_Init() != 0) {
        return error_set(error, STATUS_SYSTEM, "could not start the font library: %s",
                         TTF_GetError());
    }
    Fonts *fonts = memory_new_zeroed(1, sizeof *fonts);
    memset(fonts->latin, -1, sizeof fonts->latin);
    Status status = font_files_new(&fonts->files, error);
    for (int face = 0; status == STATUS_OK && face < DRAW_FACE_COUNT; face++) {
        const FontFile *file = font_files_face(fonts->files, (DrawFace)face);
        if (sized_font(fonts, file, 0) == NULL) {
            status = error_set(error, STATUS_SYSTEM,
                               "could not read the font %s: %s; Debian's package "
                               "fonts-dejavu-core has others",
                               file->path, TTF_GetError());
        }
    }
    if (status != STATUS_OK) {
        fonts_free(fonts);
        return status;
    }
    *out = fonts;
    return STATUS_OK;
}

void fonts_free(Fonts *fonts) {
    if (fonts == NULL) {
        return;
    }
    close_all(fonts);
    ARRAY_RELEASE(&fonts->sized);
    for (int face = 0; face < DRAW_FACE_COUNT; face++) {
        memory_free(fonts->advances[face]);
    }
    memory_free(fonts->slots);
    ARRAY_RELEASE(&fonts->masks);
    font_files_free(fonts->files);
    memory_free(fonts);
    TTF_Quit();
}

/* The file that draws a character: the face's own or one that stands in; NULL: a box does. */
static const FontFile *file_for(Fonts *fonts, DrawFace face, uint32_t code_point) {
    const FontFile *file = font_files_face(fonts->files, face);
    TTF_Font *font = sized_font(fonts, file, 0);
    if (font != NULL && TTF_GlyphIsProvided32(font, code_point)) {
        return file;
    }
    file = font_files_with(fonts->files, face, code_point);
    font = file != NULL ? sized_font(fonts, file, 0) : NULL;
    return font != NULL && TTF_GlyphIsProvided32(font, code_point) ? file : NULL;
}

static int32_t box_advance(uint32_t code_point) {
    return utf8_columns_of(code_point) * FONTS_EM * 5 / 8;
}

static int32_t find_advance(Fonts *fonts, DrawFace face, uint32_t code_point) {
    if (utf8_columns_of(code_point) == 0) {
        return 0;
    }
    const FontFile *file = file_for(fonts, face, code_point);
    int advance;
    if (file == NULL || TTF_GlyphMetrics32(sized_font(fonts, file, 0), code_point, NULL, NULL, NULL,
                                           NULL, &advance) != 0) {
        return box_advance(code_point);
    }
    return advance;
}

static uint64_t mix(uint64_t key) {
    key *= UINT64_C(0x9E3779B97F4A7C15);
    return key ^ key >> 29;
}

static Advance *advance_slot(Advance *table, size_t size, uint32_t code_point) {
    size_t at = mix(code_point) & (size - 1);
    while (table[at].code_point != 0 && table[at].code_point != code_point) {
        at = (at + 1) & (size - 1);
    }
    return &table[at];
}

static void grow_advances(Fonts *fonts, DrawFace face) {
    size_t size = fonts->advance_size[face] == 0 ? 64 : fonts->advance_size[face] * 2;
    Advance *table = memory_new_zeroed(size, sizeof *table);
    for (size_t i = 0; i < fonts->advance_size[face]; i++) {
        Advance old = fonts->advances[face][i];
        if (old.code_point != 0) {
            *advance_slot(table, size, old.code_point) = old;
        }
    }
    memory_free(fonts->advances[face]);
    fonts->advances[face] = table;
    fonts->advance_size[face] = size;
}

int32_t fonts_advance(Fonts *fonts, DrawFace face, uint32_t code_point) {
    if (code_point < LATIN_COUNT) {
        int32_t *advance = &fonts->latin[face][code_point];
        if (*advance < 0) {
            *advance = find_advance(fonts, face, code_point);
        }
        return *advance;
    }
    if (fonts->advance_count[face] * 2 >= fonts->advance_size[face]) {
        grow_advances(fonts, face);
    }
    Advance *slot = advance_slot(fonts->advances[face], fonts->advance_size[face], code_point);
    if (slot->code_point == 0) {
        *slot = (Advance){code_point, find_advance(fonts, face, code_point)};
        fonts->advance_count[face]++;
    }
    return slot->advance;
}

static int32_t measure(void *context, DrawFace face, int32_t size, const char *bytes,
                       size_t length) {
    Fonts *fonts = context;
    int64_t width = 0;
    while (length > 0) {
        uint32_t code_point;
        size_t taken = utf8_decode(bytes, length, &code_point);
        width += fonts_advance(fonts, face, code_point);
        bytes += taken;
        length -= taken;
    }
    width = (width * size + FONTS_EM / 2) / FONTS_EM;
    return width < INT32_MAX ? (int32_t)width : INT32_MAX;
}

TextMetrics fonts_metrics(Fonts *fonts) {
    return (TextMetrics){.measure = measure, .context = fonts};
}

/* Room for a mask at the end of the pool; returns its offset. */
static size_t new_mask(Fonts *fonts, int width, int height) {
    size_t bytes = (size_t)width * (size_t)height, offset = fonts->masks.count;
    ARRAY_RESERVE(&fonts->masks, offset + bytes + 1);
    memset(fonts->masks.items + offset, 0, bytes);
    fonts->masks.count += bytes;
    return offset;
}

static int floor_div(int value, int by) {
    return value >= 0 ? value / by : -((by - 1 - value) / by);
}

/* Averages the columns of a picture that is four times too wide. `left` is its first column, from
 * the pen. */
static void fold_columns(Fonts *fonts, GlyphSlot *slot, const SDL_Surface *wide, int left) {
    int first = floor_div(left, FONTS_PHASES);
    int end = floor_div(left + wide->w + FONTS_PHASES - 1, FONTS_PHASES);
    slot->left = (int16_t)first;
    slot->width = (uint16_t)(end - first);
    slot->height = (uint16_t)wide->h;
    slot->mask = new_mask(fonts, slot->width, slot->height);
    for (int y = 0; y < wide->h; y++) {
        const uint8_t *from = (const uint8_t *)wide->pixels + (size_t)y * (size_t)wide->pitch;
        uint8_t *to = fonts->masks.items + slot->mask + (size_t)y * slot->width;
        for (int column = first; column < end; column++) {
            unsigned sum = 0;
            for (int part = 0; part < FONTS_PHASES; part++) {
                int x = column * FONTS_PHASES + part - left;
                sum += x >= 0 && x < wide->w ? from[x] : 0;
            }
            to[column - first] = (uint8_t)((sum + FONTS_PHASES / 2) / FONTS_PHASES);
        }
    }
}

static bool has_ink(const uint8_t *row, int width) {
    for (int x = 0; x < width; x++) {
        if (row[x] != 0) {
            return true;
        }
    }
    return false;
}

/* Cuts rows without ink, of which SDL_ttf leaves many above and below, off the last mask. */
static void cut_rows(Fonts *fonts, GlyphSlot *slot) {
    uint8_t *mask = fonts->masks.items + slot->mask;
    int top = 0, bottom = slot->height;
    while (top < bottom && !has_ink(mask + top * slot->width, slot->width)) {
        top++;
    }
    while (bottom > top && !has_ink(mask + (bottom - 1) * slot->width, slot->width)) {
        bottom--;
    }
    size_t bytes = (size_t)(bottom - top) * slot->width;
    memmove(mask, mask + top * slot->width, bytes);
    slot->top = (int16_t)(slot->top + top);
    slot->height = (uint16_t)(bottom - top);
    fonts->masks.count = slot->mask + bytes;
}

/* The frame that stands for a character that no font has. */
static void draw_box(Fonts *fonts, GlyphSlot *slot, int32_t size, int phase, uint32_t code_point) {
    int em = size / DRAW_UNIT > 4 ? size / DRAW_UNIT : 4;
    int advance = (int)((int64_t)box_advance(code_point) * size / FONTS_EM / DRAW_UNIT);
    int width = advance > 4 ? advance - 2 : 2, height = em * 3 / 4,
        line = em / 16 > 1 ? em / 16 : 1;
    slot->left = (int16_t)(1 + (phase >= FONTS_PHASES / 2));
    slot->top = (int16_t)-height;
    slot->width = (uint16_t)width;
    slot->height = (uint16_t)height;
    slot->mask = new_mask(fonts, width, height);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            bool is_edge = x < line || x >= width - line || y < line || y >= height - line;
            fonts->masks.items[slot->mask + (size_t)(y * width + x)] = is_edge ? 255 : 0;
        }
    }
}

static void draw_character(Fonts *fonts, GlyphSlot *slot, DrawFace face, int32_t size, int phase,
                           uint32_t code_point) {
    static const SDL_Color WHITE = {255, 255, 255, 255}, BLACK = {0, 0, 0, 255};
    const FontFile *file = file_for(fonts, face, code_point);
    if (file == NULL) {
        if (utf8_columns_of(code_point) > 0) {
            draw_box(fonts, slot, size, phase, code_point);
        }
        return;
    }
    TTF_Font *font = sized_font(fonts, file, size);
    int left, top;
    if (font == NULL || TTF_GlyphMetrics32(font, code_point, &left, NULL, NULL, &top, NULL) != 0) {
        return;
    }
    SDL_Surface *wide = TTF_RenderGlyph32_Shaded(font, code_point, WHITE, BLACK);
    if (wide == NULL) {
        return; /* it has no ink */
    }
    int ascent = TTF_FontAscent(font);
    slot->top = (int16_t) - (top > ascent ? top : ascent);
    fold_columns(fonts, slot, wide, (left < 0 ? left : 0) + phase);
    cut_rows(fonts, slot);
    SDL_FreeSurface(wide);
}

static GlyphSlot *glyph_slot(GlyphSlot *slots, size_t size, uint64_t key) {
    size_t at = mix(key) & (size - 1);
    while (slots[at].key != 0 && slots[at].key != key) {
        at = (at + 1) & (size - 1);
    }
    return &slots[at];
}

static void forget_glyphs(Fonts *fonts) {
    memset(fonts->slots, 0, fonts->slot_size * sizeof *fonts->slots);
    fonts->slot_count = 0;
    fonts->masks.count = 0;
}

static void grow_slots(Fonts *fonts) {
    size_t size = fonts->slot_size == 0 ? 1024 : fonts->slot_size * 2;
    GlyphSlot *slots = memory_new_zeroed(size, sizeof *slots);
    for (size_t i = 0; i < fonts->slot_size; i++) {
        if (fonts->slots[i].key != 0) {
            *glyph_slot(slots, size, fonts->slots[i].key) = fonts->slots[i];
        }
    }
    memory_free(fonts->slots);
    fonts->slots = slots;
    fonts->slot_size = size;
}

Glyph fonts_glyph(Fonts *fonts, DrawFace face, int32_t size, int phase, uint32_t code_point) {
    size = size > FONTS_SIZE_MAX ? FONTS_SIZE_MAX : size < DRAW_UNIT ? DRAW_UNIT : size;
    uint64_t key = UINT64_C(1) << 63 | (uint64_t)face << 56 | (uint64_t)phase << 48 |
                   (uint64_t)(uint32_t)size << 24 | code_point;
    if (fonts->slot_count * 2 >= fonts->slot_size) {
        grow_slots(fonts);
    }
    GlyphSlot *slot = glyph_slot(fonts->slots, fonts->slot_size, key);
    if (slot->key == 0) {
        if (fonts->masks.count > FONTS_CACHE_BYTES_MAX) {
            forget_glyphs(fonts);
            slot = glyph_slot(fonts->slots, fonts->slot_size, key);
        }
        slot->key = key;
        fonts->slot_count++;
        draw_character(fonts, slot, face, size, phase, code_point);
    }
    return (Glyph){.left = slot->left,
                   .top = slot->top,
                   .width = slot->width,
                   .height = slot->height,
                   .mask = fonts->masks.items + slot->mask};
}
