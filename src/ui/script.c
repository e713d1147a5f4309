#include "ui/script.h"

#include "base/memory.h"
#include "sim/distribution.h"
#include "ui/app_actions.h"
#include "ui/app_lesson.h"
#include "ui/app_state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NUMBER_MAX = 100000,
    DRAG_MOVES = 5,
    PICTURE_SIDE_MIN = 64,
    PICTURE_SIDE_MAX = 16384,
};

#define AWAIT_NS INT64_C(20000000000)
#define LOOK_AGAIN_NS INT64_C(10000000)

/* ---- reading ---- */

typedef struct Line {
    const char *script; /* its name */
    int number;
    const char *at; /* what is not read yet */
    const char *start;
    Error *error;
} Line;

__attribute__((format(printf, 2, 3))) static Status wrong(const Line *line, const char *format,
                                                          ...) {
    Text message = {0};
    text_printf(&message, "%s:%d:%d: ", line->script, line->number,
                (int)(line->at - line->start) + 1);
    va_list arguments;
    va_start(arguments, format);
    text_vprintf(&message, format, arguments);
    va_end(arguments);
    Status status = error_set(line->error, STATUS_USAGE, "%s", text_cstr(&message));
    text_release(&message);
    return status;
}

static void skip_spaces(Line *line) {
    line->at += strspn(line->at, " \t");
}

/* The next word, as a copy that the caller frees; NULL at the end of the line. */
static char *next_word(Line *line) {
    skip_spaces(line);
    size_t length = strcspn(line->at, " \t");
    if (length == 0) {
        return NULL;
    }
    char *word = memory_new(length + 1);
    memcpy(word, line->at, length);
    word[length] = '\0';
    line->at += length;
    return word;
}

static Status read_number(Line *line, int32_t *number) {
    skip_spaces(line);
    char *end;
    errno = 0;
    long value = strtol(line->at, &end, 10);
    bool is_good = end != line->at && (*end == '\0' || *end == ' ' || *end == '\t') && errno == 0 &&
                   value >= -NUMBER_MAX && value <= NUMBER_MAX;
    if (!is_good) {
        return wrong(line, "a whole number should stand here");
    }
    *number = (int32_t)value;
    line->at = end;
    return STATUS_OK;
}

static Status read_time(Line *line, int64_t *ns) {
    skip_spaces(line);
    size_t length = strcspn(line->at, " \t");
    char copy[64] = "";
    if (length < sizeof copy) {
        memcpy(copy, line->at, length);
    }
    if (distribution_parse_duration(copy, strlen(copy), ns) != NULL) {
        return wrong(line, "a time should stand here, such as 1.5s or 300ms");
    }
    line->at += length;
    return STATUS_OK;
}

static Status read_rest(Line *line, const char *what, char **rest) {
    skip_spaces(line);
    if (*line->at == '\0') {
        return wrong(line, "%s is missing", what);
    }
    *rest = memory_copy_string(line->at);
    line->at += strlen(line->at);
    return STATUS_OK;
}

static Status read_size(Line *line, ScriptCommand *command) {
    skip_spaces(line);
    int used = 0;
    bool is_good =
        sscanf(line->at, "%5dx%5d%n", &command->numbers[0], &command->numbers[1], &used) == 2 &&
        line->at[used] == '\0';
    for (int i = 0; i < 2; i++) {
        is_good = is_good && command->numbers[i] >= PICTURE_SIDE_MIN &&
                  command->numbers[i] <= PICTURE_SIDE_MAX;
    }
    if (!is_good) {
        return wrong(line, "a size should stand here, such as 1280x720");
    }
    line->at += used;
    return STATUS_OK;
}

static const struct {
    const char *word;
    SceneHitKind kind;
} TARGETS[] = {{"lane", SCENE_HIT_LANE},
               {"run", SCENE_HIT_RUN},
               {"tab", SCENE_HIT_TAB},
               {"row", SCENE_HIT_ROW}};
enum { TARGET_COUNT = sizeof TARGETS / sizeof *TARGETS };

