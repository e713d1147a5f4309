#include "base/file.h"
#include "cli/cli_real.h"
#include "cli/command.h"
#include "real/server.h"
#include "session/run_world.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* Worlds with errors are told of on stderr, and *world is NULL. */
static Status make_world(Options *options, const Text *program, World **world, Error *error) {
    Status status =
        run_world_new(&options->session, text_cstr(program), program->length, world, error);
    if (status == STATUS_OK && (*world)->errors.count > 0) {
        Text errors = {0};
        world_print_errors(*world, &errors);
        (void)command_write(STDERR_FILENO, &errors);
        text_release(&errors);
        world_free(*world);
        *world = NULL;
    }
    return status;
}

/* --- what is printed at the start --- */

static void append_hosts(Text *text, const Options *options, const Text *program) {
    Text lines = {0};
    run_world_describe(&options->session, text_cstr(program), program->length, &lines);
    const char *label = "hosts", *rest = text_cstr(&lines);
    bool has_any = false;
    for (; *rest != '\0'; rest += strcspn(rest, "\n"), rest += *rest == '\n') {
        const char *line = rest + strspn(rest, " \t");
        if (strncmp(line, "host ", 5) != 0) {
            continue;
        }
        has_any = has_any || strncmp(line, "host * ", 7) == 0;
        line += 5;
        text_printf(text, "  %-9s %.*s\n", label, (int)strcspn(line, "\n"), line);
        label = "";
    }
    if (!has_any) {
        text_printf(text, "  %-9s * latency 100ms\n", label);
    }
    text_release(&lines);
}

/* An address as a client writes it: any of this machine's stands for loopback. */
static void append_authority(Text *text, const char *address, uint16_t port) {
    bool is_any = strcmp(address, "0.0.0.0") == 0 || strcmp(address, "::") == 0;
    bool is_six = strchr(address, ':') != NULL && !is_any;
    text_printf(text, "%s%s%s:%u", is_six ? "[" : "", is_any ? "127.0.0.1" : address,
                is_six ? "]" : "", port);
}

static void append_greeting(Text *text, const Options *options, const Text *program,
                            const World *world, const RealServer *server) {
    const char *given = options->serve.address;
    const char *file = real_server_authority(server);
    Text at = {0};
    append_authority(&at, given != NULL ? given : "127.0.0.1", real_server_port(server));
    text_printf(text, "Serving at http://%s and https://%s\n\n", at.bytes, at.bytes);
    append_hosts(text, options, program);
    text_printf(text, "  %-9s %llu\n", "seed", (unsigned long long)world_seed(world));
    text_printf(text, "  %-9s curl http://%s/api.example.com/users/1\n", "by hand", at.bytes);
    text_printf(text,
                "  %-9s http_proxy=http://%s https_proxy=http://%s \\\n"
                "  %-9s SSL_CERT_FILE=%s \\\n"
                "  %-9s REQUESTS_CA_BUNDLE=%s python3 PROGRAM.py\n",
                "programs", at.bytes, at.bytes, "", file, "", file);
    text_printf(text,
                "  %-9s curl --cacert %s \\\n  %-9s --connect-to ::%s https://api.example.com/\n",
                "by name", file, "", at.bytes);
    text_printf(text, "  %-9s Ctrl-C\n", "stop");
    text_release(&at);
}

static void append_notes(Text *text, const Options *options, const Text *program,
                         const World *world, const RealServer *server) {
    int64_t connections = real_server_connections_max(server);
    if (options->serve.address != NULL && strncmp(options->serve.address, "127.", 4) != 0 &&
        strcmp(options->serve.address, "::1") != 0) {
        text_append_cstr(text, "meanwhile: note: other machines can ask this server, too\n");
    }
    if (connections < REAL_SERVER_CONNECTIONS_WANTED) {
        text_printf(text,
                    "meanwhile: note: no more than %lld connections can be open at once: the "
                    "system's limit of open files (ulimit -Hn)\n",
                    (long long)connections);
    }
    if (strstr(text_cstr(program), "fastapi") != NULL) {
        text_append_cstr(text, "meanwhile: note: the program's fastapi apps are not served: its "
                               "code is not run\n");
    }
    if (world->loads.count > 0) {
        text_append_cstr(text, "meanwhile: note: the world's load and arrivals lines are not "
                               "sent: here only real clients ask\n");
    }
}

