#include "session/url_parts.h"

#include "base/memory.h"
#include "vm/container.h"
#include "vm/object.h"
#include "vm/protocol.h"
#include "vm/str.h"

#include <string.h>

/* A stretch of the text: [from, to). */
typedef struct Part {
    uint32_t from, to;
} Part;

typedef struct UrlObject {
    Obj obj;
    Value text;   /* str */
    Value origin; /* once it was asked for, or VALUE_NULL */
    Value sent;   /* likewise */
    Part scheme, authority, user, place, host, port, path, query, fragment;
    uint32_t sent_to; /* where the fragment's "#" is, or the end */
    bool asked;       /* there is a "?" */
    bool is_usual;
} UrlObject;

/* The Url of some texts, so that who asks again has it at hand. */
struct UrlParts {
    Type *type;
    Value made[64]; /* by the text's hash; VALUE_NULL: nobody has asked yet */
};

static UrlObject *url_in(Value value) {
    return (UrlObject *)value_obj(value);
}

/* ---- reading ---- */

/* The first place of the character in the part, or its end. */
static uint32_t find(const Str *text, Part part, char character) {
    if (text->width == 1) {
        const void *found = memchr(text->data + part.from, character, part.to - part.from);
        return found == NULL ? part.to : (uint32_t)((const uint8_t *)found - text->data);
    }
    uint32_t i = part.from;
    while (i < part.to && str_read(text, i) != (uint32_t)character) {
        i++;
    }
    return i;
}

static uint32_t find_last(const Str *text, Part part, char character) {
    uint32_t i = part.to;
    while (i > part.from && str_read(text, i - 1) != (uint32_t)character) {
        i--;
    }
    return i > part.from ? i - 1 : part.to;
}

/* Cuts the part at the character; what is behind it is the result, and *found whether it is there.
 */
static Part cut(const Str *text, Part *part, char character, bool *found) {
    uint32_t at = find(text, *part, character);
    *found = at < part->to;
    Part behind = {part->to, part->to};
    if (*found) {
        behind.from = at + 1;
    }
    part->to = at;
    return behind;
}

static bool is_lower(uint32_t c) {
    return c >= 'a' && c <= 'z';
}

