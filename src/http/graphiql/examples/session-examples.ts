import { type Example, example } from './example.ts';

/** What the form for logging in holds when the page opens. */
export interface PrefilledLogin {
  readonly accountName: string;
  readonly username: string;
  readonly password: string;
}

export const emptyLogin: PrefilledLogin = { accountName: '', username: '', password: '' };

/** Logs in as programs do. The page takes the token of its answer for its own. */
export function logInExample({ accountName, username, password }: PrefilledLogin): Example {
  return example(
    'Log in as programs do, instead of with the button above',
    `mutation LogIn($account: String!, $user: String!, $password: String!) {
  login(input: { accountName: $account, username: $user, password: $password }) {
    accountName
    accountId
    expiresAt
    authToken
  }
}`,
    { account: accountName, user: username, password },
  );
}

export const sessionExamples = [
  example(
    'Who you are, and until when',
    `query WhoAmI {
  viewer {
    expiresAt
    ownerId
    owner {
      username
      firstName
      lastName
    }
    account {
      id
      name
      realm
      timezone
    }
  }
}`,
  ),
  example(
    'Why no events come',
    `query Diagnose($binding: String!) {
  diagnose(binding: $binding) {
    finding {
      message
    }
    lines {
      check
      outcome
      message
      at
    }
  }
}`,
    { binding: 'call.*.*' },
  ),
  example(
    'The bindings that this Kazoo offers',
    `query Bindings {
  bindings
}`,
  ),
];
