-- Begins another order, unless that has happened since the caller looked: the epoch. What the earlier one stored is
-- no longer kept by beats, and expires.
-- ARGV: expected epoch, new one, how long what is stored is kept (ms)
local epoch = redis.call('HGET', meta, 'epoch')
if epoch ~= ARGV[1] then
  return epoch
end
redis.call('PEXPIRE', sizes_key(epoch), ARGV[3])
redis.call('PEXPIRE', ends_key(epoch), ARGV[3])
redis.call('HSET', meta, 'epoch', ARGV[2], 'bytes', '0')
rise('t')
redis.call('PUBLISH', prefix .. 'ctl', 'N ' .. ARGV[2])
return ARGV[2]
