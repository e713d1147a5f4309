#include "session/session.h"

#include "base/array.h"
#include "base/check.h"
#include "base/file.h"
#include "base/memory.h"
#include "lang/compiler.h"
#include "session/apps.h"
#include "session/asyncio.h"
#include "session/context.h"
#include "session/cpython_sim.h"
#include "session/hints.h"
#include "session/net.h"
#include "session/processes.h"
#include "session/reply.h"
#include "session/run_world.h"
#include "session/settings.h"
#include "session/standard_library.h"
#include "session/system_module.h"
#include "session/threads.h"
#include "session/url_parts.h"
#include "sim/host.h"
#include "sim/load.h"
#include "sim/world.h"
#include "vm/container.h"
#include "vm/frame.h"
#include "vm/modules/modules.h"
#include "vm/number.h"
#include "vm/protocol.h"
#include "vm/str.h"
#include "vm/suggestion.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The budgets when none is given. */
#define STEP_INSTRUCTIONS_MAX INT64_C(100000000)
#define MACHINE_MOVES_MAX                                                                          \
    UINT64_C(20000000) /* a day of two threads and a switch interval of 5 ms */
#define TIME_NS_MAX (INT64_C(366) * 24 * 3600 * 1000000000)
#define REAL_TIME_NS_MAX (INT64_C(60) * 1000000000)
#define MEMORY_BYTES_MAX (INT64_C(2) << 30)

enum {
    OUTPUT_BUFFER = 1 << 16,
    REAL_QUANTUM = 10000, /* instructions between two looks at a real clock: 0.1 ms or so */
};

/* One of the program's streams on its way out. */
typedef struct Output {
    const SessionSink *sink;
    Text buffer;
    bool
        broken; /* the reader is gone or the disk is full: reported once, nothing more is written */
    int error;
} Output;

typedef struct Run {
    Session session;
    MachineScheduler scheduler;
    Value uncaught; /* what ended the program; it lives until its modules die, as sys.last_value */
    Output outputs[2];
    uint64_t slice_seen;         /* Session.slices at the last tick */
    uint64_t slice_instructions; /* since then */
    int64_t step_instructions_max;
} Run;

/* ---- what the rules leave open, and what went wrong ---- */

size_t session_choose(Session *session, ChoiceKind kind, size_t count) {
    Chooser *chooser = session->options->chooser;
    if (chooser == NULL || count < 2) {
        return 0;
    }
    uint32_t answer = chooser_choose(chooser, kind, (uint32_t)count);
    if (answer > 0 && session->trace != NULL) {
        /* Where the program stands is known when it asks, not when the loop or the machine does. */
        bool has_line = kind != CHOICE_TIE && kind != CHOICE_THREAD;
        Text what = {0};
        chooser_describe(kind, chooser->asked[kind], answer, (uint32_t)count, &what);
        trace_add(session->trace, machine_now(session->machine), TRACE_CHOICE, TRACE_FOR_NONE,
                  session_lane(session), trace_string(session->trace, what.bytes, what.length),
                  has_line ? vm_current_line(session->vm) : 0, (int64_t)count);
        text_release(&what);
    }
    return answer;
}

bool session_in_program(const Session *session) {
    const Frame *frame = session->vm->thread->frame;
    return frame != NULL && !frame->code->module->is_library;
}

bool session_order(Session *session, Value *items, uint32_t count) {
    bool changed = false;
    for (uint32_t i = 0; i + 1 < count; i++) {
        size_t chosen = session_choose(session, CHOICE_SET, count - i);
        Value item = items[i + chosen];
        memmove(&items[i + 1], &items[i], chosen * sizeof item);
        items[i] = item;
        changed |= chosen > 0;
    }
    return changed;
}

void session_note_error(Session *session, Value exception) {
    Vm *vm = session->vm;
    if (session->error.length > 0) {
        return;
    }
    /* Of a group what matters is in it. */
    while (value_is_instance(vm, exception, vm_exception(vm, EXC_BASE_EXCEPTION_GROUP))) {
        Value pair = ((Exception *)value_obj(exception))->extra;
        exception = value_tuple(value_tuple(pair)->items[1])->items[0];
    }
    session_append_exception(vm, exception, &session->error);
}

