-- Takes an account whose lease has not changed since the caller looked at it.
-- ARGV: instance, how long accounts are kept (ms), account, epoch, expected fence and beat (empty: no lease), the
-- last position that the caller has seen
local instance, keep_ms, account, epoch, fence, beat, seen = unpack(ARGV)

if redis.call('HGET', meta, 'epoch') ~= epoch then
  return { 'epoch' }
end
local held = lease_words(account)
if held[2] ~= fence or held[3] ~= beat then
  return { 'held', unpack(held) }
end
-- What expired is not lost: then the log does not claim to reach back to what was seen.
local stored = redis.call('HMGET', head_key(epoch, account), 't')
local known_until = stored[1] or redis.call('HGET', meta, 't')
if tonumber(seen) > tonumber(known_until) then
  return { 'hole', stored[1] or '0' }
end
lend(account, instance, keep_ms)
local reply = { 'acquired', epoch }
add_head(reply, epoch, account)
return reply
