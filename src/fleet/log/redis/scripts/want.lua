-- Changes what an instance wants of an account, and tells the owner and its standby: the version.
-- ARGV: instance, how long accounts are kept (ms), account, number of wants, then binding and resellers of each, then
-- the bindings that are not wanted any more
local instance, keep_ms, account, count = unpack(ARGV, 1, 4)
local key = want_key(account)
local first_unwanted = 5 + 2 * tonumber(count)
for i = 5, first_unwanted - 1, 2 do
  redis.call('HSET', key, instance .. ' ' .. ARGV[i], ARGV[i + 1])
end
for i = first_unwanted, #ARGV do
  redis.call('HDEL', key, instance .. ' ' .. ARGV[i])
end
local version = text(next_after(redis.call('HGET', key, 'v')))
redis.call('HSET', key, 'v', version)
redis.call('PEXPIRE', key, keep_ms)
for _, interested in ipairs(redis.call('HMGET', lease_key(account), 'instance', 'standby')) do
  if interested then
    redis.call('PUBLISH', instance_channel(interested), 'W ' .. account .. ' ' .. version)
  end
end
return version
