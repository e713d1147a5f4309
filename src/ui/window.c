#include "ui/window.h"

#include "ui/app_lesson.h"
#include "ui/app_picture.h"
#include "ui/canvas.h"

#include <SDL2/SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    WIDTH_MIN = 960,
    HEIGHT_MIN = 540,
    PICTURES_MAX = 9999,
};

#define NS_PER_MS INT64_C(1000000)

typedef struct Window {
    SDL_Window *window;
    App app;
    Fonts *fonts;
    TextMetrics metrics;
    Canvas canvas;
    Text title;
    Uint32 wake_event;
    bool is_stale;       /* what the window shows is not what was drawn last */
    bool is_kept_awake;  /* the screen saver is off */
    bool is_full_screen; /* as the window is now; wishes say how it should be */
    int display;         /* likewise */
    Uint64 last_ticks;   /* of the performance counter, when the app was last advanced */
    Key repeated;        /* the key whose repetition this frame has already seen */
    bool has_motion;     /* the pointer's last move, not told yet */
    AppInput motion;
    ScriptPlayer player; /* its script may be NULL */
} Window;

/* ---- SDL's events as the app's ---- */

static const struct {
    SDL_Keycode sdl;
    uint32_t symbol;
} SYMBOLS[] = {
    {SDLK_RETURN, KEY_ENTER},   {SDLK_KP_ENTER, KEY_ENTER},      {SDLK_ESCAPE, KEY_ESCAPE},
    {SDLK_TAB, KEY_TAB},        {SDLK_BACKSPACE, KEY_BACKSPACE}, {SDLK_DELETE, KEY_DELETE},
    {SDLK_LEFT, KEY_LEFT},      {SDLK_RIGHT, KEY_RIGHT},         {SDLK_UP, KEY_UP},
    {SDLK_DOWN, KEY_DOWN},      {SDLK_HOME, KEY_HOME},           {SDLK_END, KEY_END},
    {SDLK_PAGEUP, KEY_PAGE_UP}, {SDLK_PAGEDOWN, KEY_PAGE_DOWN},  {SDLK_KP_PLUS, '+'},
    {SDLK_KP_MINUS, '-'},
};

static uint8_t modifiers_of(Uint16 sdl) {
    return (uint8_t)(((sdl & KMOD_SHIFT) != 0 ? KEY_SHIFT : 0) |
                     ((sdl & KMOD_CTRL) != 0 ? KEY_CTRL : 0) |
                     ((sdl & KMOD_ALT) != 0 ? KEY_ALT : 0));
}

/* The letter or digit of a place on a US keyboard; the number block's digits count as digits. */
static char place_of(SDL_Scancode scancode) {
    if (scancode >= SDL_SCANCODE_A && scancode <= SDL_SCANCODE_Z) {
        return (char)('a' + (scancode - SDL_SCANCODE_A));
    }
    if (scancode >= SDL_SCANCODE_1 && scancode <= SDL_SCANCODE_9) {
        return (char)('1' + (scancode - SDL_SCANCODE_1));
    }
    return scancode == SDL_SCANCODE_0 ? '0' : '\0';
}

static Key key_of(const SDL_KeyboardEvent *event) {
    Key key = {.place = place_of(event->keysym.scancode),
               .modifiers = modifiers_of(event->keysym.mod),
               .repeated = event->repeat != 0};
    SDL_Keycode sdl = event->keysym.sym;
    for (size_t i = 0; i < sizeof SYMBOLS / sizeof *SYMBOLS; i++) {
        if (SYMBOLS[i].sdl == sdl) {
            key.symbol = SYMBOLS[i].symbol;
            return key;
        }
    }
    if (sdl >= SDLK_F1 && sdl <= SDLK_F12) {
        key.symbol = KEY_F1 + (uint32_t)(sdl - SDLK_F1);
    } else if ((sdl & SDLK_SCANCODE_MASK) == 0) {
        key.symbol = (uint32_t)sdl;
    }
    return key;
}

/* A point of the window as a pixel of the picture: with high densities there are more of these. */
static void to_pixels(const Window *window, int x, int y, AppInput *input) {
    int width, height;
    SDL_GetWindowSize(window->window, &width, &height);
    const View *view = &window->app.view;
    input->x = width > 0 ? (int32_t)((int64_t)x * view->width / width) : x;
    input->y = height > 0 ? (int32_t)((int64_t)y * view->height / height) : y;
    input->key.modifiers = modifiers_of((Uint16)SDL_GetModState());
}

static void tell_motion(Window *window) {
    if (window->has_motion) {
        window->has_motion = false;
        app_input(&window->app, &window->motion);
    }
}

