import { GatewayError } from '../../errors.ts';

/**
 * Nobody is there whose token may read a list, and Kazoo was not asked: most often whoever showed
 * it has just left, and what is made of the list lingers. It is a fault of nobody.
 */
export class NoTokenLeft extends GatewayError {
  constructor(path: string) {
    super('UPSTREAM_UNAVAILABLE', `Nobody is connected whose token may read ${path}. Try again later.`);
  }
}
