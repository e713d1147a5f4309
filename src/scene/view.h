/* What the user has chosen to look at, and how. The window changes it; scenes only read it. */
#ifndef SCENE_VIEW_H
#define SCENE_VIEW_H

#include "scene/moment.h"
#include "scene/theme.h"
#include "scene/view_lesson.h"
#include "scene/view_times.h"

enum { VIEW_SCALE_MIN = 75, VIEW_SCALE_MAX = 300 }; /* percent */

#define VIEW_NO_SPAN SIZE_MAX

/* Which panels share the picture: keys 1, 2, 3. */
typedef enum ViewLayout {
    VIEW_ALL,       /* code, timelines, the loop's inside, output */
    VIEW_CODE,      /* code and timelines */
    VIEW_TIMELINES, /* timelines alone */
    VIEW_LAYOUT_COUNT
} ViewLayout;

/* What lies over the picture. */
typedef enum ViewOverlay {
    VIEW_NO_OVERLAY,
    VIEW_HELP,    /* the list of keys */
    VIEW_PALETTE, /* commands and lanes, filtered by typing */
    VIEW_OPENING, /* programs and lessons to choose from, filtered by typing */
    VIEW_BLANK,   /* nothing at all: B */
    VIEW_MESSAGE, /* a question or message, with its answers */
} ViewOverlay;

/* A row of the help, the palette or the opening screen. */
typedef struct ViewRow {
    const char *title;  /* "Step to the next event", "gathered.py" */
    const char *detail; /* "→ or .", "ten requests at once"; "" for none */
    const char *group;  /* rows of one group stand under a heading; "" for none */
    bool marked;        /* will be opened beside the others that are */
    bool done;          /* a lesson that was taken to its end */
} ViewRow;

/* A constant of the program or a latency that can be changed while looking. */
typedef struct ViewSlider {
    const char *name;  /* "CALLS", "latency *" */
    const char *value; /* as it is shown: "100", "120 ms" */
    int position;      /* 0 to 1000, between its ends */
} ViewSlider;

typedef struct View {
    int32_t width, height; /* of the picture, in pixels */
    int scale;             /* percent of the usual size, which follows the picture's height */
    const Theme *theme;
    ViewLayout layout;
    bool present;        /* larger type, fewer panels, no small print */
    bool reduced_motion; /* nothing travels or blinks */
    Moment moment;
    Moment travel_from; /* where the last step began, forward or back: tasks travel from there */
    int travel;         /* 0 to 1000: how far they have come; 1000: they are there */
    bool playing;
    const char *speed; /* "×1", "×0.10 (1 ms = 10 ms)" */

    int64_t from_ns, to_ns;             /* the part of the time axis that is seen, to > from */
    int64_t range_from_ns, range_to_ns; /* measured by dragging; to < from: none */
    int32_t scroll;                     /* lanes, in pixels from the top */
    int code_run;                       /* whose program shows in the code panel */
    int code_top; /* its first line that shows, from 1; 0: follow the running line */
    bool folded[SCENE_RUNS_MAX];
    bool show_path;    /* the critical path, and slack */
    bool show_details; /* of what is selected */
    int selected_run;  /* -1: nothing is selected */
    uint32_t selected_lane;
    size_t selected_span;     /* in Spans.items, or VIEW_NO_SPAN */
    const int64_t *bookmarks; /* times, in order */
    size_t bookmark_count;

    ViewOverlay overlay;
    const char *filter; /* what was typed */
    const ViewRow *rows;
    size_t row_count;
    size_t row; /* the chosen one */
    const ViewSlider *sliders;
    size_t slider_count;
    int slider;          /* the one that has the focus, -1: none */
    const char *message; /* of VIEW_MESSAGE; or a line at the bottom that passes by; NULL: none */
    const char *hint;    /* one line of the most useful keys */
    const ViewLesson *lesson; /* NULL: no lesson is open */
    ViewMeasurement measurement;
    int progress; /* 0 to 1000 of a run that is being computed; -1: none */
} View;

#endif