static Status read_click(Line *line, ScriptCommand *command) {
    Status status = read_number(line, &command->numbers[0]);
    status = status == STATUS_OK ? read_number(line, &command->numbers[1]) : status;
    skip_spaces(line);
    command->numbers[2] = 1;
    if (status == STATUS_OK && strcmp(line->at, "double") == 0) {
        command->numbers[2] = 2;
        line->at += strlen(line->at);
    }
    return status;
}

static Status read_target(Line *line, ScriptCommand *command) {
    char *word = next_word(line);
    size_t i = 0;
    while (word != NULL && i < TARGET_COUNT && strcmp(TARGETS[i].word, word) != 0) {
        i++;
    }
    memory_free(word);
    if (word == NULL || i == TARGET_COUNT) {
        return wrong(line, "lane, run, tab or row should stand here");
    }
    command->kind = TARGETS[i].kind;
    return read_rest(line, "what to click on", &command->rest);
}

static Status read_expectation(Line *line, ScriptCommand *command) {
    command->word = next_word(line);
    if (command->word == NULL) {
        return wrong(line, "the name of a state is missing");
    }
    static const App NOTHING = {.view = {.speed = "", .selected_run = -1, .slider = -1}};
    Text value = {0};
    bool is_known = app_state_append(&NOTHING, command->word, &value);
    text_release(&value);
    if (!is_known) {
        line->at -= strlen(command->word);
        return wrong(line, "there is no state '%.100s'", command->word);
    }
    skip_spaces(line);
    command->rest = memory_copy_string(line->at);
    line->at += strlen(line->at);
    return STATUS_OK;
}

/* How a lesson is walked through, and for `walk` where the pictures go. */
static Status read_way(Line *line, ScriptCommand *command) {
    static const char *const WAYS[] = {
        [APP_WALK_RIGHT] = "right", [APP_WALK_WRONG] = "wrong", [APP_WALK_SKIPPING] = "skipping"};
    int count = command->verb == SCRIPT_WALK ? APP_WALK_SKIPPING + 1 : APP_WALK_WRONG + 1, way = 0;
    char *word = next_word(line);
    while (word != NULL && way < count && strcmp(WAYS[way], word) != 0) {
        way++;
    }
    bool is_known = word != NULL && way < count;
    memory_free(word);
    if (!is_known) {
        return wrong(line, command->verb == SCRIPT_WALK
                               ? "right, wrong or skipping should stand here"
                               : "right or wrong should stand here");
    }
    command->numbers[0] = way;
    skip_spaces(line);
    if (command->verb == SCRIPT_WALK && *line->at != '\0') {
        return read_rest(line, "the folder for pictures", &command->rest);
    }
    return STATUS_OK;
}

static Status read_arguments(Line *line, ScriptCommand *command) {
    Status status = STATUS_OK;
    int numbers = 0;
    switch (command->verb) {
    case SCRIPT_TYPE:
        status = read_rest(line, "what to type", &command->rest);
        break;
    case SCRIPT_SHOT:
        status = read_rest(line, "the picture's file", &command->rest);
        break;
    case SCRIPT_GO:
    case SCRIPT_WAIT:
        status = read_time(line, &command->times_ns[0]);
        break;
    case SCRIPT_MEASURE:
        status = read_time(line, &command->times_ns[0]);
        status = status == STATUS_OK ? read_time(line, &command->times_ns[1]) : status;
        break;
    case SCRIPT_CLICK:
        status = read_click(line, command);
        break;
    case SCRIPT_CLICK_ON:
        status = read_target(line, command);
        break;
    case SCRIPT_DRAG:
        numbers = 4;
        break;
    case SCRIPT_WHEEL:
        numbers = 3;
        break;
    case SCRIPT_SLIDE:
        status = read_number(line, &command->numbers[0]);
        status =
            status == STATUS_OK ? read_rest(line, "the slider's name", &command->rest) : status;
        break;
    case SCRIPT_RESIZE:
        status = read_size(line, command);
        break;
    case SCRIPT_EXPECT:
    case SCRIPT_AWAIT:
        status = read_expectation(line, command);
        break;
    case SCRIPT_SAY:
        status = read_rest(line, "what to say", &command->rest);
        break;
    case SCRIPT_ANSWER:
    case SCRIPT_WALK:
        status = read_way(line, command);
        break;
    case SCRIPT_KEY:
    case SCRIPT_DO:
    case SCRIPT_PRINT:
    case SCRIPT_QUIT:
    case SCRIPT_VERB_COUNT:
        break;
    }
    for (int i = 0; status == STATUS_OK && i < numbers; i++) {
        status = read_number(line, &command->numbers[i]);
    }
    skip_spaces(line);
    if (status == STATUS_OK && *line->at != '\0') {
        status = wrong(line, "'%.100s' is more than this command takes", line->at);
    }
    return status;
}

