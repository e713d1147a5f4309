/* JSON as Python writes it, byte for byte, since programs print what simulated hosts answer. */
#ifndef SIM_JSON_TEXT_H
#define SIM_JSON_TEXT_H

#include "base/text.h"

#include <jansson.h>
#include <stddef.h>

/* Appends a string literal as json.dumps does by default: ASCII only. Bytes that are not UTF-8
 * become U+FFFD. */
void json_text_append_string(Text *out, const char *bytes, size_t length);

/* Appends a value as Flask's jsonify indents it, names sorted; its first line stands `indent`
 * blanks in. */
void json_text_append_value(Text *out, const json_t *value, size_t indent);

#endif
