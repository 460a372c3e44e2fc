#include <sqlite3.h>

/* Variadic functions cannot be called from Swift. */
static inline int hotline_sqlite_count_no_memory(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
