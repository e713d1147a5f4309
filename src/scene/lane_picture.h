/* A lane as it is drawn: its spans along the time axis, each in its state's colour, height, texture
 * and sign (solid and high is on the CPU; hatched and lower is not), with its word and duration
 * where they fit, and at the lane's end how it ended. And a set of lanes as a census: one band for
 * each state, as high as the share of lanes that are in it. */
#ifndef SCENE_LANE_PICTURE_H
#define SCENE_LANE_PICTURE_H

#include "scene/panel.h"
#include "scene/time_axis.h"

/* Draws a lane with all detail; and how it ended, which lies over what else is there. */
void lane_picture_draw(Frame *frame, const TimeAxis *axis, const SceneRun *run, uint32_t lane,
                       DrawRect row);
void lane_picture_draw_end(Frame *frame, const TimeAxis *axis, const SceneRun *run, uint32_t lane,
                           DrawRect row);

/* Draws a lane as a line without detail, for stacks. */
void lane_picture_draw_line(Frame *frame, const TimeAxis *axis, const SceneRun *run, uint32_t lane,
                            DrawRect row);

/* Draws a set of lanes by their number in each state, `most` of them being as high as the row. */
void lane_picture_draw_census(Frame *frame, const TimeAxis *axis, const Census *census, size_t most,
                              DrawRect row);

/* Draws a sample of a state, as a legend has it. */
void lane_picture_draw_sample(Frame *frame, DrawRect row, SpanState state);

/* The part of a row that a span of a state takes: lower where it is not on the CPU. */
DrawRect lane_picture_bar(DrawRect row, SpanState state);

/* What a bar is wider than the words in it, at least: for its sign, and some room. */
int32_t lane_picture_margin(const Frame *frame);

/* Appends what the span is doing, "waiting for a lock", "running". */
void lane_picture_append_word(Text *text, const Span *span);

#endif
