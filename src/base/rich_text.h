/* Text with headings, lists, tables and emphasis, as plain memory: what a lesson's prose has become
 * once it was read, and what the window and the terminal lay out. It knows neither the notation
 * that it came from nor how wide a line is.
 *
 * A rich text is a list of blocks, from top to bottom; a block has runs, stretches of text that
 * have one style; all text stands in one pool, in which a run's bytes are not followed by a NUL.
 *
 *     HEADING    level 1 to 6
 *     PARAGRAPH  its lines are broken where it fits; "\n" in a run is a break that was asked for
 *     ITEM       the first paragraph of a list's item, with its number, or 0 for a bullet
 *     CODE       one run, whose lines are kept as they are
 *     ROW        of a table: runs carry the number of the cell that they are in
 *     RULE       a line across, without runs
 *
 * Any block may stand in lists (`depth` of them: the paragraphs of an item that follow its first
 * are PARAGRAPHs of the same depth) and in quotes. Whoever builds one hands in text without control
 * characters: nothing here looks for them. */
#ifndef BASE_RICH_TEXT_H
#define BASE_RICH_TEXT_H

#include "base/array.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RICH_COLUMNS_MAX = 32, /* of a table */
    RICH_NO_LINK = -1,
};

typedef enum RichStyle { /* any of them together */
                         RICH_PLAIN = 0,
                         RICH_EMPHASIS = 1,
                         RICH_STRONG = 2,
                         RICH_CODE = 4,
                         RICH_LINK = 8, /* RichRun.link is where it leads */
} RichStyle;

typedef enum RichBlockKind {
    RICH_HEADING,
    RICH_PARAGRAPH,
    RICH_ITEM,
    RICH_CODE_BLOCK,
    RICH_ROW,
    RICH_RULE,
} RichBlockKind;

typedef struct RichRun {
    uint32_t offset, length; /* of the pool, in bytes */
    int32_t link;            /* offset in the pool of a NUL-terminated target, or RICH_NO_LINK */
    uint8_t style;           /* of RichStyle */
    uint8_t cell;            /* in a row: which cell, from 0 */
} RichRun;

typedef struct RichBlock {
    RichBlockKind kind;
    uint8_t level;          /* of a heading */
    uint8_t depth;          /* how many lists are around it */
    uint8_t quotes;         /* how many quotes are */
    uint8_t columns;        /* of a row */
    bool is_head;           /* a row that names the columns */
    bool is_tight;          /* no space before it: of a list whose items stand close */
    uint32_t right_columns; /* of a row: bit 1 << n when column n is set to the right */
    int32_t number;         /* of an item; 0: a bullet */
    uint32_t first_run, run_count;
} RichBlock;

typedef struct RichText {
    Text pool;
    ARRAY_OF(RichBlock) blocks;
    ARRAY_OF(RichRun) runs;
} RichText;

void rich_text_release(RichText *rich); /* {0} is an empty one */

/* Begins a block, to which the runs that follow belong. The block may be filled in until then: it
 * stays where it is only until the next one begins. */
RichBlock *rich_text_add_block(RichText *rich, RichBlockKind kind);

/* Appends text to the last block; joins it to the run before where style, link and cell are the
 * same. */
void rich_text_add(RichText *rich, const char *bytes, size_t length, unsigned style, int32_t link,
                   unsigned cell);

/* Puts a link's target into the pool and returns its offset. */
int32_t rich_text_add_link(RichText *rich, const char *bytes, size_t length);

/* Appends a whole paragraph of plain text: for text that was never in any notation. */
void rich_text_add_plain(RichText *rich, const char *text);

/* Appends all blocks of another text. */
void rich_text_append(RichText *rich, const RichText *other);

bool rich_text_is_empty(const RichText *rich); /* it has no block */

/* A run's bytes, not followed by a NUL, and a link's target. */
const char *rich_text_bytes(const RichText *rich, const RichRun *run);
const char *rich_text_link(const RichText *rich, const RichRun *run); /* NULL: none */

/* Appends the text alone, a line for each block, cells of a row separated by a tab. */
void rich_text_write_plain(const RichText *rich, Text *plain);

#endif
