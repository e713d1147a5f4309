/* R outside of lessons: the programs that are shown run for real, on our loop and on the user's own
 * python3, while their simulations stand. What they take grows beside these; when all is measured,
 * the ledger says where the difference went. A program that runs anew (its file was saved, a slider
 * was moved) makes what was measured a thing of the past, and it goes. */
#ifndef UI_APP_MEASURE_H
#define UI_APP_MEASURE_H

#include "ui/app.h"

/* Starts measuring what is shown, or says why that cannot be. */
void app_measure(App *app);

/* Takes in what has come, and shows it. */
void app_measure_advance(App *app);

/* Ends what is being measured and takes what was away; false: there was nothing. */
bool app_measure_forget(App *app);

/* Whether real runs are under way. */
bool app_measure_is_on(const App *app);

/* The longest that was measured; 0: nothing. */
int64_t app_measure_end_ns(const App *app);

/* Waits until all is measured, and takes it in. */
void app_measure_settle(App *app);

#endif
