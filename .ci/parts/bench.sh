# SPDX-License-Identifier: Apache-2.0
# The bench: builds the release with the micro benchmarks, then tests/bench/bench.mjs measures. Only
# this asks for Google Benchmark; ./run test neither installs nor builds it.

bench() {
    # A build directory from before the package was installed does not know the target yet.
    if ! [ -f build/release/build.ninja ] || ! grep -q '^build bench_micro: ' build/release/build.ninja; then
        configure release
    fi
    build release sejuta sejuta-sim bench_micro
    exec node tests/bench/bench.mjs "$@"
}
