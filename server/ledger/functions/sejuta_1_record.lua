-- SPDX-License-Identifier: Apache-2.0
-- The part of the library sejuta_1 that records a batch, in two lanes.
--
-- What is plain (it corrects nothing and heals nothing) comes prepared: the caller has joined the
-- bytes, summed the cells and digested both. Where nothing of it was there before, it is written as
-- it came, with one read and one write of each hash; what was there is cut out and subtracted.
-- What has a word is decided one by one, after the plain; so is a plain report that comes after one
-- with a word about its id.
-- The plain lane is the hot path: no table and no call for a report that can be spared;
-- docs/BENCHMARKS.md says what each saving brought.

local ONLY_KNOWN = '?'          -- the word of what may be a duplicate and is never recorded
local ONTIME_BYTES = 6          -- the last word of a cell's field, as the caller writes it

local BYTES, LENGTHS, CELL_NUMBERS, DELTAS, BYTES_DIGEST, DELTAS_DIGEST = 3, 4, 5, 6, 7, 8
local FIXED_ARGUMENTS, WORD_ARGUMENTS = 8, 4

-- Where the parts of the arguments begin, less one; nil where they have not the form that the rest
-- may trust.
local function parts_of(args)
    local plain, cells = tonumber(args[1] or ''), tonumber(args[2] or '')
    if not plain or not cells or plain < 0 or cells < 0 or cells > plain then
        return nil
    end
    local ids = FIXED_ARGUMENTS
    local at = { plain = plain, cells = cells, ids = ids, values = ids + plain,
        fields = ids + 2 * plain, sums = ids + 2 * plain + cells,
        words = ids + 2 * plain + 2 * cells }
    local worded = #args - at.words
    if worded < 0 or worded % WORD_ARGUMENTS ~= 0 or plain + worded == 0 or
        #args[LENGTHS] ~= 2 * plain or #args[CELL_NUMBERS] ~= 2 * plain then
        return nil
    end
    for place = at.values + 1, at.fields do
        if #args[place] ~= OWN_BYTES then
            return nil
        end
    end
    return at
end

