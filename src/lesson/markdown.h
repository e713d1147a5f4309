/* Markdown to rich text, by md4c, which nobody else includes: CommonMark with tables and bare
 * links, without raw HTML (comments are passed over), pictures, and links to anything but the web
 * and other lessons. What cannot be shown is an error at its place. */
#ifndef LESSON_MARKDOWN_H
#define LESSON_MARKDOWN_H

#include "base/rich_text.h"
#include "lang/diagnostic.h"
#include "lang/source.h"

#include <stddef.h>

enum { MARKDOWN_DEPTH_MAX = 8 /* lists and quotes within each other */ };

/* Appends what `length` bytes of the source say, from `offset` on. */
void markdown_read(const Source *source, size_t offset, size_t length, RichText *rich,
                   Diagnostics *diagnostics);

#endif
