#!lua name=sejuta_1
-- SPDX-License-Identifier: Apache-2.0
-- The recording functions of the ledger, version 1, for Redis 7.0 and later. Everything that must
-- be true at once for a report (it is in the ledger, it is in the counters, it is there once) is
-- decided and written here, in one call, because a Redis Function runs alone.
--
-- A function that errors is not rolled back, so every one of them checks everything before its
-- first write, and XADD, the only write that can fail, comes first. All numbers stay under 2^53.
-- The names carry the version: a changed meaning is a new library beside this one.
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
-- The letter that a report recorded now gets in its cell; a status that is not here records none.
local LATENESS_OF_STATUS = { open = '-', late = 'L' }

-- The words of the cell's letters, in the order of the compact cell (domain/dimensions.hpp).
local METHOD = {
    U = 'iud', I = 'implan', ['1'] = 'suntik_1_bulan', ['3'] = 'suntik_3_bulan', S = 'suntik',
    P = 'pil', K = 'kondom', W = 'mow', M = 'mop', L = 'mal',
}
local CATEGORY = { B = 'baru', U = 'ulang', G = 'ganti_cara' }
local POSTPARTUM = { ['-'] = 'none', P = 'kb_pp', K = 'pasca_keguguran' }
local PLACE = { P = 'puskesmas', B = 'pmb', I = 'imp', R = 'rs', M = 'kb_bergerak' }
local PARTNER = { ['-'] = 'none', T = 'tni', P = 'polri', I = 'ibi', O = 'other' }
local LATENESS = { ['-'] = 'ontime', L = 'late' }

-- An index value: identity (digest 16, site mark 4, compact cell 16), state, count, revision and
-- event time; 53 bytes. Values over 64 bytes would triple the memory of the hash.
local INDEX_FORMAT = '>c36c1I4I6I6'
local COUNTED, VOID, VOIDED, REPLACED = 'C', 'V', 'X', 'R'
local CORRECTION_VOID, CORRECTION_REPLACE = 1, 2

local REPORT_ARGUMENTS = 7
local FIXED_KEYS = 5
local PAIRS_PER_WRITE = 1000    -- unpack has a limit near 8,000 values
local CONFLICTS_MAX = 10000

local function whole(number)
    return string.format('%.0f', number)
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

