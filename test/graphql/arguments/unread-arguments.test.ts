import { expectTypeOf, test } from 'vitest';
import type { NothingUnread, NothingUnreadBut } from '../../../src/graphql/arguments/unread-arguments.ts';

interface Shared {
  readonly accountId?: string | null;
}

test('an argument that no resolver has taken does not compile, where all are taken and where some are shared', () => {
  const taken = ({ accountId: _, ...rest }: Shared) => rest;
  const forgotten = ({ accountId: _, ...rest }: Shared & { readonly forgotten?: string | null }) => rest;

  expectTypeOf(taken).returns.toExtend<NothingUnread>();
  expectTypeOf(forgotten).returns.not.toExtend<NothingUnread>();
  expectTypeOf<Shared>().toExtend<NothingUnreadBut<Shared, Shared>>();
  expectTypeOf<ReturnType<typeof forgotten>>().not.toExtend<NothingUnreadBut<Shared, ReturnType<typeof forgotten>>>();
});
