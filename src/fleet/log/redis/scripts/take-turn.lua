-- Takes a turn at something that no instance took in the last so many milliseconds: 0, or how many are left.
-- ARGV: name, that pause (ms), how long the turn is remembered (ms)
local name, pause_ms, keep_ms = unpack(ARGV)
local key = prefix .. 'turn:' .. name
local now_ms = math.floor(now() / 1000)
local taken_ms = tonumber(redis.call('GET', key) or '')
local wait_ms = taken_ms and taken_ms + pause_ms - now_ms or 0
-- More than the pause: the clock went back.
if wait_ms > 0 and wait_ms <= tonumber(pause_ms) then
  return text(wait_ms)
end
redis.call('SET', key, text(now_ms), 'PX', keep_ms)
return '0'