local function no_event()
    return redis.error_reply('NOEVENT this event has not begun in this store')
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
-- newline, and for each field its name, a space, its length in bytes, a space, its value and a newline.
local function append(ledger_key, head_key, head, time, fields)
    local revision = whole(head[REVISION] + 1)
    local id = revision .. '-0'
    local parts = { head[CHAIN], '\n', id, '\n' }
    for at = 1, #fields, 2 do
        parts[#parts + 1] = fields[at] .. ' ' .. #fields[at + 1] .. ' '
        parts[#parts + 1] = fields[at + 1]
        parts[#parts + 1] = '\n'
    end
    local chain = redis.sha1hex(table.concat(parts))
    fields[#fields + 1] = 'chain'
    fields[#fields + 1] = chain
    redis.call('XADD', ledger_key, id, unpack(fields))
    redis.call('HSET', head_key, 'revision', revision, 'chain', chain, 'event_time', whole(time))
    head[REVISION], head[CHAIN], head[TIME] = head[REVISION] + 1, chain, time
end

-- A cell's field in the cells hash, and its province, from its compact spelling.
local function words_of(compact)
    local year, month, day, province, regency, method, category, postpartum, place, partner, late =
        string.match(compact, '^(%d%d)(%d%d)(%d%d)(%d%d)(%d%d)(.)(.)(.)(.)(.)(.)$')
    local words = {
        METHOD[method], CATEGORY[category], POSTPARTUM[postpartum], PLACE[place],
        PARTNER[partner], LATENESS[late],
    }
    for at = 1, 6 do
        assert(words[at], 'a cell with a letter that has no word')
    end
    local date = '20' .. year .. '-' .. month .. '-' .. day
    return date .. '/' .. province .. '.' .. regency .. '/' .. table.concat(words, '/'), province
end

-- The batch: what the call has decided so far and not written yet.

local function index_id(report)
    return report.key .. '/' .. report.seq
end

-- An earlier report, from this batch or from the index; nil where there is none.
local function look_up(batch, key, seq)
    local id = index_id({ key = key, seq = seq })
    if batch.known[id] ~= nil then
        return batch.known[id] or nil
    end
    local value = redis.call('HGET', key, seq)
    if not value then
        batch.known[id] = false
        return nil
    end
    local identity, state, count, revision, time = struct.unpack(INDEX_FORMAT, value)
    batch.known[id] = {
        key = key, seq = seq, identity = identity, state = state, count = count,
        revision = revision, time = time,
    }
    return batch.known[id]
end

-- Marks an index value to be written at the end.
local function keep(batch, record)
    batch.known[index_id(record)] = record
    if not record.dirty then
        record.dirty = true
        batch.dirty[#batch.dirty + 1] = record
    end
end

local function add_to_cell(batch, compact, amount)
    local cell = batch.cells[compact]
    if not cell then
        local field, province = words_of(compact)
        cell = { field = field, province = province, amount = 0 }
        batch.cells[compact] = cell
        batch.cell_order[#batch.cell_order + 1] = cell
    end
    cell.amount = cell.amount + amount
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

local function duplicate(batch, known)
    return '=' .. string.sub(known.identity, 36, 36) .. ' ' .. whole(known.revision) .. ' ' ..
        whole(known.time) .. ' ' .. epoch_of(batch.head, known.revision)
end

-- True where taking the target's count back would leave its cell below zero: then the counters are
-- damaged, and the correction has to wait until they were rebuilt.
local function would_go_below_zero(batch, target)
    local compact = string.sub(target.identity, 21, 36)
    local field = words_of(compact)
    local now = tonumber(redis.call('HGET', batch.cells_key, field) or 0)
    local pending = batch.cells[compact] and batch.cells[compact].amount or 0
    return now + pending < target.count
end

-- Takes the corrected report back; a word where that must be refused.
local function take_back(batch, report)
    local target = look_up(batch, report.key, report.corrects)
    if not target then
        return '!correction_target_missing'
    end
    if target.state ~= COUNTED then
        return '!correction_target_gone'
    end
    if report.kind == CORRECTION_VOID and (report.count ~= target.count or
        string.sub(report.identity, 17, 35) ~= string.sub(target.identity, 17, 35)) then
        return '!correction_content_differs'
    end
    if would_go_below_zero(batch, target) then
        return '!correction_target_missing'
    end
    add_to_cell(batch, string.sub(target.identity, 21, 36), -target.count)
    target.state = report.kind == CORRECTION_VOID and VOIDED or REPLACED
    keep(batch, target)
    return nil
end

-- Decides one report; the answer is its part of the reply.
local function decide(batch, report)
    local known = look_up(batch, report.key, report.seq)
    if known then
        if string.sub(known.identity, 1, 16) == string.sub(report.identity, 1, 16) then
            return duplicate(batch, known)
        end
        batch.conflicts[#batch.conflicts + 1] = report
        return '!conflict'
    end
    if not batch.lateness then
        return '!event_not_open'
    end
    if report.kind ~= 0 then
        local refused = take_back(batch, report)
        if refused then
            return refused
        end
    end
    report.identity = string.sub(report.identity, 1, 35) .. batch.lateness
    report.state = report.kind == CORRECTION_VOID and VOID or COUNTED
    report.revision, report.time = batch.revision, batch.time
    if report.state == COUNTED then
        add_to_cell(batch, string.sub(report.identity, 21, 36), report.count)
    end
    batch.bytes[#batch.bytes + 1] = report.bytes
    keep(batch, report)
    return '+' .. batch.lateness
end

local function write_index(batch)
    local by_key, order = {}, {}
    for _, record in ipairs(batch.dirty) do
        if not by_key[record.key] then
            by_key[record.key] = {}
            order[#order + 1] = record.key
        end
        local pairs_of_key = by_key[record.key]
        pairs_of_key[#pairs_of_key + 1] = record.seq
        pairs_of_key[#pairs_of_key + 1] = struct.pack(INDEX_FORMAT, record.identity, record.state,
            record.count, record.revision, record.time)
    end
    for _, key in ipairs(order) do
        local values = by_key[key]
        for from = 1, #values, 2 * PAIRS_PER_WRITE do
            local to = math.min(from + 2 * PAIRS_PER_WRITE - 1, #values)
            redis.call('HSET', key, unpack(values, from, to))
        end
    end
end

-- The entry, the counters, the index; XADD first.
local function write_batch(batch, keys)
    local lines, minutes, minute_order = {}, {}, {}
    local minute = whole(math.floor(batch.time / 60000))
    for _, cell in ipairs(batch.cell_order) do
        if cell.amount ~= 0 then
            lines[#lines + 1] = cell.field .. '=' .. whole(cell.amount)
            local field = minute .. '/' .. cell.province
            if not minutes[field] then
                minute_order[#minute_order + 1] = field
            end
            minutes[field] = (minutes[field] or 0) + cell.amount
        end
    end
    append(keys[1], keys[4], batch.head, batch.time, {
        'kind', 'reports', 'epoch', batch.head[EPOCH], 'recorded_at', whole(batch.real),
        'event_time', whole(batch.time), 'lateness', LATENESS[batch.lateness],
        'reports', table.concat(batch.bytes), 'deltas', table.concat(lines, '\n'),
    })
    for _, cell in ipairs(batch.cell_order) do
        if cell.amount ~= 0 then
            redis.call('HINCRBY', keys[2], cell.field, whole(cell.amount))
        end
    end
    for _, field in ipairs(minute_order) do
        if minutes[field] ~= 0 then
            redis.call('HINCRBY', keys[3], field, whole(minutes[field]))
        end
    end
    write_index(batch)
end

-- The refused content of conflicts, for the audit: once each, and never without end.
local function write_conflicts(batch, key)
    for _, report in ipairs(batch.conflicts) do
        if redis.call('HLEN', key) >= CONFLICTS_MAX then
            return
        end
        local terminal = string.match(report.key, ':index:(.*)$')
        local digest = string.gsub(string.sub(report.identity, 1, 16), '.', function(byte)
            return string.format('%02x', string.byte(byte))
        end)
        redis.call('HSETNX', key, terminal .. '/' .. report.seq .. '/' .. digest,
            whole(batch.time) .. ' ' .. report.bytes)
    end
end

-- Takes one report out of ARGV; the index keys follow the fixed ones.
local function report_at(keys, args, at)
    local report = {
        key = keys[FIXED_KEYS + tonumber(args[at])], seq = args[at + 1], identity = args[at + 2],
        count = tonumber(args[at + 3]), corrects = args[at + 4], kind = tonumber(args[at + 5]),
        bytes = args[at + 6],
    }
    assert(report.key and #report.identity == 36 and report.count and report.kind,
        'a report with wrong arguments')
    return report
end

-- sejuta_record_1: records a batch of reports, each once.
-- KEYS  ledger, cells, minutes, head, conflicts, then an index key for each distinct terminal
-- ARGV  seven for each report: number of its index key (1 = the first after the fixed ones), seq,
--       identity (digest 16, site mark 4, compact cell 16 bytes), count, seq that it corrects (0 =
--       none), correction kind (0 none, 1 void, 2 replace), its bytes as a LedgerEntry
-- Reply epoch, revision, event time of the newest entry, then a text for each report:
--       "+-" or "+L" recorded now (L: late); "=- <revision> <event time> <epoch>" or "=L ..."
--       recorded before, with that recording's; "!<rejection>" refused
-- The same call again is answered with duplicates: nothing counts twice.
local function record(keys, args)
    if #keys <= FIXED_KEYS or #args == 0 or #args % REPORT_ARGUMENTS ~= 0 then
        return redis.error_reply('ARGUMENTS sejuta_record_1 takes seven arguments for each report')
    end
    local head = read_head(keys[4])
    if not head then
        return no_event()
    end
    local real = real_now()
    local batch = {
        head = head, real = real, time = event_time(head, real), revision = head[REVISION] + 1,
        lateness = LATENESS_OF_STATUS[head[STATUS]], cells_key = keys[2],
        known = {}, dirty = {}, cells = {}, cell_order = {}, bytes = {}, conflicts = {},
    }
    local answers = {}
    for at = 1, #args, REPORT_ARGUMENTS do
        answers[#answers + 1] = decide(batch, report_at(keys, args, at))
    end
    if #batch.bytes > 0 then
        write_batch(batch, keys)
    end
    write_conflicts(batch, keys[5])
    return { head[EPOCH], whole(head[REVISION]), whole(head[TIME]), unpack(answers) }
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
--       starts, the one at which it stops (0 = never) and its speed; a real event has 0, 0, 1
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

-- sejuta_status_1: sets what the event accepts from here on; final is for good.
-- KEYS  ledger, head
-- ARGV  status
-- Reply the head, as sejuta_begin_1; the status that it has already changes nothing
local function status(keys, args)
    if not STATUSES[args[1]] then
        return redis.error_reply('ARGUMENTS sejuta_status_1 takes a status')
    end
    local head = read_head(keys[2])
    if not head then
        return no_event()
    end
    if head[STATUS] == args[1] then
        return head_reply(head)
    end
    if head[STATUS] == 'final' then
        return redis.error_reply('FINAL this event is closed for good')
    end
    head[STATUS] = args[1]
    local real = real_now()
    local time = event_time(head, real)
    append(keys[1], keys[2], head, time, {
        'kind', 'status', 'epoch', head[EPOCH], 'recorded_at', whole(real),
        'event_time', whole(time), 'status', args[1],
    })
    redis.call('HSET', keys[2], 'status', args[1])
    return head_reply(head)
end

redis.register_function('sejuta_record_1', record)
redis.register_function('sejuta_begin_1', begin)
redis.register_function('sejuta_epoch_1', epoch)
redis.register_function('sejuta_status_1', status)
