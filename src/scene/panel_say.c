/* What the author says at a stop of a watch, below the picture in large type. */
#include "scene/rich_layout.h"

void panel_say(Frame *frame, DrawRect rect) {
    const ViewLesson *lesson = frame->view->lesson;
    DrawRect inside = panel_ground(frame, rect);
    if (lesson->on_the_way != NULL) {
        frame_write(frame, DRAW_SANS, frame->em, DRAW_LEFT, inside.x,
                    frame_baseline(inside.y, inside.h, frame->em), inside.w, THEME_TEXT_DIM,
                    lesson->on_the_way);
        return;
    }
    RichLook look = {.size = frame_whole(frame->em * 5 / 4), .role = THEME_TEXT};
    /* As large as it fits. */
    while (look.size > frame->small &&
           rich_layout_height(frame, lesson->say, look, inside.w) > inside.h) {
        look.size -= DRAW_UNIT;
    }
    int32_t h = rich_layout_height(frame, lesson->say, look, inside.w);
    int32_t y = inside.y + (h < inside.h ? (inside.h - h) / 2 : 0);
    rich_layout_draw(frame, lesson->say, look, inside.x, frame_whole(y), inside.w);
}
