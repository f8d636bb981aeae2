-- Writes a batch wholly or not at all: everything is checked before the first write, since a script that fails keeps
-- what it wrote.
-- ARGV: instance, how long accounts are kept (ms), most bytes of all logs, account, epoch, fence, previous position,
-- batch, what is not after this position is forgotten; then of each entry: the position that it had (empty: a new
-- one), bindings that begin, bindings that end (one a line), whether it is a status (empty: no), body
-- Answers `fenced`; `epoch`; `lost` and the last position; or `appended`, the floor, and the positions.
local instance, keep_ms, max_bytes, account, epoch, fence, previous, batch, keep_after = unpack(ARGV, 1, 9)
local first_entry, entry_size = 10, 5

if not is_held(account, instance, fence) then
  return { 'fenced' }
end
local known = redis.call('HMGET', meta, 'epoch', 't', 'run', 'bytes')
if known[1] ~= epoch then
  return { 'epoch' }
end
local head, log = head_key(epoch, account), log_key(epoch, account)
local stored = redis.call('HMGET', head, 't', 'batch', 'floor', 'c')
local last = stored[1] or '0'

local function appended_at(floor, positions)
  local reply = { 'appended', floor }
  for i, position in ipairs(positions) do
    reply[i + 2] = position
  end
  return reply
end

-- New entries of a batch have positions in a row, and come after those that are put back.
local positions = {}
if stored[2] == batch then
  local count = (#ARGV - first_entry + 1) / entry_size
  for i = 1, count do
    local restored = ARGV[first_entry + (i - 1) * entry_size]
    positions[i] = restored ~= '' and restored or text(tonumber(last) - count + i)
  end
  return appended_at(stored[3], positions)
end
if last ~= previous then
  return { 'lost', last }
end

local newest = tonumber(last)
local is_new = false
for i = first_entry, #ARGV, entry_size do
  if ARGV[i] == '' then
    newest = is_new and newest + 1 or math.max(newest + 1, next_after(known[2]))
    is_new = true
  else
    if is_new or tonumber(ARGV[i]) <= newest then
      return redis.error_reply('ERR entries that are put back come first, and in their order')
    end
    newest = tonumber(ARGV[i])
  end
  positions[#positions + 1] = text(newest)
end

-- What is stored of an account begins after the last position of the fleet; of two keys one may expire first.
if not stored[1] then
  redis.call('UNLINK', log)
end
local floor = stored[3] or known[2] or '0'
local appended = tonumber(stored[4] or '0')
local appended_text = stored[4] or '0'
local before = appended
local header, bodies = { 'E', epoch, last }, {}
local chained = last
for i, position in ipairs(positions) do
  local at = first_entry + (i - 1) * entry_size
  local body = ARGV[at + 4]
  appended = appended + #body
  appended_text = text(appended)
  redis.call('XADD', log, position .. '-0', 'p', chained, 'c', appended_text, 'd', body)
  for binding in string.gmatch(ARGV[at + 2], '[^\n]+') do
    redis.call('HDEL', head, 'live:' .. binding)
  end
  for binding in string.gmatch(ARGV[at + 1], '[^\n]+') do
    redis.call('HSETNX', head, 'live:' .. binding, position)
  end
  if ARGV[at + 3] ~= '' then
    redis.call('HSET', head, 'status', body)
  end
  header[#header + 1] = position
  header[#header + 1] = #body
  bodies[i] = body
  chained = position
end

if math.min(tonumber(keep_after), newest) > tonumber(floor) then
  floor = tonumber(keep_after) < newest and keep_after or chained
  redis.call('XTRIM', log, 'MINID', '=', floor .. '-1')
end

-- Where all logs together take too much, this one forgets what the batch adds, or twice that where it has more than
-- its share; never the batch.
local added = appended - before
if added > 0 and tonumber(known[4] or '0') > tonumber(max_bytes) then
  local share = tonumber(max_bytes) / math.max(1, redis.call('ZCARD', ends_key(epoch)))
  local forgotten = forgotten_bytes(log, appended)
  local target = forgotten + (appended - forgotten > share and 2 or 1) * added
  local from = '-'
  while forgotten < target do
    local oldest = redis.call('XRANGE', log, from, last .. '-0', 'COUNT', 1)[1]
    if not oldest then
      break
    end
    forgotten = tonumber(oldest[2][4])
    floor = string.sub(oldest[1], 1, -3)
    from = '(' .. oldest[1]
  end
  redis.call('XTRIM', log, 'MINID', '=', floor .. '-1')
end

redis.call(
  'HSET', head,
  't', chained, 'batch', batch, 'floor', floor, 'c', appended_text, 'run', known[3] or ''
)
-- Each beat renews what the first batch, and the first entry, begin.
if not stored[1] then
  redis.call('PEXPIRE', head, keep_ms)
end
if before == 0 then
  redis.call('PEXPIRE', log, keep_ms)
end
if #positions > 0 then
  -- What is put back may be earlier than what other accounts have by now.
  redis.call('HSET', meta, 't', newest > tonumber(known[2] or '0') and chained or known[2])
  redis.call('PUBLISH', account_channel(account), table.concat(header, ' ') .. '\n' .. table.concat(bodies))
end
return appended_at(floor, positions)
