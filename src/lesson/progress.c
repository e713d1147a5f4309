#include "lesson/progress.h"

#include "base/data_folder.h"
#include "base/file.h"
#include "base/memory.h"
#include "lesson/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char FILE_NAME[] = "progress.json";
static const char FORMAT[] = "meanwhile progress";
enum { ITEMS_MAX = 20000, LESSONS_MAX = 10000 };

static void release_lesson(ProgressLesson *lesson) {
    for (size_t i = 0; i < lesson->items.count; i++) {
        memory_free(lesson->items.items[i].given);
    }
    ARRAY_RELEASE(&lesson->items);
    memory_free(lesson->name);
}

void progress_release(Progress *progress) {
    for (size_t i = 0; i < progress->lessons.count; i++) {
        release_lesson(&progress->lessons.items[i]);
    }
    ARRAY_RELEASE(&progress->lessons);
}

const ProgressLesson *progress_find(const Progress *progress, const char *name) {
    for (size_t i = 0; i < progress->lessons.count; i++) {
        if (strcmp(progress->lessons.items[i].name, name) == 0) {
            return &progress->lessons.items[i];
        }
    }
    return NULL;
}

static const char *status_name(WalkStatus status) {
    return status == WALK_DONE ? "done" : status == WALK_SKIPPED ? "skipped" : "open";
}

static WalkStatus status_named(const char *name) {
    return strcmp(name, "done") == 0      ? WALK_DONE
           : strcmp(name, "skipped") == 0 ? WALK_SKIPPED
                                          : WALK_OPEN;
}

/* --- reading --- */

/* A whole number from 0 to `max`; what is none reads as 0. */
static int64_t number_of(const json_t *object, const char *key, int64_t max) {
    const json_t *value = json_object_get(object, key);
    json_int_t number = json_is_integer(value) ? json_integer_value(value) : 0;
    return number < 0 ? 0 : number > max ? max : number;
}

static bool flag_of(const json_t *object, const char *key) {
    return json_is_true(json_object_get(object, key));
}

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static void read_item(const json_t *object, ProgressLesson *lesson) {
    const char *kind = text_of(object, "kind");
    ProgressItem item = {
        .step = (size_t)number_of(object, "step", LESSON_STEPS_MAX),
        .item = (size_t)number_of(object, "item", (int64_t)LESSON_ITEMS_MAX * 2),
        .kind = outline_kind(kind, strlen(kind)),
        .status = status_named(text_of(object, "status")),
        .given = memory_copy_string(text_of(object, "given")),
        .is_right = flag_of(object, "right"),
        .misconception = (int)number_of(object, "misconception", 1000),
        .hints = (size_t)number_of(object, "hints", LESSON_CHOICES_MAX),
        .saw_solution = flag_of(object, "solution"),
        .is_reached = flag_of(object, "reached"),
    };
    ARRAY_PUSH(&lesson->items, item);
}

static void read_lesson(const char *name, const json_t *object, Progress *progress) {
    ProgressLesson lesson = {.name = memory_copy_string(name),
                             .step = (size_t)number_of(object, "step", LESSON_STEPS_MAX),
                             .is_over = flag_of(object, "over"),
                             .used_s = number_of(object, "used", INT64_MAX),
                             .score = {(int)number_of(object, "right", ITEMS_MAX),
                                       (int)number_of(object, "of", ITEMS_MAX)}};
    const json_t *items = json_object_get(object, "items");
    for (size_t i = 0; i < json_array_size(items) && i < ITEMS_MAX; i++) {
        read_item(json_array_get(items, i), &lesson);
    }
    ARRAY_PUSH(&progress->lessons, lesson);
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const ProgressLesson *)a)->name, ((const ProgressLesson *)b)->name);
}

/* False: this is not what we have written, or a newer version has. */
static bool parse(const Text *bytes, Progress *progress) {
    json_error_t json_error;
    json_t *root = json_loadb(text_cstr(bytes), bytes->length, 0, &json_error);
    json_t *lessons = json_object_get(root, "lessons");
    bool is_ours = strcmp(text_of(root, "format"), FORMAT) == 0 &&
                   number_of(root, "version", INT32_MAX) == PROGRESS_VERSION &&
                   json_is_object(lessons);
    if (is_ours) {
        const char *name;
        json_t *lesson;
        json_object_foreach(lessons, name, lesson) {
            if (progress->lessons.count < LESSONS_MAX) {
                read_lesson(name, lesson, progress);
            }
        }
        if (progress->lessons.count > 0) {
            qsort(progress->lessons.items, progress->lessons.count, sizeof *progress->lessons.items,
                  by_name);
        }
    }
    json_decref(root);
    return is_ours;
}

