import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';

/** Made once: making one takes longer than starting a simulator. */
const privateKey = createPrivateKey(`-----BEGIN PRIVATE KEY-----
MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDs1OhMBeXVisc2
saY/Z+cYJZtJeRDFS46dJtiT21QFr4+bnxeYJDUQE3+hFywiZcyV3hD+w3Bd1J+P
S7LOMuvgFHqZO+ltZODYdRM7FzPJJlUY7XrADwLCpPoVVUEM7z/GwlZ8EmmicOuW
ZYWbnpOsDRU4wPhzb6ieWce0s21FdcbtN+/oufIRME1z32TZN9/XRi1GKZU6Dg0/
HP4NozAC/ZvcB+v+MC/zXbGQ+zFz3EWHH+7Izva0L3IbGx7NVeIt040ieYUvbear
m7da/0XWlSrYksQicnpiziMDZHnFbUtl9R4VmsLPAEOKOeUQWoCn7yMsTYAgasht
NLH0Fs5dAgMBAAECggEAAi+w+UqwpXkDf8jCDSHLa1ilh1cbxYZ+CYtbQnoq22aU
f85HLHthFgXoDrelC6g+7D9BjuiE+AjHdE4xl1+297mYrCN2czEUNktWYxxCuR+m
d3VxxaYd02gsetfvosvuncobfEe7O+mo8xl600XyfQsd4AlAAejM+LFBe7SQVKzO
Hm2gPLOPo94sZV+FxDzDXvZe3SPW130IwZ8Pm1li2jnU6cjyYFhn5M/xbZrp82ca
uMbjnLK8uisYpZmq7nl+MS+KOuv7NR/ufCjX40v7OCcpqK5aQKU4eGn05J4vhUZq
a1ZlXAy+x+D3PmEMmTXxSuEDu+3m+opc7BuZKujXoQKBgQD45hNK6TkEl20ZtwxO
HybHddxHhO1sHCOnMgNm5OPQrTCT4re8pjzWNdgaasoZ/lpKOpzgEuPtHElznezf
6/yNaqo/pVtghEPhxnqZW3+zx5k7uHE9iayMYWzKdD872FqcDo+NSCL4I/tpxyXk
siOOuj9n03xcfz3c3C8F0H8W6QKBgQDzlrIddGAziRMQYrrpIRbDBbOY80qOG9o3
OnQLxbxTOm4wVZ35eynVoNE7GIGtHeTxnetol03fUbtVyMoo0RcKAKFMcnMjxwhV
QM/aqM9TYH0ST/DkiOqxpqXDyzK5ScSIhFPsAymVFpqXLtrjD7RnoxVzA38Wv388
nDoGeei7VQKBgH3p1qS063VZLYYuxfjXZYTOKQu9QWbJrXeto27wKBevJb4KmazD
5E7xmkty7p7Lv92BXU81/zw6bSYiJGz7Mx5PcaUU/+8JulWDVQ4z7ZyDQw+lNRRO
i43Q03pv6HVb9CqyawisD5S8jzlp18+kFrzjl6PspyMb863BbcBhQ4nRAoGBAL8j
E3Z7V/V4bOYhoqrGFRdIxQmSdoEWJ9/IVUDbkw/3vHje5cvashP4UdW+QBr4ZyqU
kSEMAMXoW0hP+xmWIC7wGaFj+ScsyUQkTDU22yCAiQOyiMK7EPX/XvlI2+96i+XX
eAas4JclGn7g/E7JhvT/ihgquTG/Z/bGW92zEUTVAoGBAIbCg5cFWgmZyyaw5wtx
B1PrzmCjKW4nSNpVl2/hAMnyncOpMxIN6kY0dVgytUNKXNXjpW2+HxUzkn9Z3Dzy
cfhH/me5XMHvRlHFrPEEejQ6TD/0NwzyLcC9QgnlohwlVPSXom4xgcEcMisW0eVi
dm4CLH2xye5XqoIiodjaG62u
-----END PRIVATE KEY-----
`);
const publicKey = createPublicKey(privateKey);
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

/**
 * What every simulator signs its tokens with. Everybody can read it: it protects nothing, as the
 * passwords of the seeded accounts do not. It is parsed once, which takes longer than signing.
 */
export const signingKey = {
  id: createHash('md5').update(publicPem).digest('hex'),
  privateKey,
  publicKey,
  publicPem,
} as const;