-- The ids that the worded reports are about, their own and those that they correct, in the order of
-- their arguments; nil where a word has not its form.
local function worded_ids(args, at)
    local ids = {}
    for place = at.words + 1, #args, WORD_ARGUMENTS do
        local id, word = args[place], args[place + 2]
        ids[#ids + 1] = id
        if word ~= ONLY_KNOWN and word ~= '0' and not string.find(word, '^0@%d+[%-L]$') then
            local target = string.match(word, '^[12](%d+)$') or
                string.match(word, '^[12](%d+)@%d+[%-L]$')
            if not target then
                return nil
            end
            ids[#ids + 1] = string.match(id, '^.*/') .. target
        end
        if #args[place + 1] ~= OWN_BYTES then
            return nil
        end
    end
    return ids
end

-- What the index has of these ids and of those taken before in this call: id -> value.
local function look_up(batch, keys, ids)
    if #ids == 0 then
        return
    end
    local found = redis.call('HMGET', keys[INDEX], unpack(ids))
    for at = 1, #ids do
        batch.index[ids[at]] = batch.index[ids[at]] or found[at]
    end
end

-- The cells of the plain reports, less what was there before: `lost` is cell number -> count.
local function take_cells(batch, args, at, lost)
    for number = 1, at.cells do
        local field = args[at.fields + number]
        if batch.lateness ~= '-' then
            field = string.sub(field, 1, -ONTIME_BYTES - 1) .. LATENESS[batch.lateness]
        end
        local sum = args[at.sums + number] - (lost[number] or 0)
        if sum ~= 0 then
            batch.cells[field] = sum
            batch.cell_order[#batch.cell_order + 1] = field
        end
    end
end

-- The bytes of a plain report, where they begin in the joined ones.
local function bytes_of(args, place, begin)
    local length = struct.unpack('>I2', args[LENGTHS], 2 * place - 1)
    return string.sub(args[BYTES], begin, begin + length - 1), begin + length
end

-- Cuts the plain reports that are in `known` (place -> what is there) out of what came joined and
-- summed, and answers each.
local function cut_known(batch, args, at, known, answers)
    local begin, lost, bytes = 1, {}, nil
    for place = 1, at.plain do
        bytes, begin = bytes_of(args, place, begin)
        local there = known[place]
        if there then
            local id, value = args[at.ids + place], args[at.values + place]
            local number = struct.unpack('>I2', args[CELL_NUMBERS], 2 * place - 1)
            lost[number] = (lost[number] or 0) + struct.unpack('>I4', value, COUNT_AT)
            answers[#answers + 1] = place .. ' ' .. known_answer(batch, id, there, value, bytes)
        elseif batch.lateness then
            batch.bytes[#batch.bytes + 1] = bytes
        end
    end
    return lost
end

-- Decides the plain reports: recorded, unless the id is there or the status records nothing.
local function take_plain(batch, keys, args, at, answers)
    if at.plain == 0 then
        return
    end
    local found = redis.call('HMGET', keys[INDEX], unpack(args, at.ids + 1, at.values))
    local lateness, when, index, changed = batch.lateness, batch.when, batch.index, batch.changed
    local known, some, last = {}, false, 0
    for place = 1, at.plain do
        local id = args[at.ids + place]
        local there = found[place] or index[id]
        if there then
            known[place], some = there, true
        elseif lateness then
            local value = args[at.values + place]
            if lateness ~= '-' then
                value = string.sub(value, 1, CELL_TO - 1) .. lateness ..
                    string.sub(value, STATE_AT)
            end
            value = value .. when
            index[id], changed[last + 1], changed[last + 2], last = value, id, value, last + 2
        end
    end
    local lost = {}
    if some then
        lost = cut_known(batch, args, at, known, answers)
    elseif lateness then
        batch.bytes[1] = args[BYTES]
    end
    if lateness then
        take_cells(batch, args, at, lost)
    end
    if lateness == '-' and not some then
        batch.prepared = {
            deltas = args[DELTAS],
            digests = { reports = args[BYTES_DIGEST], deltas = args[DELTAS_DIGEST] },
        }
    end
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
local function would_go_below_zero(batch, keys, field, count)
    local now = tonumber(redis.call('HGET', keys[CELLS], field) or 0) or 0
    return now + (batch.cells[field] or 0) < count
end

-- Takes the corrected report back; a word where that must be refused.
local function take_back(batch, keys, kind, id, value, minute)
    local target = batch.index[id]
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
    local field = field_of(string.sub(target, CELL_FROM, CELL_TO))
    if would_go_below_zero(batch, keys, field, count) then
        return '!correction_target_missing'
    end
    add_to_cell(batch, field, -count, minute)
    keep(batch, id, string.sub(target, 1, STATE_AT - 1) ..
        (kind == VOIDS and VOIDED or REPLACED) .. string.sub(target, COUNT_AT))
    return nil
end

-- Decides a report with a word whose id is new.
local function decide_new(batch, keys, id, value, word, bytes)
    local lateness, when, time, minute = batch.lateness, batch.when, nil, nil
    if word == ONLY_KNOWN then
        return '!event_not_open'
    end
    if batch.heals and string.find(word, '@', 2, true) then
        lateness, time = healing_of(word)
        when, minute = struct.pack(WHEN_FORMAT, batch.revision, time), math.floor(time / 60000)
    end
    if not lateness then
        return '!event_not_open'
    end
    local kind, target = string.match(word, '^(%d)(%d*)')
    if kind ~= '0' then
        local refused = take_back(batch, keys, kind, string.match(id, '^.*/') .. target, value,
            minute)
        if refused then
            return refused
        end
    end
    value = string.sub(value, 1, CELL_TO - 1) .. lateness .. string.sub(value, STATE_AT)
    if kind ~= VOIDS then
        local count = struct.unpack('>I4', value, COUNT_AT)
        add_to_cell(batch, field_of(string.sub(value, CELL_FROM, CELL_TO)), count, minute)
    end
    keep(batch, id, value .. when)
    batch.bytes[#batch.bytes + 1] = bytes
    return recorded(lateness, time)
end

local function take_worded(batch, keys, args, at, answers)
    for place = at.words + 1, #args, WORD_ARGUMENTS do
        local id, value, word, bytes = unpack(args, place, place + WORD_ARGUMENTS - 1)
        local known = batch.index[id]
        answers[#answers + 1] = known and known_answer(batch, id, known, value, bytes) or
            decide_new(batch, keys, id, value, word, bytes)
        batch.prepared = nil
    end
end

-- sejuta_record_1: records a batch of reports, each once.
-- KEYS  ledger, cells, minutes, head, conflicts, index
-- ARGV  how many reports are plain; how many cells they have;
--       of the plain: their bytes as a LedgerEntry, joined; the length of each one's bytes and
--       the number of its cell (from 1), each in 2 bytes, big-endian; the deltas that they make;
--       the SHA-1 in hex of the joined bytes and of the deltas; each one's id,
--       "<terminal>/<seq>"; each one's first 41 bytes of its index value, with lateness '-'; the
--       field of each cell, with ontime; the sum of each cell;
--       of each of the others: id; first 41 bytes of its index value; its word: "1<seq>" where it
--       voids, "2<seq>" where it replaces, "0" where neither; then "@<event time><lateness>"
--       where a valid proof showed an earlier recording; or "?" alone where it is answered as a
--       duplicate or not recorded; its bytes as a LedgerEntry
-- Reply epoch, revision, event time of the newest entry; the answer for every plain report that
--       is not named; "<its place from 1> <answer>" for each that is; an answer for each of the
--       others.
--       Answers:
--       "+-" or "+L" recorded now (L: late), with the event time where it kept an earlier one;
--       "=- <revision> <event time> <epoch>" or "=L ..." recorded before, with that recording's;
--       "!conflict <index value>" the id has other content: what is there, 53 bytes
--       "!<rejection>" refused
--       or the error DAMAGED: a counter is no number; nothing was written
-- The same call again is answered with duplicates: nothing counts twice.
local function record(keys, args)
    local at = #keys == INDEX and #args >= FIXED_ARGUMENTS and parts_of(args)
    local ids = at and worded_ids(args, at)
    if not ids then
        return redis.error_reply('ARGUMENTS sejuta_record_1 takes reports as its comment says')
    end
    local head = read_head(keys[HEAD])
    if not head then
        return no_event()
    end
    local batch, answers = new_batch(head), {}
    take_plain(batch, keys, args, at, answers)
    look_up(batch, keys, ids)
    take_worded(batch, keys, args, at, answers)
    local wrong = #batch.bytes > 0 and write_batch(batch, keys)
    if wrong then
        return wrong
    end
    for _, each in ipairs(batch.conflicts) do
        keep_conflict(keys[CONFLICTS], each.id, each.value, batch.time, each.bytes)
    end
    return { head[EPOCH], whole(head[REVISION]), whole(head[TIME]),
        batch.lateness and '+' .. batch.lateness or '!event_not_open', unpack(answers) }
end

redis.register_function('sejuta_record_1', record)
