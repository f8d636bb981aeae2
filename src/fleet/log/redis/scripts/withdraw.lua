-- An instance is gone: it is not alive any more, and what it wants outlives it for a while.
-- ARGV: instance, that while (ms)
local instance, linger_ms = unpack(ARGV)
redis.call('DEL', instance_key(instance))
redis.call('PEXPIRE', wanting_key(instance), linger_ms)
return true
