# SPDX-License-Identifier: Apache-2.0
# Every suite in CI size, each part with its time. The sanitized build carries the C++ suites and the
# fuzzers; the release build carries the tests of the server, of the pages, the demo and the faults.
# clang-tidy is ./run check's: over all files it takes longer than this may.

run_tests() {
    part "format" check_format
    part "layers" node .ci/layers.mjs
    part "tidy" node .ci/tidy.mjs
    part "data scripts" data_tests
    part "web check" check_web
    part "web unit tests" web_tests
    part "web build" build_web
    part "release build" build release
    configure asan
    beside asan-build sanitized_build
    part "server, as a stranger" stranger_tests
    part "end to end (Chromium)" end_to_end
    beside demo demo_smoke
    part "faults" node tests/faults/faults.mjs
    part "demo --once (the rest)" joined demo
    part "asan build (the rest)" joined asan-build
    beside fuzzers fuzz
    part "C++ suites (asan, ubsan)" cpp_tests
    part "fuzzers (the rest)" joined fuzzers
    printf '\n'
    printf '%s\n' "${part_lines[@]}"
    printf '\nparts: %d passed, 0 failed\n' "${#part_lines[@]}"
}

# Suites that wait, for a server or a fault's end, leave the processor to what runs beside them and
# gives way. It ends with this run, whichever way that ends.
declare -A asides=()

beside() { # NAME COMMAND...
    local name=$1
    shift
    "$@" >"build/$name.log" 2>&1 &
    asides[$name]=$!
    trap 'kill "${asides[@]}" 2>/dev/null || true' EXIT
}

joined() { # NAME
    local status=0
    wait "${asides[$1]}" || status=$?
    unset "asides[$1]"
    cat "build/$1.log"
    return $status
}

sanitized_build() { exec nice -n 10 ninja -C build/asan --quiet suites; }

cpp_tests() {
    ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 \
        UBSAN_OPTIONS=print_stacktrace=1 \
        ctest --test-dir build/asan --output-on-failure -j 2
}

# Needs no npm package: it compares the committed tables with the published ones.
data_tests() { (cd data/tools && npm test --silent); }

web_tests() { (cd dashboards && npm test --silent); }

# The built server, its own data directories, a client written from docs/PROTOCOL.md alone.
stranger_tests() { (cd dashboards && npm run --silent integration); }

end_to_end() { (cd dashboards && npm run --silent e2e); }

demo_smoke() { SEJUTA_DEMO_LISTEN=127.0.0.1:0 demo --once; }
