-- Reads one page of an account's entries.
-- ARGV: account, epoch, after, until (both positions), most entries, most bytes of their bodies
-- Answers whether it is the last page, up to where entries that were asked for are not kept (empty: all are), then
-- position, previous position and body of each entry; nothing where nothing is stored of the account.
local account, epoch, after, up_to = unpack(ARGV, 1, 4)
local most_entries, most_bytes = tonumber(ARGV[5]), tonumber(ARGV[6])
-- Entries may be large: few are copied that the page does not hold.
local at_a_time = 8

local log = log_key(epoch, account)
local stored = redis.call('HMGET', head_key(epoch, account), 'floor', 't')
if not stored[1] then
  return false
end
local reached = after
if tonumber(after) < tonumber(stored[1]) then
  -- Of an account that had nothing, all is there while its first entry is.
  local first = tonumber(after) == 0 and redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
  if not first or first[2][2] ~= '0' then
    reached = stored[1]
  end
end
-- An engine that evicts may have dropped the entries alone, whatever the head says.
if tonumber(stored[2]) > tonumber(reached) then
  local following = redis.call('XRANGE', log, '(' .. reached .. '-0', '+', 'COUNT', 1)[1]
  local previous = following and following[2][2] or stored[2]
  if tonumber(previous) > tonumber(reached) then
    reached = previous
  end
end
local reply = { '1', reached == after and '' or reached }
local count, bytes = 0, 0
local from = '(' .. reached .. '-0'
while true do
  local entries = redis.call('XRANGE', log, from, up_to .. '-0', 'COUNT', at_a_time)
  for _, entry in ipairs(entries) do
    local fields = entry[2]
    local body = fields[6]
    bytes = bytes + #body
    if count > 0 and (count >= most_entries or bytes > most_bytes) then
      reply[1] = '0'
      return reply
    end
    count = count + 1
    reply[#reply + 1] = string.sub(entry[1], 1, -3)
    reply[#reply + 1] = fields[2]
    reply[#reply + 1] = body
    from = '(' .. entry[1]
  end
  if #entries < at_a_time then
    return reply
  end
end
