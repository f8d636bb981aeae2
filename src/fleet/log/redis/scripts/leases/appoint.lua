-- Names the instance that keeps itself ready to take an account, unless the account is another's by now.
-- ARGV: instance, account, fence, standby (empty: none)
-- Answers whether it did.
local instance, account, fence, standby = unpack(ARGV)
if not is_held(account, instance, fence) then
  return false
end
if standby == '' then
  redis.call('HDEL', lease_key(account), 'standby')
else
  redis.call('HSET', lease_key(account), 'standby', standby)
end
local lease = table.concat(lease_words(account), ' ')
redis.call('PUBLISH', account_channel(account), 'L ' .. lease)
if standby ~= '' then
  -- The standby need not follow the account yet.
  redis.call('PUBLISH', instance_channel(standby), 'L ' .. account .. ' ' .. lease)
end
return true
