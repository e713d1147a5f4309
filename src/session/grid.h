/* The points of a sweep: the cross product of parameters' values and of seeds.
 *
 *     CALLS = 1..3    latency = 10ms,50ms    seeds 1..2
 *     point 0: 1, 10ms, 1    1: 1, 10ms, 2    2: 1, 50ms, 1   …   11: 3, 50ms, 2
 *
 * The first axis varies slowest and the seed fastest, so that a point's number says everything
 * about it, and a part of a sweep is a range of numbers. Values are texts, as they stand on a
 * command line:
 *
 *     list = item {"," item}        commas within brackets and quotes belong to the item
 *     item = low ".." high          1..5: 1, 2, 3, 4, 5
 *          | low ".." high ":" step         0..1:0.25: 0, 0.25, 0.50, 0.75, 1.00
 *          | low ".." high ":x" factor      1..1000:x10: 1, 10, 100, 1000
 *          | anything else, as it is
 *
 * The ends are decimal numbers, both with the same unit behind them, if any (10ms..80ms:x2). A
 * range keeps as many decimals as were written; a value that is multiplied is rounded to them, to
 * the nearest, and is at least one unit of the last decimal more than the one before. Whole numbers
 * stay whole numbers. high is a value only if the steps meet it. */
#ifndef SESSION_GRID_H
#define SESSION_GRID_H

#include "base/array.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GRID_POINTS_MAX UINT64_C(1000000)

typedef enum GridKind {
    GRID_SETTING, /* the name is a constant's, see SessionSetting */
    GRID_LATENCY, /* of every host; the name is "latency" */
    GRID_HOST,    /* the name is "host PATTERN", a value the rest of the world's line */
} GridKind;

typedef struct GridAxis {
    GridKind kind;
    char *name;
    ARRAY_OF(char *) values;
} GridAxis;

typedef struct Grid {
    ARRAY_OF(GridAxis) axes;
    bool has_seeds; /* else every point has the world's seed */
    uint64_t seed_first, seed_count;
} Grid;

/* Adds values to the axis of this name, which is made where there is none. For a host, the list may
 * be any one word of the line. STATUS_USAGE: the error says what is wrong with which list. */
Status grid_add(Grid *grid, GridKind kind, const char *name, const char *list,
                Error *error) MUST_CHECK;
void grid_set_seeds(Grid *grid, uint64_t first, uint64_t last); /* first ≤ last */
void grid_release(Grid *grid);

/* How many points; STATUS_USAGE when, each run with so many programs, it is more than
 * GRID_POINTS_MAX runs. */
Status grid_count(const Grid *grid, size_t programs, uint64_t *points, Error *error) MUST_CHECK;

/* A point's value on an axis, and its seed (0 without seeds). */
const char *grid_value(const Grid *grid, uint64_t point, size_t axis);
uint64_t grid_seed(const Grid *grid, uint64_t point);

/* The points of shard number `shard`, from 1 to `shards`: shards are ranges, in order, and as equal
 * in size as can be. */
void grid_shard(uint64_t points, uint64_t shard, uint64_t shards, uint64_t *first, uint64_t *count);

#endif