static bool is_upper(uint32_t c) {
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(uint32_t c) {
    return c >= '0' && c <= '9';
}

static bool is_scheme(const Str *text, Part part) {
    for (uint32_t i = part.from; i < part.to; i++) {
        uint32_t c = str_read(text, i);
        bool is_letter = is_lower(c) || is_upper(c);
        if (!is_letter && (i == part.from || (!is_digit(c) && c != '+' && c != '-' && c != '.'))) {
            return false;
        }
    }
    return part.from < part.to;
}

static bool is_text(const Str *text, Part part, const char *expected) {
    size_t length = strlen(expected);
    return part.to - part.from == length && memcmp(text->data + part.from, expected, length) == 0;
}

enum { IN_HOST = 1, IN_PATH = 2, IN_QUERY = 4, AFTER_FIRST = 8 };

/* Where a character stands as it is, whoever writes the URL. */
static const uint8_t PLAIN[128] = {
    ['a' ... 'z'] = IN_HOST | IN_PATH | IN_QUERY,
    ['0' ... '9'] = IN_HOST | IN_PATH | IN_QUERY,
    ['A' ... 'Z'] = IN_PATH | IN_QUERY,
    ['.'] = AFTER_FIRST | IN_PATH | IN_QUERY,
    ['-'] = AFTER_FIRST | IN_PATH | IN_QUERY,
    ['/'] = IN_PATH | IN_QUERY,
    ['_'] = IN_PATH | IN_QUERY,
    ['~'] = IN_PATH | IN_QUERY,
    ['='] = IN_QUERY,
    ['&'] = IN_QUERY,
};

static bool is_plain(const Str *text, Part part, uint8_t where) {
    for (uint32_t i = part.from; i < part.to; i++) {
        if ((PLAIN[text->data[i]] & where) == 0) {
            return false;
        }
    }
    return true;
}

/* A port that must be written: none, or a number that is not the scheme's. */
static bool is_plain_port(const Str *text, const UrlObject *url) {
    if (url->port.from == url->port.to) {
        return url->host.to == url->place.to;
    }
    uint32_t port = 0;
    for (uint32_t i = url->port.from; i < url->port.to; i++) {
        uint8_t c = text->data[i];
        if (!is_digit(c) || (i == url->port.from && c == '0') || port > 6553) {
            return false;
        }
        port = port * 10 + (c - '0');
    }
    return port <= 65535 && port != 80 && port != 443;
}

/* Whether the URL is written as every client would write it, so that nothing remains to be done. */
static bool is_usual(const Str *text, const UrlObject *url) {
    Part first = {url->host.from, url->host.from + 1};
    return text->ascii && url->user.from == url->user.to &&
           url->place.from == url->authority.from && url->host.from < url->host.to &&
           url->path.from < url->path.to && url->asked == (url->query.from < url->query.to) &&
           (is_text(text, url->scheme, "https") || is_text(text, url->scheme, "http")) &&
           is_plain(text, first, IN_HOST) && is_plain(text, url->host, IN_HOST | AFTER_FIRST) &&
           is_plain_port(text, url) && is_plain(text, url->path, IN_PATH) &&
           is_plain(text, url->query, IN_QUERY);
}

static Value take_apart(Vm *vm, Type *type, Value given) {
    UrlObject *url = heap_new(vm, type, sizeof *url);
    url->text = value_retain(given);
    const Str *text = value_str_obj(given);
    bool found;
    bool has_fragment;
    Part rest = {0, text->length};
    url->fragment = cut(text, &rest, '#', &has_fragment);
    url->sent_to = rest.to;
    url->query = cut(text, &rest, '?', &url->asked);
    url->scheme = rest;
    Part behind = cut(text, &url->scheme, ':', &found);
    if (found && is_scheme(text, url->scheme)) {
        rest = behind;
    } else {
        url->scheme = (Part){0, 0};
    }
    url->authority = (Part){rest.from, rest.from};
    if (rest.to - rest.from >= 2 && str_read(text, rest.from) == '/' &&
        str_read(text, rest.from + 1) == '/') {
        url->authority = (Part){rest.from + 2, rest.to};
        rest.from = url->authority.to = find(text, url->authority, '/');
    }
    url->path = rest;
    url->user = (Part){url->authority.from, url->authority.from};
    url->place = url->authority;
    uint32_t at = find_last(text, url->authority, '@');
    if (at < url->authority.to) {
        url->user.to = at;
        url->place.from = at + 1;
    }
    url->host = url->place;
    uint32_t bracket = find(text, url->place, ']');
    uint32_t from = bracket < url->place.to ? bracket + 1 : url->place.from;
    url->host.to = find(text, (Part){from, url->place.to}, ':');
    url->port = (Part){url->host.to, url->place.to};
    url->port.from += url->host.to < url->place.to;
    url->is_usual = !has_fragment && is_usual(text, url);
    return value_from_obj(url);
}

Value url_of(Vm *vm, Value text) {
    struct UrlParts *known = session_of(vm)->urls;
    if (value_obj(text)->type != vm->type_str) {
        return take_apart(vm, known->type, text); /* a program's own class of str */
    }
    Value *made = &known->made[(uint64_t)str_hash(text) % 64];
    if (value_is_null(*made) || !str_equal(url_in(*made)->text, text)) {
        value_store(vm, made, take_apart(vm, known->type, text));
    }
    return value_retain(*made);
}

static Value url_construct(Vm *vm, Type *type, const Value *arguments, uint32_t count,
                           Value keywords) {
    (void)type;
    Value given;
    if (count == 1 && value_is_null(keywords)) {
        given = arguments[0];
    } else if (!arguments_bind(vm, "Url", "text", arguments, count, keywords, &given)) {
        return VALUE_NULL;
    }
    if (!value_is_str(given)) {
        return vm_raise(vm, EXC_TYPE_ERROR, "a URL is a str, not %s", value_type_name(vm, given));
    }
    return url_of(vm, given);
}

/* ---- what a client asks ---- */

static Value part_of(Vm *vm, Value self, Part part) {
    return str_substring(vm, url_in(self)->text, part.from, part.to);
}

/* Whether lower() would leave it as it is, so far as is easily seen. */
static bool is_low(const Str *text, Part part) {
    for (uint32_t i = part.from; i < part.to; i++) {
        uint32_t c = str_read(text, i);
        if (c >= 0x80 || is_upper(c)) {
            return false;
        }
    }
    return true;
}

static Value lower(Vm *vm, Value self, Part part) {
    Value given = part_of(vm, self, part);
    if (is_low(value_str_obj(url_in(self)->text), part)) {
        return given;
    }
    Value method = value_get_attr_cstr(vm, given, "lower");
    Value made = vm_call0(vm, method);
    value_release(vm, method);
    value_release(vm, given);
    return made;
}

/* scheme://host:port, by which connections are kept. */
static Value make_origin(Vm *vm, Value self) {
    const UrlObject *url = url_in(self);
    if (url->is_usual) {
        return part_of(vm, self, (Part){0, url->place.to});
    }
    Value scheme = lower(vm, self, url->scheme);
    Value place = lower(vm, self, url->place);
    Value between = str_from_cstr(vm, "://");
    Value all[] = {scheme, between, place};
    Value made = str_join(vm, all, 3);
    value_release(vm, between);
    value_release(vm, scheme);
    value_release(vm, place);
    return made;
}

Value url_text(Value self) {
    return url_in(self)->text;
}

Value url_origin(Vm *vm, Value self) {
    UrlObject *url = url_in(self);
    if (value_is_null(url->origin)) {
        url->origin = make_origin(vm, self);
    }
    return url->origin;
}

Value url_sent(Vm *vm, Value self) {
    UrlObject *url = url_in(self);
    if (value_is_null(url->sent)) {
        bool whole = url->sent_to == str_length(url->text);
        url->sent = whole ? value_retain(url->text) : part_of(vm, self, (Part){0, url->sent_to});
    }
    return url->sent;
}

bool url_is_usual(Value self) {
    return url_in(self)->is_usual;
}

bool value_is_url(Value value) {
    return value_is_obj(value) && value_obj(value)->type->construct == url_construct;
}

#define PROPERTY(name, made)                                                                       \
    static Value get_##name(Vm *vm, const Value *arguments, uint32_t count, Value keywords) {      \
        (void)vm;                                                                                  \
        (void)count;                                                                               \
        (void)keywords;                                                                            \
        return made;                                                                               \
    }

