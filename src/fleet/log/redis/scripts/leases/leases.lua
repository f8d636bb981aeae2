-- ARGV: accounts. Answers instance, fence, beat and standby of each; four empty texts for one that nobody owns.
local reply = {}
for _, account in ipairs(ARGV) do
  for _, word in ipairs(lease_words(account)) do
    reply[#reply + 1] = word
  end
end
return reply
