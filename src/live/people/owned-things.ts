/** Things by their ids, such as calls, and what each of them is to the users that it concerns. */
export class OwnedThings<Thing> {
  readonly #ownersOf = new Map<string, readonly string[]>();
  readonly #byOwner = new Map<string, Map<string, Thing>>();

  get ids(): Iterable<string> {
    return this.#ownersOf.keys();
  }

  /** The users whom something concerns. */
  get owners(): Iterable<string> {
    return this.#byOwner.keys();
  }

  /** What concerns a user. */
  of(userId: string): Iterable<Thing> {
    return this.#byOwner.get(userId)?.values() ?? [];
  }

  /**
   * Replaces what a thing is to its users; none: it is gone. Returns the users whom it concerns, or
   * did before. Costs what these are.
   */
  put(id: string, things: ReadonlyMap<string, Thing>): readonly string[] {
    const before = this.#ownersOf.get(id) ?? [];
    for (const userId of before) if (!things.has(userId)) this.#remove(userId, id);
    for (const [userId, thing] of things) this.#add(userId, id, thing);
    if (things.size === 0) this.#ownersOf.delete(id);
    else this.#ownersOf.set(id, [...things.keys()]);
    return [...before, ...things.keys()];
  }

  #add(userId: string, id: string, thing: Thing): void {
    const things = this.#byOwner.get(userId) ?? new Map<string, Thing>();
    things.set(id, thing);
    this.#byOwner.set(userId, things);
  }

  #remove(userId: string, id: string): void {
    const things = this.#byOwner.get(userId);
    things?.delete(id);
    if (things?.size === 0) this.#byOwner.delete(userId);
  }
}
