#include "lesson/reader.h"

#include "lang/parser.h"
#include "sim/world.h"

#include <string.h>

/* --- python NAME [hidden] --- */

static bool is_name(const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        char c = bytes[i];
        bool is_letter = c >= 'a' && c <= 'z';
        if (!is_letter && (i == 0 || !((c >= '0' && c <= '9') || c == '_' || c == '-'))) {
            return false;
        }
    }
    return length > 0 && length <= LESSON_NAME_MAX;
}

static bool check_name(LessonReader *reader, LessonSlice name, const char *what) {
    if (!is_name(reader_bytes(reader, name), name.length)) {
        reader_fail(reader, name, "%s is called by small letters, digits, - and _", what);
        return false;
    }
    const char *bytes = reader_bytes(reader, name);
    if (lesson_find_run(reader->lesson, bytes, name.length) != LESSON_NONE) {
        reader_fail(reader, name, "there is a run of this name already");
        return false;
    }
    if (reader_is(reader, name, "start") || reader_is(reader, name, "speedup") ||
        reader_is(reader, name, "order")) {
        reader_fail(reader, name, "this name means something else in claims");
        return false;
    }
    return true;
}

/* What is no Python is told of at its place in the lesson. */
static void check_python(LessonReader *reader, LessonSlice inside, int32_t first_line) {
    Source source;
    Diagnostics found;
    diagnostics_init(&found);
    if (source_init(&source, "lesson", reader_bytes(reader, inside), inside.length, &found)) {
        tree_free(parser_parse(&source, &found));
    }
    for (size_t i = 0; i < found.list.count; i++) {
        const Diagnostic *diagnostic = &found.list.items[i];
        SourceSpan span = diagnostic->span;
        span.line += first_line - 1;
        span.end_line += first_line - 1;
        diagnostics_add(reader->diagnostics, span, "%s", diagnostic->message);
        if (diagnostic->hint != NULL) {
            diagnostics_hint(reader->diagnostics, "%s", diagnostic->hint);
        }
    }
    diagnostics_release(&found);
    source_release(&source);
}

static void add_run(LessonReader *reader, LessonRun run) {
    Lesson *lesson = reader->lesson;
    if (lesson->run_count == LESSON_RUNS_MAX) {
        reader_fail(reader, run.source, "a lesson has more than %d runs", LESSON_RUNS_MAX);
        return;
    }
    lesson->runs[lesson->run_count++] = run;
}

static void read_program(LessonReader *reader, const LessonPiece *piece) {
    Lesson *lesson = reader->lesson;
    LessonSlice words = piece->words;
    LessonSlice name = reader_take_word(reader, &words);
    LessonSlice option = reader_take_word(reader, &words);
    int32_t line = lesson_span(lesson, piece->inside).line;
    check_python(reader, piece->inside, line);
    if (!check_name(reader, name, "a program")) {
        return;
    }
    if ((option.length > 0 && !reader_is(reader, option, "hidden")) || words.length > 0) {
        reader_fail(reader, option, "only `hidden` may stand behind a program's name");
        return;
    }
    if (lesson->program_count == LESSON_PROGRAMS_MAX) {
        reader_fail(reader, name, "a lesson has more than %d programs", LESSON_PROGRAMS_MAX);
        return;
    }
    lesson->programs[lesson->program_count] = (LessonProgram){
        .name = reader_copy(reader, name),
        .text = reader_copy(reader, piece->inside),
        .length = piece->inside.length,
        .is_hidden = option.length > 0,
        .step = reader->step,
        .line = line,
    };
    add_run(reader, (LessonRun){.name = lesson->programs[lesson->program_count].name,
                                .program = lesson->program_count,
                                .step = reader->step,
                                .source = piece->whole});
    lesson->program_count++;
}

/* --- run NAME ---
 *
 *     program: sequential
 *     set: CALLS=1000
 *     world: host * latency 10ms
 *     seed: 3
 */

static size_t find_program(const Lesson *lesson, const char *name, size_t length) {
    for (size_t i = 0; i < lesson->program_count; i++) {
        if (strlen(lesson->programs[i].name) == length &&
            memcmp(lesson->programs[i].name, name, length) == 0) {
            return i;
        }
    }
    return LESSON_NONE;
}

