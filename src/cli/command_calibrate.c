#include "base/file.h"
#include "base/monotonic.h"
#include "cli/cli_real.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "session/calibration.h"
#include "trace/duration.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

static void on_notice(void *context, const char *notice) {
    progress_end(context);
    Text text = {0};
    text_printf(&text, "meanwhile: note: %s\n", notice);
    (void)command_write(STDERR_FILENO, &text);
    text_release(&text);
}

static void on_run(void *context, const MeasureRun *run) {
    Progress *progress = context;
    if (run->result == NULL && progress_is_due(progress)) {
        Text line = {0};
        if (run->number > 0) {
            text_printf(&line, "calibrating: run %zu of %zu", run->number, run->of);
        } else {
            text_append_cstr(&line, "calibrating: warming up");
        }
        progress_show(progress, &line);
        text_release(&line);
    }
}

/* real, unless another one was asked for. */
static Status find_engine(const Options *options, SessionEngine *engine, Error *error) {
    *engine = SESSION_ENGINE_REAL;
    for (size_t i = 0; i < options->given.count; i++) {
        if (options->given.items[i].id == OPTION_ENGINE) {
            *engine = options->session.engine;
        }
    }
    return session_engine_is_measured(*engine)
               ? STATUS_OK
               : error_set(error, STATUS_USAGE,
                           "calibrate needs an engine that measures: real or cpython, not %s",
                           session_engine_name(*engine));
}

/* ---- the world's file ---- */

/* A duration as a world reads it: in ns below a microsecond, else in us with three decimals. */
static void append_cost(Text *line, const char *name, int64_t ns) {
    text_printf(line, " %s ", name);
    if (ns < 1000) {
        text_printf(line, "%lldns", (long long)ns);
    } else {
        text_printf(line, "%lld.%03lldus", (long long)(ns / 1000), (long long)(ns % 1000));
    }
}

static void append_late(Text *text, const char *what, int64_t ns) {
    text_printf(text, "#   %s ", what);
    duration_append(text, ns, true);
    text_append_char(text, '\n');
}

static void append_when(Text *text) {
    time_t now = time(NULL);
    struct tm utc;
    char date[32] = "";
    if (gmtime_r(&now, &utc) != NULL) {
        (void)strftime(date, sizeof date, "%Y-%m-%d %H:%M UTC", &utc);
    }
    text_append_cstr(text, date);
}

static void append_world(Text *text, SessionEngine engine, const Calibration *calibration) {
    text_append_cstr(text, "# What this machine takes, as `meanwhile calibrate` measured it on ");
    append_when(text);
    text_printf(text, "\n# (engine %s, median of %zu run%s of each program, by %s, which tells ",
                session_engine_name(engine), calibration->runs, calibration->runs == 1 ? "" : "s",
                MONOTONIC_NAME);
    duration_append(text, monotonic_step_ns(), true);
    text_printf(text, " apart%s):\n", calibration->is_partial ? "; PARTIAL" : "");
    text_append_cstr(text, "#   step      a task step: bare yields, sleep(0)\n"
                           "#   request   a request on a kept connection, sent and its reply read\n"
                           "#   connect   a new connection, besides\n"
                           "#   tls       encryption on it, besides\n"
                           "machine");
    append_cost(text, "step", calibration->step_ns);
    append_cost(text, "request", calibration->request_ns);
    append_cost(text, "connect", calibration->connect_ns);
    append_cost(text, "tls", calibration->tls_ns);
    text_append_cstr(text, "\n# No world can say, since it is not the processor's:\n");
    append_late(text, "a timer that nothing keeps from it is late by", calibration->timer_late_ns);
    append_late(text, "a reply is later than its host was slow by", calibration->reply_late_ns);
}

Status command_calibrate(Options *options, int *exit_code, Error *error) {
    SessionEngine engine;
    Status status = find_engine(options, &engine, error);
    if (status == STATUS_OK && options->operand_count > 0) {
        status = error_set(error, STATUS_USAGE, "calibrate takes no programs: it has its own");
    }
    const char *out = options->window.out != NULL ? options->window.out : "-";
    FileWriter writer;
    if (status == STATUS_OK) {
        status = file_writer_open(&writer, out, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Progress progress;
    progress_begin(&progress);
    Calibration calibration;
    CalibrationOptions calibrate = {.engine = engine,
                                    .session = &options->session,
                                    .runs = options->runs,
                                    .budget_ns = options->budget_ns,
                                    .on_run = on_run,
                                    .on_notice = on_notice,
                                    .context = &progress};
    status = calibration_measure(&calibrate, &calibration, error);
    progress_end(&progress);
    if (status != STATUS_OK || calibration.was_interrupted) {
        file_writer_abandon(&writer);
        *exit_code = status == STATUS_OK ? EXIT_INTERRUPTED : EXIT_OK;
        return status;
    }
    Text text = {0};
    append_world(&text, engine, &calibration);
    status = file_writer_add(&writer, text_cstr(&text), text.length, error);
    text_release(&text);
    if (status != STATUS_OK) {
        file_writer_abandon(&writer);
        return status;
    }
    return file_writer_finish(&writer, error);
}
