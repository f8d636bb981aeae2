import { anyBinding, callEvents, eventExamples } from './event-examples.ts';
import type { Example } from './example.ts';
import { calls, liveExamples } from './live-examples.ts';
import { emptyLogin, logInExample, type PrefilledLogin, sessionExamples } from './session-examples.ts';

interface ExampleGroup {
  readonly title: string;
  readonly examples: readonly Example[];
}

/** What GraphiQL has to offer when it opens. */
export interface Collection {
  readonly prefilledLogin: PrefilledLogin;
  readonly logIn: Example;
  /** The tabs of somebody who is here for the first time. The first one brings events at once. */
  readonly tabs: readonly Example[];
  readonly groups: readonly ExampleGroup[];
}

export function exampleCollection(prefilledLogin: PrefilledLogin = emptyLogin): Collection {
  const logIn = logInExample(prefilledLogin);
  return {
    prefilledLogin,
    logIn,
    tabs: [calls, callEvents, anyBinding],
    groups: [
      { title: 'What is', examples: liveExamples },
      { title: 'What happens', examples: eventExamples },
      { title: 'Yourself, and the gateway', examples: [...sessionExamples, logIn] },
    ],
  };
}
