-- SPDX-License-Identifier: Apache-2.0
-- The part of the library sejuta_1 that sets the status, and that keeps in mind what terminals hold
-- receipts for and the ledger lacks: an event does not become final over their heads.
--
-- {E}:missing has a field for each such terminal: how many seqs, a colon, the seqs with spaces
-- between them ("3:4 5 9"); "0:" once the ledger has them all again.

-- The same steps as server/domain/event_status.hpp.
local STEPS = {
    draft = { open = true },
    open = { late = true, closed = true },
    late = { open = true, closed = true },
    closed = { open = true, late = true, provisional = true },
    provisional = { closed = true, verified = true },
    verified = { provisional = true, final = true },
    final = {},
}

local NOTED_SEQS_MAX = 4096     -- of one terminal; unpack has a limit near 8,000 values
local NOTHING = '0:'

-- Which of a terminal's seqs the index lacks, each once.
local function lacking_of(index_key, terminal, seqs)
    local lacking, seen, ids = {}, {}, {}
    if #seqs == 0 then
        return lacking
    end
    for at = 1, #seqs do
        ids[at] = terminal .. '/' .. seqs[at]
    end
    local values = redis.call('HMGET', index_key, unpack(ids))
    for at = 1, #seqs do
        if not values[at] and not seen[seqs[at]] then
            seen[seqs[at]] = true
            lacking[#lacking + 1] = seqs[at]
        end
    end
    return lacking
end

-- Adds the seqs of a note to those given, up to the bound.
local function with_noted(note, seqs)
    for seq in string.gmatch(note and string.match(note, ':(.*)$') or '', '%d+') do
        if #seqs >= NOTED_SEQS_MAX then
            break
        end
        seqs[#seqs + 1] = seq
    end
    return seqs
end

-- What stands there already is not written again: each write goes to the disk.
local function write_note(key, terminal, lacking, before)
    local note = #lacking .. ':' .. table.concat(lacking, ' ')
    if note ~= before then
        redis.call('HSET', key, terminal, note)
    end
end

-- How many reports with a receipt the ledger lacks now; what has come since is struck off.
local function count_missing(head_key)
    local key = sibling(head_key, 'missing')
    local all, count = redis.call('HGETALL', key), 0
    for at = 1, #all, 2 do
        if all[at + 1] ~= NOTHING then
            local seqs = with_noted(all[at + 1], {})
            local lacking = lacking_of(sibling(head_key, 'index'), all[at], seqs)
            write_note(key, all[at], lacking, all[at + 1])
            count = count + #lacking
        end
    end
    return count
end

-- sejuta_missing_1: notes what a terminal holds receipts for and the ledger lacks, beside what was
-- noted before and is still lacking.
-- KEYS  missing, index
-- ARGV  terminal, then the seqs, at most 4,096
-- Reply how many are noted now
local function missing(keys, args)
    if #keys ~= 2 or #args < 1 or #args > 1 + NOTED_SEQS_MAX then
        return redis.error_reply('ARGUMENTS sejuta_missing_1 takes a terminal and its seqs')
    end
    local seqs = {}
    for at = 2, #args do
        seqs[#seqs + 1] = args[at]
    end
    local note = redis.call('HGET', keys[1], args[1])
    local lacking = lacking_of(keys[2], args[1], with_noted(note, seqs))
    if #lacking > 0 or (note and note ~= NOTHING) then
        write_note(keys[1], args[1], lacking, note)
    end
    return #lacking
end

-- sejuta_status_1: sets what the event accepts from here on; final is for good.
-- KEYS  ledger, head; reads and strikes off in the event's missing, reads its index
-- ARGV  status, the status that is expected now or '', 1 to accept that receipts are missing or 0,
--       who sets it
-- Reply the head, as sejuta_begin_1; the status that it has already changes nothing; or an error:
--       FINAL, STATUSDIFFERS (not the one expected), TRANSITION (no step), MISSING <how many>
local function status(keys, args)
    local to, expected = args[1], args[2]
    if not (STATUSES[to] and (expected == '' or STATUSES[expected]) and
        (args[3] == '0' or args[3] == '1') and args[4]) then
        return redis.error_reply('ARGUMENTS sejuta_status_1 takes status, expected, 0 or 1, by')
    end
    local head = read_head(keys[2])
    if not head then
        return no_event()
    end
    local from = head[STATUS]
    if from == to then
        return head_reply(head)
    end
    if from == 'final' then
        return is_final()
    end
    if expected ~= '' and expected ~= from then
        return redis.error_reply('STATUSDIFFERS the event is ' .. from)
    end
    if not STEPS[from][to] then
        return redis.error_reply('TRANSITION the event is ' .. from)
    end
    local lacking = to == 'final' and args[3] == '0' and count_missing(keys[2]) or 0
    if lacking > 0 then
        return redis.error_reply('MISSING ' .. lacking)
    end
    head[STATUS] = to
    local real = real_now()
    local time = event_time(head, real)
    append(keys[1], keys[2], head, time, {
        'kind', 'status', 'epoch', head[EPOCH], 'recorded_at', whole(real),
        'event_time', whole(time), 'status', to, 'by', args[4],
    })
    redis.call('HSET', keys[2], 'status', to)
    return head_reply(head)
end

redis.register_function('sejuta_missing_1', missing)
redis.register_function('sejuta_status_1', status)
