#include "report/har_export.h"

#include "base/json.h"
#include "report/summary.h"
#include "trace/requests.h"

#include <string.h>
#include <time.h>

static void append_ms(Text *text, int64_t ns) {
    json_append_decimal(text, ns, 6);
}

/* A moment of the run as ISO 8601, to the microsecond. */
static void append_date(Text *text, int64_t t_ns) {
    time_t seconds = (time_t)(t_ns / 1000000000);
    struct tm date;
    if (gmtime_r(&seconds, &date) == NULL) {
        date = (struct tm){.tm_year = 70, .tm_mday = 1};
    }
    text_printf(text, "\"%04d-%02d-%02dT%02d:%02d:%02d.%06dZ\"", date.tm_year + 1900,
                date.tm_mon + 1, date.tm_mday, date.tm_hour, date.tm_min, date.tm_sec,
                (int)(t_ns % 1000000000 / 1000));
}

static void append_piece(Text *text, const char *key, const char *bytes, size_t length) {
    Text piece = {0};
    text_append(&piece, bytes, length);
    text_printf(text, "\"%s\": ", key);
    json_append_quoted(text, text_cstr(&piece));
    text_release(&piece);
}

/* [{"name": …, "value": …}, …] of what stands behind '?', as it is written. */
static void append_query(Text *text, const char *url) {
    const char *at = strchr(url, '?');
    bool is_first = true;
    text_append_cstr(text, ", \"queryString\": [");
    while (at != NULL && *++at != '\0') {
        size_t length = strcspn(at, "&#"), name = strcspn(at, "=&#");
        text_append_cstr(text, is_first ? "{" : ", {");
        append_piece(text, "name", at, name);
        text_append_cstr(text, ", ");
        append_piece(text, "value", at + name + (name < length), length - name - (name < length));
        text_append_char(text, '}');
        is_first = false;
        at = at[length] == '&' ? at + length : NULL;
    }
    text_append_char(text, ']');
}

static void append_request(Text *text, const char *call) {
    size_t method = strcspn(call, " ");
    const char *url = call[method] == ' ' ? call + method + 1 : call + method;
    text_append_cstr(text, ",\n        \"request\": {");
    append_piece(text, "method", call, method);
    text_append_cstr(text, ", ");
    append_piece(text, "url", url, strlen(url));
    text_append_cstr(text, ", \"httpVersion\": \"HTTP/1.1\", \"cookies\": [], \"headers\": []");
    append_query(text, url);
    text_append_cstr(text, ", \"headersSize\": -1, \"bodySize\": -1}");
}

static void append_response(Text *text, const Trace *trace, const Request *request) {
    text_printf(text,
                ",\n        \"response\": {\"status\": %d, \"statusText\": \"\", \"httpVersion\": "
                "\"HTTP/1.1\", \"cookies\": [], \"headers\": [], \"content\": {\"size\": -1, "
                "\"mimeType\": \"x-unknown\"}, \"redirectURL\": \"\", \"headersSize\": -1, "
                "\"bodySize\": -1",
                request->end == REQUEST_ANSWERED ? request->status : 0);
    if (request->end != REQUEST_ANSWERED) {
        text_append_cstr(text, ", \"_error\": ");
        json_append_quoted(text, request->end == REQUEST_FAILED
                                     ? trace_string_at(trace, request->error)
                                     : "no response when the program ended");
    }
    text_append_char(text, '}');
}

/* A phase's member; one that did not happen is -1, or 0 where the format wants a time. */
static void append_timing(Text *text, const char *key, int64_t ns, bool must_be) {
    text_printf(text, "\"%s\": ", key);
    if (ns == 0 && !must_be) {
        text_append_cstr(text, "-1");
    } else {
        append_ms(text, ns);
    }
}

static void append_timings(Text *text, const Requests *requests, const Request *request) {
    int64_t of[TRACE_PHASE_COUNT], known_ns = 0;
    for (int i = 0; i < TRACE_PHASE_COUNT; i++) {
        of[i] = request_phase_ns(requests, request, (TracePhase)i);
        known_ns += of[i];
    }
    /* What no phase accounts for is time without a response, too. */
    int64_t rest_ns = request->end_ns - request->start_ns - known_ns;
    text_append_cstr(text, ",\n        \"cache\": {}, \"timings\": {");
    append_timing(text, "blocked", of[TRACE_PHASE_POOL], false);
    text_append_cstr(text, ", ");
    append_timing(text, "dns", of[TRACE_PHASE_DNS], false);
    text_append_cstr(text, ", ");
    append_timing(text, "connect", of[TRACE_PHASE_CONNECT] + of[TRACE_PHASE_TLS], false);
    text_append_cstr(text, ", ");
    append_timing(text, "ssl", of[TRACE_PHASE_TLS], false);
    text_append_cstr(text, ", ");
    append_timing(text, "send", of[TRACE_PHASE_SEND], true);
    text_append_cstr(text, ", ");
    append_timing(text, "wait",
                  of[TRACE_PHASE_QUEUE] + of[TRACE_PHASE_SERVICE] + (rest_ns > 0 ? rest_ns : 0),
                  true);
    text_append_cstr(text, ", ");
    append_timing(text, "receive", of[TRACE_PHASE_RECEIVE], true);
    text_append_char(text, '}');
}

static void write_entries(ReportSink *sink, const Report *report, size_t index, bool *is_first) {
    const Trace *trace = report->runs[index].trace;
    Text *text = &sink->text;
    Requests requests;
    requests_derive(&requests, trace);
    for (size_t i = 0; i < requests.count; i++) {
        const Request *request = &requests.items[i];
        text_printf(text, "%s\n      {\"pageref\": \"run_%zu\", \"startedDateTime\": ",
                    *is_first ? "" : ",", index + 1);
        append_date(text, request->start_ns);
        text_append_cstr(text, ", \"time\": ");
        append_ms(text, request->end_ns - request->start_ns);
        append_request(text, trace_string_at(trace, request->call));
        append_response(text, trace, request);
        append_timings(text, &requests, request);
        text_printf(text, ", \"comment\": \"%s\"}", summary_kind_of_numbers(trace));
        *is_first = false;
        report_sink_flow(sink);
    }
    requests_release(&requests);
}

void har_export_write(ReportSink *sink, const Report *report) {
    Text *text = &sink->text;
    text_append_cstr(text,
                     "{\n  \"log\": {\n    \"version\": \"1.2\",\n    \"creator\": {\"name\": "
                     "\"meanwhile\", \"version\": \"1\"},\n    \"pages\": [");
    bool is_first = true;
    for (size_t i = 0; i < report->run_count; i++) {
        if (report->runs[i].trace != NULL) {
            text_printf(text, "%s\n      {\"startedDateTime\": ", is_first ? "" : ",");
            append_date(text, 0);
            text_printf(text, ", \"id\": \"run_%zu\", \"title\": ", i + 1);
            json_append_quoted(text, report->runs[i].name);
            text_append_cstr(text, ", \"pageTimings\": {\"onLoad\": ");
            append_ms(text, report->runs[i].metrics->makespan_ns);
            text_append_cstr(text, "}}");
            is_first = false;
        }
    }
    text_append_cstr(text, "\n    ],\n    \"entries\": [");
    is_first = true;
    for (size_t i = 0; i < report->run_count; i++) {
        if (report->runs[i].trace != NULL) {
            write_entries(sink, report, i, &is_first);
        }
    }
    text_append_cstr(text, "\n    ]\n  }\n}\n");
}
