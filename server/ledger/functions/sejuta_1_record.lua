-- SPDX-License-Identifier: Apache-2.0
-- The part of the library sejuta_1 that records a batch. What it decides is collected in a table,
-- `batch`, and written at the end, so that an id that comes twice in one call, or a correction
-- beside its target, sees what the call has decided before.
-- This is the hot path: no table and no call for a report that can be spared; docs/BENCHMARKS.md
-- says what each saving brought.

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
-- caller packs; then the revision and the event time of the recording. 53 bytes: values over 64
-- would triple the memory of the hash.
local OWN_BYTES, WHEN_FORMAT = 41, '>I6I6'
local DIGEST_TO, SITE_FROM, CELL_FROM, CELL_TO, STATE_AT, COUNT_AT = 16, 17, 21, 36, 37, 38
local COUNTED, VOIDED, REPLACED = 'C', 'X', 'R'
local VOIDS, REPLACES = '1', '2'
local ONLY_KNOWN = '?'          -- the word of what may be a duplicate and is never recorded

local REPORT_ARGUMENTS = 5
local FIXED_KEYS = 5
local VALUES_PER_WRITE = 2000   -- unpack has a limit near 8,000 values
local CONFLICTS_MAX = 10000
local CONFLICT = '!conflict '
local CELL_WORDS_MAX = 20000

-- The field in the cells hash of each compact cell seen; kept between calls.
local cell_words, cell_words_count = {}, 0

-- By the number of an index key as a text: at most 9,999, kept between calls.
local places = {}

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

-- The place among KEYS of an index key, by its number as a text: reading a number costs more than
-- looking one up. Nil where the text is no number that a call may have.
local function place_of(number)
    local place = places[number]
    if not place and string.find(number, '^[1-9]%d?%d?%d?$') then
        place = FIXED_KEYS + tonumber(number)
        places[number] = place
    end
    return place
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

