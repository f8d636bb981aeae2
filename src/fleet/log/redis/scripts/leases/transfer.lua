-- Hands an account over, unless it is another's by now: the new fence, or nothing.
-- ARGV: instance, how long accounts are kept (ms), account, fence, successor
local instance, keep_ms, account, fence, successor = unpack(ARGV)
if not is_held(account, instance, fence) then
  return false
end
-- Who hands an account over has written everything.
redis.call('HDEL', lease_key(account), 'waited')
local new_fence = lend(account, successor, keep_ms)
-- The successor need not follow the account yet.
redis.call('PUBLISH', instance_channel(successor), 'L ' .. account .. ' ' .. successor .. ' ' .. new_fence .. ' 0')
return new_fence
