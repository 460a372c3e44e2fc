internal import CSQLite

/// What holds for SQLite in the whole process (全进程设置).
package enum SQLiteSettings {
    /// Has SQLite keep no count of its memory: for that, all threads would wait for one lock at
    /// each allocation.
    ///
    /// Call it before any other thread is there; it does nothing once a database was opened.
    package static func apply() {
        _ = hotline_sqlite_count_no_memory()
    }
}