static void take_size(Window *window) {
    int width, height;
    SDL_GetWindowSizeInPixels(window->window, &width, &height);
    app_input(&window->app, &(AppInput){.kind = APP_RESIZE, .x = width, .y = height});
    window->is_stale = true;
}

/* A held key repeats faster than frames are drawn: one step a frame is enough. */
static bool is_too_often(Window *window, const Key *key) {
    bool is_same = key->repeated && window->repeated.symbol == key->symbol &&
                   window->repeated.modifiers == key->modifiers &&
                   window->repeated.place == key->place && window->repeated.repeated;
    if (key->repeated) {
        window->repeated = *key;
    }
    return is_same;
}

static void take_button(Window *window, const SDL_MouseButtonEvent *event) {
    AppInput input = {.kind =
                          event->type == SDL_MOUSEBUTTONDOWN ? APP_POINTER_DOWN : APP_POINTER_UP,
                      .button = event->button == SDL_BUTTON_LEFT     ? APP_LEFT
                                : event->button == SDL_BUTTON_MIDDLE ? APP_MIDDLE
                                                                     : APP_RIGHT,
                      .clicks = event->clicks};
    to_pixels(window, event->x, event->y, &input);
    SDL_CaptureMouse(event->type == SDL_MOUSEBUTTONDOWN);
    app_input(&window->app, &input);
}

static void take_wheel(Window *window, const SDL_MouseWheelEvent *event) {
    int sign = event->direction == SDL_MOUSEWHEEL_FLIPPED ? -1 : 1;
    AppInput input = {.kind = APP_WHEEL, .wheel_x = sign * event->x, .wheel_y = sign * event->y};
    to_pixels(window, event->mouseX, event->mouseY, &input);
    app_input(&window->app, &input);
}

static void take_window_event(Window *window, const SDL_WindowEvent *event) {
    if (event->event == SDL_WINDOWEVENT_SIZE_CHANGED) {
        take_size(window);
    } else if (event->event == SDL_WINDOWEVENT_EXPOSED) {
        window->is_stale = true;
    } else if (event->event == SDL_WINDOWEVENT_CLOSE) {
        app_input(&window->app, &(AppInput){.kind = APP_CLOSE});
    }
}

static void take_event(Window *window, const SDL_Event *event) {
    App *app = &window->app;
    if (event->type == SDL_MOUSEMOTION) {
        window->motion = (AppInput){.kind = APP_POINTER_MOVE};
        to_pixels(window, event->motion.x, event->motion.y, &window->motion);
        window->has_motion = true;
        return;
    }
    tell_motion(window);
    switch (event->type) {
    case SDL_QUIT:
        app_input(app, &(AppInput){.kind = APP_CLOSE});
        break;
    case SDL_KEYDOWN: {
        AppInput input = {.kind = APP_KEY, .key = key_of(&event->key)};
        if (!is_too_often(window, &input.key)) {
            app_input(app, &input);
        }
        break;
    }
    case SDL_TEXTINPUT:
        app_input(app, &(AppInput){.kind = APP_TEXT, .text = event->text.text});
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        take_button(window, &event->button);
        break;
    case SDL_MOUSEWHEEL:
        take_wheel(window, &event->wheel);
        break;
    case SDL_WINDOWEVENT:
        take_window_event(window, &event->window);
        break;
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET:
        window->is_stale = true;
        break;
    case SDL_DROPFILE: {
        const char *path = event->drop.file;
        app_open_path(app, path);
        SDL_free(event->drop.file);
        break;
    }
    default:
        break;
    }
}

/* ---- pictures and the script's other wishes ---- */

static void draw(Window *window) {
    if (app_draw(&window->app, &window->metrics)) {
        window->is_stale = true;
    }
    if (window->is_stale) {
        canvas_draw(&window->canvas, &window->app.scene.list);
    }
}

static Status shoot(void *context, const char *path, Error *error) {
    Window *window = context;
    draw(window);
    return app_picture_write(&window->app, &window->canvas, path, error);
}

static void resize(void *context, int32_t width, int32_t height) {
    Window *window = context;
    SDL_SetWindowSize(window->window, width, height);
    SDL_PumpEvents();
    take_size(window);
}

/* The first name that is not taken. */
static void save_picture(Window *window) {
    char path[32];
    int number = 1;
    do {
        snprintf(path, sizeof path, "meanwhile-%d.png", number);
    } while (access(path, F_OK) == 0 && number++ < PICTURES_MAX);
    Error error;
    Text sentence = {0};
    if (shoot(window, path, &error) == STATUS_OK) {
        text_printf(&sentence, "Saved as %s", path);
    } else {
        text_append_cstr(&sentence, error.text);
    }
    app_tell(&window->app, text_cstr(&sentence));
    text_release(&sentence);
}

