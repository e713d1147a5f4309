/* Any bytes as a program: what the front end accepts is run, within small budgets. Besides crashes
 * this finds what is not deterministic, since a program that runs is run a second time and must
 * then write the same and end the same way. */
#include "base/check.h"
#include "session/session.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static SessionResult run(const uint8_t *data, size_t size, Text *output, Text *errors) {
    SessionOptions options = {
        .program_path = "fuzz.py",
        .program_text = (const char *)data,
        .program_length = size,
        .limits =
            {
                .step_instructions = 100 * 1000,
                .turns = 2000,
                .time_ns = INT64_C(100) * 1000 * 1000 * 1000,
                .memory_bytes = 64 << 20,
                .events = 20 * 1000,
            },
        .stdout_sink = {.fd = -1, .text = output},
        .stderr_sink = {.fd = -1, .text = errors},
        .trace = true,
    };
    SessionResult result = {0};
    Error error;
    CHECK(session_run(&options, &result, &error) == STATUS_OK);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Text outputs[2] = {{0}, {0}};
    Text errors[2] = {{0}, {0}};
    SessionResult first = run(data, size, &outputs[0], &errors[0]);
    if (first.ran) {
        SessionResult second = run(data, size, &outputs[1], &errors[1]);
        CHECK(first.exit_code == second.exit_code);
        CHECK(strcmp(text_cstr(&outputs[0]), text_cstr(&outputs[1])) == 0);
        CHECK(strcmp(text_cstr(&errors[0]), text_cstr(&errors[1])) == 0);
        session_result_release(&second);
    }
    session_result_release(&first);
    for (int i = 0; i < 2; i++) {
        text_release(&outputs[i]);
        text_release(&errors[i]);
    }
    return 0;
}