/* `key` and `do` take several words, each a command of its own. */
static Status read_each(Line *line, Script *script, ScriptVerb verb) {
    Status status = STATUS_OK;
    char *word = next_word(line);
    if (word == NULL) {
        return wrong(line, "%s is missing", verb == SCRIPT_KEY ? "a key" : "an action");
    }
    while (status == STATUS_OK && word != NULL) {
        ScriptCommand command = {.verb = verb, .line = line->number};
        size_t length = strlen(word);
        if (verb == SCRIPT_KEY && !key_parse(word, length, &command.chord)) {
            line->at -= length;
            status = wrong(line, "there is no key '%.100s'", word);
        }
        command.action = verb == SCRIPT_DO ? actions_find(word, length) : ACTION_COUNT;
        if (verb == SCRIPT_DO && command.action == ACTION_COUNT) {
            line->at -= length;
            status = wrong(line, "there is no action '%.100s': see 'meanwhile help keys'", word);
        }
        ARRAY_PUSH(&script->commands, command);
        memory_free(word);
        word = status == STATUS_OK ? next_word(line) : NULL;
    }
    return status;
}

static Status read_line(Line *line, Script *script) {
    static const char *const VERBS[] = {
#define SCRIPT_COMMAND(id, word, arguments, help) word,
#include "ui/script.def"
    };
    char *word = next_word(line);
    if (word == NULL || word[0] == '#') {
        memory_free(word);
        return STATUS_OK;
    }
    int verb = 0;
    while (verb < SCRIPT_VERB_COUNT && strcmp(VERBS[verb], word) != 0) {
        verb++;
    }
    Status status;
    if (verb == SCRIPT_VERB_COUNT) {
        line->at -= strlen(word);
        status = wrong(line, "there is no command '%.100s'", word);
    } else if (verb == SCRIPT_KEY || verb == SCRIPT_DO) {
        status = read_each(line, script, (ScriptVerb)verb);
    } else {
        ScriptCommand command = {.verb = (ScriptVerb)verb, .line = line->number};
        status = read_arguments(line, &command);
        ARRAY_PUSH(&script->commands, command);
    }
    memory_free(word);
    return status;
}

Status script_parse(Script *script, const char *name, const char *bytes, size_t length,
                    Error *error) {
    *script = (Script){.name = memory_copy_string(name)};
    Status status = STATUS_OK;
    Text copy = {0};
    const char *end = bytes + length;
    for (int number = 1; status == STATUS_OK && bytes < end; number++) {
        const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
        const char *stop = newline != NULL ? newline : end;
        text_clear(&copy);
        text_append(&copy, bytes, (size_t)(stop - bytes));
        while (copy.length > 0 && strchr(" \t\r", copy.bytes[copy.length - 1]) != NULL) {
            copy.bytes[--copy.length] = '\0';
        }
        Line line = {.script = name,
                     .number = number,
                     .at = text_cstr(&copy),
                     .start = text_cstr(&copy),
                     .error = error};
        status = read_line(&line, script);
        bytes = stop + 1;
    }
    text_release(&copy);
    return status;
}

void script_release(Script *script) {
    for (size_t i = 0; i < script->commands.count; i++) {
        memory_free(script->commands.items[i].word);
        memory_free(script->commands.items[i].rest);
    }
    ARRAY_RELEASE(&script->commands);
    memory_free(script->name);
    *script = (Script){0};
}

