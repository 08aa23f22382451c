# SPDX-License-Identifier: Apache-2.0
# Static checks: nothing here starts a server.

cpp_files() { git ls-files '*.cpp' '*.hpp'; }

run_checks() {
    part "format" check_format
    part "layers" node .ci/layers.mjs
    part "tidy" node .ci/tidy.mjs
    part "clang-tidy" check_clang_tidy
    part "web check" check_web
    printf '\n'
    printf '%s\n' "${part_lines[@]}"
}

check_format() {
    local wrong
    wrong=$(cpp_files | xargs clang-format-19 --dry-run 2>&1 | sed -n 's/^\([^:]*\):.*code should be.*/\1/p' | sort -u)
    [ -z "$wrong" ] && return
    printf 'not formatted (./run format mends it):\n%s\n' "$wrong" >&2
    return 1
}

# An unknown check name matches nothing, silently: so each name is looked up first.
check_clang_tidy() {
    local known name
    known=$(clang-tidy-19 --list-checks --checks='*' | tr -d ' ')
    while read -r name; do
        grep -qx "$name" <<<"$known" || {
            echo ".clang-tidy names $name, which clang-tidy-19 does not have" >&2
            return 1
        }
    done < <(sed -n 's/^  \([a-z][A-Za-z0-9.-]*\),\?$/\1/p' .clang-tidy)
    # The dev preset compiles each file alone.
    configure dev
    ninja -C build/dev --quiet sejuta_proto function_source 2>/dev/null ||
        ninja -C build/dev --quiet sejuta_proto
    node .ci/clang-tidy.mjs build/dev
}

check_web() { (cd dashboards && npm run --silent check); }

format_all() {
    cpp_files | xargs clang-format-19 -i
    (cd dashboards && npm run --silent format)
}

make_data() { (cd data/tools && npm ci --no-audit --no-fund --loglevel=error && npm run --silent make); }
