-- ARGV: account. Answers the epoch and what `add_head` adds.
local epoch = redis.call('HGET', meta, 'epoch') or ''
local reply = { epoch }
add_head(reply, epoch, ARGV[1])
return reply