/* Renames a file that is not ours to progress.json.1, or the next that is free. */
static Status put_aside(const char *path, Text *note, Error *error) {
    for (int number = 1; number < 1000; number++) {
        Text aside = {0};
        text_printf(&aside, "%s.%d", path, number);
        bool is_free = access(text_cstr(&aside), F_OK) != 0;
        Status status = STATUS_OK;
        if (is_free && rename(path, text_cstr(&aside)) != 0) {
            status = error_set(error, STATUS_SYSTEM, "could not put %s aside: %s", path,
                               strerror(errno));
        } else if (is_free && note != NULL) {
            text_printf(note, "%s could not be read; it is kept as %s", path, text_cstr(&aside));
        }
        text_release(&aside);
        if (is_free) {
            return status;
        }
    }
    return error_set(error, STATUS_SYSTEM, "could not put %s aside: too many were before", path);
}

static Status load(const char *path, Progress *progress, Text *note, Error *error) {
    *progress = (Progress){0};
    struct stat info;
    if (stat(path, &info) != 0) {
        return STATUS_OK; /* nothing was kept yet */
    }
    Text bytes = {0};
    Status status = file_read(path, PROGRESS_BYTES_MAX, &bytes, error);
    if (status == STATUS_OK && !parse(&bytes, progress)) {
        status = put_aside(path, note, error);
    }
    text_release(&bytes);
    return status;
}

static Status find_file(Text *path, Error *error) {
    return data_folder_path(FILE_NAME, path)
               ? STATUS_OK
               : error_set(error, STATUS_SYSTEM,
                           "could not keep progress: neither XDG_DATA_HOME nor HOME is set");
}

Status progress_load(Progress *progress, Text *note, Error *error) {
    *progress = (Progress){0};
    Text path = {0};
    Status status = find_file(&path, error);
    if (status == STATUS_OK) {
        status = load(text_cstr(&path), progress, note, error);
    }
    text_release(&path);
    return status;
}

/* --- writing --- */

static json_t *write_item(const ProgressItem *item) {
    json_t *object = json_pack("{s:I,s:I,s:s,s:s}", "step", (json_int_t)item->step, "item",
                               (json_int_t)item->item, "kind", lesson_item_name(item->kind),
                               "status", status_name(item->status));
    bool is_question = item->kind == LESSON_PREDICT || item->kind == LESSON_OBSERVE;
    if (is_question && item->status == WALK_DONE) {
        json_object_set_new(object, "given", json_string(item->given));
        json_object_set_new(object, "right", json_boolean(item->is_right));
        json_object_set_new(object, "misconception", json_integer(item->misconception));
    } else if (item->kind == LESSON_GOAL) {
        json_object_set_new(object, "hints", json_integer((json_int_t)item->hints));
        json_object_set_new(object, "solution", json_boolean(item->saw_solution));
        json_object_set_new(object, "reached", json_boolean(item->is_reached));
    }
    return object;
}

static json_t *write_lesson(const ProgressLesson *lesson) {
    json_t *items = json_array();
    for (size_t i = 0; i < lesson->items.count; i++) {
        json_array_append_new(items, write_item(&lesson->items.items[i]));
    }
    return json_pack("{s:I,s:b,s:I,s:i,s:i,s:o}", "step", (json_int_t)lesson->step, "over",
                     (int)lesson->is_over, "used", (json_int_t)lesson->used_s, "right",
                     lesson->score.right, "of", lesson->score.of, "items", items);
}

