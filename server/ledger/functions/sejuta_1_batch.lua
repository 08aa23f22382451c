-- SPDX-License-Identifier: Apache-2.0
-- The part of the library sejuta_1 that holds what a call has decided, a table `batch`, and writes
-- it at the end: an id that comes twice in one call, or a correction beside its target, sees what
-- the call has decided before.

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

-- An index value: identity (digest 16, site mark 4, compact cell 16), state and count, which the
-- caller packs with lateness '-'; then the revision and the event time of the recording.
local OWN_BYTES, WHEN_FORMAT = 41, '>I6I6'
local DIGEST_TO, SITE_FROM, CELL_FROM, CELL_TO, STATE_AT, COUNT_AT = 16, 17, 21, 36, 37, 38
local COUNTED, VOIDED, REPLACED = 'C', 'X', 'R'
local VOIDS = '1'                -- the first letter of a void's word; a replacement's is 2

-- The places of the keys of a recording call.
local LEDGER, CELLS, MINUTES, HEAD, CONFLICTS, INDEX = 1, 2, 3, 4, 5, 6
local CONFLICTS_MAX = 10000
local CONFLICT = '!conflict '
local CELL_WORDS_MAX = 20000

-- The field in the cells hash of each compact cell seen; kept between calls.
local cell_words, cell_words_count = {}, 0

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
    return date .. '/' .. province .. '.' .. regency .. '/' .. table.concat(words, '/')
end

-- A cell's field in the cells hash, from its compact spelling.
local function field_of(compact)
    local field = cell_words[compact]
    if not field then
        field = words_of(compact)
        if cell_words_count >= CELL_WORDS_MAX then
            cell_words, cell_words_count = {}, 0
        end
        cell_words[compact], cell_words_count = field, cell_words_count + 1
    end
    return field
end

-- The province of a field: "15" of "2020-06-29/15.71/...".
local function province_of(field)
    return string.sub(field, 12, 13)
end

-- The answer for an id that is there: its first recording, where the content is the same.
local function duplicate(head, known, value)
    if string.sub(known, 1, DIGEST_TO) ~= string.sub(value, 1, DIGEST_TO) then
        return nil
    end
    local revision, time = struct.unpack(WHEN_FORMAT, known, OWN_BYTES + 1)
    return '=' .. string.sub(known, CELL_TO, CELL_TO) .. ' ' .. whole(revision) .. ' ' ..
        whole(time) .. ' ' .. epoch_of(head, revision)
end

-- The refused content of a conflict, for the audit: once each, and never without end.
local function keep_conflict(key, id, value, time, bytes)
    if redis.call('HLEN', key) >= CONFLICTS_MAX then
        return
    end
    local digest = string.gsub(string.sub(value, 1, DIGEST_TO), '.', function(byte)
        return string.format('%02x', string.byte(byte))
    end)
    redis.call('HSETNX', key, id .. '/' .. digest, whole(time) .. ' ' .. bytes)
end