/* How many seeds further on a request draws, or the module random begins. */
static uint32_t choose_draws(void *context) {
    return (uint32_t)session_choose(context, CHOICE_LATENCY, UINT32_MAX);
}

static uint32_t choose_random_seed(void *context) {
    return (uint32_t)session_choose(&((Run *)context)->session, CHOICE_RANDOM, UINT32_MAX);
}

/* The machine's questions: who runs next, and whether the running thread is interrupted. */
static size_t choose_thread(void *context, MachineThread *const *threads, size_t count) {
    (void)threads;
    return session_choose(context, CHOICE_THREAD, count);
}

static bool interrupts(void *context, MachineThread *running) {
    (void)running;
    Session *session = context;
    return session_in_program(session) && session_choose(session, CHOICE_PREEMPT, 2) == 1;
}

/* ---- output ---- */

static void output_flush(Output *output) {
    if (output->sink->text != NULL) {
        text_append(output->sink->text, text_cstr(&output->buffer), output->buffer.length);
        text_clear(&output->buffer);
        return;
    }
    const char *bytes = text_cstr(&output->buffer);
    size_t left = output->buffer.length;
    while (left > 0 && output->sink->fd >= 0 && !output->broken) {
        ssize_t written = write(output->sink->fd, bytes, left);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            output->broken = true;
            output->error = errno;
            break;
        }
        bytes += written;
        left -= (size_t)written;
    }
    text_clear(&output->buffer);
}

static void output_write(Run *run, int stream, const char *bytes, size_t length) {
    Output *output = &run->outputs[stream - 1];
    if (stream == 2) {
        output_flush(&run->outputs[0]); /* what was printed first is seen first */
    }
    text_append(&output->buffer, bytes, length);
    if (stream == 2 || output->buffer.length > OUTPUT_BUFFER) {
        output_flush(output);
    }
}

static bool write_hook(void *context, int stream, const char *bytes, size_t length) {
    Run *run = context;
    Session *session = &run->session;
    output_write(run, stream, bytes, length);
    if (session->trace != NULL && length > 0) {
        trace_add_print(session->trace, machine_now(session->machine), session_lane(session),
                        vm_current_line(session->vm), stream, bytes, length);
    }
    if (run->outputs[0].broken && stream == 1) {
        vm_raise(session->vm, run->outputs[0].error == EPIPE ? EXC_BROKEN_PIPE_ERROR : EXC_OS_ERROR,
                 "[Errno %d] %s", run->outputs[0].error, strerror(run->outputs[0].error));
        return false;
    }
    return true;
}

static void print_error(Run *run, Text *text) {
    output_write(run, 2, text_cstr(text), text->length);
    text_release(text);
}

/* ---- limits and signals ---- */

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number) {
    (void)signal_number;
    interrupted = 1;
}

/* What the instructions cost is charged where other threads may run, as they do meanwhile. */
static bool charge_instructions(Session *session, uint64_t instructions, TickPlace place) {
    if (session->vm->importing > 0) {
        return true;
    }
    SessionThread *thread = session_thread(session->vm);
    thread->unpaid_ns += (int64_t)instructions * session->instruction_ns;
    if (place == TICK_IN_NATIVE) {
        return true;
    }
    int64_t unpaid_ns = thread->unpaid_ns;
    thread->unpaid_ns = 0;
    MachineOutcome outcome = machine_compute(session->machine, unpaid_ns, false);
    if (outcome != MACHINE_STOPPED && place == TICK_AT_BREAK) {
        outcome = machine_point(session->machine);
    }
    return outcome != MACHINE_STOPPED || threads_goes_on(session, outcome);
}

