/** A result that is there at once where it is known, and a promise only where it must come. */
export type MaybePromise<Result> = Result | Promise<Result>;

/**
 * Work that reads as an async function does, with `yield*` where that has `await`, and waits only
 * for what is not known: everything else is done in the same turn, and costs no promise.
 */
export type Steps<Result> = Generator<Promise<unknown>, Result, unknown>;

/**
 * Takes steps to their end: at once if they wait for nothing. What they throw is thrown, or rejects
 * the promise of those that had to wait.
 */
export function takeSteps<Result>(steps: Steps<Result>): MaybePromise<Result> {
  const first = steps.next();
  return first.done === true ? first.value : finish(steps, first.value);
}

/** Returns, within steps, what a result is or will be; throws what its promise is rejected with. */
export function* settled<Result>(result: MaybePromise<Result>): Steps<Result> {
  // `finish` hands back what the promise that it was given resolves with.
  return result instanceof Promise ? ((yield result) as Result) : result;
}

async function finish<Result>(steps: Steps<Result>, first: Promise<unknown>): Promise<Result> {
  let awaited = first;
  for (;;) {
    const step = await awaited.then(
      (value) => steps.next(value),
      (error: unknown) => steps.throw(error),
    );
    if (step.done === true) return step.value;
    awaited = step.value;
  }
}