/* ---- doing ---- */

/* One command that is being done. */
typedef struct Doing {
    const Script *script;
    const ScriptCommand *command;
    App *app;
    const ScriptHost *host;
    Error *error;
} Doing;

static Status failed(const Doing *doing, Status status, const char *what) {
    return error_set(doing->error, status, "%s:%d: %s", doing->script->name, doing->command->line,
                     what);
}

/* A press sends the key, then the text it produces, as keyboards do. */
static void press_key(const Doing *doing) {
    AppInput input = {.kind = APP_KEY};
    char text[8];
    key_press_of(&doing->command->chord, &input.key, text);
    unsigned modes = app_modes(doing->app);
    app_input(doing->app, &input);
    bool was_understood = actions_of_key(modes, &input.key) != ACTION_COUNT;
    if (text[0] != '\0' && !was_understood) {
        app_input(doing->app, &(AppInput){.kind = APP_TEXT, .text = text});
    }
}

/* Types one character after the other. */
static void type_text(const Doing *doing) {
    const char *at = doing->command->rest;
    while (*at != '\0') {
        char text[8] = {*at++};
        for (size_t i = 1; (*at & 0xC0) == 0x80 && i < 7; i++) {
            text[i] = *at++;
        }
        app_input(doing->app, &(AppInput){.kind = APP_TEXT, .text = text});
    }
}

static void point(const Doing *doing, AppInputKind kind, int32_t x, int32_t y, int clicks) {
    AppInput input = {.kind = kind, .x = x, .y = y, .button = APP_LEFT, .clicks = clicks};
    app_input(doing->app, &input);
}

static void click(const Doing *doing, int32_t x, int32_t y, int clicks) {
    for (int i = 1; i <= clicks; i++) {
        point(doing, APP_POINTER_DOWN, x, y, i);
        point(doing, APP_POINTER_UP, x, y, i);
    }
}

static void drag(const Doing *doing, int32_t x0, int32_t y0, int32_t x1, int32_t y1) {
    point(doing, APP_POINTER_DOWN, x0, y0, 1);
    for (int i = 1; i <= DRAG_MOVES; i++) {
        point(doing, APP_POINTER_MOVE, x0 + (x1 - x0) * i / DRAG_MOVES,
              y0 + (y1 - y0) * i / DRAG_MOVES, 1);
    }
    point(doing, APP_POINTER_UP, x1, y1, 1);
}

/* What is written where a click means this. */
static void append_name(const App *app, const SceneHit *hit, Text *name) {
    if (hit->kind == SCENE_HIT_LANE) {
        app_append_label(app, hit->run, hit->lane, name);
    } else if (hit->kind == SCENE_HIT_RUN || hit->kind == SCENE_HIT_TAB) {
        text_append_cstr(name, app->runs[hit->run].title);
    } else if (hit->kind == SCENE_HIT_ROW && hit->index < app->rows.count) {
        text_append_cstr(name, app->rows.items[hit->index].title);
    } else if (hit->kind == SCENE_HIT_SLIDER && hit->index < app->sliders.view.count) {
        text_append_cstr(name, app->sliders.view.items[hit->index].name);
    }
}

static const SceneHit *find_hit(const App *app, SceneHitKind kind, const char *name) {
    Text label = {0};
    const SceneHit *found = NULL;
    for (size_t i = 0; found == NULL && i < app->scene.hits.count; i++) {
        const SceneHit *hit = &app->scene.hits.items[i];
        if (hit->kind == kind) {
            text_clear(&label);
            append_name(app, hit, &label);
            found = name == NULL || strcmp(text_cstr(&label), name) == 0 ? hit : NULL;
        }
    }
    text_release(&label);
    return found;
}

static int32_t middle(int32_t from, int32_t length) {
    return (from + length / 2) / DRAW_UNIT;
}

static Status click_on(const Doing *doing) {
    const SceneHit *hit = find_hit(doing->app, doing->command->kind, doing->command->rest);
    if (hit == NULL) {
        return failed(doing, STATUS_SYSTEM, "nothing like that is shown");
    }
    click(doing, middle(hit->rect.x, hit->rect.w), middle(hit->rect.y, hit->rect.h), 1);
    return STATUS_OK;
}

