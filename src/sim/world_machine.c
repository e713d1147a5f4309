#include "sim/world_machine.h"

#include <stddef.h>

/* The options that are durations, in the order of WorldMachineOption. A thread that let go of the
 * GIL or of its core after no time at all would never get anywhere: those two are positive, as for
 * sys.setswitchinterval(). */
static const struct {
    const char *name;
    size_t offset; /* in WorldMachine */
    WorldMachineOption option;
    bool positive;
} MACHINE_DURATIONS[] = {
    {"switch", offsetof(WorldMachine, switch_ns), WORLD_MACHINE_SWITCH, true},
    {"slice", offsetof(WorldMachine, slice_ns), WORLD_MACHINE_SLICE, true},
    {"step", offsetof(WorldMachine, step_ns), WORLD_MACHINE_STEP, false},
    {"instruction", offsetof(WorldMachine, instruction_ns), WORLD_MACHINE_INSTRUCTION, false},
    {"process", offsetof(WorldMachine, process_ns), WORLD_MACHINE_PROCESS, false},
    {"request", offsetof(WorldMachine, request_ns), WORLD_MACHINE_REQUEST, false},
    {"connect", offsetof(WorldMachine, connect_ns), WORLD_MACHINE_CONNECT, false},
    {"tls", offsetof(WorldMachine, tls_ns), WORLD_MACHINE_TLS, false},
};

enum { MACHINE_DURATION_COUNT = sizeof MACHINE_DURATIONS / sizeof MACHINE_DURATIONS[0] };

static int64_t *machine_duration(WorldMachine *machine, size_t row) {
    return (int64_t *)(void *)((char *)machine + MACHINE_DURATIONS[row].offset);
}

static void machine_option_said(Cursor *cursor, Word option, WorldMachineOption which) {
    cursor_refuse_twice(cursor, option, cursor->layer->machine.said[which]);
    cursor->layer->machine.said[which] = true;
}

static bool parse_machine_duration(Cursor *cursor, Word option) {
    for (size_t row = 0; row < MACHINE_DURATION_COUNT; row++) {
        if (!cursor_word_is(option, MACHINE_DURATIONS[row].name)) {
            continue;
        }
        machine_option_said(cursor, option, MACHINE_DURATIONS[row].option);
        Word value = cursor_peek(cursor);
        int64_t ns = cursor_need_duration(cursor, "a duration");
        if (!cursor->failed && ns == 0 && MACHINE_DURATIONS[row].positive) {
            cursor_fail(cursor, value, NULL, "the %s interval must be longer than nothing",
                        MACHINE_DURATIONS[row].name);
        }
        *machine_duration(&cursor->layer->machine, row) = ns;
        return true;
    }
    return false;
}

void world_machine_parse(Cursor *cursor) {
    static const char *const names[] = {"cores",   "gil",         "switch",  "slice",
                                        "step",    "instruction", "process", "request",
                                        "connect", "tls",         NULL};
    WorldMachine *machine = &cursor->layer->machine;
    if (cursor_at_end(cursor)) {
        cursor_fail(cursor, cursor_peek(cursor), "for example machine cores 4 step 50us",
                    "expected an option of the machine");
    }
    while (!cursor->failed && !cursor_at_end(cursor)) {
        Word option = cursor_take(cursor);
        if (cursor_word_is(option, "cores")) {
            machine_option_said(cursor, option, WORLD_MACHINE_CORES);
            machine->cores =
                (int)cursor_need_count(cursor, "the number of cores", 1, WORLD_CORES_MAX);
        } else if (cursor_word_is(option, "gil")) {
            machine_option_said(cursor, option, WORLD_MACHINE_GIL);
            Word value = cursor_need(cursor, "on or off");
            if (!cursor->failed && !cursor_word_is(value, "on") && !cursor_word_is(value, "off")) {
                cursor_fail(cursor, value, NULL, "gil is on or off, not '%s'",
                            cursor_show(value).text);
            }
            machine->gil = cursor_word_is(value, "on");
        } else if (!parse_machine_duration(cursor, option)) {
            cursor_fail_unknown(cursor, option, "an option of the machine", names);
        }
    }
}

WorldMachine world_machine(const World *world) {
    WorldMachine machine = {.cores = WORLD_CORES_DEFAULT,
                            .gil = true,
                            .switch_ns = WORLD_SWITCH_NS_DEFAULT,
                            .slice_ns = WORLD_SLICE_NS_DEFAULT};
    for (int place = WORLD_PLACES - 1; place >= 0; place--) {
        WorldMachine said = world->layers[place].machine;
        if (said.said[WORLD_MACHINE_CORES]) {
            machine.cores = said.cores;
        }
        if (said.said[WORLD_MACHINE_GIL]) {
            machine.gil = said.gil;
        }
        for (size_t row = 0; row < MACHINE_DURATION_COUNT; row++) {
            if (said.said[MACHINE_DURATIONS[row].option]) {
                *machine_duration(&machine, row) = *machine_duration(&said, row);
            }
        }
        for (int option = 0; option < WORLD_MACHINE_OPTION_COUNT; option++) {
            machine.said[option] = machine.said[option] || said.said[option];
        }
    }
    return machine;
}
