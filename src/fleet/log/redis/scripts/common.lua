-- What every script begins with. KEYS[1] is the hash `<prefix>meta`, of what is true of the whole fleet:
--   epoch  the name of the order of positions
--   t      the last position, in microseconds; run: the engine's process
--   fence  the last fence
--   bytes  what the logs of all accounts take, as some of the beats counted it
-- The other keys are made of its prefix, which has a hash tag; the engine is a single process.
-- Positions and fences have 16 digits: Lua would write them as 1.79e+15.
local meta = KEYS[1]
local prefix = string.sub(meta, 1, -5)

local function text(number)
  return string.format('%.0f', number)
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

-- The next value of what rises, also where the engine lost the last one or its clock went back.
local function next_after(last)
  return math.max((tonumber(last) or 0) + 1, now())
end

local function rise(field)
  local value = text(next_after(redis.call('HGET', meta, field)))
  redis.call('HSET', meta, field, value)
  return value
end

-- HASH instance, fence, beat, and where there are: standby, and waited, for how many milliseconds the owner had not
-- written something when it beat, or the owner before, from which it was taken: who owns an account.
local function lease_key(account)
  return prefix .. 'own:' .. account
end

-- HASH t, floor, batch, run, c (bytes ever appended), f (those up to the floor `g`), status (the last entry that told
-- one), live:<binding> = position.
local function head_key(epoch, account)
  return prefix .. epoch .. ':head:' .. account
end

-- STREAM <position>-0: p (previous), c (bytes ever appended, with this entry), d (body).
local function log_key(epoch, account)
  return prefix .. epoch .. ':log:' .. account
end

-- HASH account -> bytes that its log takes; ZSET account -> when it expires, in milliseconds.
local function sizes_key(epoch)
  return prefix .. epoch .. ':sizes'
end

local function ends_key(epoch)
  return prefix .. epoch .. ':ends'
end

-- The bytes that were appended before what a log keeps, of so many in all. Copies an entry, which may be large.
local function forgotten_bytes(log, appended)
  local kept = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
  return kept and tonumber(kept[2][4]) - #kept[2][6] or appended
end

-- HASH `<instance> <binding>` -> resellers, one a line; v: the version.
local function want_key(account)
  return prefix .. 'want:' .. account
end

local function instance_key(instance)
  return prefix .. 'instance:' .. instance
end

-- Outlives the instance: its clients come back to another one.
local function wanting_key(instance)
  return prefix .. 'wanting:' .. instance
end

local instances_key = prefix .. 'instances'

local function account_channel(account)
  return prefix .. 'c:' .. account
end

local function instance_channel(instance)
  return prefix .. 'i:' .. instance
end

local function is_held(account, instance, fence)
  local lease = redis.call('HMGET', lease_key(account), 'instance', 'fence')
  return lease[1] == instance and lease[2] == fence
end

local function is_counted(value)
  return value and #value <= 16 and string.match(value, '^%d+$')
end

-- Instance, fence, beat, standby and waited; empty texts for what is not there. A lease that no instance wrote is
-- nobody's: it could never be seen to stand still, nor be taken.
local function lease_words(account)
  local lease = redis.call('HMGET', lease_key(account), 'instance', 'fence', 'beat', 'standby', 'waited')
  if not (is_counted(lease[2]) and is_counted(lease[3])) then
    lease = {}
  elseif not is_counted(lease[5]) then
    lease[5] = ''
  end
  for i = 1, 5 do
    lease[i] = lease[i] or ''
  end
  return lease
end

-- Gives an account to an instance, and tells those who follow it: the fence.
local function lend(account, instance, keep_ms)
  local fence = rise('fence')
  local key = lease_key(account)
  redis.call('HSET', key, 'instance', instance, 'fence', fence, 'beat', '0')
  redis.call('HDEL', key, 'standby')
  redis.call('PEXPIRE', key, keep_ms)
  redis.call('PUBLISH', account_channel(account), 'L ' .. table.concat(lease_words(account), ' '))
  return fence
end

-- Adds to `reply` what is known of an account: position, floor, whether it is confirmed, its status (empty: none was
-- told), then the five of its lease, then binding and position of each that is complete.
local function add_head(reply, epoch, account)
  local position, floor, run, status, live = '0', nil, nil, '', {}
  local fields = redis.call('HGETALL', head_key(epoch, account))
  for i = 1, #fields, 2 do
    local name, value = fields[i], fields[i + 1]
    if name == 't' then
      position = value
    elseif name == 'floor' then
      floor = value
    elseif name == 'run' then
      run = value
    elseif name == 'status' then
      status = value
    elseif string.sub(name, 1, 5) == 'live:' then
      live[#live + 1] = string.sub(name, 6)
      live[#live + 1] = value
    end
  end
  local known = redis.call('HMGET', meta, 't', 'run')
  reply[#reply + 1] = position
  -- Nothing is missed after the last position of the fleet by an account of which nothing is stored.
  reply[#reply + 1] = floor or known[1] or '0'
  reply[#reply + 1] = (run and run == known[2]) and '1' or '0'
  reply[#reply + 1] = status
  for _, word in ipairs(lease_words(account)) do
    reply[#reply + 1] = word
  end
  for i = 1, #live do
    reply[#reply + 1] = live[i]
  end
  return position
end
