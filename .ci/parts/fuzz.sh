# SPDX-License-Identifier: Apache-2.0
# The fuzzers: each target for so many seconds, from its seeds and what earlier runs found worth
# keeping (build/fuzz/corpus), as many at once as there are cores; tests/fuzz/README.md.

fuzz() { # [--seconds N] [--only NAME,...]
    local seconds=10 only=""
    while [ $# -gt 0 ]; do
        case "$1" in
        --seconds) seconds=${2:-} ;;
        --only) only=${2:-} ;;
        *) die "fuzz: unknown option '$1'; there are --seconds N and --only NAME,..." ;;
        esac
        [ $# -ge 2 ] || die "fuzz: $1 wants a value"
        shift 2
    done
    [[ "$seconds" =~ ^[1-9][0-9]*$ ]] || die "fuzz: --seconds \"$seconds\": a whole number, 1 or more"
    local name names=()
    for name in tests/fuzz/seeds/*/; do names+=("$(basename "$name")"); done
    [ -z "$only" ] || IFS=, read -r -a names <<<"$only"
    for name in "${names[@]}"; do
        [ -d "tests/fuzz/seeds/$name" ] || die "fuzz: no target '$name'; ls tests/fuzz/seeds names them"
    done
    build asan fuzz
    export -f fuzz_one
    printf '%s\n' "${names[@]}" |
        nice -n 10 xargs -P "$(nproc)" -I NAME bash -c 'fuzz_one NAME "$0"' "$seconds" ||
        die "fuzz: a target found something; it stands above"
    printf '\nfuzz targets: %d passed, 0 failed\n' "${#names[@]}"
}

fuzz_one() { # NAME SECONDS
    local name=$1 seconds=$2 log="build/fuzz/$1.log" seeds=("tests/fuzz/seeds/$1")
    [[ "$name" != *_frame ]] || seeds+=(proto/golden)
    mkdir -p "build/fuzz/corpus/$name" build/fuzz/found
    if SEJUTA_FUZZ=$name UBSAN_OPTIONS=print_stacktrace=1 build/asan/bin/fuzz \
        -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/found/$name-" "build/fuzz/corpus/$name" "${seeds[@]}" >"$log" 2>&1; then
        printf '✓ %-24s %s inputs\n' "$name" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
        return
    fi
    grep -v '^#' "$log" | tail -n 60 >&2
    echo "✗ $name: the input lies in build/fuzz/found; SEJUTA_FUZZ=$name build/asan/bin/fuzz FILE takes it again" >&2
    return 1
}
