#include "lang/compiler.h"

#include "lang/compile.h"
#include "lang/parser.h"

#include <string.h>

/* Notes where `:=` stands, so that only expressions behind which one stands are careful about
 * locals being rebound. One within a string does no harm. */
static void find_walruses(Compilation *compilation, const Source *source) {
    size_t line = 0;
    const char *end = source->bytes + source->length;
    const char *found = source->bytes;
    while ((found = memmem(found, (size_t)(end - found), ":=", 2)) != NULL) {
        size_t offset = (size_t)(found - source->bytes);
        while (line + 1 < source->lines.count && source->lines.items[line + 1] <= offset) {
            line++;
        }
        ARRAY_PUSH(&compilation->walruses,
                   (SourceSpan){.line = (int32_t)line + 1,
                                .column = (int32_t)(offset - source->lines.items[line])});
        found += 2;
    }
}

static void fill_unit(Compilation *compilation, const Source *source, const char *module_name) {
    Unit *unit = compilation->unit;
    Arena *arena = compilation->arena;
    unit->arena = arena;
    unit->source_name = arena_copy_string(arena, source->name, strlen(source->name));
    unit->file_name = unit->source_name;
    unit->module_name = arena_copy_string(arena, module_name, strlen(module_name));
    unit->text = arena_copy_string(arena, source->bytes, source->length);
    unit->text_length = source->length;
}

static Unit *compile_tree(const Source *source, Tree *tree, const char *module_name,
                          Diagnostics *diagnostics) {
    Arena *arena = arena_new();
    Compilation compilation = {.unit = arena_allocate(arena, sizeof(Unit)),
                               .arena = arena,
                               .tree = tree,
                               .diagnostics = diagnostics,
                               .instruction_limit =
                                   COMPILER_INSTRUCTIONS_MAX + 4 * (uint64_t)source->length};
    fill_unit(&compilation, source, module_name);
    find_walruses(&compilation, source);
    Unit *unit = compilation.unit;
    unit->code = module_code(&compilation);
    unit->global_count = (uint32_t)compilation.globals.names.count;
    unit->globals =
        arena_copy(arena, compilation.globals.names.items,
                   compilation.globals.names.count * sizeof *compilation.globals.names.items);
    name_table_release(&compilation.globals);
    ARRAY_RELEASE(&compilation.walruses);
    if (compilation.failed || diagnostics->total) {
        arena_free(arena);
        return NULL;
    }
    return unit;
}

Unit *compiler_compile_source(const Source *source, const char *module_name,
                              const SubsetNames *names, Diagnostics *diagnostics) {
    size_t before = diagnostics->total;
    Tree *tree = parser_parse(source, diagnostics);
    Unit *unit = NULL;
    if (diagnostics->total == before) {
        scope_analyse(tree, diagnostics);
        /* Our own library, whose files are named "<asyncio>", may do what programs may not. */
        bool is_library = names == NULL && source->name[0] == '<';
        if (diagnostics->total == before && !is_library) {
            static const SubsetNames nothing = {0};
            subset_check(tree, names ? names : &nothing, diagnostics);
        }
        if (diagnostics->total == before) {
            unit = compile_tree(source, tree, module_name, diagnostics);
        }
    }
    tree_free(tree);
    return unit;
}

Unit *compiler_compile(const char *file_name, const char *module_name, const char *text,
                       size_t length, const SubsetNames *names, Diagnostics *diagnostics) {
    Source source;
    Unit *unit = NULL;
    if (source_init(&source, file_name, text, length, diagnostics)) {
        unit = compiler_compile_source(&source, module_name, names, diagnostics);
    }
    source_release(&source);
    return unit;
}