static bool tick_hook(void *context, uint64_t instructions, TickPlace place) {
    Run *run = context;
    Session *session = &run->session;
    Vm *vm = session->vm;
    if (interrupted && session->options->control == NULL) {
        interrupted = 0;
        if (session_thread(vm)->machine_thread != machine_main(session->machine)) {
            vm_stop(vm, STOP_INTERRUPTED, "%s", ""); /* KeyboardInterrupt is the main thread's */
            return false;
        }
        vm_raise_arguments(vm, vm_exception(vm, EXC_KEYBOARD_INTERRUPT), NULL, 0);
        return false;
    }
    SessionControl *control = session->options->control;
    if (control != NULL) {
        atomic_fetch_add_explicit(&control->instructions, instructions, memory_order_relaxed);
        if (atomic_load_explicit(&control->cancelled, memory_order_relaxed)) {
            vm_stop(vm, STOP_INTERRUPTED, "%s", "");
            return false;
        }
    }
    if (!charge_instructions(session, instructions, place)) {
        return false;
    }
    if (session->slices != run->slice_seen) {
        run->slice_seen = session->slices;
        run->slice_instructions = 0;
    }
    run->slice_instructions += instructions;
    if (run->slice_instructions > (uint64_t)run->step_instructions_max) {
        bool in_loop = session_thread(vm)->running != NULL;
        vm_stop(vm, STOP_LIMIT,
                in_loop
                    ? "line %d: the event loop has been blocked for %lld instructions: this step "
                      "never awaits, so no other task can run (await something, or raise "
                      "--limit-instructions)"
                    : "line %d: the program has run for %lld instructions without waiting for "
                      "anything: is this loop endless? (--limit-instructions raises the budget)",
                vm_current_line(vm), (long long)run->step_instructions_max);
        return false;
    }
    if (session->trace != NULL && trace_is_full(session->trace)) {
        vm_stop(vm, STOP_LIMIT, "line %d: the trace is full (--limit-events raises the budget)",
                vm_current_line(vm));
        return false;
    }
    return true;
}

/* Threads that compute for very long hand the GIL or their cores to and fro, and no code runs. */
static bool patient_hook(void *context, uint64_t moves) {
    Session *session = context;
    Vm *vm = session->vm;
    const SessionControl *control = session->options->control;
    if (interrupted ||
        (control != NULL && atomic_load_explicit(&control->cancelled, memory_order_relaxed))) {
        vm_stop(vm, STOP_INTERRUPTED, "%s", "");
    } else if (session->trace != NULL && trace_is_full(session->trace)) {
        vm_stop(vm, STOP_LIMIT, "the trace is full (--limit-events raises the budget)");
    } else if (moves > MACHINE_MOVES_MAX) {
        vm_stop(
            vm, STOP_LIMIT,
            "threads have only changed places %lld times: do they compute for so long? (a longer "
            "switch or slice on the machine line makes it fewer)",
            (long long)moves);
    }
    return !vm_stopping(vm);
}

/* While a real run waits, one can see what it has printed. */
static void idles_hook(void *context) {
    Run *run = context; /* its session is what it begins with */
    if (run->outputs[0].buffer.length > 0) {
        output_flush(&run->outputs[0]);
    }
}

static void line_hook(void *context, int32_t line) {
    Run *run = context;
    Session *session = &run->session;
    if (session->trace != NULL) {
        trace_add(session->trace, machine_now(session->machine), TRACE_LINE, TRACE_FOR_NONE,
                  session_lane(session), TRACE_NOBODY, line, 0);
    }
}

/* ---- modules ---- */

static Value import_native(void *context, const char *name) {
    Session *session = context;
    static const struct {
        const char *name;
        Value (*import)(Session *);
    } rows[] = {
        {"_time", time_import},         {"_report", report_import},
        {"_sys", sys_import},           {"os", os_import},
        {"_asyncio", asyncio_import},   {"_thread", threads_import},
        {"_process", processes_import}, {"_meanwhile", net_import},
        {"_apps", apps_import},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return rows[i].import(session);
        }
    }
    return pure_module_import(session->vm, name);
}

