#include <linear.h>

/// What training prints is of no use to anybody who reads the program's output.
static inline void shim_liblinear_print_nothing(const char *text)
{
    (void)text;
}

static inline void shim_liblinear_be_silent(void)
{
    set_print_string_function(shim_liblinear_print_nothing);
}
