-- ARGV: accounts. Answers the last position of each.
local epoch = redis.call('HGET', meta, 'epoch') or ''
local reply = {}
for i, account in ipairs(ARGV) do
  reply[i] = redis.call('HGET', head_key(epoch, account), 't') or '0'
end
return reply
