-- SPDX-License-Identifier: Apache-2.0
-- Records a batch of the Node peers, each id once: the entry, the counters, the ids.
-- KEYS  ledger (stream), cells (hash), ids (hash: terminal/seq -> revision time content), head
-- ARGV  four for each report: id, content, cell, count
-- Reply revision, time (ms), then for each report that is not new its place from 1 and its first
--       revision and time, or 0 and 0 for other content
local ids = {}
for at = 1, #ARGV, 4 do
    ids[#ids + 1] = ARGV[at]
end
local known = redis.call('HMGET', KEYS[3], unpack(ids))
local clock = redis.call('TIME')
local time = clock[1] .. string.sub('00' .. math.floor(tonumber(clock[2]) / 1000), -3)
local revision = redis.call('INCR', KEYS[4])
local when = revision .. ' ' .. time .. ' '
local reply, fresh, lines, cells, seen = { tostring(revision), time }, {}, {}, {}, {}
for at = 1, #ids do
    local id, content = ids[at], ARGV[at * 4 - 2]
    local value = known[at] or seen[id]
    if value then
        local first, then_, had = string.match(value, '^(%d+) (%d+) (.*)$')
        local same = had == content
        reply[#reply + 1] = tostring(at)
        reply[#reply + 1] = same and first or '0'
        reply[#reply + 1] = same and then_ or '0'
    else
        value = when .. content
        seen[id] = value
        fresh[#fresh + 1] = id
        fresh[#fresh + 1] = value
        lines[#lines + 1] = id .. ' ' .. content
        local cell = ARGV[at * 4 - 1]
        cells[cell] = (cells[cell] or 0) + tonumber(ARGV[at * 4])
    end
end
if #fresh > 0 then
    local entry = table.concat(lines, '\n')
    redis.call('XADD', KEYS[1], revision .. '-0', 'time', time, 'reports', entry)
    for cell, count in pairs(cells) do
        redis.call('HINCRBY', KEYS[2], cell, count)
    end
    redis.call('HSET', KEYS[3], unpack(fresh))
end
return reply
