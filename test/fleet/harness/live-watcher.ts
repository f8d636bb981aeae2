import type { Instance } from './fleet-instance.ts';
import { everything, Watcher } from './fleet-world.ts';

/** A client of one instance, which listens to all calls of an account. */
export class LiveWatcher extends Watcher {
  isLive = false;
  readonly unsubscribe: () => void;

  constructor({ upstreams }: Instance, accountId = 'a', binding = everything) {
    super();
    const { live, unsubscribe } = upstreams.listen(accountId, binding, this, 'client');
    this.unsubscribe = unsubscribe;
    live.then(
      () => {
        this.isLive = true;
      },
      () => undefined,
    );
  }
}
