#include "lesson/lesson.h"

#include "base/file.h"
#include "lesson/reader.h"

#include <string.h>

size_t lesson_find_run(const Lesson *lesson, const char *name, size_t length) {
    for (size_t i = 0; i < lesson->run_count; i++) {
        if (strlen(lesson->runs[i].name) == length &&
            memcmp(lesson->runs[i].name, name, length) == 0) {
            return i;
        }
    }
    return LESSON_NONE;
}

bool lesson_item_holds(LessonItemKind kind) {
    return kind == LESSON_PREDICT || kind == LESSON_OBSERVE || kind == LESSON_WATCH ||
           kind == LESSON_GOAL || kind == LESSON_MEASURE;
}

/* A lesson never has what a terminal would obey, nor what hides or turns around what is read. */
static void refuse_controls(LessonReader *reader) {
    const Source *source = &reader->lesson->source;
    Text shown = {0};
    for (size_t at = 0; at < source->length;) {
        uint32_t c = 0;
        size_t size = source_decode(source->bytes + at, source->length - at, &c);
        size = size > 0 ? size : 1;
        bool is_joiner = c == 0x200D; /* of emoji */
        if (c >= 0x7F || (c < 0x20 && c != '\n')) {
            text_clear(&shown);
            diagnostic_append_visible(&shown, source->bytes + at, size);
            if (shown.length != size && !is_joiner) {
                reader_fail(reader, slice_of(at, at + size),
                            "the character %s has no place in a lesson", text_cstr(&shown));
            }
        }
        at += size;
    }
    text_release(&shown);
}

/* Reads one piece into the item that it becomes. False: it is wrong, or too much. */
static bool read_item(LessonReader *reader, const LessonPiece *piece, LessonItem *item) {
    *item = (LessonItem){.kind = piece->kind, .source = piece->whole};
    const char *bytes = reader_bytes(reader, piece->words);
    switch (piece->kind) {
    case LESSON_PROSE:
        item->as.prose = reader_markdown(reader, piece->whole);
        return true;
    case LESSON_PROGRAM:
    case LESSON_RUN: {
        LessonSlice words = piece->words;
        LessonSlice name = reader_take_word(reader, &words);
        size_t run = lesson_find_run(reader->lesson, bytes, name.length);
        item->as.run = piece->kind == LESSON_RUN || run == LESSON_NONE
                           ? run
                           : reader->lesson->runs[run].program;
        return run != LESSON_NONE;
    }
    case LESSON_WORLD:
    case LESSON_TUNE:
        item->as.lines = piece->inside;
        return true;
    case LESSON_PREDICT:
    case LESSON_OBSERVE:
        item->as.question = read_question(reader, piece);
        return item->as.question != NULL;
    case LESSON_WATCH:
        item->as.watch = read_watch(reader, piece);
        return item->as.watch != NULL;
    case LESSON_GOAL:
        item->as.goal = read_goal(reader, piece);
        return item->as.goal != NULL;
    case LESSON_MEASURE:
        item->as.measure = read_measure(reader, piece);
        return item->as.measure != NULL;
    case LESSON_EXPECT:
        item->as.expect = read_expect(reader, piece);
        return true;
    }
    return false;
}

static const char *plain_of(LessonReader *reader, const RichText *rich) {
    Text plain = {0};
    rich_text_write_plain(rich, &plain);
    const char *kept = arena_copy_string(reader->lesson->arena, text_cstr(&plain), plain.length);
    text_release(&plain);
    return kept;
}

/* Reads the pieces from `*next` on up to the next heading. */
static void read_step(LessonReader *reader, size_t *next, LessonStep *step) {
    LessonItem *items = memory_new_zeroed(LESSON_ITEMS_MAX, sizeof *items);
    size_t count = 0;
    for (; *next < reader->pieces.count && !reader->pieces.items[*next].is_heading; ++*next) {
        const LessonPiece *piece = &reader->pieces.items[*next];
        if (count == LESSON_ITEMS_MAX) {
            reader_fail(reader, piece->whole, "a step has more than %d blocks and paragraphs",
                        LESSON_ITEMS_MAX);
            break;
        }
        if (reader->step == LESSON_INTRO && lesson_item_holds(piece->kind)) {
            reader_fail(reader, piece->whole, "a %s block stands within a step",
                        lesson_item_name(piece->kind));
            diagnostics_hint(reader->diagnostics, "`## Heading` begins one");
        }
        count += read_item(reader, piece, &items[count]);
    }
    while (*next < reader->pieces.count && !reader->pieces.items[*next].is_heading) {
        ++*next;
    }
    step->items = reader_keep(reader, items, count, sizeof *items);
    step->item_count = count;
    memory_free(items);
}

static void read_steps(LessonReader *reader) {
    Lesson *lesson = reader->lesson;
    LessonStep *steps = memory_new_zeroed(LESSON_STEPS_MAX, sizeof *steps);
    size_t next = 0;
    reader->step = LESSON_INTRO;
    lesson->intro.title = "";
    read_step(reader, &next, &lesson->intro);
    while (next < reader->pieces.count) {
        const LessonPiece *heading = &reader->pieces.items[next++];
        if (lesson->step_count == LESSON_STEPS_MAX) {
            reader_fail(reader, heading->whole, "a lesson has more than %d steps",
                        LESSON_STEPS_MAX);
            break;
        }
        LessonStep *step = &steps[lesson->step_count];
        reader->step = lesson->step_count++;
        step->heading = reader_markdown(reader, heading->inside);
        step->title = plain_of(reader, step->heading.rich);
        read_step(reader, &next, step);
    }
    lesson->steps = reader_keep(reader, steps, lesson->step_count, sizeof *steps);
    memory_free(steps);
    if (lesson->step_count == 0) {
        reader_fail(reader, slice_of(0, 1), "a lesson needs a step");
        diagnostics_hint(reader->diagnostics, "`## Heading` begins one");
    }
}

