// SPDX-License-Identifier: Apache-2.0
// Preloaded into redis-server: remembers for each file how long it was when fdatasync last returned,
// in a file of the same name in the directory that SEJUTA_POWER_CUT names. A test that kills Redis
// and cuts its files to these lengths has done to it what a power cut may do.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void remember(int fd, off_t length)
{
    char link[64];
    char path[4096];
    char note[4096];
    char text[32];
    char const* directory = getenv("SEJUTA_POWER_CUT");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t const bytes = readlink(link, path, sizeof path - 1);
    if (!directory || bytes <= 0) return;
    path[bytes] = 0;
    char const* name = strrchr(path, '/');
    if (!name || snprintf(note, sizeof note, "%s%s", directory, name) >= (int)sizeof note) return;
    // One write of fixed length, so that a kill leaves the old number or the new one.
    int const out = open(note, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (out < 0) return;
    int const used = snprintf(text, sizeof text, "%020lld\n", (long long)length);
    if (pwrite(out, text, (size_t)used, 0) != used) abort();
    close(out);
}

int fdatasync(int fd)
{
    struct stat about;
    int const known = fstat(fd, &about);
    int const done = (int)syscall(SYS_fdatasync, fd);
    if (done == 0 && known == 0) remember(fd, about.st_size);
    return done;
}
