-- SPDX-License-Identifier: Apache-2.0
-- The second part of the library sejuta_1: recording a batch. What it decides is collected in a
-- table, `batch`, and written at the end, so that an id that comes twice in one call, or a
-- correction beside its target, sees what the call has decided before.

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

redis.register_function('sejuta_record_1', record)