/* "lessons/06-gather.md" is called "06-gather". */
static const char *name_of(Arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return arena_copy_string(arena, name, dot != NULL ? (size_t)(dot - name) : strlen(name));
}

static const char *folder_of(Arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? arena_copy_string(arena, path, (size_t)(slash - path) + (slash == path))
                         : ".";
}

Lesson *lesson_parse(const char *path, const char *bytes, size_t length, Diagnostics *diagnostics) {
    Lesson *lesson = memory_new_zeroed(1, sizeof *lesson);
    lesson->arena = arena_new();
    lesson->name = name_of(lesson->arena, path);
    lesson->title = lesson->name;
    lesson->intro.title = "";
    bool is_too_long = length > LESSON_BYTES_MAX;
    bool is_text = source_init(&lesson->source, path, bytes, is_too_long ? 0 : length, diagnostics);
    lesson->programs =
        arena_allocate(lesson->arena, LESSON_PROGRAMS_MAX * sizeof *lesson->programs);
    lesson->runs = arena_allocate(lesson->arena, LESSON_RUNS_MAX * sizeof *lesson->runs);
    lesson->folder = folder_of(lesson->arena, path);
    LessonReader reader = {.lesson = lesson, .diagnostics = diagnostics};
    if (is_too_long) {
        reader_fail(&reader, slice_of(0, 0), "a lesson has at most %d bytes", LESSON_BYTES_MAX);
    } else if (is_text) {
        refuse_controls(&reader);
        outline_read(&reader);
        read_runs(&reader);
        read_steps(&reader);
    }
    ARRAY_RELEASE(&reader.pieces);
    return lesson;
}

Status lesson_read(const char *path, Lesson **lesson, Text *complaints, Error *error) {
    *lesson = NULL;
    Text bytes = {0};
    Status status = file_read(path, FILE_BYTES_MAX, &bytes, error);
    if (status != STATUS_OK) {
        text_release(&bytes);
        return status;
    }
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    Lesson *read = lesson_parse(path, text_cstr(&bytes), bytes.length, &diagnostics);
    text_release(&bytes);
    if (diagnostics.total > 0) {
        if (complaints != NULL) {
            diagnostics_print(&diagnostics, &read->source, false, complaints);
        }
        status = error_set(error, STATUS_USAGE, "could not use the lesson %s", path);
        lesson_free(read);
    } else {
        *lesson = read;
    }
    diagnostics_release(&diagnostics);
    return status;
}

void lesson_free(Lesson *lesson) {
    if (lesson == NULL) {
        return;
    }
    for (size_t i = 0; i < lesson->texts.count; i++) {
        rich_text_release(lesson->texts.items[i]);
        memory_free(lesson->texts.items[i]);
    }
    ARRAY_RELEASE(&lesson->texts);
    source_release(&lesson->source);
    arena_free(lesson->arena);
    memory_free(lesson);
}

void lesson_run_options(const Lesson *lesson, size_t run, SessionOptions *options) {
    const LessonRun *which = &lesson->runs[run];
    const LessonProgram *program = &lesson->programs[which->program];
    options->program_path = program->name;
    options->program_text = program->text;
    options->program_length = program->length;
    options->world_path = lesson->source.name;
    options->world_text = which->world;
    options->world_folder = lesson->folder;
    options->settings = which->settings;
    options->setting_count = which->setting_count;
    options->seed = which->seed;
}

/* Where the value of `NAME = value` at the program's top level begins; NULL: nowhere. */
static const char *value_of_constant(const char *program, const char *name) {
    for (const char *line = program; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        size_t length = strncmp(line, name, strlen(name)) == 0 ? strlen(name) : 0;
        const char *rest = line + length + strspn(line + length, " ");
        if (length > 0 && rest[0] == '=' && rest[1] != '=') {
            return rest + 1;
        }
    }
    return NULL;
}

void lesson_write_program(const Lesson *lesson, size_t run, Text *out) {
    const LessonRun *which = &lesson->runs[run];
    for (const char *line = which->world; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        text_printf(out, "# meanwhile: %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
    if (which->seed != NULL) {
        text_printf(out, "# meanwhile: seed %llu\n", (unsigned long long)*which->seed);
    }
    Text program = {0};
    text_append_cstr(&program, lesson->programs[which->program].text);
    for (size_t i = 0; i < which->setting_count; i++) {
        const SessionSetting *setting = &which->settings[i];
        const char *value = value_of_constant(text_cstr(&program), setting->name);
        if (value != NULL) {
            Text changed = {0};
            text_append(&changed, text_cstr(&program), (size_t)(value - text_cstr(&program)));
            text_printf(&changed, " %s%s", setting->value, value + strcspn(value, "\n"));
            text_release(&program);
            program = changed;
        }
    }
    text_append(out, text_cstr(&program), program.length);
    text_release(&program);
}
