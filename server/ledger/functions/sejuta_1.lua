#!lua name=sejuta_1
-- SPDX-License-Identifier: Apache-2.0
-- The recording functions of the ledger, version 1, for Redis 7.0 and later. Everything that must
-- be true at once for a report (it is in the ledger, it is in the counters, it is there once) is
-- decided and written here, in one call, because a Redis Function runs alone.
--
-- A function that errors is not rolled back, so every one of them checks everything before its
-- first write, and XADD, the only write that can fail, comes first. All numbers stay under 2^53.
-- The names carry the version: a changed meaning is a new library beside this one.
-- The files sejuta_1_*.lua go on where this one ends; the build joins them into one library.
-- server/ledger/README.md draws the keys and says what each field means.

local EPOCH, REVISION, CHAIN, TIME, STATUS, KIND = 1, 2, 3, 4, 5, 6
local CLOCK_REAL, CLOCK_EVENT, CLOCK_EVENT_END, CLOCK_SPEED, EPOCHS = 7, 8, 9, 10, 11
local HEAD_FIELDS = {
    'epoch', 'revision', 'chain', 'event_time', 'status', 'kind',
    'clock_real', 'clock_event', 'clock_event_end', 'clock_speed', 'epochs',
}

local KINDS = { real = true, rehearsal = true }
local STATUSES = {
    draft = true, open = true, late = true, closed = true,
    provisional = true, verified = true, final = true,
}

-- A whole number below 2^53 as text; '%d' prints a C long, which costs half of '%.0f'.
local function whole(number)
    return string.format('%d', number)
end

-- The head as numbers and texts, or nil where the event has not begun.
local function read_head(key)
    local head = redis.call('HMGET', key, unpack(HEAD_FIELDS))
    if not head[EPOCH] then
        return nil
    end
    for _, field in ipairs({ REVISION, TIME, CLOCK_REAL, CLOCK_EVENT, CLOCK_EVENT_END }) do
        head[field] = tonumber(head[field])
    end
    return head
end

-- The epoch in which a revision was written: the last one that began at or before it.
local function epoch_of(head, revision)
    local found = head[EPOCH]
    for first, epoch in string.gmatch(head[EPOCHS], '(%d+):(%x+)') do
        if tonumber(first) <= revision then
            found = epoch
        end
    end
    return found
end

-- The name of another key of the event that a key given belongs to: of "{e}:head", "{e}:<name>".
local function sibling(head_key, name)
    return string.sub(head_key, 1, -5) .. name
end

local function no_event()
    return redis.error_reply('NOEVENT this event has not begun in this store')
end

local function is_final()
    return redis.error_reply('FINAL this event is closed for good')
end

local function real_now()
    local now = redis.call('TIME')
    return tonumber(now[1]) * 1000 + math.floor(tonumber(now[2]) / 1000)
end

-- The event clock: floored to milliseconds, never past its end, never behind the previous entry.
local function event_time(head, real)
    local elapsed = math.floor((real - head[CLOCK_REAL]) * tonumber(head[CLOCK_SPEED]))
    local time = head[CLOCK_EVENT] + elapsed
    if head[CLOCK_EVENT_END] ~= 0 then
        time = math.min(time, head[CLOCK_EVENT_END])
    end
    return math.max(time, head[TIME])
end

