-- Raises the beats of accounts. With some beats it also keeps what is stored of an account, and counts what its log
-- takes.
-- ARGV: instance, how long accounts are kept (ms), then account, fence, and for how long the oldest has waited of what
-- is not written (ms; empty: nothing waits), in turn
-- Answers the version of each account's wants; empty where the account is another's.
local instance, keep_ms = ARGV[1], ARGV[2]
-- A beat with all that costs four times one without.
local beats_between = 4

local epoch = redis.call('HGET', meta, 'epoch') or ''
local sizes, ends = sizes_key(epoch), ends_key(epoch)
local ends_at = text(now() / 1000 + keep_ms)
local reply = {}
local grown = 0

local function keep(account)
  local head, log = head_key(epoch, account), log_key(epoch, account)
  redis.call('PEXPIRE', lease_key(account), keep_ms)
  redis.call('PEXPIRE', want_key(account), keep_ms)
  redis.call('PEXPIRE', log, keep_ms)
  if redis.call('PEXPIRE', head, keep_ms) == 0 then
    return
  end
  redis.call('ZADD', ends, ends_at, account)
  local stored = redis.call('HMGET', head, 'c', 'f', 'floor', 'g')
  local appended, forgotten = tonumber(stored[1]), tonumber(stored[2] or '0')
  if stored[3] ~= stored[4] then
    forgotten = forgotten_bytes(log, appended)
    redis.call('HSET', head, 'f', text(forgotten), 'g', stored[3])
  end
  local bytes = appended - forgotten
  local before = tonumber(redis.call('HGET', sizes, account) or '0')
  if bytes ~= before then
    redis.call('HSET', sizes, account, text(bytes))
    grown = grown + bytes - before
  end
end

for i = 3, #ARGV, 3 do
  local account, fence, waited = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local lease = lease_words(account)
  if lease[1] == instance and lease[2] == fence then
    if waited ~= '' then
      redis.call('HSET', lease_key(account), 'waited', waited)
    elseif lease[5] ~= '' then
      redis.call('HDEL', lease_key(account), 'waited')
    end
    local beat = redis.call('HINCRBY', lease_key(account), 'beat', 1)
    -- Not all accounts at once, but the first beat of each.
    if beat == 1 or (beat + string.byte(account, -1)) % beats_between == 0 then
      keep(account)
    end
    reply[#reply + 1] = redis.call('HGET', want_key(account), 'v') or '0'
  else
    reply[#reply + 1] = ''
  end
end
if grown ~= 0 then
  redis.call('HINCRBY', meta, 'bytes', text(grown))
end
return reply
