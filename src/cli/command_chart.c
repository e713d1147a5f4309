#include "base/file.h"
#include "cli/cli_window.h"
#include "report/sweep_chart.h"
#include "ui/canvas.h"
#include "ui/picture.h"

static Status read_table(SweepTable *table, const char *path, Error *error) {
    Text text = {0};
    Status status = file_read(path, SWEEP_TABLE_BYTES_MAX, &text, error);
    if (status == STATUS_OK) {
        status = sweep_table_read(table, path, text_cstr(&text), text.length, 0, NULL, error);
    }
    text_release(&text);
    return status;
}

static Status draw(const SweepTable *table, const char *path, Error *error) {
    Fonts *fonts;
    Status status = fonts_new(&fonts, error);
    if (status != STATUS_OK) {
        return status;
    }
    TextMetrics metrics = fonts_metrics(fonts);
    DrawList list;
    draw_list_init(&list);
    status = sweep_chart_draw(&list, table, &metrics, error);
    if (status == STATUS_OK) {
        Canvas canvas;
        canvas_init(&canvas, fonts);
        canvas_draw(&canvas, &list);
        status = picture_write(&canvas, path, error);
        canvas_release(&canvas);
    }
    draw_list_release(&list);
    fonts_free(fonts);
    return status;
}

Status command_chart(Options *options, int *exit_code, Error *error) {
    *exit_code = EXIT_OK;
    if (!options->merge || options->operand_count != 1 || options->window.out == NULL) {
        return error_set(error, STATUS_USAGE,
                         "the window's executable draws the chart of a sweep's table only: sweep "
                         "--merge FILE.csv -o FILE.png");
    }
    SweepTable table = {0};
    Status status = read_table(&table, options->operands[0], error);
    if (status == STATUS_OK) {
        status = draw(&table, options->window.out, error);
    }
    sweep_table_release(&table);
    return status;
}