static Status slide(const Doing *doing) {
    const SceneHit *hit = find_hit(doing->app, SCENE_HIT_SLIDER, doing->command->rest);
    if (hit == NULL) {
        return failed(doing, STATUS_SYSTEM, "there is no such slider");
    }
    DrawRect rect = hit->rect;
    int64_t offset = (int64_t)rect.w * doing->command->numbers[0] / SLIDER_POSITIONS;
    int32_t y = middle(rect.y, rect.h);
    drag(doing, middle(rect.x, rect.w), y, (int32_t)(rect.x + offset) / DRAW_UNIT, y);
    return STATUS_OK;
}

/* Drags over whatever is lowest in the timelines. */
static Status measure(const Doing *doing) {
    const SceneHit *ground = NULL;
    for (size_t i = 0; i < doing->app->scene.hits.count; i++) {
        const SceneHit *hit = &doing->app->scene.hits.items[i];
        bool is_ground = hit->kind == SCENE_HIT_PANEL || hit->kind == SCENE_HIT_SPAN;
        ground = is_ground && hit->to_ns > hit->from_ns ? hit : ground;
    }
    if (ground == NULL) {
        return failed(doing, STATUS_SYSTEM, "no timelines are shown");
    }
    int32_t x[2], y = middle(ground->rect.y, ground->rect.h);
    for (int i = 0; i < 2; i++) {
        int64_t t_ns = doing->command->times_ns[i] - ground->from_ns;
        double part = (double)t_ns / (double)(ground->to_ns - ground->from_ns);
        x[i] = (int32_t)(ground->rect.x + part * ground->rect.w) / DRAW_UNIT;
    }
    drag(doing, x[0], y, x[1], y);
    return STATUS_OK;
}

/* Whether a state is as it should be; if not, the error says what it is. */
static bool is_met(const Doing *doing) {
    Text value = {0};
    CHECK(app_state_append(doing->app, doing->command->word, &value));
    bool is_so = strcmp(text_cstr(&value), doing->command->rest) == 0;
    if (!is_so) {
        (void)error_set(doing->error, STATUS_USAGE, "%s:%d: %s should be '%.300s', but is '%.300s'",
                        doing->script->name, doing->command->line, doing->command->word,
                        doing->command->rest, text_cstr(&value));
    }
    text_release(&value);
    return is_so;
}

/* Looks again a little later; the command stays the next one until then. */
static Status await(const Doing *doing, ScriptPlayer *player) {
    if (is_met(doing)) {
        player->awaited_ns = 0;
    } else if (player->awaited_ns >= AWAIT_NS) {
        return STATUS_USAGE;
    } else {
        player->wait_ns = LOOK_AGAIN_NS;
        player->awaited_ns += LOOK_AGAIN_NS;
        player->next--;
    }
    return STATUS_OK;
}

static Status shoot(const Doing *doing) {
    Error why;
    Status status = doing->host->shot(doing->host->context, doing->command->rest, &why);
    return status == STATUS_OK ? status : failed(doing, status, why.text);
}

/* What a walk through a lesson leaves behind: a picture of each thing that is to be seen. */
typedef struct Tour {
    const Doing *doing;
    int number;
    Status status;
} Tour;

static bool take_picture(void *context) {
    Tour *tour = context;
    const Doing *doing = tour->doing;
    app_draw(doing->app, doing->host->metrics);
    tour->number++;
    if (doing->command->rest != NULL) {
        Text path = {0};
        Error why;
        text_printf(&path, "%s/%03d.png", doing->command->rest, tour->number);
        tour->status = doing->host->shot(doing->host->context, text_cstr(&path), &why);
        if (tour->status != STATUS_OK) {
            (void)failed(doing, tour->status, why.text);
        }
        text_release(&path);
    }
    return tour->status == STATUS_OK;
}

