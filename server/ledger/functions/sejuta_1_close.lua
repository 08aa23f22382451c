-- SPDX-License-Identifier: Apache-2.0
-- The part of the library sejuta_1 that records that a site has told its day. A close has an id of
-- its terminal's row of numbers, so it stands in the index beside the reports, and neither can take
-- the other one's id.

-- sejuta_close_1: records one close, once.
-- KEYS  ledger, head, conflicts, index
-- ARGV  id, "<terminal>/<seq>"; the first 41 bytes of its index value, with lateness '-'; "0", and
--       then "@<event time><lateness>" where a valid proof showed an earlier recording, or "?"
--       where it is answered as a duplicate or not recorded; its bytes as a LedgerClose
-- Reply epoch, revision, event time of the newest entry, and a text as sejuta_record_1 gives it:
--       "+...", "=...", "!conflict ..." or "!event_not_open"
local function close(keys, args)
    local id, value, word, bytes = args[1], args[2], args[3], args[4]
    if #keys ~= 4 or #args ~= 4 or #value ~= OWN_BYTES or
        not (word == '0' or word == ONLY_KNOWN or string.find(word, '^0@%d+[%-L]$')) then
        return redis.error_reply('ARGUMENTS sejuta_close_1 takes id, value, proof and bytes')
    end
    local head = read_head(keys[2])
    if not head then
        return no_event()
    end
    local function reply(answer)
        return { head[EPOCH], whole(head[REVISION]), whole(head[TIME]), answer }
    end
    local real = real_now()
    local time = event_time(head, real)
    local known = redis.call('HGET', keys[4], id)
    if known then
        local same = duplicate(head, known, value)
        if not same then
            keep_conflict(keys[3], id, value, time, 'close ' .. bytes)
        end
        return reply(same or CONFLICT .. known)
    end
    local lateness, healed_time = LATENESS_OF_STATUS[head[STATUS]], nil
    if word == ONLY_KNOWN then
        lateness = nil
    elseif word ~= '0' and head[STATUS] ~= 'final' then
        lateness, healed_time = healing_of(word)
    end
    if not lateness then
        return reply('!event_not_open')
    end
    local when = struct.pack(WHEN_FORMAT, head[REVISION] + 1, healed_time or time)
    append(keys[1], keys[2], head, time, {
        'kind', 'close', 'epoch', head[EPOCH], 'recorded_at', whole(real),
        'event_time', whole(time), 'lateness', LATENESS[lateness], 'close', bytes,
    })
    redis.call('HSET', keys[4], id, string.sub(value, 1, CELL_TO - 1) .. lateness ..
        string.sub(value, STATE_AT) .. when)
    return reply(recorded(lateness, healed_time))
end

redis.register_function('sejuta_close_1', close)
