#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <stddef.h>
#include <string.h>
#include <zlib.h>

/// How many bytes packed ones may take, at most.
static inline size_t hotline_gzip_bound(size_t size) {
    return compressBound(size) + 64;
}

/// Packs in the format of gzip, from level 1, which is quick, to 9: `deflateInit2` is a macro, which
/// Swift does not see.
///
/// Returns the size of what was written; 0 if it could not be.
static inline size_t hotline_gzip(
    const unsigned char *bytes, size_t size, unsigned char *packed, size_t capacity,
    int level
) {
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    const int gzipWindow = 15 + 16;
    if (deflateInit2(&stream, level, Z_DEFLATED, gzipWindow, 9, Z_DEFAULT_STRATEGY)) {
        return 0;
    }
    stream.next_in = (unsigned char *)bytes;
    stream.avail_in = (unsigned)size;
    stream.next_out = packed;
    stream.avail_out = (unsigned)capacity;
    const int result = deflate(&stream, Z_FINISH);
    const size_t written = stream.total_out;
    deflateEnd(&stream);
    return result == Z_STREAM_END ? written : 0;
}

#endif
