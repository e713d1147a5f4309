#include "ui/font_files.h"

#include "base/array.h"

#include <fontconfig/fontconfig.h>
#include <string.h>

static const char *const SANS[] = {"DejaVu Sans", "Noto Sans", "Liberation Sans",
                                   "Ubuntu",      "Cantarell", "sans-serif"};
static const char *const MONO[] = {"DejaVu Sans Mono", "Noto Sans Mono", "Liberation Mono",
                                   "Ubuntu Mono", "monospace"};

struct FontFiles {
    FcConfig *config;
    FontFile *faces[DRAW_FACE_COUNT];
    FcFontSet *others[DRAW_FACE_COUNT]; /* all fonts, similar ones first; NULL: not yet asked for */
    ARRAY_OF(FontFile *) known;         /* every file that was handed out */
};

static bool is_mono(DrawFace face) {
    return face == DRAW_MONO || face == DRAW_MONO_BOLD;
}

static bool is_bold(DrawFace face) {
    return face == DRAW_SANS_BOLD || face == DRAW_MONO_BOLD;
}

static FcPattern *pattern_of(const FontFiles *files, DrawFace face, const char *family) {
    FcPattern *pattern = FcPatternCreate();
    FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)family);
    FcPatternAddInteger(pattern, FC_WEIGHT, is_bold(face) ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
    FcPatternAddInteger(pattern, FC_SLANT,
                        face == DRAW_SANS_ITALIC ? FC_SLANT_OBLIQUE : FC_SLANT_ROMAN);
    FcPatternAddBool(pattern, FC_SCALABLE, FcTrue);
    FcPatternAddBool(pattern, FC_COLOR, FcFalse);
    FcConfigSubstitute(files->config, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    return pattern;
}

static bool is_usable(FcPattern *font) {
    FcBool is_scalable = FcFalse, is_colored = FcFalse;
    FcPatternGetBool(font, FC_SCALABLE, 0, &is_scalable);
    FcPatternGetBool(font, FC_COLOR, 0, &is_colored);
    return is_scalable && !is_colored;
}

static bool has_family(FcPattern *font, const char *family) {
    FcChar8 *name;
    for (int i = 0; FcPatternGetString(font, FC_FAMILY, i, &name) == FcResultMatch; i++) {
        if (strcmp((const char *)name, family) == 0) {
            return true;
        }
    }
    return false;
}

/* The file of a font that fontconfig describes, the same pointer for the same file. */
static FontFile *file_of(FontFiles *files, FcPattern *font, DrawFace face) {
    FcChar8 *path;
    int index = 0, weight = FC_WEIGHT_REGULAR;
    if (FcPatternGetString(font, FC_FILE, 0, &path) != FcResultMatch) {
        return NULL;
    }
    FcPatternGetInteger(font, FC_INDEX, 0, &index);
    FcPatternGetInteger(font, FC_WEIGHT, 0, &weight);
    bool is_thickened = is_bold(face) && weight < FC_WEIGHT_DEMIBOLD;
    for (size_t i = 0; i < files->known.count; i++) {
        FontFile *known = files->known.items[i];
        if (known->index == index && known->is_thickened == is_thickened &&
            strcmp(known->path, (const char *)path) == 0) {
            return known;
        }
    }
    FontFile *file = memory_new(sizeof *file);
    *file = (FontFile){.path = memory_copy_string((const char *)path),
                       .index = index,
                       .is_thickened = is_thickened};
    ARRAY_PUSH(&files->known, file);
    return file;
}

/* The first family of the list that is installed; for the last, any font. */
static FontFile *find_face(FontFiles *files, DrawFace face) {
    const char *const *families = is_mono(face) ? MONO : SANS;
    size_t count = is_mono(face) ? sizeof MONO / sizeof *MONO : sizeof SANS / sizeof *SANS;
    FontFile *file = NULL;
    for (size_t i = 0; i < count && file == NULL; i++) {
        FcPattern *pattern = pattern_of(files, face, families[i]);
        FcResult result;
        FcPattern *font = FcFontMatch(files->config, pattern, &result);
        if (font != NULL && is_usable(font) && (i + 1 == count || has_family(font, families[i]))) {
            file = file_of(files, font, face);
        }
        if (font != NULL) {
            FcPatternDestroy(font);
        }
        FcPatternDestroy(pattern);
    }
    return file;
}

Status font_files_new(FontFiles **out, Error *error) {
    FontFiles *files = memory_new_zeroed(1, sizeof *files);
    *out = NULL;
    files->config = FcInitLoadConfigAndFonts();
    for (int face = 0; files->config != NULL && face < DRAW_FACE_COUNT; face++) {
        files->faces[face] = find_face(files, (DrawFace)face);
    }
    for (int face = 0; face < DRAW_FACE_COUNT; face++) {
        if (files->faces[face] == NULL) {
            font_files_free(files);
            return error_set(error, STATUS_SYSTEM,
                             "could not find any font: install one, such as Debian's package "
                             "fonts-dejavu-core");
        }
    }
    *out = files;
    return STATUS_OK;
}

void font_files_free(FontFiles *files) {
    if (files == NULL) {
        return;
    }
    for (int face = 0; face < DRAW_FACE_COUNT; face++) {
        if (files->others[face] != NULL) {
            FcFontSetDestroy(files->others[face]);
        }
    }
    for (size_t i = 0; i < files->known.count; i++) {
        memory_free(files->known.items[i]->path);
        memory_free(files->known.items[i]);
    }
    ARRAY_RELEASE(&files->known);
    if (files->config != NULL) {
        FcConfigDestroy(files->config);
    }
    memory_free(files);
}

const FontFile *font_files_face(const FontFiles *files, DrawFace face) {
    return files->faces[face];
}

const FontFile *font_files_with(FontFiles *files, DrawFace face, uint32_t code_point) {
    if (files->others[face] == NULL) {
        FcPattern *pattern = pattern_of(files, face, is_mono(face) ? MONO[0] : SANS[0]);
        FcResult result;
        files->others[face] = FcFontSort(files->config, pattern, FcTrue, NULL, &result);
        FcPatternDestroy(pattern);
    }
    FcFontSet *others = files->others[face];
    for (int i = 0; others != NULL && i < others->nfont; i++) {
        FcCharSet *characters;
        if (is_usable(others->fonts[i]) &&
            FcPatternGetCharSet(others->fonts[i], FC_CHARSET, 0, &characters) == FcResultMatch &&
            FcCharSetHasChar(characters, code_point)) {
            return file_of(files, others->fonts[i], face);
        }
    }
    return NULL;
}
