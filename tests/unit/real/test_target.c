#include "real/target.h"

#include "unit/unit.h"

#include <string.h>

enum { PORT = 8080 };

static void expect(const World *world, const char *target, const char *host, bool secure,
                   const char *wanted) {
    RequestParser request = {.target = target, .host = host};
    Text url = {0};
    target_append_url(&url, &request, secure, PORT, world);
    assert_string_equal(text_cstr(&url), wanted);
    text_release(&url);
}

static void the_host_is_that_of_the_field_or_of_the_target(void **state) {
    (void)state;
    World *world = world_new();
    expect(world, "/a?b", "api.org", false, "http://api.org/a?b");
    expect(world, "/a", "api.org:8443", true, "https://api.org:8443/a");
    expect(world, "http://other.org/a", "api.org", false, "http://other.org/a");
    expect(world, "*", "api.org", false, "http://api.org/");
    expect(world, "/a", "", false, "http://localhost:8080/a");
    world_free(world);
}

static void by_hand_the_path_names_the_host(void **state) {
    (void)state;
    static const char LINES[] = "host shop/* latency 1s\nhost API.org latency 1s";
    World *world = world_new();
    world_add_lines(world, WORLD_FILE, "x", 1, NULL, LINES, sizeof LINES - 1);
    expect(world, "/api.org/users/1?x", "127.0.0.1:8080", false, "http://api.org/users/1?x");
    expect(world, "/api.org/", "localhost:8080", true, "https://api.org/");
    expect(world, "/db:5000/a", "[::1]:8080", false, "http://db:5000/a");
    expect(world, "/shop/a", "10.0.0.7:8080", false, "http://shop/a");
    /* No host in front: */
    expect(world, "/delay/1", "127.0.0.1:8080", false, "http://127.0.0.1:8080/delay/1");
    expect(world, "/favicon.ico", "127.0.0.1:8080", false, "http://127.0.0.1:8080/favicon.ico");
    expect(world, "/?a.b/c", "127.0.0.1:8080", false, "http://127.0.0.1:8080/?a.b/c");
    /* Not our address: a host of the program that serves there. */
    expect(world, "/api.org/a", "127.0.0.1:8000", false, "http://127.0.0.1:8000/api.org/a");
    expect(world, "/api.org/a", "web:8080", false, "http://web:8080/api.org/a");
    world_free(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_host_is_that_of_the_field_or_of_the_target),
        cmocka_unit_test(by_hand_the_path_names_the_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