/* ---- what a program may name ---- */

static bool module_known(void *context, const char *module) {
    Session *session = context;
    return module[0] != '_' && vm_module_known(session->vm, module);
}

static bool is_native_module(const char *module) {
    return strcmp(module, "os") == 0 || pure_module_known(module);
}

static bool known_to_program(void *context, const char *module) {
    if (strcmp(module, "__future__") == 0) {
        return true;
    }
    return module_known(context, module) || (module[0] != '_' && is_native_module(module));
}

/* What a run has, but not on a real clock. */
static const char *real_hint(const Session *session, const char *module, const char *name) {
    if (session->options->outside != NULL && name != NULL &&
        strcmp(name, "ProcessPoolExecutor") == 0 &&
        strncmp(module, "concurrent.futures", 18) == 0) {
        return "the real engine has threads, but no processes; --engine cpython has both";
    }
    return NULL;
}

static const char *hint(void *context, const char *module, const char *name) {
    Session *session = context;
    const char *said = real_hint(session, module, name);
    said = said != NULL ? said : hint_for(context, module, name);
    if (said != NULL || module == NULL) {
        return said;
    }
    text_clear(&session->hint);
    bool near = false;
    if (name == NULL) {
        near = suggestion_of_module(session->vm, module, &session->hint);
    } else {
        Value imported = vm_import(session->vm, module);
        near = suggestion_in_module(session->vm, imported, name, &session->hint);
        value_release(session->vm, imported);
    }
    return near ? text_cstr(&session->hint) : NULL;
}

static bool module_has(void *context, const char *module, const char *name) {
    Session *session = context;
    Vm *vm = session->vm;
    if (real_hint(session, module, name) != NULL) {
        return false;
    }
    Text dotted = {0};
    text_printf(&dotted, "%s.%s", module, name);
    bool is_submodule = known_to_program(context, text_cstr(&dotted));
    text_release(&dotted);
    if (is_submodule) {
        return true;
    }
    Value imported = vm_import(vm, module);
    if (value_is_null(imported)) {
        vm_clear_raised(vm);
        return true; /* the import itself will say what is wrong */
    }
    Value interned = str_intern_cstr(vm, name);
    bool has = !value_is_null(module_get(vm, imported, interned));
    value_release(vm, interned);
    value_release(vm, imported);
    return has;
}

static bool builtin_has(void *context, const char *name) {
    Vm *vm = ((Session *)context)->vm;
    Value interned = str_intern_cstr(vm, name);
    bool has = !value_is_null(dict_get_name(vm->builtins, interned));
    value_release(vm, interned);
    return has;
}

/* ---- a run ---- */

static int exit_code_of(Run *run, Value exception) {
    Vm *vm = run->session.vm;
    Value code = ((Exception *)value_obj(exception))->extra;
    if (value_is_null(code) || value_is_none(code)) {
        return 0;
    }
    int64_t number;
    if (value_is_int(code)) {
        return int_to_int64(code, &number) ? (int)(number & 0xFF) : 255;
    }
    Value text = value_str(vm, code);
    if (!value_is_null(text)) {
        Text line = {0};
        str_append_utf8(text, &line);
        text_append_char(&line, '\n');
        value_release(vm, text);
        print_error(run, &line);
    }
    return 1;
}

