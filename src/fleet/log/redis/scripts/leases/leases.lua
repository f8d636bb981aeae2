-- ARGV: accounts. Answers the five words of each lease; empty texts for an account that nobody owns.
local reply = {}
for _, account in ipairs(ARGV) do
  for _, word in ipairs(lease_words(account)) do
    reply[#reply + 1] = word
  end
end
return reply