-- Writes one entry and moves the head. `fields` are name, value, name, value..., without the chain.
-- The chain is SHA-1 over: previous chain (forty zeros for the first entry), newline, entry id,
-- newline, and for each field its name, a space, its length in bytes, a space, its value, newline;
-- of a value of more than DIGESTED_OVER bytes its own SHA-1 in hex stands there instead. `digests`
-- has those that the caller made already, by field; followers find one that does not fit.
local DIGESTED_OVER = 64
local function append(ledger_key, head_key, head, time, fields, digests)
    local revision = whole(head[REVISION] + 1)
    local id = revision .. '-0'
    local parts = { head[CHAIN], '\n', id, '\n' }
    for at = 1, #fields, 2 do
        local name, value = fields[at], fields[at + 1]
        parts[#parts + 1] = name .. ' ' .. #value .. ' '
        if #value > DIGESTED_OVER then
            value = digests and digests[name] or redis.sha1hex(value)
        end
        parts[#parts + 1] = value
        parts[#parts + 1] = '\n'
    end
    local chain = redis.sha1hex(table.concat(parts))
    fields[#fields + 1] = 'chain'
    fields[#fields + 1] = chain
    redis.call('XADD', ledger_key, id, unpack(fields))
    redis.call('HSET', head_key, 'revision', revision, 'chain', chain, 'event_time', whole(time))
    head[REVISION], head[CHAIN], head[TIME] = head[REVISION] + 1, chain, time
end

-- What the functions below answer: the head's fields in the order of HEAD_FIELDS.
local function head_reply(head)
    local reply = {}
    for at = 1, #HEAD_FIELDS do
        reply[at] = type(head[at]) == 'number' and whole(head[at]) or head[at]
    end
    return reply
end

-- Writes an entry of kind begin: a new epoch, with everything that it starts from.
local function append_begin(ledger_key, head_key, head, real)
    append(ledger_key, head_key, head, event_time(head, real), {
        'kind', 'begin', 'epoch', head[EPOCH], 'recorded_at', whole(real),
        'event_time', whole(event_time(head, real)), 'status', head[STATUS],
        'event_kind', head[KIND], 'clock_real', whole(head[CLOCK_REAL]),
        'clock_event', whole(head[CLOCK_EVENT]), 'clock_event_end', whole(head[CLOCK_EVENT_END]),
        'clock_speed', head[CLOCK_SPEED],
    })
    redis.call('HSET', head_key, 'epoch', head[EPOCH], 'epochs', head[EPOCHS],
        'status', head[STATUS], 'kind', head[KIND], 'clock_real', whole(head[CLOCK_REAL]),
        'clock_event', whole(head[CLOCK_EVENT]), 'clock_event_end', whole(head[CLOCK_EVENT_END]),
        'clock_speed', head[CLOCK_SPEED])
end

-- sejuta_begin_1: begins an event in this store; one that has begun is answered as it is.
-- KEYS  ledger, head
-- ARGV  epoch (16 hex digits), kind, status, and for a rehearsal the event time at which its clock
--       starts (0 = now), the one at which it stops (0 = never) and its speed; a real event has
--       0, 0, 1
-- Reply the head: epoch, revision, chain, event_time, status, kind, clock_real, clock_event,
--       clock_event_end, clock_speed, epochs; or the error KINDDIFFERS: real stays real
local function begin(keys, args)
    local epoch, kind, status = args[1], args[2], args[3]
    local starts, ends, speed = tonumber(args[4]), tonumber(args[5]), tonumber(args[6])
    if not (epoch and #epoch == 16 and KINDS[kind] and STATUSES[status] and starts and ends and
        speed and speed >= 1 and (kind == 'rehearsal' or (starts == 0 and ends == 0 and
        speed == 1))) then
        return redis.error_reply('ARGUMENTS sejuta_begin_1 takes epoch, kind, status and a clock')
    end
    local head = read_head(keys[2])
    if head then
        if head[KIND] ~= kind then
            return redis.error_reply('KINDDIFFERS this event was begun as ' .. head[KIND])
        end
        return head_reply(head)
    end
    local real = real_now()
    if kind == 'rehearsal' and starts == 0 then
        starts = real
    end
    head = {
        epoch, 0, string.rep('0', 40), 0, status, kind,
        kind == 'real' and 0 or real, starts, ends, args[6], '1:' .. epoch,
    }
    append_begin(keys[1], keys[2], head, real)
    return head_reply(head)
end

-- sejuta_epoch_1: a new epoch for a store that was restored, rebuilt or lost its tail.
-- KEYS  ledger, head
-- ARGV  epoch (16 hex digits)
-- Reply the head, as sejuta_begin_1; the epoch that it has already changes nothing
local function epoch(keys, args)
    if not args[1] or #args[1] ~= 16 then
        return redis.error_reply('ARGUMENTS sejuta_epoch_1 takes an epoch of 16 hex digits')
    end
    local head = read_head(keys[2])
    if not head then
        return no_event()
    end
    if head[EPOCH] ~= args[1] then
        head[EPOCH] = args[1]
        head[EPOCHS] = head[EPOCHS] .. ' ' .. whole(head[REVISION] + 1) .. ':' .. args[1]
        append_begin(keys[1], keys[2], head, real_now())
    end
    return head_reply(head)
end

redis.register_function('sejuta_begin_1', begin)
redis.register_function('sejuta_epoch_1', epoch)
