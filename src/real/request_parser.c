#include "real/request_parser.h"

#include "base/check.h"

#include <string.h>
#include <strings.h>

enum { KEPT_BYTES_MAX = 64 * 1024 }; /* of a body's memory, for the next one */

void request_parser_init(RequestParser *parser) {
    *parser = (RequestParser){.host = ""};
}

void request_parser_release(RequestParser *parser) {
    ARRAY_RELEASE(&parser->fields);
    text_release(&parser->body);
    text_release(&parser->line);
    text_release(&parser->strings);
}

void request_parser_next(RequestParser *parser) {
    RequestParser next = *parser;
    request_parser_init(parser);
    if (next.body.capacity > KEPT_BYTES_MAX) {
        text_release(&next.body);
    }
    text_clear(&next.body);
    text_clear(&next.line);
    text_clear(&next.strings);
    next.fields.count = 0;
    parser->body = next.body;
    parser->line = next.line;
    parser->strings = next.strings;
    memcpy(&parser->fields, &next.fields, sizeof parser->fields);
}

bool request_parser_has_begun(const RequestParser *parser) {
    return parser->state != REQUEST_LINE || parser->line.length > 0;
}

static void refuse(RequestParser *parser, int status, const char *problem) {
    parser->state = REQUEST_WRONG;
    parser->status = status;
    parser->problem = problem;
}

static void keep_string(RequestParser *parser, const char *bytes, size_t length) {
    text_append(&parser->strings, bytes, length);
    text_append_char(&parser->strings, '\0');
}

/* --- characters --- */

/* tchar, what names and methods are made of. */
static bool is_token(const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        bool is_alphanumeric =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_alphanumeric && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL)) {
            return false;
        }
    }
    return length > 0;
}

static bool has_controls(const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if ((c < ' ' && c != '\t') || c == 0x7F) {
            return true;
        }
    }
    return false;
}

/* Whether `wanted` is one of the elements of a list: #( element "," ), without blanks around. */
static bool list_has(const char *list, const char *wanted) {
    size_t length = strlen(wanted);
    for (const char *at = list + strspn(list, " \t,"); *at != '\0'; at += strspn(at, " \t,")) {
        size_t size = strcspn(at, " \t,");
        if (size == length && strncasecmp(at, wanted, length) == 0) {
            return true;
        }
        at += size;
    }
    return false;
}

/* --- the head --- */

/* method SP target SP "HTTP/1." ( "0" | "1" ) */
static void take_request_line(RequestParser *parser, const char *line, size_t length) {
    const char *end = line + length;
    const char *space = memchr(line, ' ', length);
    const char *target = space != NULL ? space + 1 : end;
    const char *second = memchr(target, ' ', (size_t)(end - target));
    const char *version = second != NULL ? second + 1 : end;
    if (second == NULL || second == target || !is_token(line, (size_t)(space - line)) ||
        end - version != 8 || memcmp(version, "HTTP/", 5) != 0) {
        refuse(parser, 400, "the first line is not that of an HTTP request");
    } else if (has_controls(target, (size_t)(second - target)) ||
               memchr(target, '\t', (size_t)(second - target)) != NULL) {
        refuse(parser, 400, "the target has control characters");
    } else if (second - target > REQUEST_TARGET_BYTES_MAX) {
        refuse(parser, 414, "the target is too long");
    } else if (memcmp(version, "HTTP/1.1", 8) != 0 && memcmp(version, "HTTP/1.0", 8) != 0) {
        refuse(parser, 505, "the version is not HTTP/1.1");
    } else {
        keep_string(parser, line, (size_t)(space - line));
        keep_string(parser, target, (size_t)(second - target));
        parser->state = REQUEST_FIELDS;
        parser->is_old = version[7] == '0';
        parser->keeps_alive = !parser->is_old;
    }
}