/* Prints what ended the run, and says with which exit code. */
static int report_end(Run *run) {
    Vm *vm = run->session.vm;
    if (vm->stop != STOP_NONE) {
        static const int codes[] = {[STOP_REFUSED] = EXIT_REFUSED,
                                    [STOP_LIMIT] = EXIT_LIMIT,
                                    [STOP_DEADLOCK] = EXIT_DEADLOCK,
                                    [STOP_INTERRUPTED] = EXIT_INTERRUPTED,
                                    [STOP_REAL] = EXIT_REAL_WORLD};
        if (vm->stop_message.length > 0) {
            Text text = {0};
            text_printf(&text, "%s%s\n", vm->stop == STOP_REFUSED ? "" : "meanwhile: ",
                        text_cstr(&vm->stop_message));
            text_clear(&run->session.error);
            text_append(&run->session.error, text_cstr(&vm->stop_message),
                        strcspn(text_cstr(&vm->stop_message), "\n"));
            print_error(run, &text);
        }
        return codes[vm->stop];
    }
    Value exception = vm_take_raised(vm);
    if (value_is_instance(vm, exception, vm_exception(vm, EXC_SYSTEM_EXIT))) {
        int code = exit_code_of(run, exception);
        value_release(vm, exception);
        return code;
    }
    Text text = {0};
    traceback_format_uncaught(vm, exception, &text);
    print_error(run, &text);
    text_clear(&run->session.error); /* what ended the run counts more than what it reported */
    session_note_error(&run->session, exception);
    bool is_interrupt = value_is_instance(vm, exception, vm_exception(vm, EXC_KEYBOARD_INTERRUPT));
    value_release(vm, run->uncaught);
    run->uncaught = exception;
    return is_interrupt ? EXIT_INTERRUPTED : EXIT_RAISED;
}

static bool is_stopped_from_outside(const Session *session) {
    const SessionControl *control = session->options->control;
    return control != NULL ? atomic_load_explicit(&control->cancelled, memory_order_relaxed)
                           : interrupted != 0;
}

static bool load_gives_up(void *context) {
    Session *session = context;
    return is_stopped_from_outside(session) || vm_stopping(session->vm) ||
           (session->trace != NULL && trace_is_full(session->trace));
}

static void trace_load(Session *session, TraceKind kind) {
    if (session->trace != NULL) {
        trace_add(session->trace, machine_now(session->machine), kind, TRACE_FOR_LOAD, TRACE_MAIN,
                  TRACE_NOBODY, 0, 0);
    }
}

/* The program is over; the world's clients may still have requests to send. */
static bool finish_load(Session *session) {
    Vm *vm = session->vm;
    bool waits = !load_is_over(session->load);
    if (waits) {
        trace_load(session, TRACE_BLOCK);
        if (!threads_goes_on(session, load_wait(session->load))) {
            return false;
        }
        trace_load(session, TRACE_UNBLOCK);
    }
    if (is_stopped_from_outside(session)) {
        vm_stop(vm, STOP_INTERRUPTED, "%s", "");
    } else if (waits && session->trace != NULL && trace_is_full(session->trace)) {
        vm_stop(vm, STOP_LIMIT, "the trace is full (--limit-events raises the budget)");
    }
    return vm->stop == STOP_NONE;
}

/* What the program imports is there when it begins, as its names have been looked up; but asyncio
 * imports this one only when a thread is wanted, and compiling it would be measured. */
static void import_ahead(Vm *vm) {
    Value name = str_intern_cstr(vm, "asyncio");
    bool wanted = !value_is_null(dict_get_name(vm->modules, name));
    value_release(vm, name);
    Value module = wanted ? vm_import(vm, "concurrent.futures") : VALUE_NONE;
    CHECK(!value_is_null(module));
    value_release(vm, module);
}

static int run_unit(Run *run, const Unit *unit) {
    Session *session = &run->session;
    Vm *vm = session->vm;
    struct sigaction action = {.sa_handler = on_interrupt};
    struct sigaction before;
    bool takes_signal = session->options->control == NULL;
    if (takes_signal) {
        interrupted = 0;
        sigaction(SIGINT, &action, &before);
    }
    LoadSettings load = {.world = session->world,
                         .hosts = session->hosts,
                         .machine = session->machine,
                         .trace = session->trace,
                         .gives_up = load_gives_up,
                         .is_ready = apps_load_is_ready,
                         .ended = apps_load_ended,
                         .context = session};
    if (session->options->outside != NULL) {
        import_ahead(vm);
    }
    machine_begin(session->machine);
    session->load = load_new(&load);
    Value result = vm_run_main(vm, unit);
    int code = 0;
    if (value_is_null(result)) {
        code = report_end(run);
    }
    if (vm->stop == STOP_NONE && !threads_shutdown(session)) {
        code = report_end(run);
    }
    apps_program_ends(session);
    if (vm->stop == STOP_NONE && !finish_load(session)) {
        code = report_end(run);
    }
    if (vm->stop == STOP_NONE && !apps_finish(session)) {
        code = report_end(run);
    }
    vm_finalize(vm, run->uncaught);
    run->uncaught = VALUE_NULL;
    if (vm->stop != STOP_NONE && code == 0) {
        code = report_end(run);
    }
    if (takes_signal) {
        sigaction(SIGINT, &before, NULL);
    }
    return code;
}

