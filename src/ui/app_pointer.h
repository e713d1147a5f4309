/* What the pointer does: clicks select, drags measure, scrub, pan and move sliders, the wheel zooms
 * at the cursor. What lies under it is asked of the last scene (scene_hit). */
#ifndef UI_APP_POINTER_H
#define UI_APP_POINTER_H

#include "ui/app.h"

/* Takes in an input of the pointer or the wheel. */
void app_pointer_input(App *app, const AppInput *input);

#endif
