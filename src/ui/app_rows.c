#include "ui/app_rows.h"

#include "base/memory.h"
#include "ui/app_actions.h"
#include "ui/app_lesson.h"
#include "ui/hand_to.h"

#include <string.h>

enum { PALETTE_LANES_MAX = 1000 };

static void clear(App *app) {
    for (size_t i = 0; i < app->row_texts.count; i++) {
        memory_free(app->row_texts.items[i]);
    }
    app->row_texts.count = app->rows.count = app->row_meanings.count = 0;
}

void app_rows_release(App *app) {
    clear(app);
    ARRAY_RELEASE(&app->row_texts);
    ARRAY_RELEASE(&app->rows);
    ARRAY_RELEASE(&app->row_meanings);
}

/* Keeps a text as long as the rows; it is empty after. */
static const char *keep(App *app, Text *text) {
    char *bytes = memory_copy_string(text_cstr(text));
    text_release(text);
    ARRAY_PUSH(&app->row_texts, bytes);
    return bytes;
}

/* Whether every word that was typed stands in the title or the detail, in any case. */
static bool matches(const App *app, const char *title, const char *detail) {
    const char *word = text_cstr(&app->filter);
    for (;;) {
        word += strspn(word, " ");
        size_t length = strcspn(word, " ");
        if (length == 0) {
            return true;
        }
        char wanted[APP_FILTER_BYTES_MAX + 1];
        memcpy(wanted, word, length);
        wanted[length] = '\0';
        if (strcasestr(title, wanted) == NULL && strcasestr(detail, wanted) == NULL) {
            return false;
        }
        word += length;
    }
}

static void add(App *app, ViewRow row, AppRow meaning) {
    if (matches(app, row.title, row.detail)) {
        ARRAY_PUSH(&app->rows, row);
        ARRAY_PUSH(&app->row_meanings, meaning);
    }
}

/* Actions whose keys work in one of the modes: those of lessons, or the others. */
static void add_actions(App *app, unsigned modes, bool of_lessons) {
    for (int id = 0; id < ACTION_COUNT; id++) {
        bool is_of_lessons = strcmp(ACTIONS[id].group, "Lesson") == 0;
        if ((ACTIONS[id].modes & modes) != 0 && is_of_lessons == of_lessons) {
            Text keys = {0};
            actions_append_keys(&keys, (ActionId)id);
            add(app,
                (ViewRow){.title = ACTIONS[id].help,
                          .detail = keep(app, &keys),
                          .group = ACTIONS[id].group},
                (AppRow){.action = (ActionId)id});
        }
    }
}

static void add_lanes(App *app, int run) {
    const SceneRun *scene_run = &app->runs[run];
    add(app, (ViewRow){.title = scene_run->title, .detail = "", .group = "Programs"},
        (AppRow){.action = ACTION_COUNT, .run = run, .lane = TRACE_NOBODY});
    size_t lanes = scene_run->trace != NULL ? scene_run->spans.lane_count : 0;
    for (uint32_t lane = 0; lane < lanes && app->rows.count < PALETTE_LANES_MAX; lane++) {
        if (!app_actions_can_select(app, run, lane)) {
            continue;
        }
        Text label = {0};
        app_append_label(app, run, lane, &label);
        add(app, (ViewRow){.title = keep(app, &label), .detail = "", .group = scene_run->title},
            (AppRow){.action = ACTION_COUNT, .run = run, .lane = lane});
    }
}

static void add_entries(App *app) {
    for (size_t i = 0; i < app->opening.entries.count; i++) {
        const OpeningEntry *entry = &app->opening.entries.items[i];
        add(app,
            (ViewRow){.title = entry->title,
                      .detail = entry->detail,
                      .group = entry->group,
                      .marked = entry->is_marked,
                      .done = entry->is_done},
            (AppRow){.action = ACTION_COUNT, .entry = i});
    }
}

