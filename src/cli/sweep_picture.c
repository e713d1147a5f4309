#include "cli/sweep_picture.h"

#include "cli/command.h"
#include "cli/hand_over.h"

Status sweep_picture_check(Error *error) {
    Text path = {0};
    Status status = hand_over_find(HAND_OVER_WINDOW, &path, error);
    text_release(&path);
    return status;
}

static bool keep_piece(void *context, const char *bytes, size_t length) {
    text_append(context, bytes, length);
    return true;
}

Status sweep_picture_write(const char *path, const SweepTable *table, Error *error) {
    Text rows = {0};
    ReportSink sink = {.write = keep_piece, .context = &rows};
    sweep_table_write(&sink, table);
    (void)report_sink_end(&sink);
    HandOverWords words = {0};
    ARRAY_PUSH(&words, COMMANDS[COMMAND_SWEEP].name);
    ARRAY_PUSH(&words, "--merge");
    ARRAY_PUSH(&words, "-o");
    ARRAY_PUSH(&words, path);
    ARRAY_PUSH(&words, "--");
    ARRAY_PUSH(&words, "-");
    Status status = hand_over_run(HAND_OVER_WINDOW, &words, &rows, error);
    ARRAY_RELEASE(&words);
    text_release(&rows);
    return status;
}