static bool read_setting(LessonReader *reader, LessonSlice value, SessionSetting *setting) {
    const char *bytes = reader_bytes(reader, value);
    const char *sign = memchr(bytes, '=', value.length);
    if (sign == NULL || sign == bytes || sign + 1 == bytes + value.length) {
        reader_fail(reader, value, "expected NAME=VALUE");
        return false;
    }
    size_t at = (size_t)(sign - bytes);
    LessonSlice name = slice_of(value.offset, value.offset + at);
    LessonSlice rest = slice_of(value.offset + at + 1, value.offset + value.length);
    *setting = (SessionSetting){reader_copy(reader, reader_trim(reader, name)),
                                reader_copy(reader, reader_trim(reader, rest))};
    return true;
}

/* Checks world lines one by one, so that what is wrong with one is told at its place. `prefix` is
 * what the world's own grammar has before them ("tune "). */
static void check_world_line(LessonReader *reader, const char *prefix, LessonSlice line) {
    World *world = world_new();
    Text text = {0};
    text_append_cstr(&text, prefix);
    text_append(&text, reader_bytes(reader, line), line.length);
    world_add_lines(world, WORLD_FILE, "lesson", 1, reader->lesson->folder, text_cstr(&text),
                    text.length);
    for (size_t i = 0; i < world->errors.count; i++) {
        const WorldError *error = &world->errors.items[i];
        size_t shift = strlen(prefix);
        size_t offset = error->offset > shift ? error->offset - shift : 0;
        offset = offset < line.length ? offset : line.length > 0 ? line.length - 1 : 0;
        size_t end = offset + error->width < line.length ? offset + error->width : line.length;
        reader_fail(reader, slice_of(line.offset + offset, line.offset + end), "%s",
                    error->message);
        if (error->hint != NULL) {
            diagnostics_hint(reader->diagnostics, "%s", error->hint);
        }
    }
    text_release(&text);
    world_free(world);
}

typedef struct RunFields {
    LessonRun run;
    SessionSetting settings[LESSON_LINES_MAX];
    Text world;
    bool has_program, has_seed;
} RunFields;

static void read_run_field(LessonReader *reader, const LessonField *field, RunFields *fields) {
    if (reader_is(reader, field->key, "program")) {
        if (reader_is_first(reader, field, &fields->has_program)) {
            fields->run.program = find_program(reader->lesson, reader_bytes(reader, field->value),
                                               field->value.length);
            if (fields->run.program == LESSON_NONE) {
                reader_fail(reader, field->value, "there is no program of this name");
            }
        }
    } else if (reader_is(reader, field->key, "set")) {
        if (fields->run.setting_count == LESSON_LINES_MAX) {
            reader_fail(reader, field->key, "a run has more than %d settings", LESSON_LINES_MAX);
        } else if (read_setting(reader, field->value,
                                &fields->settings[fields->run.setting_count])) {
            fields->run.setting_count++;
        }
    } else if (reader_is(reader, field->key, "world")) {
        check_world_line(reader, "", field->value);
        text_append(&fields->world, reader_bytes(reader, field->value), field->value.length);
        text_append_char(&fields->world, '\n');
    } else if (reader_is(reader, field->key, "seed")) {
        int64_t seed = 0;
        if (reader_is_first(reader, field, &fields->has_seed) &&
            reader_count(reader, field->value, 0, INT64_MAX, "a seed", &seed)) {
            uint64_t kept = (uint64_t)seed;
            fields->run.seed = reader_keep(reader, &kept, 1, sizeof kept);
        }
    } else {
        reader_fail_unknown_field(reader, field, "program, set, world, seed");
    }
}

static void read_run(LessonReader *reader, const LessonPiece *piece) {
    LessonSlice words = piece->words;
    LessonSlice name = reader_take_word(reader, &words);
    if (name.length == 0) {
        reader_fail(reader, piece->whole, "a run needs a name");
        return;
    }
    bool is_good = check_name(reader, name, "a run");
    RunFields *fields = memory_new_zeroed(1, sizeof *fields);
    fields->run = (LessonRun){.program = LESSON_NONE, .step = reader->step, .source = piece->whole};
    LessonSlice rest = piece->inside;
    LessonField field;
    while (reader_take_field(reader, &rest, &field)) {
        read_run_field(reader, &field, fields);
    }
    if (!fields->has_program) {
        reader_fail(reader, name, "a run needs a line `program: NAME`");
    }
    if (is_good && fields->run.program != LESSON_NONE) {
        fields->run.name = reader_copy(reader, name);
        fields->run.settings = reader_keep(reader, fields->settings, fields->run.setting_count,
                                           sizeof *fields->settings);
        fields->run.world = arena_copy_string(reader->lesson->arena, text_cstr(&fields->world),
                                              fields->world.length);
        add_run(reader, fields->run);
    }
    text_release(&fields->world);
    memory_free(fields);
}

/* --- world, tune --- */

