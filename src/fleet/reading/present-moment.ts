import type { CursorTime } from '../../upstream/history/event-clock.ts';
import type { AccountRole } from '../account-role.ts';
import type { FleetAccount } from '../fleet-account.ts';
import type { Position } from '../log/fleet-entry.ts';

/** An account that has a place in the order, or is about to. */
interface PlacedAccount {
  readonly account: Pick<FleetAccount, 'applied'>;
  readonly role: Pick<AccountRole, 'name' | 'position' | 'isBehind' | 'isReturning'>;
}

/** How far this instance has brought the order of the fleet, over all accounts that it has. */
export class PresentMoment {
  /** Those that may lack entries which are not the latest of all accounts. */
  readonly #behind = new Set<PlacedAccount>();
  /** Of the latest entry of any account. */
  #latest: CursorTime = 0;
  /** The latest that any account had when it was looked at. */
  #reached: CursorTime = 0;
  /** The account whose entries are being brought, of which others come at once. */
  #brought: PlacedAccount | undefined;

  /** The moment up to which every account has been brought. */
  get time(): CursorTime {
    const { account, role } = this.#brought ?? {};
    let time = Math.max(this.#latest, Math.min(account?.applied ?? 0, role?.position ?? 0));
    for (const member of this.#behind) {
      const { isBehind, name, position, isReturning } = member.role;
      const { applied } = member.account;
      if (position > 0) this.#reached = Math.max(this.#reached, applied);
      // Of one whose past is being read, nobody has had anything.
      if (isBehind && applied > 0) time = Math.min(time, applied);
      if (!isBehind && name !== 'acquiring' && !isReturning) this.#behind.delete(member);
    }
    return time;
  }

  /** Whether an account may lack what others have, or they what it had; or nothing is known yet. */
  get isBehind(): boolean {
    const { time } = this;
    return time < this.#latest || this.#latest < this.#reached || this.#latest === 0;
  }

  /** Whether an account may lack something, or its clients may have had what the log brings yet. */
  get mayLack(): boolean {
    return this.#behind.size > 0;
  }

  /** Another order begins. */
  begin(): void {
    this.#latest = 0;
    this.#reached = 0;
  }

  /** Hot: entries of an account come, up to `last`; `member` where this instance has it. */
  bring<Member extends PlacedAccount>(
    member: Member | undefined,
    last: Position,
    receive: (member: Member) => void,
  ): void {
    this.#brought = member;
    if (member !== undefined) receive(member);
    this.#brought = undefined;
    this.#latest = Math.max(this.#latest, last);
    if (member !== undefined) this.see(member);
  }

  /** The account takes its place in the order, or reads what it was not told of. */
  join(member: PlacedAccount): void {
    this.#behind.add(member);
  }

  /** Hot: the account may have to read what it was not told of. */
  see(member: PlacedAccount): void {
    const { isBehind, name } = member.role;
    if (isBehind || name === 'acquiring') this.#behind.add(member);
  }

  /** Nobody needs the account any more. */
  forget(member: PlacedAccount): void {
    this.#behind.delete(member);
  }
}
