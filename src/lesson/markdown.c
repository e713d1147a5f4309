#include "lesson/markdown.h"

#include "base/check.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

enum { ENTITY_MAX = 12 };

/* How far a block of HTML has been read. */
typedef enum HtmlBlock {
    HTML_NONE,
    HTML_BEGINS,
    HTML_COMMENT,
    HTML_CLOSED,
    HTML_REFUSED,
} HtmlBlock;

typedef struct Reading {
    const Source *source;
    Diagnostics *diagnostics;
    RichText *rich;
    size_t at, end; /* the bytes of the source that were told of last */
    unsigned style; /* of what comes now */
    int32_t link;   /* likewise */
    unsigned emphases, strongs;
    unsigned quotes, depth;
    int32_t numbers[MARKDOWN_DEPTH_MAX + 1]; /* of each list around: of its next item, 0: bullets */
    bool tight[MARKDOWN_DEPTH_MAX + 1];
    bool item_begins;  /* the next paragraph is the first of an item */
    bool item_follows; /* an item of this list came before: a tight one stands close */
    bool in_head;      /* of a table */
    HtmlBlock html;
    unsigned columns, cell;
    uint32_t right_columns;
    bool has_block; /* there is a block to which text belongs */
} Reading;

/* The place of the last bytes that are known to be the source's own. */
static SourceSpan place(const Reading *r) {
    const Source *source = r->source;
    size_t low = 0;
    size_t high = source->lines.count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        *(source->lines.items[middle] <= r->at ? &low : &high) = middle;
    }
    int32_t line = (int32_t)low + 1;
    int32_t column = (int32_t)(r->at - source->lines.items[low]);
    size_t length = 0;
    (void)source_line(source, line, &length);
    size_t end = r->end > r->at ? r->end : r->at + 1;
    int32_t end_column = (int32_t)(end - source->lines.items[low]);
    return (SourceSpan){line, column, line,
                        end_column > (int32_t)length && (int32_t)length > column ? (int32_t)length
                                                                                 : end_column};
}

static void notice(Reading *r, const char *text, size_t size) {
    uintptr_t first = (uintptr_t)r->source->bytes;
    uintptr_t here = (uintptr_t)text;
    if (here >= first && here + size <= first + r->source->length) {
        r->at = here - first;
        r->end = r->at + size;
    }
}

static RichBlock *begin(Reading *r, RichBlockKind kind) {
    RichBlock *block = rich_text_add_block(r->rich, kind);
    block->depth = (uint8_t)r->depth;
    block->quotes = (uint8_t)r->quotes;
    r->has_block = true;
    r->cell = 0;
    return block;
}

static void begin_paragraph(Reading *r) {
    if (r->depth == 0 || !r->item_begins) {
        begin(r, RICH_PARAGRAPH);
        return;
    }
    RichBlock *block = begin(r, RICH_ITEM);
    block->is_tight = r->tight[r->depth] && r->item_follows;
    int32_t *number = &r->numbers[r->depth];
    block->number = *number > 0 ? (*number)++ : 0;
    r->item_begins = false;
    r->item_follows = true;
}

static bool nest(Reading *r) {
    if (r->depth + r->quotes < MARKDOWN_DEPTH_MAX) {
        return true;
    }
    diagnostics_add(r->diagnostics, place(r), "lists and quotes are nested more than %d deep",
                    MARKDOWN_DEPTH_MAX);
    return false;
}

static int enter_list(Reading *r, int32_t start, bool is_tight) {
    if (!nest(r)) {
        return 1;
    }
    r->depth++;
    r->numbers[r->depth] = start;
    r->tight[r->depth] = is_tight;
    r->item_follows = r->depth > 1; /* within a list, its first item stands close, too */
    return 0;
}

static int enter_row(Reading *r, unsigned columns) {
    RichBlock *block = begin(r, RICH_ROW);
    block->columns = (uint8_t)columns;
    block->is_head = r->in_head;
    block->right_columns = r->right_columns;
    return 0;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context) {
    Reading *r = context;
    switch (type) {
    case MD_BLOCK_DOC:
        return 0;
    case MD_BLOCK_QUOTE:
        r->quotes += nest(r);
        return r->quotes + r->depth > MARKDOWN_DEPTH_MAX;
    case MD_BLOCK_UL:
        return enter_list(r, 0, ((MD_BLOCK_UL_DETAIL *)detail)->is_tight != 0);
    case MD_BLOCK_OL: {
        unsigned start = ((MD_BLOCK_OL_DETAIL *)detail)->start;
        return enter_list(r, start > 0 ? (int32_t)start : 1,
                          ((MD_BLOCK_OL_DETAIL *)detail)->is_tight != 0);
    }
    case MD_BLOCK_LI:
        r->item_begins = true;
        r->has_block = false; /* a tight item has no paragraph of its own */
        return 0;
    case MD_BLOCK_HR:
        begin(r, RICH_RULE);
        return 0;
    case MD_BLOCK_H:
        begin(r, RICH_HEADING)->level = (uint8_t)((MD_BLOCK_H_DETAIL *)detail)->level;
        return 0;
    case MD_BLOCK_CODE:
        r->item_begins = false;
        begin(r, RICH_CODE_BLOCK);
        return 0;
    case MD_BLOCK_HTML:
        r->html = HTML_BEGINS;
        return 0;
    case MD_BLOCK_P:
        begin_paragraph(r);
        return 0;
    case MD_BLOCK_TABLE:
        r->item_begins = false;
        r->columns = ((MD_BLOCK_TABLE_DETAIL *)detail)->col_count;
        r->right_columns = 0;
        if (r->columns > RICH_COLUMNS_MAX) {
            diagnostics_add(r->diagnostics, place(r), "a table has more than %d columns",
                            RICH_COLUMNS_MAX);
            return 1;
        }
        return 0;
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
        r->in_head = type == MD_BLOCK_THEAD;
        return 0;
    case MD_BLOCK_TR:
        return enter_row(r, r->columns);
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        if (((MD_BLOCK_TD_DETAIL *)detail)->align == MD_ALIGN_RIGHT) {
            r->right_columns |= 1u << r->cell;
            r->rich->blocks.items[r->rich->blocks.count - 1].right_columns = r->right_columns;
        }
        return 0;
    }
    return 0;
}

