# SPDX-License-Identifier: Apache-2.0
# Building: C++ by preset, the dashboards by vite.

# Lets ccache serve what was compiled with precompiled headers (the asan preset).
export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros}

build() { # PRESET [TARGET...]
    local preset=$1
    shift
    # The release preset is for the programs; the suites run in the sanitized one.
    [ "$preset" != release ] || [ $# -gt 0 ] || set -- sejuta sejuta-sim
    [ -f "build/$preset/build.ninja" ] || configure "$preset"
    ninja -C "build/$preset" --quiet "$@" ||
        die "the $preset build failed; the first error stands above"
}

configure() {
    local log="build/$1-configure.log"
    mkdir -p build
    cmake --preset "$1" >"$log" 2>&1 || {
        cat "$log" >&2
        die "cmake could not configure the $1 preset; the reason stands above"
    }
}

# Builds the dashboards and the terminal when a source of theirs is newer than what was built.
build_web() {
    local built=build/web.log
    if [ -f dashboards/central/dist/index.html ] && [ -f dashboards/terminal/dist/index.html ] &&
        [ -f "$built" ] && [ -z "$(find dashboards/central dashboards/terminal dashboards/shared proto data/rules \
        dashboards/package-lock.json -newer "$built" -type f \
        -not -path '*/node_modules/*' -not -path '*/gen/*' -not -path '*/dist/*' -not -path '*/dev-dist/*' -print -quit)" ]; then
        return
    fi
    mkdir -p build
    (cd dashboards && npm run --silent build) >"$built.new" 2>&1 || {
        tail -n 30 "$built.new" >&2
        die "the dashboards did not build; the reason stands above"
    }
    mv "$built.new" "$built"
}

# Runs one part of a longer job and says how long it took.
part() { # NAME COMMAND...
    local name=$1 started=$SECONDS status=0
    shift
    printf '\n== %s\n' "$name"
    "$@" || status=$?
    local took=$((SECONDS - started))
    part_lines+=("$(printf '%-28s %4d s  %s' "$name" "$took" "$([ $status = 0 ] && echo ok || echo FAILED)")")
    [ $status = 0 ] || {
        printf '\n'
        printf '%s\n' "${part_lines[@]}"
        exit $status
    }
}
part_lines=()
