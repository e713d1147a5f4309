#include "scene/prose.h"
#include "scene/rich_layout.h"
#include "unit/scene/panel_frame.h"
#include "unit/unit.h"

#include <string.h>

static RichText *shown; /* by draw_shown(), which is called as a panel */
static int32_t end_y;

static const RichLook LOOK = {.size = PX(20), .role = THEME_TEXT};

static void draw_shown(Frame *frame, DrawRect rect) {
    end_y = rich_layout_draw(frame, shown, LOOK, rect.x, rect.y, rect.w);
    assert_int_equal(rich_layout_height(frame, shown, LOOK, rect.w), end_y - rect.y);
}

static void add(RichText *rich, const char *text, unsigned style, int32_t link, unsigned cell) {
    rich_text_add(rich, text, strlen(text), style, link, cell);
}

static RichBlock *block(RichText *rich, RichBlockKind kind, int depth) {
    RichBlock *added = rich_text_add_block(rich, kind);
    added->depth = (uint8_t)depth;
    return added;
}

/* One of everything. */
static void fill(RichText *rich) {
    static const char TARGET[] = "https://docs.python.org/3/library/asyncio.html";
    block(rich, RICH_HEADING, 0)->level = 2;
    add(rich, "Waiting is not working", 0, RICH_NO_LINK, 0);
    block(rich, RICH_PARAGRAPH, 0);
    add(rich, "Ten requests, ", 0, RICH_NO_LINK, 0);
    add(rich, "one after another", RICH_STRONG, RICH_NO_LINK, 0);
    add(rich, ", or ", 0, RICH_NO_LINK, 0);
    add(rich, "all at once", RICH_EMPHASIS, RICH_NO_LINK, 0);
    add(rich, ": ", 0, RICH_NO_LINK, 0);
    add(rich, "await asyncio.gather()", RICH_CODE, RICH_NO_LINK, 0);
    add(rich, ", as ", 0, RICH_NO_LINK, 0);
    add(rich, "the documentation", RICH_LINK, rich_text_add_link(rich, TARGET, strlen(TARGET)), 0);
    add(rich, " says.", 0, RICH_NO_LINK, 0);
    block(rich, RICH_ITEM, 1);
    add(rich, "a task is created", 0, RICH_NO_LINK, 0);
    block(rich, RICH_ITEM, 1)->number = 2;
    rich->blocks.items[rich->blocks.count - 1].is_tight = true;
    add(rich, "it waits for its reply, for as long as that takes", 0, RICH_NO_LINK, 0);
    block(rich, RICH_PARAGRAPH, 1);
    add(rich, "and so do others", 0, RICH_NO_LINK, 0);
    block(rich, RICH_CODE_BLOCK, 0);
    add(rich, "async def main():\n    await fetch(1)\n", 0, RICH_NO_LINK, 0);
    block(rich, RICH_PARAGRAPH, 0)->quotes = 1;
    add(rich, "What could your program be doing?", 0, RICH_NO_LINK, 0);
    for (unsigned row = 0; row < 2; row++) {
        RichBlock *added = block(rich, RICH_ROW, 0);
        added->columns = 2;
        added->is_head = row == 0;
        added->right_columns = 2;
        add(rich, row == 0 ? "call" : "fetch(2)", 0, RICH_NO_LINK, 0);
        add(rich, row == 0 ? "latency" : "1.2 s", 0, RICH_NO_LINK, 1);
    }
    block(rich, RICH_RULE, 0);
}

static void every_kind_of_block_has_its_look(void **state) {
    (void)state;
    RichText rich = {0};
    PanelFrame panel;
    fill(&rich);
    shown = &rich;
    panel_frame_init(&panel);
    expect_panel(&panel, draw_shown, 420, 700, "rich_layout.txt");
    panel_frame_release(&panel);
    rich_text_release(&rich);
}

static void a_link_is_hit_where_it_stands(void **state) {
    (void)state;
    RichText rich = {0};
    PanelFrame panel;
    fill(&rich);
    shown = &rich;
    panel_frame_init(&panel);
    panel_frame_draw(&panel, draw_shown, 420, 700);
    size_t count = 0;
    for (size_t i = 0; i < panel.scene.hits.count; i++) {
        const SceneHit *hit = &panel.scene.hits.items[i];
        if (hit->kind == SCENE_HIT_LINK) {
            count++;
            assert_true(hit->index < panel.scene.links.count);
            assert_string_equal(panel.scene.links.items[hit->index],
                                "https://docs.python.org/3/library/asyncio.html");
        }
    }
    assert_true(count >= 2); /* in two lines */
    assert_true(panel_says(&panel, "https://docs.python.org/3/library/asyncio.html"));
    panel_frame_release(&panel);
    rich_text_release(&rich);
}