/* The line's end before the closing fence belongs to the fence. */
static void end_code(Reading *r) {
    RichText *rich = r->rich;
    RichRun *last = rich->runs.count > 0 ? &rich->runs.items[rich->runs.count - 1] : NULL;
    if (rich->blocks.items[rich->blocks.count - 1].run_count > 0 &&
        rich_text_bytes(rich, last)[last->length - 1] == '\n') {
        last->length--;
    }
    r->has_block = false;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context) {
    (void)detail;
    Reading *r = context;
    switch (type) {
    case MD_BLOCK_QUOTE:
        r->quotes--;
        break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        r->depth--;
        r->item_follows = true;
        r->has_block = false;
        break;
    case MD_BLOCK_LI:
        r->item_begins = false;
        r->has_block = false;
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        r->cell++;
        break;
    case MD_BLOCK_CODE:
        end_code(r);
        break;
    case MD_BLOCK_HTML:
        r->html = HTML_NONE;
        break;
    default:
        break;
    }
    return 0;
}

static bool begins_with(const char *text, size_t size, const char *prefix) {
    return size >= strlen(prefix) && strncasecmp(text, prefix, strlen(prefix)) == 0;
}

/* The web, a place in this text, and files beside it; nothing that a viewer would run. */
static bool may_lead_to(const char *target, size_t size) {
    if (begins_with(target, size, "https://") || begins_with(target, size, "http://") ||
        begins_with(target, size, "mailto:") || begins_with(target, size, "#")) {
        return true;
    }
    for (size_t i = 0; i < size; i++) {
        bool is_name = (target[i] >= 'a' && target[i] <= 'z') ||
                       (target[i] >= 'A' && target[i] <= 'Z') ||
                       (target[i] >= '0' && target[i] <= '9') || strchr("-_.#/", target[i]) != NULL;
        if (!is_name) {
            return false;
        }
    }
    return size > 0 && target[0] != '/';
}

static void restyle(Reading *r) {
    r->style = (r->style & (unsigned)RICH_CODE) | (r->emphases > 0 ? RICH_EMPHASIS : 0u) |
               (r->strongs > 0 ? RICH_STRONG : 0u) | (r->link != RICH_NO_LINK ? RICH_LINK : 0u);
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context) {
    Reading *r = context;
    switch (type) {
    case MD_SPAN_EM:
        r->emphases++;
        break;
    case MD_SPAN_STRONG:
        r->strongs++;
        break;
    case MD_SPAN_CODE:
        r->style |= RICH_CODE;
        break;
    case MD_SPAN_A: {
        const MD_ATTRIBUTE *target = &((MD_SPAN_A_DETAIL *)detail)->href;
        notice(r, target->text, target->size);
        if (may_lead_to(target->text, target->size)) {
            r->link = rich_text_add_link(r->rich, target->text, target->size);
        } else {
            diagnostics_add(r->diagnostics, place(r),
                            "a link leads neither to the web nor to another lesson");
        }
        break;
    }
    case MD_SPAN_IMG:
        notice(r, ((MD_SPAN_IMG_DETAIL *)detail)->src.text,
               ((MD_SPAN_IMG_DETAIL *)detail)->src.size);
        diagnostics_add(r->diagnostics, place(r), "pictures cannot be shown in a lesson");
        diagnostics_hint(r->diagnostics, "a run draws its own: write a `watch` block");
        return 1;
    default:
        break;
    }
    restyle(r);
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context) {
    (void)detail;
    Reading *r = context;
    switch (type) {
    case MD_SPAN_EM:
        r->emphases--;
        break;
    case MD_SPAN_STRONG:
        r->strongs--;
        break;
    case MD_SPAN_CODE:
        r->style &= ~(unsigned)RICH_CODE;
        break;
    case MD_SPAN_A:
        r->link = RICH_NO_LINK;
        break;
    default:
        break;
    }
    restyle(r);
    return 0;
}

