-- Who is alive: instance and what it tells of itself, in turn. Those that are not are forgotten.
local reply = {}
for _, instance in ipairs(redis.call('SMEMBERS', instances_key)) do
  local told = redis.call('GET', instance_key(instance))
  if told then
    reply[#reply + 1] = instance
    reply[#reply + 1] = told
  else
    redis.call('SREM', instances_key, instance)
  end
end
return reply