static void move_to_display(Window *window) {
    int displays = SDL_GetNumVideoDisplays();
    int wanted = displays > 0 ? window->app.wishes.display % displays : 0;
    window->app.wishes.display = window->display = wanted;
    bool was_full = window->is_full_screen;
    if (was_full) {
        SDL_SetWindowFullscreen(window->window, 0);
    }
    SDL_SetWindowPosition(window->window, SDL_WINDOWPOS_CENTERED_DISPLAY(wanted),
                          SDL_WINDOWPOS_CENTERED_DISPLAY(wanted));
    if (was_full) {
        SDL_SetWindowFullscreen(window->window, SDL_WINDOW_FULLSCREEN_DESKTOP);
    }
}

/* The window is called after what is open in it. */
static void set_title(Window *window) {
    Text title = {0};
    const AppLesson *lesson = window->app.lesson;
    if (lesson != NULL) {
        text_append_cstr(&title, lesson->lesson->title);
    }
    for (size_t i = 0; lesson == NULL && i < window->app.program_count; i++) {
        text_printf(&title, "%s%s", i > 0 ? ", " : "", window->app.programs[i].title);
    }
    text_append_cstr(&title, title.length > 0 ? " – meanwhile" : "meanwhile");
    if (strcmp(text_cstr(&title), text_cstr(&window->title)) != 0) {
        SDL_SetWindowTitle(window->window, text_cstr(&title));
        text_release(&window->title);
        window->title = title;
    } else {
        text_release(&title);
    }
}

/* Whoever talks about a picture does not touch the keyboard for a while. */
static void keep_awake(Window *window, bool keeps) {
    if (keeps != window->is_kept_awake) {
        window->is_kept_awake = keeps;
        if (keeps) {
            SDL_DisableScreenSaver();
        } else {
            SDL_EnableScreenSaver();
        }
    }
}

