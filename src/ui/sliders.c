#include "ui/sliders.h"

#include "base/memory.h"
#include "trace/duration.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LATENCY_SLIDERS_MAX = 4, STEPS = 100 };

static const char LATENCY[] = "latency ";
#define LATENCY_END_NS 2e9 /* of a host whose slider nobody has given ends */

/* ---- what the program says itself ---- */

/* The number that a text assigns to a name at the beginning of a line; false: it is none. */
static bool find_constant(const char *text, const char *name, double *number) {
    size_t length = strlen(name);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, length) != 0 || isalnum((unsigned char)line[length]) ||
            line[length] == '_') {
            continue;
        }
        const char *rest = line + length + strcspn(line + length, "=\n");
        if (rest[0] != '=' || rest[1] == '=') {
            continue;
        }
        char digits[64];
        size_t count = 0;
        for (rest += 1 + strspn(rest + 1, " \t");
             count + 1 < sizeof digits &&
             (isalnum((unsigned char)*rest) || strchr("+-._", *rest)) && *rest != '\0';
             rest++) {
            digits[count] = *rest;
            count += *rest != '_';
        }
        digits[count] = '\0';
        char *end;
        *number = strtod(digits, &end);
        return count > 0 && *end == '\0' && isfinite(*number);
    }
    return false;
}

/* A typical latency of a distribution; *is_rough: it is not always that. */
static double typical_ns(const Distribution *distribution, bool *is_rough) {
    *is_rough = distribution->kind != DISTRIBUTION_CONSTANT;
    if (distribution->kind == DISTRIBUTION_UNIFORM) {
        return ((double)distribution->a_ns + (double)distribution->b_ns) / 2;
    }
    if (distribution->samples.count > 0) {
        return (double)distribution->samples.items[0];
    }
    return (double)distribution->a_ns;
}

/* The host that a world has written with a pattern, or NULL. */
static const WorldHost *find_host(const World *world, const char *pattern) {
    for (int place = 0; place < WORLD_PLACES; place++) {
        for (size_t i = 0; i < world->layers[place].hosts.count; i++) {
            if (strcmp(world->layers[place].hosts.items[i]->pattern, pattern) == 0) {
                return world->layers[place].hosts.items[i];
            }
        }
    }
    return NULL;
}

/* ---- gathering ---- */

static Slider *find(Sliders *sliders, const char *name) {
    for (size_t i = 0; i < sliders->items.count; i++) {
        if (strcmp(sliders->items.items[i].name, name) == 0) {
            return &sliders->items.items[i];
        }
    }
    return NULL;
}

/* A round number near a hundredth of the way: 1, 2 or 5 times a power of ten. */
static double round_step(double low, double high) {
    double rough = (high - low) / STEPS;
    double power = pow(10, floor(log10(rough)));
    double lead = rough / power;
    return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
}

static void add(Sliders *sliders, size_t program, Slider slider) {
    Slider *found = find(sliders, slider.name);
    if (found != NULL || sliders->items.count == SLIDERS_MAX || !(slider.low < slider.high)) {
        if (found != NULL) {
            found->programs |= 1u << program;
        }
        memory_free(slider.name);
        return;
    }
    slider.programs = 1u << program;
    if (!(slider.step > 0)) {
        slider.step = round_step(slider.low, slider.high);
    }
    if (slider.is_whole && slider.step < 1) {
        slider.step = 1;
    }
    slider.value = slider.own;
    ARRAY_PUSH(&sliders->items, slider);
}

static void add_latency(Sliders *sliders, size_t program, const World *world, const char *pattern,
                        double low, double high, double step) {
    const WorldHost *host = find_host(world, pattern);
    Slider slider = {.is_latency = true,
                     .is_whole = true,
                     .low = low,
                     .high = high,
                     .step = step,
                     .own = (double)WORLD_LATENCY_DEFAULT_NS};
    if (host != NULL) {
        slider.own = typical_ns(&host->latency, &slider.is_rough);
    }
    if (high <= low) {
        slider.high = slider.own > 0 ? slider.own * 4 : 0;
        slider.high = slider.high > LATENCY_END_NS ? slider.high : LATENCY_END_NS;
    }
    Text name = {0};
    text_printf(&name, "%s%s", LATENCY, pattern);
    slider.name = text_take(&name);
    add(sliders, program, slider);
}

static const char *setting_of(const SessionOptions *options, const char *name) {
    for (size_t i = 0; i < options->setting_count; i++) {
        if (strcmp(options->settings[i].name, name) == 0) {
            return options->settings[i].value;
        }
    }
    return NULL;
}

static void gather_tunes(Sliders *sliders, size_t program, const SliderSource *source,
                         const SessionOptions *options) {
    for (size_t i = 0; i < source->world->tunes.count; i++) {
        const WorldTune *tune = &source->world->tunes.items[i];
        if (tune->latency) {
            add_latency(sliders, program, source->world, tune->name, tune->low, tune->high,
                        tune->step);
            continue;
        }
        Slider slider = {.name = memory_copy_string(tune->name),
                         .is_whole = tune->whole,
                         .low = tune->low,
                         .high = tune->high,
                         .step = tune->step,
                         .own = tune->low};
        slider.is_rough = !find_constant(source->text, tune->name, &slider.own);
        const char *setting = setting_of(options, tune->name);
        if (setting != NULL) {
            slider.is_rough = sscanf(setting, "%lf", &slider.own) != 1;
        }
        add(sliders, program, slider);
    }
}

