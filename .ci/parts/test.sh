# SPDX-License-Identifier: Apache-2.0
# Every suite in CI size, each part with its time. The sanitized build carries the C++ suites; the
# release build carries the tests of the server, of the pages and the demo. clang-tidy is ./run
# check's: over all files it takes longer than this may.

run_tests() {
    part "format" check_format
    part "layers" node .ci/layers.mjs
    part "tidy" node .ci/tidy.mjs
    part "data scripts" data_tests
    part "web check" check_web
    part "web unit tests" web_tests
    part "web build" build_web
    part "release build" build release
    begin_sanitized_build
    part "server, as a stranger" stranger_tests
    part "end to end (Chromium)" end_to_end
    part "demo --once" demo_smoke
    part "faults" node tests/faults/faults.mjs
    part "asan build (the rest)" end_sanitized_build
    part "C++ suites (asan, ubsan)" cpp_tests
    part "fuzzers" fuzz
    printf '\n'
    printf '%s\n' "${part_lines[@]}"
    printf '\nparts: %d passed, 0 failed\n' "${#part_lines[@]}"
}

# The suites that wait for a server leave the processor to the sanitized build, which runs beside
# them and gives way. It ends with this run, whichever way that ends.
begin_sanitized_build() {
    configure asan
    nice -n 10 ninja -C build/asan --quiet suites >build/asan-build.log 2>&1 &
    sanitized_build=$!
    trap 'kill "$sanitized_build" 2>/dev/null || true' EXIT
}

end_sanitized_build() {
    local status=0
    wait "$sanitized_build" || status=$?
    trap - EXIT
    [ $status = 0 ] && return
    cat build/asan-build.log >&2
    return $status
}

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

# In a shell of its own: the demo ends what it started when its shell ends.
demo_smoke() { (SEJUTA_DEMO_LISTEN=127.0.0.1:0 demo --once); }
