#include "report/tellers.h"

#include "base/memory.h"

static void advance(Teller *teller) {
    text_clear(&teller->sentence);
    const TraceEvent *event;
    while ((event = narrator_next(&teller->narrator, &teller->sentence)) != NULL) {
        /* A turn of the loop is told by what the tasks do in it. */
        if (teller->sentence.length > 0 && event->kind != TRACE_TURN) {
            teller->t_ns = event->t_ns;
            teller->lane = event->lane;
            teller->line = event->line;
            return;
        }
        text_clear(&teller->sentence);
    }
    teller->is_over = true;
}

void tellers_init(Tellers *tellers, const Report *report) {
    *tellers = (Tellers){.items = memory_new_zeroed(report->run_count + 1, sizeof(Teller))};
    for (size_t i = 0; i < report->run_count; i++) {
        const CompareRun *run = &report->runs[i];
        if (run->trace != NULL) {
            Teller *teller = &tellers->items[tellers->count++];
            teller->name = run->name;
            teller->run = i;
            narrator_init(&teller->narrator, run->trace, false);
            advance(teller);
            tellers->end_ns =
                run->spans->end_ns > tellers->end_ns ? run->spans->end_ns : tellers->end_ns;
        }
    }
}

void tellers_release(Tellers *tellers) {
    for (size_t i = 0; i < tellers->count; i++) {
        narrator_release(&tellers->items[i].narrator);
        text_release(&tellers->items[i].sentence);
    }
    memory_free(tellers->items);
}

const Teller *tellers_next(Tellers *tellers) {
    if (tellers->told != NULL) {
        advance(tellers->told);
    }
    Teller *next = NULL;
    for (size_t i = 0; i < tellers->count; i++) {
        Teller *teller = &tellers->items[i];
        if (!teller->is_over && (next == NULL || teller->t_ns < next->t_ns)) {
            next = teller;
        }
    }
    tellers->told = next;
    return next;
}
