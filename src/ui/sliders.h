/* What can be changed while looking: constants that programs name in `tune` lines, and how long
 * hosts take to answer. A slider that was never moved changes nothing: its programs say the value
 * themselves. */
#ifndef UI_SLIDERS_H
#define UI_SLIDERS_H

#include "base/array.h"
#include "scene/scene_run.h"
#include "scene/view.h"
#include "session/session.h"
#include "sim/world.h"

enum { SLIDERS_MAX = 12, SLIDER_POSITIONS = 1000 };

typedef struct Slider {
    char *name;        /* of the setting: "CALLS", "latency api.example.com" */
    bool is_latency;   /* in ns then */
    bool is_whole;     /* only integers */
    bool is_rough;     /* the program says something that is no one number */
    bool is_set;       /* moved by hand */
    unsigned programs; /* bit 1 << number of each program that it changes */
    double low, high;  /* ends, low < high */
    double step;       /* above 0 */
    double own, value; /* what the program says; what counts now */
    Text shown;        /* the value, for the eye */
} Slider;

typedef struct Sliders {
    ARRAY_OF(Slider) items;
    ARRAY_OF(ViewSlider) view; /* the same, as scenes see them; kept up to date */
} Sliders;

/* What sliders are gathered from: a program that was read. */
typedef struct SliderSource {
    const World *world; /* NULL: there is nothing to change */
    const char *text;
    bool has_requests; /* it has sent some */
    bool is_chosen;    /* what there is to change is what the world's `tune` says, and no more */
} SliderSource;

/* Finds the sliders of the programs; `settings` are what the command line sets. Those that were
 * there before and were moved keep their value. */
void sliders_gather(Sliders *sliders, const SliderSource *sources, size_t count,
                    const SessionOptions *options);
void sliders_release(Sliders *sliders);

/* Moves a slider to a position, 0 to SLIDER_POSITIONS; by so many steps; or back to what the
 * program says. False: it stands there already. */
bool sliders_move_to(Sliders *sliders, size_t index, int position);
bool sliders_move_by(Sliders *sliders, size_t index, int steps);
bool sliders_reset(Sliders *sliders, size_t index);

/* Appends what a moved slider sets, as the value of a setting. */
void sliders_append_value(const Slider *slider, Text *value);

#endif
