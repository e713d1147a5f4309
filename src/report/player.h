/* The player of HTML reports, assets/player, as it was when this was built: a page with @PARTS@ to
 * fill in, its style sheet and its script. */
#ifndef REPORT_PLAYER_H
#define REPORT_PLAYER_H

extern const char PLAYER_PAGE[], PLAYER_STYLE[], PLAYER_SCRIPT[];

#endif
