/* CHECK() states what we can prove. It stays in release builds: a failed check is a bug of ours,
 * never bad input, and stops the process at once with file and line (exit by abort). */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#define CHECK(condition) ((condition) ? (void)0 : check_failed(#condition, __FILE__, __LINE__))
#define UNREACHABLE() check_failed("unreachable", __FILE__, __LINE__)

/* A function whose result the caller must look at. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* Prints the broken condition and where it stands on stderr, then aborts. */
_Noreturn void check_failed(const char *condition, const char *file, int line);

#endif