static Status walk(const Doing *doing) {
    Tour tour = {.doing = doing};
    if (doing->app->lesson == NULL) {
        return failed(doing, STATUS_USAGE, "no lesson is open");
    }
    bool is_over =
        app_lesson_walk(doing->app, (AppWalk)doing->command->numbers[0], take_picture, &tour);
    return tour.status != STATUS_OK ? tour.status
           : is_over                ? STATUS_OK
                                    : failed(doing, STATUS_USAGE, "the lesson does not end");
}

static void print_states(const App *app) {
    Text text = {0};
    app_state_append_all(app, &text);
    fputs(text_cstr(&text), stdout);
    fflush(stdout);
    text_release(&text);
}

static Status do_next(ScriptPlayer *player, App *app, const ScriptHost *host, Error *error) {
    const ScriptCommand *command = &player->script->commands.items[player->next++];
    const Doing doing = {player->script, command, app, host, error};
    const int32_t *numbers = command->numbers;
    Status status = STATUS_OK;
    app_draw(app, host->metrics);
    switch (command->verb) {
    case SCRIPT_KEY:
        press_key(&doing);
        break;
    case SCRIPT_TYPE:
        type_text(&doing);
        break;
    case SCRIPT_DO:
        app_actions_do(app, command->action);
        break;
    case SCRIPT_GO:
        app_go_to(app, command->times_ns[0]);
        break;
    case SCRIPT_CLICK:
        click(&doing, numbers[0], numbers[1], numbers[2]);
        break;
    case SCRIPT_CLICK_ON:
        status = click_on(&doing);
        break;
    case SCRIPT_DRAG:
        drag(&doing, numbers[0], numbers[1], numbers[2], numbers[3]);
        break;
    case SCRIPT_MEASURE:
        status = measure(&doing);
        break;
    case SCRIPT_SLIDE:
        status = slide(&doing);
        break;
    case SCRIPT_WHEEL:
        app_input(app,
                  &(AppInput){
                      .kind = APP_WHEEL, .x = numbers[0], .y = numbers[1], .wheel_y = numbers[2]});
        break;
    case SCRIPT_RESIZE:
        host->resize(host->context, numbers[0], numbers[1]);
        break;
    case SCRIPT_WAIT:
        player->wait_ns = command->times_ns[0];
        break;
    case SCRIPT_SHOT:
        status = shoot(&doing);
        break;
    case SCRIPT_EXPECT:
        status = is_met(&doing) ? STATUS_OK : STATUS_USAGE;
        break;
    case SCRIPT_AWAIT:
        status = await(&doing, player);
        break;
    case SCRIPT_ANSWER:
        app_lesson_answer_by_itself(app, numbers[0] == APP_WALK_RIGHT);
        break;
    case SCRIPT_WALK:
        status = walk(&doing);
        break;
    case SCRIPT_SAY:
        puts(command->rest);
        fflush(stdout);
        break;
    case SCRIPT_PRINT:
        print_states(app);
        break;
    case SCRIPT_QUIT:
        app->wishes.quit = true;
        break;
    case SCRIPT_VERB_COUNT:
        break;
    }
    return status;
}

/* Whether a command waits until all programs have been run. */
static bool is_patient(ScriptVerb verb) {
    return verb != SCRIPT_WAIT && verb != SCRIPT_AWAIT && verb != SCRIPT_SAY &&
           verb != SCRIPT_PRINT && verb != SCRIPT_QUIT;
}

Status script_play(ScriptPlayer *player, App *app, const ScriptHost *host, int64_t passed_ns,
                   Error *error) {
    Status status = STATUS_OK;
    player->wait_ns -= passed_ns;
    while (status == STATUS_OK && player->wait_ns <= 0 && !app->wishes.quit &&
           player->next < player->script->commands.count) {
        player->wait_ns = 0;
        ScriptVerb verb = player->script->commands.items[player->next].verb;
        if (is_patient(verb) && app_is_running(app)) {
            player->wait_ns = LOOK_AGAIN_NS;
            break;
        }
        status = do_next(player, app, host, error);
    }
    return status;
}

bool script_is_over(const ScriptPlayer *player) {
    return player->next == player->script->commands.count && player->wait_ns <= 0;
}