-- Adds to the sums of a cell. `minute` is nil for the entry's own; another one is that of a healed
-- report.
local function add_to_cell(batch, field, amount, minute)
    local sum = batch.cells[field]
    if not sum then
        batch.cell_order[#batch.cell_order + 1] = field
        sum = 0
    end
    batch.cells[field] = sum + amount
    if minute then
        local healed = batch.healed[minute .. field]
        if not healed then
            healed = { minute = minute, field = field, amount = 0 }
            batch.healed[minute .. field] = healed
            batch.healed_order[#batch.healed_order + 1] = healed
        end
        healed.amount = healed.amount + amount
    end
end

-- Marks an index value to be written; of two for one id the later one stays.
local function keep(batch, id, value)
    local changed = batch.changed
    batch.index[id] = value
    changed[#changed + 1] = id
    changed[#changed + 1] = value
end

-- The answer for an id that is there, where this is its first recording's content or not.
local function known_answer(batch, id, known, value, bytes)
    local same = duplicate(batch.head, known, value)
    if not same then
        batch.conflicts[#batch.conflicts + 1] = { id = id, value = value, bytes = bytes }
    end
    return same or CONFLICT .. known
end

-- The deltas of the entry as lines, and what each minute of each province gets: minute/province ->
-- acceptors.
local function sums_of(batch)
    local lines, minutes, own = {}, {}, {}
    local function add(field, minute, mark, amount)
        if amount ~= 0 then
            lines[#lines + 1] = field .. mark .. '=' .. whole(amount)
            local of_minute = minute .. '/' .. province_of(field)
            minutes[of_minute] = (minutes[of_minute] or 0) + amount
        end
    end
    for _, healed in ipairs(batch.healed_order) do
        own[healed.field] = (own[healed.field] or 0) - healed.amount
        add(healed.field, whole(healed.minute), '@' .. whole(healed.minute), healed.amount)
    end
    local minute = whole(math.floor(batch.time / 60000))
    for _, field in ipairs(batch.cell_order) do
        add(field, minute, '', batch.cells[field] + (own[field] or 0))
    end
    return table.concat(lines, '\n'), minutes
end

-- The same minutes where the deltas came prepared.
local function minutes_of(batch)
    local minute, provinces, minutes = whole(math.floor(batch.time / 60000)) .. '/', {}, {}
    for _, field in ipairs(batch.cell_order) do
        local province = province_of(field)
        provinces[province] = (provinces[province] or 0) + batch.cells[field]
    end
    for province, amount in pairs(provinces) do
        minutes[minute .. province] = amount
    end
    return minutes
end

-- What HSET shall write so that these fields have their amounts more, without those of 0; nil where
-- a field holds no number.
local function added(key, fields, amounts)
    local names, values = {}, {}
    for _, field in ipairs(fields) do
        if amounts[field] ~= 0 then
            names[#names + 1] = field
        end
    end
    if #names == 0 then
        return values
    end
    local found = redis.call('HMGET', key, unpack(names))
    for at = 1, #names do
        local now = tonumber(found[at] or 0)
        if not now or now % 1 ~= 0 then
            return nil
        end
        values[2 * at - 1] = names[at]
        values[2 * at] = whole(now + amounts[names[at]])
    end
    return values
end

local function names_in(sums)
    local names = {}
    for name in pairs(sums) do
        names[#names + 1] = name
    end
    return names
end

-- The entry, the counters, the index; XADD first. An error reply where a counter is no number: then
-- nothing was written.
local function write_batch(batch, keys)
    local prepared, lines, minutes = batch.prepared, nil, nil
    if prepared then
        lines, minutes = prepared.deltas, minutes_of(batch)
    else
        lines, minutes = sums_of(batch)
    end
    local cells = added(keys[CELLS], batch.cell_order, batch.cells)
    local sums = added(keys[MINUTES], names_in(minutes), minutes)
    if not cells or not sums then
        return redis.error_reply('DAMAGED a counter of this event is no number')
    end
    append(keys[LEDGER], keys[HEAD], batch.head, batch.time, {
        'kind', 'reports', 'epoch', batch.head[EPOCH], 'recorded_at', whole(batch.real),
        'event_time', whole(batch.time), 'lateness', LATENESS[batch.lateness or '-'],
        'reports', table.concat(batch.bytes), 'deltas', lines,
    }, prepared and prepared.digests)
    for key, values in pairs({ [CELLS] = cells, [MINUTES] = sums, [INDEX] = batch.changed }) do
        if #values > 0 then
            redis.call('HSET', keys[key], unpack(values))
        end
    end
    return nil
end

-- What a call needs to know before it decides.
local function new_batch(head)
    local real = real_now()
    local time = event_time(head, real)
    local lateness = LATENESS_OF_STATUS[head[STATUS]]
    return {
        head = head, real = real, time = time, revision = head[REVISION] + 1,
        when = struct.pack(WHEN_FORMAT, head[REVISION] + 1, time), lateness = lateness,
        heals = head[STATUS] ~= 'final',
        index = {}, changed = {}, cells = {}, cell_order = {}, healed = {}, healed_order = {},
        bytes = {}, conflicts = {},
    }
end