/* The program's file as CPython names it in tracebacks and `__file__`: its absolute path, not
 * otherwise tidied (pathconfig's rule since 3.9). A text that came without a file keeps the name it
 * was given. The caller frees. */
static char *program_file(const SessionOptions *options) {
    const char *path = options->program_path;
    if (options->program_text == NULL && strcmp(path, "-") == 0) {
        return memory_copy_string("<stdin>");
    }
    char *folder = options->program_text == NULL && path[0] != '/' ? getcwd(NULL, 0) : NULL;
    if (folder == NULL) {
        return memory_copy_string(path);
    }
    Text file = {0};
    text_printf(&file, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, path);
    free(folder);
    return text_take(&file);
}

static void session_begin(Run *run, const SessionOptions *options, World *world) {
    Session *session = &run->session;
    WorldMachine machine = world_machine(world);
    session->options = options;
    session->program_file = program_file(options);
    session->world = world;
    session->hosts = host_table_new(world);
    if (options->outside != NULL) {
        host_table_set_carrier(session->hosts, options->outside->carrier);
        /* They cost what they cost. */
        machine.step_ns = machine.instruction_ns = machine.process_ns = 0;
        machine.request_ns = machine.connect_ns = machine.tls_ns = 0;
    }
    if (options->chooser != NULL) {
        host_table_set_chooser(session->hosts, choose_draws, session);
    }
    run->outputs[0].sink = &options->stdout_sink;
    run->outputs[1].sink = &options->stderr_sink;
    run->step_instructions_max = options->limits.step_instructions > 0
                                     ? options->limits.step_instructions
                                     : STEP_INSTRUCTIONS_MAX;
    int64_t time_ns_max = options->outside != NULL ? REAL_TIME_NS_MAX : TIME_NS_MAX;
    MachineSettings settings = {
        .time_limit_ns = options->limits.time_ns > 0 ? options->limits.time_ns : time_ns_max,
        .cores = machine.cores,
        .free_threaded = !machine.gil,
        .switch_ns = machine.switch_ns,
        .slice_ns = machine.slice_ns,
        .context = session,
        .last_chance = apps_last_chance,
        .switched = threads_switched,
        .expected = threads_expected,
        .waits = threads_waits,
        .computes = threads_computes,
        .patient = patient_hook,
        .idles = idles_hook,
        .forget = threads_forget,
        .clock = options->outside != NULL ? options->outside->clock : NULL,
        .scheduler = options->chooser != NULL ? &run->scheduler : NULL};
    run->scheduler =
        (MachineScheduler){.choose = choose_thread, .interrupt = interrupts, .context = session};
    session->machine = machine_new(&settings);
    if (options->trace) {
        session->trace = trace_new(options->limits.events > 0 ? (size_t)options->limits.events
                                                              : TRACE_EVENTS_MAX_DEFAULT);
    }
    VmHooks hooks = {.context = run,
                     .library = options->library,
                     .seed_further = choose_random_seed,
                     .write = write_hook,
                     .tick = tick_hook,
                     .import_native = import_native,
                     .line = line_hook,
                     .async_generator_first = asyncio_generator_first,
                     .async_generator_dropped = asyncio_generator_dropped,
                     .async_generator_gone = asyncio_generator_gone};
    uint64_t memory = (uint64_t)(options->limits.memory_bytes > 0 ? options->limits.memory_bytes
                                                                  : MEMORY_BYTES_MAX);
    session->vm = vm_new(&hooks, memory);
    Vm *vm = session->vm;
    vm->session = session;
    vm->world.program_name = options->program_path;
    vm->world.seed = world_seed(world);
    vm->line_events = options->trace && options->trace_lines;
    vm->counts_exactly = vm->line_events || machine.instruction_ns > 0;
    if (options->outside != NULL) {
        vm->instruction_quantum = vm->instructions_left = REAL_QUANTUM;
    }
    if (machine.instruction_ns > 0) {
        /* The clock must be right whenever somebody looks: charge often. */
        vm->instruction_quantum = vm->instructions_left = 1;
    }
    session->step_ns = machine.step_ns;
    session->instruction_ns = machine.instruction_ns;
    session->process_ns = machine.process_ns;
    session->request_ns = machine.request_ns;
    session->connect_ns = machine.connect_ns;
    session->tls_ns = machine.tls_ns;
    session->threads = threads_new(session);
    session->asyncio = asyncio_new(session);
    session->urls = url_parts_new(session);
    session->replies = replies_new(session);
    session->apps = apps_new(session);
}