/* Every host that the program's world names can be made slower; where it names none, all can. What
 * stands behind a line for all hosts never counts. */
static void gather_hosts(Sliders *sliders, size_t program, const SliderSource *source) {
    size_t count = 0;
    bool is_complete = false;
    for (int place = 0; place < WORLD_PLACES; place++) {
        const WorldLayer *layer = &source->world->layers[place];
        for (size_t i = 0; i < layer->hosts.count && !is_complete; i++) {
            const char *pattern = layer->hosts.items[i]->pattern;
            add_latency(sliders, program, source->world, pattern, 0, 0, 0);
            is_complete = ++count == LATENCY_SLIDERS_MAX || strcmp(pattern, "*") == 0;
        }
    }
    if (count == 0 && source->has_requests) {
        add_latency(sliders, program, source->world, "*", 0, 0, 0);
    }
}

static int position_of(const Slider *slider) {
    double part = (slider->value - slider->low) / (slider->high - slider->low);
    part = part < 0 ? 0 : part > 1 ? 1 : part;
    return (int)(part * SLIDER_POSITIONS + 0.5);
}

static void append_number(const Slider *slider, double number, Text *text) {
    if (slider->is_whole) {
        text_printf(text, "%.0f", number);
    } else {
        text_printf(text, "%.10g", number);
    }
}

/* What scenes are shown. */
static void update_view(Sliders *sliders) {
    sliders->view.count = 0;
    for (size_t i = 0; i < sliders->items.count; i++) {
        Slider *slider = &sliders->items.items[i];
        text_clear(&slider->shown);
        if (slider->is_rough && !slider->is_set) {
            text_append_cstr(&slider->shown, "≈ ");
        }
        if (slider->is_latency) {
            duration_append(&slider->shown, (int64_t)slider->value, false);
        } else {
            append_number(slider, slider->value, &slider->shown);
        }
        ARRAY_PUSH(&sliders->view, (ViewSlider){.name = slider->name,
                                                .value = text_cstr(&slider->shown),
                                                .position = position_of(slider)});
    }
}

static void slider_release(Slider *slider) {
    memory_free(slider->name);
    text_release(&slider->shown);
}

void sliders_gather(Sliders *sliders, const SliderSource *sources, size_t count,
                    const SessionOptions *options) {
    Sliders before = *sliders;
    *sliders = (Sliders){0};
    for (size_t i = 0; i < count; i++) {
        if (sources[i].world != NULL) {
            gather_tunes(sliders, i, &sources[i], options);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (sources[i].world != NULL && !sources[i].is_chosen) {
            gather_hosts(sliders, i, &sources[i]);
        }
    }
    for (size_t i = 0; i < sliders->items.count; i++) {
        Slider *slider = &sliders->items.items[i];
        const Slider *same = find(&before, slider->name);
        if (same != NULL && same->is_set) {
            slider->is_set = true;
            slider->value = fmin(fmax(same->value, slider->low), slider->high);
        }
    }
    sliders_release(&before);
    update_view(sliders);
}

void sliders_release(Sliders *sliders) {
    for (size_t i = 0; i < sliders->items.count; i++) {
        slider_release(&sliders->items.items[i]);
    }
    ARRAY_RELEASE(&sliders->items);
    ARRAY_RELEASE(&sliders->view);
}

/* ---- moving ---- */

static bool set_value(Sliders *sliders, size_t index, double value) {
    Slider *slider = &sliders->items.items[index];
    /* The nearest step from the low end, which a latency of 0 ns or a count of 1 may be. */
    value = slider->low + round((value - slider->low) / slider->step) * slider->step;
    value = fmin(fmax(value, slider->low), slider->high);
    value = slider->is_whole ? round(value) : value;
    if (slider->is_set && value == slider->value) {
        return false;
    }
    slider->is_set = true;
    slider->value = value;
    update_view(sliders);
    return true;
}

bool sliders_move_to(Sliders *sliders, size_t index, int position) {
    const Slider *slider = &sliders->items.items[index];
    double part = (double)position / SLIDER_POSITIONS;
    return set_value(sliders, index, slider->low + (slider->high - slider->low) * part);
}

bool sliders_move_by(Sliders *sliders, size_t index, int steps) {
    const Slider *slider = &sliders->items.items[index];
    return set_value(sliders, index, slider->value + steps * slider->step);
}

bool sliders_reset(Sliders *sliders, size_t index) {
    Slider *slider = &sliders->items.items[index];
    if (!slider->is_set) {
        return false;
    }
    slider->is_set = false;
    slider->value = slider->own;
    update_view(sliders);
    return true;
}

void sliders_append_value(const Slider *slider, Text *value) {
    append_number(slider, slider->value, value);
    if (slider->is_latency) {
        text_append_cstr(value, "ns");
    }
}
