-- Gives an account up, unless it is another's by now.
-- ARGV: instance, account, fence
local instance, account, fence = unpack(ARGV)
if is_held(account, instance, fence) then
  redis.call('DEL', lease_key(account))
  redis.call('PUBLISH', account_channel(account), 'L')
end
return true