/* Appends a block's lines to the world that holds for its step. */
static void read_world(LessonReader *reader, const LessonPiece *piece, Text *world) {
    const char *prefix = piece->kind == LESSON_TUNE ? "tune " : "";
    LessonSlice rest = piece->inside;
    LessonSlice line;
    while (reader_take_line(reader, &rest, &line)) {
        if (reader_trim(reader, line).length > 0) {
            check_world_line(reader, prefix, line);
            text_append_cstr(world, prefix);
            text_append(world, reader_bytes(reader, line), line.length);
            text_append_char(world, '\n');
        }
    }
}

/* A run's world: its own lines, its step's, those for all steps; the first that matches counts. */
static void give_worlds(LessonReader *reader, const Text *worlds) {
    Lesson *lesson = reader->lesson;
    for (size_t i = 0; i < lesson->run_count; i++) {
        LessonRun *run = &lesson->runs[i];
        Text all = {0};
        text_append_cstr(&all, run->world != NULL ? run->world : "");
        if (run->step != LESSON_INTRO) {
            const Text *own = &worlds[run->step + 1];
            text_append(&all, text_cstr(own), own->length);
        }
        text_append(&all, text_cstr(&worlds[0]), worlds[0].length);
        run->world = arena_copy_string(lesson->arena, text_cstr(&all), all.length);
        text_release(&all);
    }
}

void read_runs(LessonReader *reader) {
    size_t headings = 0;
    for (size_t i = 0; i < reader->pieces.count; i++) {
        headings += reader->pieces.items[i].is_heading;
    }
    Text *worlds = memory_new_zeroed(headings + 1, sizeof *worlds); /* the first is for all steps */
    reader->step = LESSON_INTRO;
    for (size_t i = 0; i < reader->pieces.count; i++) {
        const LessonPiece *piece = &reader->pieces.items[i];
        if (piece->is_heading) {
            reader->step++; /* after LESSON_INTRO comes 0 */
        } else if (piece->kind == LESSON_PROGRAM) {
            read_program(reader, piece);
        } else if (piece->kind == LESSON_WORLD || piece->kind == LESSON_TUNE) {
            read_world(reader, piece, &worlds[reader->step + 1]);
        }
    }
    /* A run may name a program that stands further down. */
    reader->step = LESSON_INTRO;
    for (size_t i = 0; i < reader->pieces.count; i++) {
        const LessonPiece *piece = &reader->pieces.items[i];
        if (piece->is_heading) {
            reader->step++;
        } else if (piece->kind == LESSON_RUN) {
            read_run(reader, piece);
        }
    }
    give_worlds(reader, worlds);
    for (size_t i = 0; i <= headings; i++) {
        text_release(&worlds[i]);
    }
    memory_free(worlds);
}

size_t reader_find_run(LessonReader *reader, LessonSlice name) {
    size_t run = lesson_find_run(reader->lesson, reader_bytes(reader, name), name.length);
    if (run == LESSON_NONE) {
        Text shown = {0};
        diagnostic_append_visible(&shown, reader_bytes(reader, name), name.length);
        reader_fail(reader, name, "there is no run called '%.60s'", text_cstr(&shown));
        text_release(&shown);
    }
    return run;
}

bool reader_find_runs(LessonReader *reader, LessonSlice names, const size_t **runs, size_t *count) {
    size_t found[LESSON_LINES_MAX];
    size_t so_many = 0;
    LessonSlice name;
    while (reader_take_part(reader, &names, ',', &name)) {
        size_t run = reader_find_run(reader, name);
        if (run == LESSON_NONE) {
            return false;
        }
        if (so_many == LESSON_LINES_MAX) {
            reader_fail(reader, name, "these are more than %d runs", LESSON_LINES_MAX);
            return false;
        }
        found[so_many++] = run;
    }
    *runs = reader_keep(reader, found, so_many, sizeof *found);
    *count = so_many;
    return so_many > 0;
}

void reader_default_runs(LessonReader *reader, const size_t **runs, size_t *count) {
    const Lesson *lesson = reader->lesson;
    size_t found[LESSON_RUNS_MAX];
    size_t so_many = 0;
    const size_t steps[] = {reader->step, LESSON_INTRO};
    for (size_t s = 0; s < 2 && so_many == 0; s++) {
        for (size_t i = 0; i < lesson->run_count; i++) {
            const LessonRun *run = &lesson->runs[i];
            if (run->step == steps[s] && !lesson->programs[run->program].is_hidden) {
                found[so_many++] = i;
            }
        }
    }
    *runs = reader_keep(reader, found, so_many, sizeof *found);
    *count = so_many;
}
