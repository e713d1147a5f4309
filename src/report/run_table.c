#include "report/run_table.h"

#include "report/measured_table.h"

/* The columns of words: of the table of figures the first alone. */
enum { NAME, ENGINE, KIND, WORD_COUNT };

RunTable run_table_of(const CompareRun *runs, size_t run_count) {
    return (RunTable){.runs = runs,
                      .run_count = run_count,
                      .is_measured = compare_has_measured(runs, run_count),
                      .unit = measured_table_unit(runs, run_count)};
}

int run_table_word_count(const RunTable *table) {
    return table->is_measured ? WORD_COUNT : NAME + 1;
}

int run_table_column_count(const RunTable *table) {
    int numbers = table->is_measured ? (int)MEASURED_COLUMN_COUNT : (int)COMPARE_COLUMN_COUNT;
    return run_table_word_count(table) + numbers;
}

bool run_table_has_cells(const RunTable *table, size_t row) {
    return table->runs[row].trace != NULL || measured_table_has_times(&table->runs[row]);
}

static void append_word_heading(Text *text, const RunTable *table, int column) {
    static const char *const HEADINGS[WORD_COUNT] = {
        [NAME] = "Program", [ENGINE] = "Engine", [KIND] = "Numbers"};
    if (column == NAME && table->is_measured) {
        text_printf(text, "Times in %s", duration_unit_name(table->unit, false));
    } else {
        text_append_cstr(text, HEADINGS[column]);
    }
}

void run_table_append_heading(Text *text, const RunTable *table, int column) {
    int number = column - run_table_word_count(table);
    if (number < 0) {
        append_word_heading(text, table, column);
    } else if (table->is_measured) {
        text_append_cstr(text, measured_table_heading((MeasuredColumn)number, false));
    } else {
        text_append_cstr(text, compare_heading((CompareColumn)number));
    }
}

/* Beside its engine a run is called as its program; a row without cells names both. */
static const char *name_of(const RunTable *table, size_t row) {
    const CompareRun *run = &table->runs[row];
    bool has_engine = table->is_measured && run_table_has_cells(table, row);
    return has_engine && run->program != NULL ? run->program : run->name;
}

void run_table_append_cell(Text *text, const RunTable *table, size_t row, int column) {
    const CompareRun *run = &table->runs[row];
    int number = column - run_table_word_count(table);
    if (column == NAME) {
        text_append_cstr(text, name_of(table, row));
    } else if (number < 0) {
        text_append_cstr(text,
                         column == ENGINE ? measured_table_engine(run) : measured_table_kind(run));
    } else if (table->is_measured) {
        measured_table_append_cell(text, (MeasuredColumn)number, run, table->unit, false);
    } else {
        compare_append_cell(text, (CompareColumn)number, run->metrics,
                            compare_first_metrics(table->runs, run), false);
    }
}
