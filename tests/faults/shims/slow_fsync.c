// SPDX-License-Identifier: Apache-2.0
// Preloaded into redis-server: before each fdatasync it waits as many milliseconds as the file says
// that SEJUTA_SLOW_FSYNC names, so that a test can make the disk slow and well again.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long milliseconds(void)
{
    char const* name = getenv("SEJUTA_SLOW_FSYNC");
    FILE* in = name ? fopen(name, "r") : NULL;
    long value = 0;
    if (in && fscanf(in, "%ld", &value) != 1) value = 0;
    if (in) fclose(in);
    return value;
}

int fdatasync(int fd)
{
    if (strcmp(program_invocation_short_name, "redis-server") == 0) {
        long const wait = milliseconds();
        struct timespec left = {wait / 1000, wait % 1000 * 1000000};
        while (wait > 0 && nanosleep(&left, &left) != 0 && errno == EINTR) {
        }
    }
    return (int)syscall(SYS_fdatasync, fd);
}
