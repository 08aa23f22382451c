// SPDX-License-Identifier: Apache-2.0
// A bad wire between two network namespaces: two TUN devices whose packets are passed on with loss,
// delay and reordering, as tc netem would, but in user space, since many kernels lack netem.
//   wire NETNS_FILE LEFT_NAME RIGHT_NAME SEED
// LEFT_NAME is made in the namespace of the caller, RIGHT_NAME in the other one. Each line on
// standard input sets "<loss, per mille> <delay, ms> <jitter, ms> <1: cut>"; its end ends the wire.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { packet_bytes = 2048, queue_max = 32768, line_bytes = 64 };

struct packet {
    int64_t due;  // microseconds of the monotonic clock
    int to;       // the descriptor it leaves by
    int bytes;
    unsigned char* data;
};

static struct packet queue[queue_max];  // a heap, the earliest first
static int queued;
static long loss, delay, jitter, cut;
static uint64_t state;

static _Noreturn void fail(char const* what)
{
    fprintf(stderr, "wire: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

static long below(long limit)
{
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return limit > 0 ? (long)((state >> 33) % (uint64_t)limit) : 0;
}

static int make_device(char const* name)
{
    struct ifreq request = {0};
    int const fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) fail("/dev/net/tun");
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
    if (ioctl(fd, TUNSETIFF, &request) != 0) fail(name);
    return fd;
}

static void swap(int a, int b)
{
    struct packet const kept = queue[a];
    queue[a] = queue[b];
    queue[b] = kept;
}

static void push(struct packet const given)
{
    int at = queued++;
    queue[at] = given;
    for (; at > 0 && queue[(at - 1) / 2].due > queue[at].due; at = (at - 1) / 2)
        swap(at, (at - 1) / 2);
}

static struct packet pop(void)
{
    struct packet const first = queue[0];
    queue[0] = queue[--queued];
    for (int at = 0;;) {
        int next = 2 * at + 1;
        if (next + 1 < queued && queue[next + 1].due < queue[next].due) next += 1;
        if (next >= queued || queue[next].due >= queue[at].due) return first;
        swap(at, next);
        at = next;
    }
}

// Takes all packets of one side; what is lost or too much is dropped here.
static void take(int from, int to)
{
    unsigned char data[packet_bytes];
    for (;;) {
        ssize_t const bytes = read(from, data, sizeof data);
        if (bytes <= 0) return;
        if (cut || below(1000) < loss || queued == queue_max) continue;
        struct packet one = {now() + 1000 * (delay + below(2 * jitter + 1) - jitter), to,
                             (int)bytes, malloc((size_t)bytes)};
        if (!one.data) fail("memory");
        memcpy(one.data, data, (size_t)bytes);
        push(one);
    }
}

static void deliver(void)
{
    while (queued > 0 && queue[0].due <= now()) {
        struct packet const one = pop();
        // A device that is full or down loses it, as a wire does.
        if (!cut && write(one.to, one.data, (size_t)one.bytes) < 0 && errno == EBADF) fail("write");
        free(one.data);
    }
}

// False at the end of the input.
static int obey(void)
{
    static char line[line_bytes];
    static size_t used;
    char byte;
    ssize_t const got = read(STDIN_FILENO, &byte, 1);
    if (got <= 0) return got < 0 && errno == EINTR;
    if (used + 1 < sizeof line) line[used++] = byte;
    if (byte != '\n') return 1;
    line[used] = 0;
    used = 0;
    if (sscanf(line, "%ld %ld %ld %ld", &loss, &delay, &jitter, &cut) != 4) exit(2);
    puts("set");
    fflush(stdout);
    return 1;
}

int main(int count, char** arguments)
{
    if (count != 5) return 2;
    state = strtoull(arguments[4], NULL, 10);
    int const left = make_device(arguments[2]);
    int const other = open(arguments[1], O_RDONLY | O_CLOEXEC);
    if (other < 0 || setns(other, CLONE_NEWNET) != 0) fail(arguments[1]);
    int const right = make_device(arguments[3]);
    puts("made");
    fflush(stdout);
    struct pollfd asked[3] = {{left, POLLIN, 0}, {right, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    for (;;) {
        int64_t const wait = queued > 0 ? queue[0].due - now() : 1000000;
        struct timespec const most = {wait > 0 ? wait / 1000000 : 0,
                                      wait > 0 ? wait % 1000000 * 1000 : 0};
        if (ppoll(asked, 3, &most, NULL) < 0 && errno != EINTR) fail("poll");
        take(left, right);
        take(right, left);
        deliver();
        if ((asked[2].revents & (POLLIN | POLLHUP)) && !obey()) return 0;
    }
}
