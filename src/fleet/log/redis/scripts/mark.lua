-- Marks an instance as alive, and sends it the mark, which must come back. Begins an epoch where there is none.
-- ARGV: instance, what it tells of itself, number of the mark, epoch to begin, how long it counts as alive (ms), how
-- long it counts as one that wants something (ms), how long accounts are kept (ms)
local instance, told, number, candidate, alive_ms, wanting_ms, keep_ms = unpack(ARGV)

local known = redis.call('HMGET', meta, 'epoch', 'run')
local epoch = known[1]
if not epoch then
  epoch = candidate
  redis.call('HSET', meta, 'epoch', epoch, 'bytes', '0')
  rise('t')
end
-- A new process of the engine may lack the last writes: no head is confirmed until its owner confirms it.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
if known[2] ~= run then
  redis.call('HSET', meta, 'run', run)
end

redis.call('SET', instance_key(instance), told, 'PX', alive_ms)
redis.call('SET', wanting_key(instance), '', 'PX', wanting_ms)
redis.call('SADD', instances_key, instance)

-- What expired takes no bytes any more. Bounded, since it comes again in a second.
local sizes, ends = sizes_key(epoch), ends_key(epoch)
local gone = redis.call('ZRANGEBYSCORE', ends, '-inf', text(now() / 1000), 'LIMIT', 0, 100)
for _, account in ipairs(gone) do
  redis.call('HINCRBY', meta, 'bytes', -(tonumber(redis.call('HGET', sizes, account) or '0')))
  redis.call('HDEL', sizes, account)
  redis.call('ZREM', ends, account)
end
redis.call('PEXPIRE', sizes, keep_ms)
if redis.call('PEXPIRE', ends, keep_ms) == 0 then
  -- Nobody marked itself for so long that the count has expired, and so have the logs.
  redis.call('HSET', meta, 'bytes', '0')
end

redis.call('PUBLISH', prefix .. 'm:' .. instance, number .. ' ' .. epoch)
return epoch