static void add(Reading *r, const char *bytes, size_t size) {
    if (!r->has_block) {
        begin_paragraph(r);
    }
    rich_text_add(r->rich, bytes, size, r->style, r->link, r->cell);
}

/* The few entities that one writes by hand, and numbers. */
static void add_entity(Reading *r, const char *text, size_t size) {
    static const struct {
        const char *name, *means;
    } KNOWN[] = {{"&amp;", "&"},          {"&lt;", "<"},
                 {"&gt;", ">"},           {"&quot;", "\""},
                 {"&apos;", "'"},         {"&nbsp;", "\xC2\xA0"},
                 {"&times;", "\xC3\x97"}, {"&rarr;", "\xE2\x86\x92"}};
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
        if (strlen(KNOWN[i].name) == size && memcmp(KNOWN[i].name, text, size) == 0) {
            add(r, KNOWN[i].means, strlen(KNOWN[i].means));
            return;
        }
    }
    char digits[ENTITY_MAX + 1] = {0};
    if (size > 3 && size <= ENTITY_MAX && text[1] == '#') {
        bool is_hex = text[2] == 'x' || text[2] == 'X';
        memcpy(digits, text + (is_hex ? 3 : 2), size - (is_hex ? 4 : 3));
        unsigned long c = strtoul(digits, NULL, is_hex ? 16 : 10);
        Text encoded = {0};
        text_append_code_point(&encoded, c <= 0x10FFFF ? (unsigned)c : 0xFFFD);
        Text shown = {0};
        diagnostic_append_visible(&shown, text_cstr(&encoded), encoded.length);
        bool is_visible = shown.length == encoded.length;
        if (is_visible) {
            add(r, text_cstr(&encoded), encoded.length);
        }
        text_release(&encoded);
        text_release(&shown);
        if (is_visible) {
            return;
        }
    }
    diagnostics_add(r->diagnostics, place(r), "this entity is not known here");
    diagnostics_hint(r->diagnostics, "write the character itself");
}

static void refuse_html(Reading *r) {
    diagnostics_add(r->diagnostics, place(r), "HTML cannot be shown in a lesson");
    diagnostics_hint(r->diagnostics, "write Markdown, or `<` in backquotes");
}

/* A block of HTML comes in pieces. It may be a comment, which ends it but for the rest of its line.
 */
static void pass_html_block(Reading *r, const char *text, size_t size) {
    if (r->html == HTML_BEGINS) {
        if (!begins_with(text, size, "<!--")) {
            refuse_html(r);
            r->html = HTML_REFUSED;
        } else {
            r->html = HTML_COMMENT;
        }
    }
    if (r->html == HTML_COMMENT) {
        const char *end = memmem(text, size, "-->", 3);
        if (end == NULL) {
            return;
        }
        r->html = HTML_CLOSED;
        size -= (size_t)(end + 3 - text);
        text = end + 3;
    }
    for (size_t i = 0; r->html == HTML_CLOSED && i < size; i++) {
        if (strchr(" \t\n", text[i]) == NULL) {
            notice(r, text + i, size - i);
            diagnostics_add(r->diagnostics, place(r),
                            "text behind a comment that begins a line is not shown");
            diagnostics_hint(r->diagnostics, "let the comment end the line before");
            r->html = HTML_REFUSED;
        }
    }
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context) {
    Reading *r = context;
    if (type != MD_TEXT_BR && type != MD_TEXT_SOFTBR) {
        notice(r, text, size);
    }
    switch (type) {
    case MD_TEXT_BR:
        add(r, "\n", 1);
        break;
    case MD_TEXT_SOFTBR:
        add(r, " ", 1);
        break;
    case MD_TEXT_NULLCHAR:
        add(r, "\xEF\xBF\xBD", 3);
        break;
    case MD_TEXT_ENTITY:
        add_entity(r, text, size);
        break;
    case MD_TEXT_HTML:
        if (r->html != HTML_NONE) {
            pass_html_block(r, text, size);
        } else if (!begins_with(text, size, "<!--")) {
            refuse_html(r);
        }
        break;
    default:
        add(r, text, size);
    }
    return 0;
}

void markdown_read(const Source *source, size_t offset, size_t length, RichText *rich,
                   Diagnostics *diagnostics) {
    CHECK(offset + length <= source->length);
    Reading reading = {.source = source,
                       .diagnostics = diagnostics,
                       .rich = rich,
                       .at = offset,
                       .end = offset,
                       .link = RICH_NO_LINK};
    MD_PARSER parser = {.flags = MD_FLAG_TABLES | MD_FLAG_PERMISSIVEURLAUTOLINKS |
                                 MD_FLAG_COLLAPSEWHITESPACE,
                        .enter_block = enter_block,
                        .leave_block = leave_block,
                        .enter_span = enter_span,
                        .leave_span = leave_span,
                        .text = add_text};
    (void)md_parse(source->bytes + offset, (MD_SIZE)length, &parser, &reading);
}
