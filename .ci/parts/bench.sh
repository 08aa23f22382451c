# SPDX-License-Identifier: Apache-2.0
# The bench: builds the release with the programs of tests/bench, installs what the peers need, then
# tests/bench/bench.mjs measures. Only this asks for them; ./run test neither installs nor builds any.

bench_targets=(sejuta bench_load bench_micro bench_ceiling bench_echo bench_fixed)

bench() {
    install_peers
    install_needs "$@"
    # A build directory from before the packages were installed does not know the targets yet.
    if ! [ -f build/release/build.ninja ] || ! grep -q '^build bench_micro: ' build/release/build.ninja; then
        configure release
    fi
    build release "${bench_targets[@]}"
    exec node tests/bench/bench.mjs "$@"
}

# The npm packages of the peers, exactly as locked.
install_peers() {
    local lock=tests/bench/peers/package-lock.json stamp=tests/bench/peers/node_modules/.sejuta-lock
    if cmp -s "$lock" "$stamp"; then return; fi
    echo "installing npm packages of $lock"
    (cd tests/bench/peers && npm ci --no-audit --no-fund --loglevel=error) ||
        die "npm ci failed: check the network, remove tests/bench/peers/node_modules, then run this again"
    cp "$lock" "$stamp"
}

# The Debian packages that the chosen peers name in their peer.json. Where one cannot be installed,
# the bench leaves its peers out, says so, and ends with 1.
install_needs() {
    local needs package
    needs=$(node tests/bench/bench.mjs "$@" --needs) || exit $?
    for package in $needs; do
        is_installed "$package" || (install_packages "$package") ||
            echo "bench: without $package; the peers that need it are left out" >&2
    done
}
