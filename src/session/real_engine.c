#include "session/real_engine.h"

#include "real/carrier.h"
#include "real/clock.h"
#include "real/server.h"
#include "sim/world.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct RealRun {
    SessionOutside outside;
    const SessionOptions *options;
    RealServer *server;     /* NULL: nobody needs one */
    RealServer *own_server; /* the same if it was started for this run */
    RealClock *clock;
    RealCarrier *carrier;
} RealRun;

/* Whether the text may send requests: a program cannot import what it does not name. */
static bool has_client(const char *program) {
    static const char *const CLIENTS[] = {"requests", "httpx", "aiohttp"};
    for (size_t i = 0; i < sizeof CLIENTS / sizeof *CLIENTS; i++) {
        if (strstr(program, CLIENTS[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static Status have_server(RealRun *run, const World *world, Error *error) {
    const SessionReal *real = &run->options->real;
    if (real->server != NULL) {
        run->server = real->server;
        return real_server_reset(run->server, world, error);
    }
    Status status = real_server_start(world, &(RealServerOptions){0}, &run->own_server, error);
    run->server = run->own_server;
    return status;
}

static void tell(const SessionOptions *options, const char *sentence) {
    Text notice = {0};
    text_printf(&notice, "meanwhile: %s\n", sentence);
    if (options->stderr_sink.text != NULL) {
        text_append(options->stderr_sink.text, text_cstr(&notice), notice.length);
    } else if (options->stderr_sink.fd >= 0) {
        ssize_t written = write(options->stderr_sink.fd, text_cstr(&notice), notice.length);
        (void)written; /* nobody reads it: then nobody has to be told */
    }
    text_release(&notice);
}

static void tell_live(const SessionOptions *options) {
    long long calls_max =
        options->real.calls_max > 0 ? options->real.calls_max : SESSION_LIVE_CALLS_MAX;
    Text notice = {0};
    text_printf(&notice, "note: requests go to the internet, %lld at most", calls_max);
    tell(options, text_cstr(&notice));
    text_release(&notice);
}

static Status open_outside(SessionOutside *outside, const World *world, const char *program,
                           Text *complaint, Error *error) {
    RealRun *run = outside->context;
    if (!world_machine(world).gil) {
        text_append_cstr(complaint, "error: the real engine has a GIL: leave gil off out of the "
                                    "world's machine line\n");
        return STATUS_OK;
    }
    bool live = run->options->real.live;
    if (live) {
        tell_live(run->options);
    } else if (has_client(program) || world->loads.count > 0) {
        Status status = have_server(run, world, error);
        if (status != STATUS_OK) {
            return status;
        }
    }
    Status status = real_clock_new(&run->clock, error);
    if (status != STATUS_OK) {
        return status;
    }
    RealCarrierOptions options = {.clock = run->clock, .world = world, .server = run->server};
    outside->clock = real_clock_seam(run->clock);
    status = real_carrier_new(&options, &run->carrier, error);
    outside->carrier = status == STATUS_OK ? real_carrier_seam(run->carrier) : NULL;
    return status;
}

/* The program has dealt with it in its way; the user has to know that it was not the program's
 * world. */
static void fail(const SessionOptions *options, SessionResult *result, Text *message) {
    tell(options, text_cstr(message));
    text_release(&result->error);
    result->error = *message;
    result->exit_code = EXIT_REAL_WORLD;
}

static void check_files(const RealRun *run, SessionResult *result) {
    int64_t files_max = 0;
    if (run->carrier == NULL || !real_carrier_lacked_files(run->carrier, &files_max)) {
        return;
    }
    Text message = {0};
    text_printf(&message,
                "connections were not to be had: the system allows this process %lld open files "
                "(ulimit -n)",
                (long long)files_max);
    fail(run->options, result, &message);
}

static void check_server(const RealRun *run, SessionResult *result) {
    int ending = 0;
    if (run->server == NULL || !result->ran || real_server_is_running(run->server, &ending)) {
        return;
    }
    Text message = {0};
    text_append_cstr(&message, "the latency server ended before the program did");
    if (WIFSIGNALED(ending)) {
        text_printf(&message, ": %s", strsignal(WTERMSIG(ending)));
    }
    fail(run->options, result, &message);
}

Status real_engine_run(const SessionOptions *options, SessionResult *result, Error *error) {
    RealRun run = {.options = options,
                   .outside = {.open = open_outside, .date_ns = real_clock_date_ns}};
    run.outside.context = &run;
    SessionOptions inside = *options;
    inside.outside = &run.outside;
    Status status = session_run(&inside, result, error);
    if (status == STATUS_OK) {
        check_files(&run, result);
        check_server(&run, result);
    }
    real_carrier_free(run.carrier);
    real_clock_free(run.clock);
    real_server_stop(run.own_server);
    return status;
}
