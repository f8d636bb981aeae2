import { type BackoffOptions, fullJitterMs } from '../scheduling/backoff.ts';

/** Something that is followed until it is closed. */
export interface Following {
  /** Resolves when it is complete; rejects when it never will be. */
  readonly opened: Promise<void>;
  /** Idempotent. */
  close(): void;
}

export interface FollowedPartOptions {
  /**
   * Begins to follow it; `onEnd` must be called when that has ended by itself. May throw
   * what says that it cannot be followed now.
   */
  readonly open: (onEnd: (error: unknown) => void) => Following;
  /** Called when all of it is known from now on. */
  readonly onFollowed: () => void;
  /** Called with what says that it cannot be followed now. */
  readonly onFailed: (error: unknown) => void;
  /** Called when that is over, though it is still wanted. */
  readonly onLost: () => void;
  /** How long after a failure it is tried again. */
  readonly backoff: BackoffOptions;
  /** Runs work when its turn has come: few are opened at a time. */
  readonly inTurn: (work: () => Promise<void>) => void;
}

type State =
  /** For its turn. */
  | { readonly name: 'waiting' }
  | { readonly name: 'opening'; readonly following: Following }
  | { readonly name: 'followed'; readonly following: Following }
  | { readonly name: 'failed'; readonly timer: NodeJS.Timeout }
  | { readonly name: 'closed' };

/**
 * One of many accounts, or parts of one, that are followed together: what fails is tried again,
 * ever more slowly.
 */
export class FollowedPart {
  /** Resolves when the first attempt has succeeded or failed, or nobody wants it any more. */
  readonly tried: Promise<void>;
  readonly #options: FollowedPartOptions;
  readonly #onTried: () => void;
  #failures = 0;
  #state: State = { name: 'waiting' };

  constructor(options: FollowedPartOptions) {
    this.#options = options;
    let onTried = (): void => undefined;
    this.tried = new Promise((resolve) => {
      onTried = resolve;
    });
    this.#onTried = onTried;
    this.#options.inTurn(() => this.#open());
  }

  get isFollowed(): boolean {
    return this.#state.name === 'followed';
  }

  /** Idempotent. Nothing is called any more. */
  close(): void {
    this.#transition({ name: 'closed' });
  }

  async #open(): Promise<void> {
    if (this.#state.name !== 'waiting') return;
    let following: Following | undefined;
    try {
      following = this.#options.open((error) => this.#onEnd(following, error));
      this.#transition({ name: 'opening', following });
      await following.opened;
    } catch (error) {
      if (following === undefined || this.#isOf(following)) this.#fail(error);
      this.#onTried();
      return;
    }
    if (!this.#isOf(following)) return;
    this.#failures = 0;
    this.#transition({ name: 'followed', following });
    this.#options.onFollowed();
    this.#onTried();
  }

  #onEnd(following: Following | undefined, error: unknown): void {
    if (!this.#isOf(following)) return;
    const wasFollowed = this.isFollowed;
    this.#fail(error);
    if (wasFollowed) this.#options.onLost();
  }

  #isOf(following: Following | undefined): boolean {
    return 'following' in this.#state && this.#state.following === following;
  }

  #fail(error: unknown): void {
    if (this.#state.name === 'closed') return;
    this.#options.onFailed(error);
    this.#failures += 1;
    const timer = setTimeout(
      () => {
        this.#transition({ name: 'waiting' });
        this.#options.inTurn(() => this.#open());
      },
      fullJitterMs(this.#failures, this.#options.backoff),
    );
    this.#transition({ name: 'failed', timer });
  }

  #transition(next: State): void {
    const before = this.#state;
    if (before.name === 'closed') return;
    this.#state = next;
    if (before.name === 'failed') clearTimeout(before.timer);
    if (next.name === 'closed') this.#onTried();
    const isKept = 'following' in before && 'following' in next && next.following === before.following;
    if ('following' in before && !isKept) before.following.close();
  }
}
