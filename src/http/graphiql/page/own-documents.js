/**
 * What the page asks for itself. The gateway runs these also where it runs no others but those that
 * it knows.
 */
export const ownDocuments = {
  whoAmI: `query WhoAmI {
  viewer { accountId ownerId expiresAt expiresInSeconds account { name } owner { username firstName lastName } }
}`,
  logIn: 'mutation LogIn($input: LoginInput!) { login(input: $input) { authToken } }',
  renew: 'mutation Renew { refreshToken { authToken } }',
  diagnose: `query Diagnose($accountId: ID, $binding: String!) {
  diagnose(accountId: $accountId, binding: $binding) { finding { message } lines { check outcome message at } }
}`,
  kazooStatus:
    'subscription KazooStatus($accountId: ID) { streamStatus(accountId: $accountId) { state reason retryAt } }',
  accounts: 'query Accounts { viewer { account { id name } } descendants(first: 200) { nodes { id name } } }',
  conferences:
    'query Conferences($accountId: ID) { conferences(accountId: $accountId, first: 200) { nodes { id name } } }',
  queues: 'query Queues($accountId: ID) { queues(accountId: $accountId, first: 200) { nodes { id name } } }',
  bindings: 'query Bindings { bindings }',
};
