# SPDX-License-Identifier: Apache-2.0
# The demo: a real server with its own Redis on an empty directory, the published day of Jambi 2020
# reported by simulated terminals, the dashboard beside it. Leaves no process behind.

demo() {
    local once=no
    case "${1:-}" in
    "") ;;
    --once) once=yes ;;
    *) die "demo: unknown option '$1'; the only one is --once" ;;
    esac
    build release sejuta sejuta-sim
    build_web
    demo_serve
    [ "$once" = yes ] || demo_login
    demo_rehearse
    [ "$once" = no ] && [ -t 1 ] || return "$demo_status"
    printf '\nThe dashboard stays on %s until Ctrl-C.\n' "$demo_url"
    wait "$demo_server" || true
}

demo_serve() {
    demo_data=${SEJUTA_DEMO_DATA:-$(mktemp -d "${TMPDIR:-/tmp}/sejuta-demo.XXXXXX")}
    [ -n "${SEJUTA_DEMO_DATA:-}" ] || demo_made_data=$demo_data
    trap demo_end EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    mkdir -p "$demo_data"
    build/release/bin/sejuta serve --event data/events/harganas-2020 --data-dir "$demo_data" \
        --listen "${SEJUTA_DEMO_LISTEN:-127.0.0.1:8080}" --dev-tokens --open-dashboards \
        --dashboards dashboards/central/dist --address-file "$demo_data/address" \
        --log-file "$demo_data/server.log" &
    demo_server=$!
    local address=""
    while [ -z "$address" ]; do
        if ! kill -0 "$demo_server" 2>/dev/null; then
            local status=0
            wait "$demo_server" || status=$?
            demo_server=""
            exit "$status"
        fi
        address=$(cat "$demo_data/address" 2>/dev/null || true)
        [ -n "$address" ] || sleep 0.1
    done
    demo_url="http://$address"
    printf 'Sejuta serves on %s (data in %s)\n' "$demo_url" "$demo_data"
    printf 'A reporting terminal: %s/terminal/#token=dev:demo-hp-1:S1571-PMB-001&event=harganas-2020\n' "$demo_url"
}

# An account of the centre's, with a password of this demo's own.
demo_login() {
    local password who=panitia-demo
    password=$(node -e 'console.log(require("crypto").randomBytes(12).toString("base64url"))')
    printf '%s\n' "$password" | build/release/bin/sejuta user add "$who" --role national --region ID \
        --data-dir "$demo_data" --password-file - >/dev/null 2>&1 ||
        printf '%s\n' "$password" | build/release/bin/sejuta user passwd "$who" \
            --data-dir "$demo_data" --password-file - >/dev/null
    printf 'Log in as %s with the password %s to see sites by name and to act at the desk\n' "$who" "$password"
}

demo_rehearse() {
    demo_status=0
    build/release/bin/sejuta-sim run jambi-2020 --server "ws://${demo_url#http://}" \
        --out "json=$demo_data/rehearsal.json" &
    demo_simulator=$!
    wait "$demo_simulator" || demo_status=$?
    demo_simulator=""
}

# Ends what this demo started, by its own process ids, and waits for it.
demo_end() {
    local status=$?
    trap - EXIT INT TERM HUP
    for process in "${demo_simulator:-}" "${demo_server:-}"; do
        [ -n "$process" ] || continue
        kill -TERM "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    [ -z "${demo_made_data:-}" ] || rm -rf "$demo_made_data"
    exit "$status"
}