/* name ":" value, the value without the blanks around it. */
static void take_field(RequestParser *parser, const char *line, size_t length) {
    const char *end = line + length;
    const char *colon = memchr(line, ':', length);
    if (colon == NULL || !is_token(line, (size_t)(colon - line))) {
        refuse(parser, 400, "a header field is not of the form 'name: value'");
        return;
    }
    const char *value = colon + 1;
    while (value < end && (*value == ' ' || *value == '\t')) {
        value++;
    }
    while (end > value && (end[-1] == ' ' || end[-1] == '\t')) {
        end--;
    }
    if (has_controls(value, (size_t)(end - value))) {
        refuse(parser, 400, "a header field has control characters");
    } else if (parser->field_count == REQUEST_FIELDS_MAX) {
        refuse(parser, 431, "there are too many header fields");
    } else {
        keep_string(parser, line, (size_t)(colon - line));
        keep_string(parser, value, (size_t)(end - value));
        parser->field_count++;
    }
}

static void take_content_length(RequestParser *parser, const char *value) {
    size_t length = 0;
    const char *at = value;
    for (; *at >= '0' && *at <= '9' && length <= REQUEST_BODY_BYTES_MAX; at++) {
        length = length * 10 + (size_t)(*at - '0');
    }
    if (length > REQUEST_BODY_BYTES_MAX) {
        refuse(parser, 413, "the body is too large");
    } else if (at == value || *at != '\0') {
        refuse(parser, 400, "the Content-Length is no number");
    } else if (parser->has_length && parser->needed != length) {
        refuse(parser, 400, "there are several Content-Lengths");
    }
    parser->has_length = true;
    parser->needed = length;
}

/* What a field means for the connection and the body. */
static void understand_field(RequestParser *parser, const HostHeader *field) {
    if (strcasecmp(field->name, "Host") == 0) {
        if (parser->has_host) {
            refuse(parser, 400, "there are several Host fields");
        }
        parser->has_host = true;
        parser->host = field->value;
    } else if (strcasecmp(field->name, "Content-Length") == 0) {
        take_content_length(parser, field->value);
    } else if (strcasecmp(field->name, "Transfer-Encoding") == 0) {
        if (parser->has_chunks || strcasecmp(field->value, "chunked") != 0) {
            refuse(parser, 501, "the body comes in a Transfer-Encoding other than chunked");
        }
        parser->has_chunks = true;
    } else if (strcasecmp(field->name, "Connection") == 0) {
        if (list_has(field->value, "close")) {
            parser->keeps_alive = false;
        } else if (parser->is_old && list_has(field->value, "keep-alive")) {
            parser->keeps_alive = true;
        }
    } else if (strcasecmp(field->name, "Expect") == 0) {
        parser->expects_assent = !parser->is_old && list_has(field->value, "100-continue");
    }
}

static const char *next_string(const char *string) {
    return string + strlen(string) + 1;
}

/* The strings are all there, and do not move any more. */
static void end_head(RequestParser *parser) {
    parser->method = parser->strings.bytes;
    parser->target = next_string(parser->method);
    const char *at = next_string(parser->target);
    for (size_t i = 0; i < parser->field_count && parser->state != REQUEST_WRONG; i++) {
        HostHeader field = {at, next_string(at)};
        ARRAY_PUSH(&parser->fields, field);
        understand_field(parser, &field);
        at = next_string(field.value);
    }
    if (parser->state == REQUEST_WRONG) {
        return;
    }
    if (!parser->has_host && !parser->is_old) {
        refuse(parser, 400, "there is no Host field");
    } else if (parser->has_chunks && (parser->has_length || parser->is_old)) {
        refuse(parser, 400, "the length of the body is said in two ways");
    } else if (parser->has_chunks) {
        parser->state = REQUEST_CHUNK_SIZE;
    } else {
        parser->state = parser->needed > 0 ? REQUEST_BODY : REQUEST_WHOLE;
    }
    parser->expects_assent = parser->expects_assent && parser->state != REQUEST_WHOLE;
}

/* --- chunks --- */

