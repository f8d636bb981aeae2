-- ARGV: account. Answers the version, then instance, binding and resellers of each want. Those of instances that have
-- been gone for a while are forgotten.
local key = want_key(ARGV[1])
local fields = redis.call('HGETALL', key)
local version = '0'
local is_wanting = {}
local has_forgotten = false
local reply = { version }
for i = 1, #fields, 2 do
  local name, value = fields[i], fields[i + 1]
  local instance, binding = string.match(name, '^(%S+) (.*)$')
  if name == 'v' then
    version = value
  else
    -- What no instance wrote has no name before a blank.
    if instance and is_wanting[instance] == nil then
      -- Earlier versions tell only that they are alive.
      is_wanting[instance] = redis.call('EXISTS', wanting_key(instance), instance_key(instance)) > 0
    end
    if instance and is_wanting[instance] then
      reply[#reply + 1] = instance
      reply[#reply + 1] = binding
      reply[#reply + 1] = value
    else
      redis.call('HDEL', key, name)
      has_forgotten = true
    end
  end
end
if has_forgotten then
  version = text(next_after(version))
  redis.call('HSET', key, 'v', version)
end
reply[1] = version
return reply
