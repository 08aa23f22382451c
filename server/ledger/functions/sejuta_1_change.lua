-- SPDX-License-Identifier: Apache-2.0
-- The part of the library sejuta_1 for what organisers change while an event runs, for one-time
-- codes, and for which terminals were there.
--
-- {E}:codes has a field for each code, by its hash in hex:
--   "I <expires, seconds> <site> <site> ..."           issued
--   "U <claim, hex> <terminal> <site> <site> ..."      used; a claim "-" is not known any more
-- {E}:seen has a field for each terminal: when it was there first, ms by the event clock.

local function append_change(ledger_key, head_key, head, bytes)
    local real = real_now()
    local time = event_time(head, real)
    append(ledger_key, head_key, head, time, {
        'kind', 'change', 'epoch', head[EPOCH], 'recorded_at', whole(real),
        'event_time', whole(time), 'change', bytes,
    })
end

-- The head of an event that may change still, or nil and the error.
local function changeable_head(key)
    local head = read_head(key)
    if not head then
        return nil, no_event()
    end
    if head[STATUS] == 'final' then
        return nil, is_final()
    end
    return head
end

-- sejuta_change_1: records what an organiser changed; not in final.
-- KEYS  ledger, head
-- ARGV  its bytes as a LedgerChange
-- Reply the head, as sejuta_begin_1
local function change(keys, args)
    if #keys ~= 2 or #args ~= 1 or args[1] == '' then
        return redis.error_reply('ARGUMENTS sejuta_change_1 takes a change')
    end
    local head, refused = changeable_head(keys[2])
    if not head then
        return refused
    end
    append_change(keys[1], keys[2], head, args[1])
    return head_reply(head)
end

-- How many codes wait that have not expired.
local function count_waiting(key, now)
    local waiting = 0
    for _, state in ipairs(redis.call('HVALS', key)) do
        local expires = string.match(state, '^I (%d+) ')
        if expires and tonumber(expires) > now then
            waiting = waiting + 1
        end
    end
    return waiting
end

-- sejuta_issue_1: records one-time codes; not in final.
-- KEYS  ledger, head, codes
-- ARGV  how many codes may wait, then three for each code: its hash in hex, its state as issued
--       (above), its bytes as a LedgerChange
-- Reply how many of them are new: one that is there with the same content changes nothing; or an
--       error: FINAL, CODEEXISTS (with other content), CODESFULL (too many would wait)
local function issue(keys, args)
    if #keys ~= 3 or #args < 4 or #args % 3 ~= 1 then
        return redis.error_reply('ARGUMENTS sejuta_issue_1 takes three arguments for each code')
    end
    local head, refused = changeable_head(keys[2])
    if not head then
        return refused
    end
    local fresh, seen = {}, {}
    for at = 2, #args, 3 do
        local state = seen[args[at]] or redis.call('HGET', keys[3], args[at])
        if not state then
            fresh[#fresh + 1] = at
            seen[args[at]] = args[at + 1]
        elseif string.sub(state, 1, 1) == 'I' and state ~= args[at + 1] then
            return redis.error_reply('CODEEXISTS this code was issued before')
        end
    end
    local most = tonumber(args[1])
    if redis.call('HLEN', keys[3]) + #fresh > most and
        count_waiting(keys[3], math.floor(real_now() / 1000)) + #fresh > most then
        return redis.error_reply('CODESFULL ' .. whole(most) .. ' codes wait')
    end
    for _, at in ipairs(fresh) do
        append_change(keys[1], keys[2], head, args[at + 2])
        redis.call('HSET', keys[3], args[at], args[at + 1])
    end
    return #fresh
end

-- sejuta_redeem_1: exchanges a code for a terminal, once.
-- KEYS  ledger, head, codes
-- ARGV  the code's hash in hex, the claim in hex, the new terminal's id, its sites as the code's
--       state has them, its bytes as a LedgerChange
-- Reply "enrolled <terminal> <site> ...", the same again for the claim that used it; or "unknown",
--       "used", "expired"; "differs" where the code has other sites; or the error FINAL
local function redeem(keys, args)
    if #keys ~= 3 or #args ~= 5 or #args[2] ~= 32 then
        return redis.error_reply(
            'ARGUMENTS sejuta_redeem_1 takes code, claim, terminal, sites and bytes')
    end
    local state = redis.call('HGET', keys[3], args[1])
    if not state then
        return 'unknown'
    end
    local claim, enrolled = string.match(state, '^U (%S+) (.+)$')
    if claim then
        return claim == args[2] and 'enrolled ' .. enrolled or 'used'
    end
    local expires, sites = string.match(state, '^I (%d+) (.+)$')
    if tonumber(expires) <= math.floor(real_now() / 1000) then
        return 'expired'
    end
    if sites ~= args[4] then
        return 'differs'
    end
    local head, refused = changeable_head(keys[2])
    if not head then
        return refused
    end
    append_change(keys[1], keys[2], head, args[5])
    redis.call('HSET', keys[3], args[1], 'U ' .. args[2] .. ' ' .. args[3] .. ' ' .. sites)
    return 'enrolled ' .. args[3] .. ' ' .. sites
end

-- sejuta_seen_1: remembers when a terminal was there first.
-- KEYS  head, seen
-- ARGV  terminal
-- Reply 1 where it is the first time, else 0
local function seen(keys, args)
    local head = #keys == 2 and #args == 1 and read_head(keys[1])
    if not head then
        return no_event()
    end
    return redis.call('HSETNX', keys[2], args[1], whole(event_time(head, real_now())))
end

redis.register_function('sejuta_change_1', change)
redis.register_function('sejuta_issue_1', issue)
redis.register_function('sejuta_redeem_1', redeem)
redis.register_function('sejuta_seen_1', seen)