PROPERTY(text, value_retain(url_in(arguments[0])->text))
PROPERTY(scheme, lower(vm, arguments[0], url_in(arguments[0])->scheme))
PROPERTY(authority, part_of(vm, arguments[0], url_in(arguments[0])->authority))
PROPERTY(user, part_of(vm, arguments[0], url_in(arguments[0])->user))
PROPERTY(place, part_of(vm, arguments[0], url_in(arguments[0])->place))
PROPERTY(host, part_of(vm, arguments[0], url_in(arguments[0])->host))
PROPERTY(port_text, part_of(vm, arguments[0], url_in(arguments[0])->port))
PROPERTY(path, part_of(vm, arguments[0], url_in(arguments[0])->path))
PROPERTY(asked, str_from_cstr(vm, url_in(arguments[0])->asked ? "?" : ""))
PROPERTY(query, part_of(vm, arguments[0], url_in(arguments[0])->query))
PROPERTY(fragment, part_of(vm, arguments[0], url_in(arguments[0])->fragment))
PROPERTY(origin, value_retain(url_origin(vm, arguments[0])))
PROPERTY(sent, value_retain(url_sent(vm, arguments[0])))
PROPERTY(is_usual, value_from_bool(url_in(arguments[0])->is_usual))

/* ---- the class ---- */

static void url_visit(Obj *self, VisitFunction visit, void *context) {
    const UrlObject *url = (const UrlObject *)self;
    visit(url->text, context);
    visit(url->origin, context);
    visit(url->sent, context);
}

static void url_destroy(Vm *vm, Obj *self) {
    UrlObject *url = (UrlObject *)self;
    value_store(vm, &url->text, VALUE_NULL);
    value_store(vm, &url->origin, VALUE_NULL);
    value_store(vm, &url->sent, VALUE_NULL);
}

static const NativeMethod METHODS[] = {
    {"text", get_text, 0, 0, false, METHOD_PROPERTY},
    {"scheme", get_scheme, 0, 0, false, METHOD_PROPERTY},
    {"authority", get_authority, 0, 0, false, METHOD_PROPERTY},
    {"user", get_user, 0, 0, false, METHOD_PROPERTY},
    {"place", get_place, 0, 0, false, METHOD_PROPERTY},
    {"host", get_host, 0, 0, false, METHOD_PROPERTY},
    {"port_text", get_port_text, 0, 0, false, METHOD_PROPERTY},
    {"path", get_path, 0, 0, false, METHOD_PROPERTY},
    {"asked", get_asked, 0, 0, false, METHOD_PROPERTY},
    {"query", get_query, 0, 0, false, METHOD_PROPERTY},
    {"fragment", get_fragment, 0, 0, false, METHOD_PROPERTY},
    {"origin", get_origin, 0, 0, false, METHOD_PROPERTY},
    {"sent", get_sent, 0, 0, false, METHOD_PROPERTY},
    {"is_usual", get_is_usual, 0, 0, false, METHOD_PROPERTY},
    {NULL, NULL, 0, 0, false, METHOD_INSTANCE},
};

void url_parts_add_class(Session *session, Value module) {
    static const TypeSpec spec = {
        .name = "_meanwhile.Url",
        .instance_size = sizeof(UrlObject),
        .flags = TYPE_FINAL,
        .methods = METHODS,
        .slots = {.construct = url_construct, .visit = url_visit, .destroy = url_destroy}};
    session->urls->type = type_new_native(session->vm, &spec, NULL);
    module_set(session->vm, module, "Url", value_from_obj(session->urls->type));
}

struct UrlParts *url_parts_new(Session *session) {
    (void)session;
    return memory_new_zeroed(1, sizeof(struct UrlParts));
}

void url_parts_free(Session *session, struct UrlParts *known) {
    for (size_t i = 0; i < sizeof known->made / sizeof known->made[0]; i++) {
        value_release(session->vm, known->made[i]);
    }
    memory_free(known);
}
