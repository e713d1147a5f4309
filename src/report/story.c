#include "report/story.h"

#include "base/array.h"
#include "trace/duration.h"
#include "trace/narration.h"

#include <string.h>

enum {
    BEFORE_CHOICE = 2, /* sentences */
    AFTER_CHOICE = 5,
    OF_LANE_AFTER_CHOICE = 4, /* of the task or thread in which it was made, wherever they are */
    BEFORE_FAILURE = 6,
    BEFORE_LONELY_FAILURE = 16, /* where no choice tells what is worth a look */
    AT_END = 1,
    MOMENT_COLUMNS_MIN = 10,
    CHOICES_MAX = 8, /* that are told of; of a longer schedule the last ones */
};

typedef struct Sentence {
    size_t offset, length; /* in the text of all, the moment included */
    size_t moment_length;  /* of that */
    uint32_t lane;         /* TRACE_NOBODY for a choice that was made within none */
    bool is_choice, is_failure, is_told;
} Sentence;

typedef struct Story {
    Text all;
    ARRAY_OF(Sentence) sentences;
} Story;

/* Every sentence with its moment. Turns are told by what tasks do in them, and what goes to
 * standard error stands below anyway. */
static void collect(Story *story, const ReportStyle *style, const Trace *trace) {
    Narrator narrator;
    narrator_init(&narrator, trace, style->ascii);
    Text sentence = {0}, moment = {0};
    const TraceEvent *event;
    while ((event = narrator_next(&narrator, &sentence)) != NULL) {
        bool is_noise = event->kind == TRACE_TURN || event->kind == TRACE_IDLE ||
                        (event->kind == TRACE_PRINT && event->other == 2);
        if (sentence.length > 0 && !is_noise) {
            size_t offset = story->all.length;
            bool is_nobodys = event->kind == TRACE_CHOICE && event->line == 0;
            text_clear(&moment);
            duration_append_moment(&moment, event->t_ns);
            text_append_cstr(&story->all, text_cstr(&moment));
            style_append_plain(style, &story->all, text_cstr(&sentence));
            ARRAY_PUSH(&story->sentences,
                       (Sentence){.offset = offset,
                                  .length = story->all.length - offset,
                                  .moment_length = moment.length,
                                  .lane = is_nobodys ? TRACE_NOBODY : event->lane,
                                  .is_choice = event->kind == TRACE_CHOICE,
                                  .is_failure = event->kind == TRACE_FAILED ||
                                                event->kind == TRACE_STUCK ||
                                                event->kind == TRACE_LIMIT});
        }
        text_clear(&sentence);
    }
    text_release(&sentence);
    text_release(&moment);
    narrator_release(&narrator);
}

static void tell(Story *story, size_t at, size_t before, size_t after) {
    size_t first = at > before ? at - before : 0;
    for (size_t i = first; i <= at + after && i < story->sentences.count; i++) {
        story->sentences.items[i].is_told = true;
    }
}

static void tell_lane(Story *story, size_t choice) {
    const Sentence *all = story->sentences.items;
    size_t told = 0;
    for (size_t i = choice + 1; i < story->sentences.count && told < OF_LANE_AFTER_CHOICE; i++) {
        if (all[choice].lane != TRACE_NOBODY && all[i].lane == all[choice].lane) {
            tell(story, i, 0, 0);
            told++;
        }
    }
}

/* What is worth telling: the first failure, the end, and the last of the choices. */
static void choose_told(Story *story) {
    size_t count = story->sentences.count, choices = 0;
    for (size_t i = count; i > 0 && choices < CHOICES_MAX; i--) {
        if (story->sentences.items[i - 1].is_choice) {
            choices++;
            tell(story, i - 1, BEFORE_CHOICE, AFTER_CHOICE);
            tell_lane(story, i - 1);
        }
    }
    size_t before = choices > 0 ? BEFORE_FAILURE : BEFORE_LONELY_FAILURE;
    bool has_failure = false;
    for (size_t i = 0; i < count && !has_failure; i++) {
        has_failure = story->sentences.items[i].is_failure;
        if (has_failure) {
            tell(story, i, before, 0);
        }
    }
    if (count > 0) {
        tell(story, count - 1, has_failure ? AT_END : before, 0);
    }
}

void story_append(Text *text, const ReportStyle *style, const Trace *trace) {
    Story story = {0};
    collect(&story, style, trace);
    choose_told(&story);
    size_t width = MOMENT_COLUMNS_MIN;
    for (size_t i = 0; i < story.sentences.count; i++) {
        const Sentence *sentence = &story.sentences.items[i];
        width =
            sentence->is_told && sentence->moment_length > width ? sentence->moment_length : width;
    }
    for (size_t i = 0; i < story.sentences.count; i++) {
        const Sentence *sentence = &story.sentences.items[i];
        if (!sentence->is_told) {
            continue;
        }
        if (i > 0 && !story.sentences.items[i - 1].is_told) {
            text_append_repeated(text, ' ', width - 3);
            text_append_cstr(text, style->ascii ? "...\n" : "  …\n");
        }
        text_append_repeated(text, ' ', width - sentence->moment_length);
        text_append(text, story.all.bytes + sentence->offset, sentence->moment_length);
        text_append_cstr(text, "  ");
        style_begin(style, text, STYLE_NO_COLOR, sentence->is_choice ? STYLE_BOLD : STYLE_PLAIN);
        text_append(text, story.all.bytes + sentence->offset + sentence->moment_length,
                    sentence->length - sentence->moment_length);
        style_end(style, text);
        text_append_char(text, '\n');
    }
    ARRAY_RELEASE(&story.sentences);
    text_release(&story.all);
}