static void session_end(Run *run) {
    Session *session = &run->session;
    load_free(session->load);
    threads_end(session);
    apps_end(session->apps);
    threads_free(session->threads);
    asyncio_end(session->asyncio);
    url_parts_free(session, session->urls);
    replies_free(session, session->replies);
    vm_free(session->vm);
    asyncio_free(session->asyncio);
    apps_free(session->apps);
    machine_free(session->machine);
    host_table_free(session->hosts);
    memory_free(session->program_file);
    text_release(&session->hint);
    for (int i = 0; i < 2; i++) {
        output_flush(&run->outputs[i]);
        text_release(&run->outputs[i].buffer);
    }
}

/* Compiles and runs; the world is fine. */
static void run_program(const SessionOptions *options, World *world, const char *text,
                        size_t length, SessionResult *result) {
    Run run = {0};
    Session *session = &run.session;
    session_begin(&run, options, world);
    Diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    SubsetNames names = {.module_known = known_to_program,
                         .module_has = module_has,
                         .builtin_has = builtin_has,
                         .cpython_lacks = standard_library_lacks,
                         .hint = hint,
                         .context = session};
    Source source;
    Unit *unit = NULL;
    if (source_init(&source, options->program_path, text, length, &diagnostics)) {
        unit = compiler_compile_source(&source, "__main__", &names, &diagnostics);
    }
    if (unit == NULL) {
        Text errors = {0};
        diagnostics_print(&diagnostics, &source, false, &errors);
        print_error(&run, &errors);
        result->exit_code = EXIT_REFUSED;
    } else {
        if (session->trace != NULL) {
            Text lines = {0};
            run_world_describe(options, text, length, &lines);
            trace_set_info(session->trace, options->program_path, source.bytes, text_cstr(&lines),
                           session_engine_name(options->engine), world_seed(world));
            text_release(&lines);
        }
        unit->file_name = session->program_file;
        result->ran = true;
        result->exit_code = run_unit(&run, unit);
        result->makespan_ns = machine_now(session->machine);
        if (session->trace != NULL) {
            if (options->outside != NULL) {
                trace_sort(session->trace);
            }
            trace_finish(session->trace, result->makespan_ns, result->exit_code);
        }
    }
    output_flush(&run.outputs[0]);
    if (run.outputs[0].broken && run.outputs[0].error != EPIPE && result->exit_code == 0) {
        Text message = {0};
        text_printf(&message, "meanwhile: could not write the program's output: %s\n",
                    strerror(run.outputs[0].error));
        print_error(&run, &message);
        result->exit_code = EXIT_RAISED;
    }
    result->trace = result->ran ? session->trace : NULL;
    const char *idle = result->ran ? apps_idle_server(session) : NULL;
    result->idle_server = idle != NULL ? memory_copy_string(idle) : NULL;
    result->seed = world_seed(world);
    result->error = session->error;
    if (!result->ran) {
        trace_free(session->trace);
    }
    session_end(&run);
    unit_free(unit);
    source_release(&source);
    diagnostics_release(&diagnostics);
}

