// Makes the disk and the clock of one program fail, as a file says that its tests write.
//
// Loaded before the C library (LD_PRELOAD). HOTLINE_FAULTS names a file of six numbers, which is
// mapped so that the tests can change them while the program runs.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct faults {
    _Atomic int64_t after;   // How many writes succeed before they fail; negative: all do.
    _Atomic int64_t code;    // What they fail with: ENOSPC, EIO.
    _Atomic int64_t syncs;   // Likewise how many syncs succeed; negative: all do.
    _Atomic int64_t reads;   // Likewise how many reads succeed; negative: all do.
    _Atomic int64_t clock;   // How many seconds the clock is ahead.
    _Atomic int64_t writes;  // Counts the writes, for the tests.
};

static struct faults *faults;

static struct faults *map(void)
{
    const char *path = getenv("HOTLINE_FAULTS");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return NULL;
    void *memory = mmap(NULL, sizeof *faults, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return memory == MAP_FAILED ? NULL : memory;
}

__attribute__((constructor)) static void begin(void) { faults = map(); }

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// Whether a file is the database's own; pipes, sockets and the rest always work.
static int is_database(int file)
{
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size <= 0) return 0;
    path[size] = 0;
    return strstr(path, ".sqlite") != NULL;
}

static int fails(_Atomic int64_t *left)
{
    if (!faults || atomic_load(left) < 0) return 0;
    if (atomic_fetch_sub(left, 1) > 0) return 0;
    atomic_store(left, 0);
    return 1;
}

static int write_fails(int file)
{
    if (!faults || !is_database(file)) return 0;
    atomic_fetch_add(&faults->writes, 1);
    if (!fails(&faults->after)) return 0;
    errno = (int)atomic_load(&faults->code);
    return 1;
}

ssize_t write(int file, const void *bytes, size_t size)
{
    return write_fails(file) ? -1 : REAL(write)(file, bytes, size);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset)
{
    return write_fails(file) ? -1 : REAL(pwrite)(file, bytes, size, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset)
{
    return write_fails(file) ? -1 : REAL(pwrite64)(file, bytes, size, offset);
}

static int sync_fails(int file)
{
    if (!faults || !is_database(file) || !fails(&faults->syncs)) return 0;
    errno = EIO;
    return 1;
}

int fsync(int file) { return sync_fails(file) ? -1 : REAL(fsync)(file); }
int fdatasync(int file) { return sync_fails(file) ? -1 : REAL(fdatasync)(file); }

static int read_fails(int file)
{
    if (!faults || !is_database(file) || !fails(&faults->reads)) return 0;
    errno = EIO;
    return 1;
}

ssize_t read(int file, void *bytes, size_t size)
{
    return read_fails(file) ? -1 : REAL(read)(file, bytes, size);
}

ssize_t pread(int file, void *bytes, size_t size, off_t offset)
{
    return read_fails(file) ? -1 : REAL(pread)(file, bytes, size, offset);
}

ssize_t pread64(int file, void *bytes, size_t size, off64_t offset)
{
    return read_fails(file) ? -1 : REAL(pread64)(file, bytes, size, offset);
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    int result = REAL(clock_gettime)(clock, time);
    if (faults && clock == CLOCK_REALTIME) time->tv_sec += atomic_load(&faults->clock);
    return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
    int result = REAL(gettimeofday)(time, zone);
    if (faults) time->tv_sec += atomic_load(&faults->clock);
    return result;
}