static Status save(const char *path, const Progress *progress, Error *error) {
    json_t *lessons = json_object();
    for (size_t i = 0; i < progress->lessons.count; i++) {
        json_object_set_new(lessons, progress->lessons.items[i].name,
                            write_lesson(&progress->lessons.items[i]));
    }
    json_t *root = json_pack("{s:s,s:i,s:o}", "format", FORMAT, "version", PROGRESS_VERSION,
                             "lessons", lessons);
    char *bytes = json_dumps(root, JSON_INDENT(1));
    json_decref(root);
    CHECK(bytes != NULL);
    FileWriter writer;
    Status status = file_writer_open(&writer, path, error);
    if (status == STATUS_OK) {
        status = file_writer_add(&writer, bytes, strlen(bytes), error);
        status = status == STATUS_OK ? file_writer_add(&writer, "\n", 1, error) : status;
        status = status == STATUS_OK ? file_writer_sync(&writer, error) : status;
        if (status == STATUS_OK) {
            status = file_writer_finish(&writer, error);
        } else {
            file_writer_abandon(&writer);
        }
    }
    free(bytes);
    return status;
}

/* --- changing: under a lock, read, change, write --- */

typedef void Change(Progress *progress, const void *context);

static Status change(Change *how, const void *context, Text *note, Error *error) {
    Text path = {0};
    Text lock_path = {0};
    Progress progress = {0};
    Status status = find_file(&path, error);
    if (status == STATUS_OK) {
        status = data_folder_make(text_cstr(&path), error);
    }
    if (status == STATUS_OK) {
        text_printf(&lock_path, "%s.lock", text_cstr(&path));
        int lock = open(text_cstr(&lock_path), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
        if (lock < 0 || flock(lock, LOCK_EX) != 0) {
            status = error_set(error, STATUS_SYSTEM, "could not lock %s: %s", text_cstr(&lock_path),
                               strerror(errno));
        } else {
            status = load(text_cstr(&path), &progress, note, error);
        }
        if (status == STATUS_OK) {
            how(&progress, context);
            status = save(text_cstr(&path), &progress, error);
        }
        if (lock >= 0) {
            (void)close(lock);
        }
    }
    progress_release(&progress);
    text_release(&lock_path);
    text_release(&path);
    return status;
}

static void forget(Progress *progress, const void *context) {
    const char *name = context;
    size_t kept = 0;
    for (size_t i = 0; i < progress->lessons.count; i++) {
        ProgressLesson *lesson = &progress->lessons.items[i];
        if (name == NULL || strcmp(lesson->name, name) == 0) {
            release_lesson(lesson);
        } else {
            progress->lessons.items[kept++] = *lesson;
        }
    }
    progress->lessons.count = kept;
}

Status progress_reset(const char *name, Text *note, Error *error) {
    return change(forget, name, note, error);
}

static int misconception_of(const WalkItem *item) {
    const LessonQuestion *question = item->item->as.question;
    return item->choice != LESSON_NONE ? question->choices[item->choice].misconception : 0;
}

typedef struct Keeping {
    const Walk *walk;
    int64_t now_s;
} Keeping;

static void keep_item(const Walk *walk, size_t step, size_t index, ProgressLesson *lesson) {
    const WalkItem *item = walk_page_item(walk, step, index);
    LessonItemKind kind = item->item->kind;
    bool is_question = kind == LESSON_PREDICT || kind == LESSON_OBSERVE;
    bool is_touched = kind == LESSON_GOAL && (item->hints > 0 || item->saw_solution);
    bool is_past = item->status == WALK_DONE || item->status == WALK_SKIPPED;
    if (!lesson_item_holds(kind) || !(is_past || is_touched)) {
        return;
    }
    Text given = {0};
    if (is_question) {
        walk_write_answer(walk, step, index, &given);
    }
    ARRAY_PUSH(&lesson->items,
               (ProgressItem){.step = step,
                              .item = index,
                              .kind = kind,
                              .status = item->status,
                              .given = memory_copy_string(text_cstr(&given)),
                              .is_right = is_question && item->is_right,
                              .misconception = is_question ? misconception_of(item) : 0,
                              .hints = item->hints,
                              .saw_solution = item->saw_solution,
                              .is_reached = item->is_reached});
    text_release(&given);
}

static void keep(Progress *progress, const void *context) {
    const Keeping *keeping = context;
    const Walk *walk = keeping->walk;
    const Lesson *read = walk_lesson(walk);
    const ProgressLesson *before = progress_find(progress, read->name);
    ProgressLesson lesson = {.name = memory_copy_string(read->name),
                             .step = walk_step(walk),
                             .is_over = walk_is_over(walk) || (before != NULL && before->is_over),
                             .used_s = keeping->now_s,
                             .score = walk_score(walk)};
    for (size_t step = 0; step < read->step_count; step++) {
        for (size_t i = 0; i < walk_page_count(walk, step); i++) {
            keep_item(walk, step, i, &lesson);
        }
    }
    forget(progress, read->name);
    ARRAY_PUSH(&progress->lessons, lesson);
    qsort(progress->lessons.items, progress->lessons.count, sizeof *progress->lessons.items,
          by_name);
}

Status progress_keep(const Walk *walk, int64_t now_s, Text *note, Error *error) {
    Keeping keeping = {walk, now_s};
    return change(keep, &keeping, note, error);
}

void progress_resume(const Progress *progress, Walk *walk) {
    const ProgressLesson *lesson = progress_find(progress, walk_lesson(walk)->name);
    if (lesson == NULL) {
        return;
    }
    WalkPast *past = memory_new_zeroed(lesson->items.count + 1, sizeof *past);
    for (size_t i = 0; i < lesson->items.count; i++) {
        const ProgressItem *item = &lesson->items.items[i];
        past[i] = (WalkPast){item->step,  item->item,         item->status,    item->given,
                             item->hints, item->saw_solution, item->is_reached};
    }
    walk_resume(walk, past, lesson->items.count, lesson->step);
    memory_free(past);
}

/* --- for a spreadsheet --- */

/* In quotes, as fields that hold anything are; one that a spreadsheet would reckon with begins
 * with an apostrophe. */
static void append_field(Text *out, const char *text) {
    text_append_char(out, '"');
    if (strchr("=+-@", text[0]) != NULL && text[0] != '\0') {
        text_append_char(out, '\'');
    }
    for (; *text != '\0'; text++) {
        text_append_cstr(out, *text == '"' ? "\"" : "");
        text_append_char(out, *text == '\n' || *text == '\r' ? ' ' : *text);
    }
    text_append_char(out, '"');
}

/* A time is kept to the nanosecond, and read by people: "3.000 s". Choices and orders are numbers.
 */
static void append_answer(Text *out, const char *given) {
    Quantity quantity;
    Text shown = {0};
    if (quantity_read(&quantity, given, strlen(given)) == strlen(given) &&
        quantity.unit == QUANTITY_TIME) {
        quantity_append(&shown, quantity);
    } else {
        text_append_cstr(&shown, given);
    }
    append_field(out, text_cstr(&shown));
    text_release(&shown);
}

/* ",2026-11-29 18:26": UTC, without seconds */
static void append_date(Text *out, int64_t seconds) {
    time_t time = (time_t)seconds;
    struct tm date;
    char text[40] = "";
    if (gmtime_r(&time, &date) != NULL) {
        (void)strftime(text, sizeof text, "%Y-%m-%d %H:%M", &date);
    }
    text_printf(out, ",%s", text);
}

void progress_append_csv(const Progress *progress, Text *out) {
    text_append_cstr(out, "lesson,last_used,right,of,step,item,kind,status,answer,is_right,"
                          "misconception,hints,saw_solution\n");
    for (size_t l = 0; l < progress->lessons.count; l++) {
        const ProgressLesson *lesson = &progress->lessons.items[l];
        for (size_t i = 0; i < lesson->items.count; i++) {
            const ProgressItem *item = &lesson->items.items[i];
            bool is_goal = item->kind == LESSON_GOAL;
            bool is_marked =
                is_goal || item->kind == LESSON_PREDICT || item->kind == LESSON_OBSERVE;
            append_field(out, lesson->name);
            append_date(out, lesson->used_s);
            text_printf(out, ",%d,%d,%zu,%zu,%s,%s,", lesson->score.right, lesson->score.of,
                        item->step + 1, item->item + 1, lesson_item_name(item->kind),
                        status_name(item->status));
            append_answer(out, item->given);
            bool is_right = is_goal ? item->is_reached : item->is_right;
            text_printf(out, ",%s,", !is_marked ? "" : is_right ? "yes" : "no");
            if (item->misconception > 0) {
                text_printf(out, "M%d", item->misconception);
            }
            if (is_goal) {
                text_printf(out, ",%zu,%s\n", item->hints, item->saw_solution ? "yes" : "no");
            } else {
                text_append_cstr(out, ",,\n");
            }
        }
    }
}