static void sink_text(const SessionSink *sink, Text *text) {
    Output output = {.sink = sink, .buffer = *text};
    output_flush(&output);
    text_release(&output.buffer);
}

/* ---- engines ---- */

static const char *const ENGINE_NAMES[SESSION_ENGINE_COUNT] = {
    [SESSION_ENGINE_SIM] = "sim",
    [SESSION_ENGINE_CPYTHON_SIM] = "cpython-sim",
    [SESSION_ENGINE_REAL] = "real",
    [SESSION_ENGINE_CPYTHON] = "cpython"};

/* Which of them are not here, but linked by some executables only. */
static SessionRun engines[SESSION_ENGINE_COUNT] = {[SESSION_ENGINE_CPYTHON_SIM] = cpython_sim_run};

const char *session_engine_name(SessionEngine engine) {
    return ENGINE_NAMES[engine];
}

bool session_engine_named(const char *name, SessionEngine *engine) {
    for (int i = 0; i < SESSION_ENGINE_COUNT; i++) {
        if (strcmp(name, ENGINE_NAMES[i]) == 0) {
            *engine = (SessionEngine)i;
            return true;
        }
    }
    return false;
}

void session_add_engine(SessionEngine engine, SessionRun run) {
    engines[engine] = run;
}

/* Fails, or says in `complaint` why nothing was run, only where the engine measures. */
static Status open_and_run(const SessionOptions *options, World *world, const Text *program,
                           SessionResult *result, Text *complaint, Error *error) {
    SessionOutside *outside = options->outside;
    if (outside != NULL) {
        Status status = outside->open(outside, world, text_cstr(program), complaint, error);
        if (status != STATUS_OK) {
            return status;
        }
        if (complaint->length > 0) {
            result->exit_code = EXIT_REFUSED;
            return STATUS_OK;
        }
    }
    run_program(options, world, text_cstr(program), program->length, result);
    return STATUS_OK;
}

Status session_run(const SessionOptions *options, SessionResult *result, Error *error) {
    *result = (SessionResult){0};
    if (options->engine != SESSION_ENGINE_SIM && options->outside == NULL) {
        SessionRun run = engines[options->engine];
        return run != NULL ? run(options, result, error)
                           : error_set(error, STATUS_SYSTEM,
                                       "could not run by the engine %s: it is in meanwhile-real",
                                       ENGINE_NAMES[options->engine]);
    }
    Text program = {0};
    if (options->program_text != NULL) {
        text_append(&program, options->program_text, options->program_length);
    } else {
        Status status = file_read(options->program_path, SOURCE_BYTES_MAX, &program, error);
        if (status != STATUS_OK) {
            return status;
        }
    }
    Text complaint = {0};
    World *world = NULL;
    if (!settings_apply(options, &program, &complaint)) {
        result->exit_code = EXIT_REFUSED;
    } else {
        Status status = run_world_new(options, text_cstr(&program), program.length, &world, error);
        if (status != STATUS_OK) {
            text_release(&program);
            return status;
        }
        if (world->errors.count > 0) {
            world_print_errors(world, &complaint);
            result->exit_code = EXIT_REFUSED;
        } else {
            status = open_and_run(options, world, &program, result, &complaint, error);
        }
        world_free(world);
        if (status != STATUS_OK) {
            text_release(&complaint);
            text_release(&program);
            return status;
        }
    }
    if (complaint.length > 0) {
        sink_text(&options->stderr_sink, &complaint);
    }
    text_release(&program);
    return STATUS_OK;
}

void session_result_release(SessionResult *result) {
    trace_free(result->trace);
    text_release(&result->error);
    memory_free(result->idle_server);
    *result = (SessionResult){0};
}