/* Whatever the width, nothing is wider, and all of it is there. */
static void nothing_is_wider_than_its_column(void **state) {
    (void)state;
    static const char WORDS[] = "abcdefghijklmnopqrstuvwxyz a bb ccc Donaudampfschifffahrtsgesell"
                                "schaftskapitän x";
    RichText rich = {0};
    PanelFrame panel;
    rich_text_add_plain(&rich, WORDS);
    shown = &rich;
    panel_frame_init(&panel);
    for (int width = 24; width < 900; width += 7) {
        panel_frame_draw(&panel, draw_shown, width, 100);
        size_t bytes = 0;
        for (size_t i = 0; i < panel.scene.list.ops.count; i++) {
            const DrawOp *op = &panel.scene.list.ops.items[i];
            if (op->kind == DRAW_TEXT) {
                const char *text = panel.scene.list.pool.bytes + op->text;
                int32_t w =
                    panel.metrics.measure(NULL, (DrawFace)op->what, op->size, text, op->length);
                assert_true(op->rect.x + w <= PX(width) || op->length <= 2);
                for (uint32_t j = 0; j < op->length; j++) {
                    bytes += text[j] != ' ';
                }
            }
        }
        assert_int_equal(bytes, sizeof WORDS - 1 - 5); /* less the spaces */
    }
    panel_frame_release(&panel);
    rich_text_release(&rich);
}

static void draw_pieces(Frame *frame, DrawRect rect) {
    static const ProseStyle PLAIN = {.face = DRAW_SANS, .size = PX(20), .role = THEME_TEXT};
    static const ProseStyle CODE = {
        .face = DRAW_MONO, .size = PX(18), .role = THEME_TEXT, .is_code = true};
    Prose prose;
    prose_init(&prose, frame, rect.x, rect.y, rect.w);
    prose_write(&prose, &PLAIN, "It waits at", 11);
    prose_write(&prose, &PLAIN, " ", 1);
    prose_write(&prose, &CODE, "await", 5);
    prose_write(&prose, &PLAIN, ", here", 6);
    prose_end_paragraph(&prose);
    end_y = prose.y;
}

static const DrawOp *find_text(const PanelFrame *panel, const char *wanted) {
    for (size_t i = 0; i < panel->scene.list.ops.count; i++) {
        const DrawOp *op = &panel->scene.list.ops.items[i];
        if (op->kind == DRAW_TEXT && op->length == strlen(wanted) &&
            memcmp(panel->scene.list.pool.bytes + op->text, wanted, op->length) == 0) {
            return op;
        }
    }
    fail_msg("'%s' is not there", wanted);
    return NULL;
}

static void pieces_without_a_space_stay_together(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    /* The code fits, and the comma behind it does not. */
    int32_t w = panel.metrics.measure(NULL, DRAW_SANS, PX(20), "It waits at ", 12) +
                panel.metrics.measure(NULL, DRAW_MONO, PX(18), "await", 5);
    panel_frame_draw(&panel, draw_pieces, w / DRAW_UNIT + 2, 100);
    const DrawOp *code = find_text(&panel, "await"), *comma = find_text(&panel, ", here");
    assert_int_equal(code->rect.y, comma->rect.y);
    assert_true(code->rect.y > find_text(&panel, "It waits at")->rect.y);
    panel_frame_release(&panel);
}

static void draw_number(Frame *frame, DrawRect rect) {
    static const char SENTENCE[] = "It all takes 12 ms. Here";
    const ProseStyle text = {.face = DRAW_SANS, .size = PX(20), .role = THEME_TEXT};
    Prose prose;
    prose_init(&prose, frame, rect.x, rect.y, rect.w);
    prose_write(&prose, &text, SENTENCE, strlen(SENTENCE));
    prose_end_paragraph(&prose);
}

static void a_number_stays_with_its_unit(void **state) {
    (void)state;
    PanelFrame panel;
    panel_frame_init(&panel);
    int32_t w = panel.metrics.measure(NULL, DRAW_SANS, PX(20), "It all takes 12", 15);
    panel_frame_draw(&panel, draw_number, w / DRAW_UNIT + 2, 100);
    assert_true(find_text(&panel, "12 ms. Here")->rect.y >
                find_text(&panel, "It all takes")->rect.y);
    panel_frame_release(&panel);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_block_has_its_look),
        cmocka_unit_test(a_link_is_hit_where_it_stands),
        cmocka_unit_test(nothing_is_wider_than_its_column),
        cmocka_unit_test(pieces_without_a_space_stay_together),
        cmocka_unit_test(a_number_stays_with_its_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