-- Marks an index value to be written; of two for one id the later one stays.
local function keep(batch, number, seq, value)
    batch.index[number][seq] = value
    local values = batch.changed[number]
    if not values then
        values = {}
        batch.changed[number] = values
        batch.order[#batch.order + 1] = number
    end
    values[#values + 1] = seq
    values[#values + 1] = value
end

-- Adds to a cell. `minute` is nil for the entry's own; another one is that of a healed report.
local function add_to_cell(batch, compact, amount, minute)
    local sum = batch.cells[compact]
    if not sum then
        field_of(compact)
        batch.cell_order[#batch.cell_order + 1] = compact
        sum = 0
    end
    batch.cells[compact] = sum + amount
    if minute then
        local healed = batch.healed[minute .. compact]
        if not healed then
            healed = { minute = minute, compact = compact, amount = 0 }
            batch.healed[minute .. compact] = healed
            batch.healed_order[#batch.healed_order + 1] = healed
        end
        healed.amount = healed.amount + amount
    end
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
local function keep_conflict(key, terminal, seq, value, time, bytes)
    if redis.call('HLEN', key) >= CONFLICTS_MAX then
        return
    end
    local digest = string.gsub(string.sub(value, 1, DIGEST_TO), '.', function(byte)
        return string.format('%02x', string.byte(byte))
    end)
    redis.call('HSETNX', key, terminal .. '/' .. seq .. '/' .. digest, whole(time) .. ' ' .. bytes)
end

-- What a valid proof showed: the lateness and the event time of the earlier recording. `word` ends
-- with "@<event time><letter>".
local function healing_of(word)
    local time, late = string.match(word, '@(%d+)([%-L])$')
    return late, tonumber(time)
end

-- The answer for what is recorded now; a healed one keeps its earlier time.
local function recorded(lateness, healed_time)
    local answer = '+' .. lateness
    return healed_time and answer .. ' ' .. whole(healed_time) or answer
end

-- True where taking the target's count back would leave its cell below zero: then the counters are
-- damaged, and the correction has to wait until they were rebuilt.
local function would_go_below_zero(batch, compact, count)
    local now = tonumber(redis.call('HGET', batch.cells_key, field_of(compact)) or 0)
    return now + (batch.cells[compact] or 0) < count
end

-- Takes the corrected report back; a word where that must be refused.
local function take_back(batch, number, kind, seq, value, minute)
    local target = batch.index[number][seq]
    if not target then
        return '!correction_target_missing'
    end
    if string.sub(target, STATE_AT, STATE_AT) ~= COUNTED then
        return '!correction_target_gone'
    end
    local count = struct.unpack('>I4', target, COUNT_AT)
    if kind == VOIDS and (string.sub(value, COUNT_AT, OWN_BYTES) ~=
        string.sub(target, COUNT_AT, OWN_BYTES) or
        string.sub(value, SITE_FROM, CELL_TO - 1) ~=
        string.sub(target, SITE_FROM, CELL_TO - 1)) then
        return '!correction_content_differs'
    end
    local compact = string.sub(target, CELL_FROM, CELL_TO)
    if would_go_below_zero(batch, compact, count) then
        return '!correction_target_missing'
    end
    add_to_cell(batch, compact, -count, minute)
    keep(batch, number, seq, string.sub(target, 1, STATE_AT - 1) ..
        (kind == VOIDS and VOIDED or REPLACED) .. string.sub(target, COUNT_AT))
    return nil
end

-- Takes a report that is to be recorded with this lateness; `when` is its revision and event time,
-- packed, and `minute` that of an earlier recording.
local function take(batch, number, seq, value, lateness, when, minute, counts)
    if lateness ~= '-' then
        value = string.sub(value, 1, CELL_TO - 1) .. lateness .. string.sub(value, STATE_AT)
    end
    if counts then
        local compact = string.sub(value, CELL_FROM, CELL_TO)
        add_to_cell(batch, compact, struct.unpack('>I4', value, COUNT_AT), minute)
    end
    keep(batch, number, seq, value .. when)
end

-- Decides a report that corrects or heals and whose id is new, as `take` or as a refusal.
local function decide_word(batch, number, seq, value, word)
    local lateness, when, time, minute = batch.lateness, batch.when, nil, nil
    if batch.heals and string.find(word, '@', 2, true) then
        lateness, time = healing_of(word)
        when, minute = struct.pack(WHEN_FORMAT, batch.revision, time), math.floor(time / 60000)
    end
    if not lateness then
        return '!event_not_open'
    end
    local kind, target = string.match(word, '^(%d)(%d*)')
    if kind ~= '0' then
        local refused = take_back(batch, number, kind, target, value, minute)
        if refused then
            return refused
        end
    end
    take(batch, number, seq, value, lateness, when, minute, kind ~= VOIDS)
    return recorded(lateness, time)
end

-- Decides one report whose id is new; the answer is its part of the reply.
local function decide_new(batch, number, seq, value, word, bytes)
    local answer = batch.plain
    if word == ONLY_KNOWN then
        answer = '!event_not_open'
    elseif word ~= '0' then
        answer = decide_word(batch, number, seq, value, word)
    elseif batch.lateness then
        take(batch, number, seq, value, batch.lateness, batch.when, nil, true)
    end
    if string.sub(answer, 1, 1) == '+' then
        batch.bytes[#batch.bytes + 1] = bytes
    end
    return answer
end

-- The seqs that the call is about, by number of index key: those of the reports and those that they
-- correct. Nil where an argument has not the form that the rest may trust.
local function seqs_in(keys, args)
    local asked = {}
    for at = 1, #args, REPORT_ARGUMENTS do
        local number, word = args[at], args[at + 3]
        local seqs = asked[number]
        if not seqs then
            if not keys[place_of(number) or 0] then
                return nil
            end
            seqs = {}
            asked[number] = seqs
        end
        seqs[#seqs + 1] = args[at + 1]
        if word ~= '0' and word ~= ONLY_KNOWN then
            local target = string.match(word, '^[12](%d+)$') or
                string.match(word, '^[12](%d+)@%d+[%-L]$')
            if not target and not string.find(word, '^0@%d+[%-L]$') then
                return nil
            end
            seqs[#seqs + 1] = target
        end
        if #args[at + 2] ~= OWN_BYTES then
            return nil
        end
    end
    return asked
end

-- Reads what the index has of these seqs, with one HMGET for each terminal: for each number of an
-- index key, seq -> value, or false.
local function read_index(keys, asked)
    local index = {}
    for number, seqs in pairs(asked) do
        local found, values = redis.call('HMGET', keys[place_of(number)], unpack(seqs)), {}
        for at = 1, #seqs do
            values[seqs[at]] = found[at]
        end
        index[number] = values
    end
    return index
end

-- The deltas of the entry as lines, and what each minute of each province gets.
local function sums_of(batch)
    local lines, minutes, own = {}, {}, {}
    local function add(field, minute, mark, amount)
        if amount ~= 0 then
            lines[#lines + 1] = field .. mark .. '=' .. whole(amount)
            local of_minute = whole(minute) .. '/' .. province_of(field)
            minutes[of_minute] = (minutes[of_minute] or 0) + amount
        end
    end
    for _, healed in ipairs(batch.healed_order) do
        own[healed.compact] = (own[healed.compact] or 0) - healed.amount
        add(field_of(healed.compact), healed.minute, '@' .. whole(healed.minute), healed.amount)
    end
    local minute = math.floor(batch.time / 60000)
    for _, compact in ipairs(batch.cell_order) do
        add(field_of(compact), minute, '', batch.cells[compact] + (own[compact] or 0))
    end
    return table.concat(lines, '\n'), minutes
end

local function write_index(batch, keys)
    for _, number in ipairs(batch.order) do
        local key, values = keys[places[number]], batch.changed[number]
        for from = 1, #values, VALUES_PER_WRITE do
            local to = math.min(from + VALUES_PER_WRITE - 1, #values)
            redis.call('HSET', key, unpack(values, from, to))
        end
    end
end

-- The entry, the counters, the index; XADD first.
local function write_batch(batch, keys)
    local lines, minutes = sums_of(batch)
    append(keys[1], keys[4], batch.head, batch.time, {
        'kind', 'reports', 'epoch', batch.head[EPOCH], 'recorded_at', whole(batch.real),
        'event_time', whole(batch.time), 'lateness', LATENESS[batch.lateness or '-'],
        'reports', table.concat(batch.bytes), 'deltas', lines,
    })
    for _, compact in ipairs(batch.cell_order) do
        if batch.cells[compact] ~= 0 then
            redis.call('HINCRBY', keys[2], field_of(compact), whole(batch.cells[compact]))
        end
    end
    for minute, amount in pairs(minutes) do
        if amount ~= 0 then
            redis.call('HINCRBY', keys[3], minute, whole(amount))
        end
    end
    write_index(batch, keys)
end

-- What a call needs to know before it decides.
local function new_batch(head, keys)
    local real = real_now()
    local time = event_time(head, real)
    local lateness = LATENESS_OF_STATUS[head[STATUS]]
    return {
        head = head, real = real, time = time, revision = head[REVISION] + 1,
        when = struct.pack(WHEN_FORMAT, head[REVISION] + 1, time),
        lateness = lateness, plain = lateness and '+' .. lateness or '!event_not_open',
        heals = head[STATUS] ~= 'final',
        cells_key = keys[2], index = {}, changed = {}, order = {}, cells = {}, cell_order = {},
        healed = {}, healed_order = {}, bytes = {},
    }
end

-- sejuta_record_1: records a batch of reports, each once.
-- KEYS  ledger, cells, minutes, head, conflicts, then an index key for each distinct terminal
-- ARGV  five for each report: number of its index key (1 = the first after the fixed ones); seq;
--       the first 41 bytes of its index value, with lateness '-'; "0", or "1<seq>" where it voids
--       and "2<seq>" where it replaces, then "@<event time><lateness>" where a valid proof showed
--       an earlier recording, or "?" where it is answered as a duplicate or not recorded; its bytes
--       as a LedgerEntry
-- Reply epoch, revision, event time of the newest entry, then a text for each report:
--       "+-" or "+L" recorded now (L: late), with the event time where it kept an earlier one;
--       "=- <revision> <event time> <epoch>" or "=L ..." recorded before, with that recording's;
--       "!conflict <index value>" the id has other content: what is there, 53 bytes
--       "!<rejection>" refused
-- The same call again is answered with duplicates: nothing counts twice.
local function record(keys, args)
    local asked = #args > 0 and #args % REPORT_ARGUMENTS == 0 and seqs_in(keys, args)
    if not asked then
        return redis.error_reply('ARGUMENTS sejuta_record_1 takes five arguments for each report')
    end
    local head = read_head(keys[4])
    if not head then
        return no_event()
    end
    local batch = new_batch(head, keys)
    batch.index = read_index(keys, asked)
    local answers, conflicts = {}, {}
    for at = 1, #args, REPORT_ARGUMENTS do
        local number, seq, value = args[at], args[at + 1], args[at + 2]
        local known = batch.index[number][seq]
        if known then
            local same = duplicate(head, known, value)
            answers[#answers + 1] = same or CONFLICT .. known
            if not same then
                conflicts[#conflicts + 1] = at
            end
        else
            answers[#answers + 1] =
                decide_new(batch, number, seq, value, args[at + 3], args[at + 4])
        end
    end
    if #batch.bytes > 0 then
        write_batch(batch, keys)
    end
    for _, at in ipairs(conflicts) do
        local terminal = string.match(keys[places[args[at]]], ':index:(.*)$')
        keep_conflict(keys[5], terminal, args[at + 1], args[at + 2], batch.time, args[at + 4])
    end
    return { head[EPOCH], whole(head[REVISION]), whole(head[TIME]), unpack(answers) }
end

redis.register_function('sejuta_record_1', record)
