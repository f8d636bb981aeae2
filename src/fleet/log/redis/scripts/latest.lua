-- Answers the last position of any account.
return redis.call('HGET', meta, 't') or '0'