/* The digit's value, or -1. */
static int hex_digit(char c) {
    char lower = (char)(c | 0x20);
    return c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* 1*HEXDIG [ BWS ";" anything ] */
static void take_chunk_size(RequestParser *parser, const char *line, size_t length) {
    size_t size = 0, at = 0;
    while (at < length && hex_digit(line[at]) >= 0 && size <= REQUEST_BODY_BYTES_MAX) {
        size = size * 16 + (size_t)hex_digit(line[at++]);
    }
    bool is_number = at > 0;
    while (at < length && (line[at] == ' ' || line[at] == '\t')) {
        at++;
    }
    if (size > REQUEST_BODY_BYTES_MAX - parser->body.length) {
        refuse(parser, 413, "the body is too large");
    } else if (!is_number || (at < length && line[at] != ';') || has_controls(line, length)) {
        refuse(parser, 400, "a chunk of the body does not begin with its size");
    } else {
        parser->needed = size;
        parser->head_bytes = 0;
        parser->state = size > 0 ? REQUEST_CHUNK : REQUEST_TRAILER;
    }
}

/* --- lines and bytes --- */

static void take_line(RequestParser *parser, const char *line, size_t length) {
    switch (parser->state) {
    case REQUEST_LINE:
        if (length > 0) { /* empty lines before a request are skipped */
            take_request_line(parser, line, length);
        }
        return;
    case REQUEST_FIELDS:
        if (length > 0) {
            take_field(parser, line, length);
        } else {
            end_head(parser);
        }
        return;
    case REQUEST_CHUNK_SIZE:
        take_chunk_size(parser, line, length);
        return;
    case REQUEST_CHUNK_END:
        if (length > 0) {
            refuse(parser, 400, "a chunk of the body is longer than it says");
        } else {
            parser->state = REQUEST_CHUNK_SIZE;
        }
        return;
    case REQUEST_TRAILER: /* of no use here */
        parser->state = length > 0 ? REQUEST_TRAILER : REQUEST_WHOLE;
        return;
    case REQUEST_BODY:
    case REQUEST_CHUNK:
    case REQUEST_WHOLE:
    case REQUEST_WRONG:
        break;
    }
    UNREACHABLE();
}

/* A head is bounded as a whole, and so is what stands between two chunks. */
static bool has_room(RequestParser *parser, size_t more) {
    parser->head_bytes += more;
    if (parser->head_bytes <= REQUEST_HEAD_BYTES_MAX) {
        return true;
    }
    if (parser->state == REQUEST_LINE) {
        refuse(parser, 414, "the target is too long");
    } else {
        refuse(parser, 431, "the header fields are too long");
    }
    return false;
}

static size_t feed_line(RequestParser *parser, const char *bytes, size_t length) {
    const char *newline = memchr(bytes, '\n', length);
    size_t taken = newline != NULL ? (size_t)(newline - bytes) + 1 : length;
    if (!has_room(parser, taken)) {
        return taken;
    }
    if (newline == NULL) {
        text_append(&parser->line, bytes, taken);
        return taken;
    }
    const char *line = bytes;
    size_t size = taken - 1;
    if (parser->line.length > 0) {
        text_append(&parser->line, bytes, size);
        line = parser->line.bytes;
        size = parser->line.length;
    }
    size -= size > 0 && line[size - 1] == '\r';
    take_line(parser, line, size);
    text_clear(&parser->line);
    return taken;
}

static size_t feed_body(RequestParser *parser, const char *bytes, size_t length) {
    size_t taken = length < parser->needed ? length : parser->needed;
    text_append(&parser->body, bytes, taken);
    parser->needed -= taken;
    parser->expects_assent = false;
    if (parser->needed == 0) {
        parser->state = parser->state == REQUEST_BODY ? REQUEST_WHOLE : REQUEST_CHUNK_END;
    }
    return taken;
}

size_t request_parser_feed(RequestParser *parser, const char *bytes, size_t length) {
    size_t taken = 0;
    while (taken < length && parser->state < REQUEST_WHOLE) {
        bool is_body = parser->state == REQUEST_BODY || parser->state == REQUEST_CHUNK;
        taken += is_body ? feed_body(parser, bytes + taken, length - taken)
                         : feed_line(parser, bytes + taken, length - taken);
    }
    return taken;
}