static void fulfil_wishes(Window *window) {
    AppWishes *wishes = &window->app.wishes;
    set_title(window);
    keep_awake(window, window->app.view.present || wishes->full_screen);
    if (wishes->picture) {
        wishes->picture = false;
        save_picture(window);
    }
    if (wishes->display != window->display) {
        move_to_display(window);
    }
    if (wishes->full_screen != window->is_full_screen) {
        window->is_full_screen = wishes->full_screen;
        SDL_SetWindowFullscreen(window->window,
                                wishes->full_screen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
        take_size(window);
    }
}

/* ---- frames ---- */

static Status show(Window *window, Error *error) {
    draw(window);
    if (!window->is_stale) {
        return STATUS_OK;
    }
    const Raster *raster = &window->canvas.raster;
    for (int attempt = 0; attempt < 2; attempt++) {
        SDL_Surface *surface = SDL_GetWindowSurface(window->window);
        SDL_Surface *picture =
            SDL_CreateRGBSurfaceWithFormatFrom(raster->pixels, raster->width, raster->height, 32,
                                               raster->width * 4, SDL_PIXELFORMAT_RGB888);
        bool is_shown = surface != NULL && picture != NULL &&
                        SDL_BlitSurface(picture, NULL, surface, NULL) == 0 &&
                        SDL_UpdateWindowSurface(window->window) == 0;
        SDL_FreeSurface(picture);
        if (is_shown) {
            window->is_stale = false;
            return STATUS_OK;
        }
    }
    return error_set(error, STATUS_REAL, "could not show the picture: %s", SDL_GetError());
}

/* How long to sleep, in ms; -1: until something happens. */
static int wait_ms(Window *window) {
    int64_t wait_ns = app_wait_ns(&window->app);
    const ScriptPlayer *player = &window->player;
    if (player->script != NULL && !script_is_over(player) &&
        (wait_ns < 0 || wait_ns > player->wait_ns)) {
        wait_ns = player->wait_ns > 0 ? player->wait_ns : 0;
    }
    return wait_ns < 0 ? -1 : (int)((wait_ns + NS_PER_MS - 1) / NS_PER_MS);
}

/* Wall clock time since the last call. */
static int64_t elapsed_ns(Window *window) {
    Uint64 now = SDL_GetPerformanceCounter();
    Uint64 passed = now - window->last_ticks;
    window->last_ticks = now;
    return (int64_t)((double)passed * 1e9 / (double)SDL_GetPerformanceFrequency());
}

static Status run(Window *window, Error *error) {
    const ScriptHost host = {
        .metrics = &window->metrics, .shot = shoot, .resize = resize, .context = window};
    Status status = show(window, error);
    window->last_ticks = SDL_GetPerformanceCounter();
    while (status == STATUS_OK && !window->app.wishes.quit) {
        SDL_Event event;
        int wait = wait_ms(window);
        bool has_event = SDL_WaitEventTimeout(&event, wait) != 0;
        int64_t passed_ns = elapsed_ns(window);
        app_advance(&window->app, passed_ns);
        window->repeated = (Key){.symbol = KEY_NONE};
        while (has_event) {
            take_event(window, &event);
            has_event = SDL_PollEvent(&event) != 0;
        }
        tell_motion(window);
        if (window->player.script != NULL) {
            size_t before = window->player.next;
            status = script_play(&window->player, &window->app, &host, passed_ns, error);
            window->is_stale |= window->player.next != before; /* it may have drawn */
        }
        fulfil_wishes(window);
        if (status == STATUS_OK) {
            status = show(window, error);
        }
    }
    return status;
}

/* ---- opening ---- */

static void wake(void *context) {
    Window *window = context;
    SDL_Event event = {.type = window->wake_event};
    SDL_PushEvent(&event);
}

/* A good size for the display, unless one is wanted. */
static void choose_size(AppOptions *options) {
    if (options->width > 0) {
        return;
    }
    SDL_Rect usable;
    bool is_known = SDL_GetDisplayUsableBounds(options->display, &usable) == 0;
    options->width = is_known && usable.w >= 1920 ? 1600 : 1280;
    options->height = options->width * 9 / 16;
    if (is_known && (usable.w < options->width || usable.h < options->height)) {
        options->width = usable.w;
        options->height = usable.h;
    }
}

/* Xlib ends a process whose display has gone; it may at least say so as we do. */
static int on_display_lost(void *display) {
    (void)display;
    static const char MESSAGE[] = "meanwhile: the display has gone away\n";
    (void)!write(STDERR_FILENO, MESSAGE, sizeof MESSAGE - 1);
    _exit(EXIT_REAL_WORLD);
}

static void watch_display(void) {
    if (strcmp(SDL_GetCurrentVideoDriver(), "x11") != 0) {
        return;
    }
    void *library = SDL_LoadObject("libX11.so.6"); /* SDL has loaded it already */
    void *set_handler = library != NULL ? SDL_LoadFunction(library, "XSetIOErrorHandler") : NULL;
    if (set_handler != NULL) {
        int (*(*set)(int (*)(void *)))(void *);
        memcpy(&set, &set_handler, sizeof set); /* from an object pointer, as POSIX allows */
        (void)set(on_display_lost);
    }
}

static Status open_window(Window *window, AppOptions *options, Error *error) {
    SDL_SetHint(SDL_HINT_APP_NAME, "meanwhile");
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    /* Only what shows a window to somebody: SDL would draw into memory, rather than fail. */
    SDL_SetHint(SDL_HINT_VIDEODRIVER, getenv("WAYLAND_DISPLAY") != NULL ? "x11,wayland" : "x11");
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        return error_set(
            error, STATUS_REAL,
            "could not open a window: there is no display (%s); without one there are 'meanwhile "
            "lesson', 'run', 'compare' and 'shot'",
            SDL_GetError());
    }
    watch_display();
    int displays = SDL_GetNumVideoDisplays();
    if (options->display >= displays) {
        return error_set(error, STATUS_USAGE, "there is no display %d: there are %d, from 0 on",
                         options->display, displays);
    }
    window->display = options->display;
    window->wake_event = SDL_RegisterEvents(1);
    choose_size(options);
    int place = (int)SDL_WINDOWPOS_CENTERED_DISPLAY(options->display);
    window->window = SDL_CreateWindow("meanwhile", place, place, options->width, options->height,
                                      SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (window->window == NULL) {
        return error_set(error, STATUS_REAL, "could not open a window: %s", SDL_GetError());
    }
    SDL_SetWindowMinimumSize(window->window, WIDTH_MIN, HEIGHT_MIN);
    SDL_GetWindowSizeInPixels(window->window, &options->width, &options->height);
    return STATUS_OK;
}

Status window_run(AppOptions *options, const Script *script, Error *error) {
    Window window = {.player = {.script = script}};
    bool has_app = false;
    Status status = fonts_new(&window.fonts, error);
    if (status == STATUS_OK) {
        status = open_window(&window, options, error);
    }
    if (status == STATUS_OK) {
        options->wake = wake;
        options->wake_context = &window;
        options->watches = true;
        window.metrics = fonts_metrics(window.fonts);
        canvas_init(&window.canvas, window.fonts);
        status = app_init(&window.app, options, error);
        has_app = status == STATUS_OK;
    }
    if (has_app) {
        fulfil_wishes(&window);
        status = run(&window, error);
        options->theme = app_theme_name(&window.app, 0);
        options->scale = window.app.view.scale;
        app_release(&window.app);
    }
    if (window.window != NULL) {
        canvas_release(&window.canvas);
        SDL_DestroyWindow(window.window);
    }
    SDL_Quit();
    text_release(&window.title);
    fonts_free(window.fonts);
    return status;
}
