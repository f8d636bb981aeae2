-- ARGV: accounts. Answers instance, fence and beat of each; three empty texts for one that nobody owns.
local reply = {}
for _, account in ipairs(ARGV) do
  local lease = redis.call('HMGET', lease_key(account), 'instance', 'fence', 'beat')
  for i = 1, 3 do
    reply[#reply + 1] = lease[i] or ''
  end
end
return reply