static Status greet(const Options *options, const Text *program, const World *world,
                    const RealServer *server, Error *error) {
    Text greeting = {0}, notes = {0};
    append_greeting(&greeting, options, program, world, server);
    append_notes(&notes, options, program, world, server);
    bool good = command_write(STDOUT_FILENO, &greeting) && command_write(STDERR_FILENO, &notes);
    int reason = errno;
    text_release(&greeting);
    text_release(&notes);
    return good ? STATUS_OK
                : error_set(error, STATUS_SYSTEM, "could not write to standard output: %s",
                            strerror(reason));
}

/* --- until it is stopped --- */

static Status describe_ending(int ending, Error *error) {
    if (WIFSIGNALED(ending)) {
        return error_set(error, STATUS_REAL, "could not go on serving: the server was killed by %s",
                         strsignal(WTERMSIG(ending)));
    }
    return error_set(error, STATUS_REAL, "could not go on serving: the server ended by itself");
}

/* Waits for a signal to stop, which are all blocked. */
static Status wait_for_end(RealServer *server, const sigset_t *signals, Error *error) {
    int wishes = signalfd(-1, signals, SFD_CLOEXEC);
    if (wishes < 0) {
        return error_set(error, STATUS_SYSTEM, "could not wait for Ctrl-C: %s", strerror(errno));
    }
    struct pollfd waits[] = {{.fd = wishes, .events = POLLIN},
                             {.fd = real_server_fd(server), .events = POLLIN}};
    while (poll(waits, 2, -1) < 0 && errno == EINTR) {
    }
    close(wishes);
    int ending = 0;
    if (waits[0].revents == 0 && waits[1].revents != 0) {
        while (real_server_is_running(server, &ending)) {
            (void)poll(NULL, 0, 1); /* its end of the socket is closed a little earlier */
        }
        return describe_ending(ending, error);
    }
    return STATUS_OK;
}

static void append_figures(Text *text, const RealServerFigures *figures) {
    text_printf(text,
                "\n%lld request%s on %lld connection%s, %lld of them through TLS; %lld at once\n",
                (long long)figures->requests, figures->requests == 1 ? "" : "s",
                (long long)figures->connections, figures->connections == 1 ? "" : "s",
                (long long)figures->handshakes, (long long)figures->open_max);
}

static Status serve(const Options *options, const Text *program, const World *world, Error *error) {
    const RealServerOptions server_options = {.address = options->serve.address,
                                              .port = (uint16_t)options->serve.port,
                                              .log_fd = options->serve.verbose ? STDERR_FILENO : 0};
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
    RealServer *server;
    Status status = real_server_start(world, &server_options, &server, error);
    if (status != STATUS_OK) {
        return status;
    }
    status = greet(options, program, world, server, error);
    if (status == STATUS_OK) {
        status = wait_for_end(server, &signals, error);
    }
    if (status == STATUS_OK) {
        RealServerFigures figures = real_server_figures(server);
        Text text = {0};
        append_figures(&text, &figures);
        (void)command_write(STDOUT_FILENO, &text);
        text_release(&text);
    }
    real_server_stop(server);
    return status;
}

Status command_serve(Options *options, int *exit_code, Error *error) {
    if (options->operand_count > 1) {
        return error_set(error, STATUS_USAGE, "serve takes one program at most, for its world");
    }
    Text program = {0};
    World *world = NULL;
    Status status = STATUS_OK;
    options->session.program_path = options->operand_count > 0 ? options->operands[0] : "-";
    if (options->operand_count > 0) {
        status = file_read(options->operands[0], FILE_BYTES_MAX, &program, error);
    }
    if (status == STATUS_OK) {
        status = make_world(options, &program, &world, error);
    }
    if (status == STATUS_OK && world == NULL) {
        *exit_code = EXIT_REFUSED;
    } else if (status == STATUS_OK) {
        status = serve(options, &program, world, error);
        world_free(world);
    }
    text_release(&program);
    return status;
}
