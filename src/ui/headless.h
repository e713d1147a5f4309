/* The app without a window: pictures, films and scripts where there is no display. Time passes in
 * fixed steps, and every run is there before anything looks at it, so that the same command gives
 * the same picture. */
#ifndef UI_HEADLESS_H
#define UI_HEADLESS_H

#include "ui/app.h"
#include "ui/canvas.h"
#include "ui/script.h"

typedef struct Headless {
    App app;
    Fonts *fonts;
    TextMetrics metrics;
    Canvas canvas;
} Headless;

/* Opens the programs and waits for their runs. It does not move after that. */
Status headless_init(Headless *headless, const AppOptions *options, Error *error) MUST_CHECK;
void headless_release(Headless *headless);

/* Writes a picture of the present state, see shot.h. */
Status headless_shoot(Headless *headless, const char *path, Error *error) MUST_CHECK;

/* Does all that a script says; see script_play() for how it fails. */
Status headless_play_script(Headless *headless, const Script *script, Error *error) MUST_CHECK;

/* What a film shows. */
typedef struct HeadlessFilm {
    const char *path;
    int64_t from_ns, to_ns;                     /* to_ns -1: the end */
    int64_t speed_numerator, speed_denominator; /* simulated time for each unit of the film's */
    int fps;
} HeadlessFilm;

/* Plays and records. `progress` is called after each frame with its number and how many there will
 * be; may be NULL. What the user should know is written to `notice`. */
Status headless_record(Headless *headless, const HeadlessFilm *film,
                       void (*progress)(size_t frame, size_t count), Text *notice,
                       Error *error) MUST_CHECK;

#endif