void app_rows_gather(App *app) {
    View *view = &app->view;
    const unsigned usual = ACTION_IN_PICTURE | ACTION_IN_PRESENT | ACTION_IN_SLIDER;
    clear(app);
    switch (view->overlay) {
    case VIEW_HELP:
        /* In a lesson its own come first; elsewhere they are of no use. */
        if (app->lesson != NULL) {
            add_actions(app, ~0u, true);
        }
        add_actions(app, usual, false);
        break;
    case VIEW_PALETTE:
        if (app->lesson != NULL) {
            add_actions(app, app_lesson_modes(app), true);
        }
        add_actions(app, ACTION_IN_PICTURE, false);
        for (size_t i = 0; i < app->program_count; i++) {
            add_lanes(app, (int)i);
        }
        break;
    case VIEW_OPENING:
        add_entries(app);
        break;
    case VIEW_MESSAGE:
        add(app,
            (ViewRow){.title = app->question == APP_ASK_LINK   ? "Open it"
                               : app->question == APP_ASK_ANEW ? "Begin anew"
                                                               : "Leave",
                      .detail = "Enter",
                      .group = ""},
            (AppRow){.action = ACTION_QUIT});
        add(app, (ViewRow){.title = "Stay", .detail = "Esc", .group = ""},
            (AppRow){.action = ACTION_LEAVE});
        break;
    case VIEW_BLANK:
    case VIEW_NO_OVERLAY:
        break;
    }
    view->filter = text_cstr(&app->filter);
    view->rows = app->rows.items;
    view->row_count = app->rows.count;
    view->row = 0;
    app->is_dirty = true;
}

static void open_link(App *app) {
    Error error;
    if (hand_to_browser(app->hand_to, text_cstr(&app->link), &error) != STATUS_OK) {
        app_tell(app, error.text);
    }
}

void app_rows_choose_lesson(App *app, const char *name, bool is_next) {
    for (size_t i = 0; app->view.overlay == VIEW_OPENING && i < app->rows.count; i++) {
        const char *lesson = app->opening.entries.items[app->row_meanings.items[i].entry].lesson;
        if (lesson != NULL && strcmp(lesson, name) == 0) {
            bool has_next =
                is_next && i + 1 < app->rows.count &&
                app->opening.entries.items[app->row_meanings.items[i + 1].entry].lesson != NULL;
            app->view.row = i + has_next;
            app->is_dirty = true;
        }
    }
}

/* Opens the marked programs, or, when none is, the chosen one. */
static void open_entries(App *app, size_t chosen) {
    char *paths[APP_PROGRAMS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < app->opening.entries.count && count < APP_PROGRAMS_MAX; i++) {
        if (app->opening.entries.items[i].is_marked) {
            paths[count++] = memory_copy_string(app->opening.entries.items[i].path);
        }
    }
    if (count == 0) {
        paths[count++] = memory_copy_string(app->opening.entries.items[chosen].path);
    }
    if (count == 1) {
        app_open_path(app, paths[0]);
    } else {
        app_open(app, (const char *const *)paths, count);
        app_show_overlay(app, VIEW_NO_OVERLAY);
    }
    for (size_t i = 0; i < count; i++) {
        memory_free(paths[i]);
    }
}

void app_rows_take(App *app) {
    if (app->view.row >= app->row_meanings.count) {
        return;
    }
    AppRow row = app->row_meanings.items[app->view.row];
    ViewOverlay overlay = app->view.overlay;
    if (overlay == VIEW_OPENING) {
        open_entries(app, row.entry);
        return;
    }
    AppQuestion question = app->question;
    app_show_overlay(app, VIEW_NO_OVERLAY);
    bool is_yes = row.action == ACTION_QUIT;
    if (overlay == VIEW_MESSAGE && question == APP_ASK_LINK) {
        if (is_yes) {
            open_link(app);
        }
    } else if (overlay == VIEW_MESSAGE && question == APP_ASK_ANEW) {
        if (is_yes) {
            app_lesson_begin_anew(app);
        }
    } else if (overlay == VIEW_MESSAGE) {
        app->wishes.quit |= is_yes;
    } else if (row.action != ACTION_COUNT) {
        app_actions_do(app, row.action);
    } else if (row.lane != TRACE_NOBODY) {
        app->view.folded[row.run] = false;
        app_select(app, row.run, row.lane, VIEW_NO_SPAN);
    } else {
        app->view.code_run = row.run;
        app->view.code_top = 0;
    }
}

void app_rows_mark(App *app) {
    View *view = &app->view;
    if (view->overlay != VIEW_OPENING || view->row >= app->row_meanings.count) {
        return;
    }
    OpeningEntry *entry = &app->opening.entries.items[app->row_meanings.items[view->row].entry];
    if (entry->lesson != NULL) {
        app_tell(app, "A lesson stands alone: Enter opens it.");
        return;
    }
    entry->is_marked = !entry->is_marked;
    app->rows.items[view->row].marked = entry->is_marked;
    view->row += view->row + 1 < view->row_count;
    app->is_dirty = true;
}
