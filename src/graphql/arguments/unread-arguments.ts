/**
 * What is left of a field's arguments when its resolver has taken all of them, as
 * `({ accountId, …, ...rest })`. One that it forgot does not fit: the compiler asks for it.
 */
export type NothingUnread = Readonly<Record<string, never>>;

/** `NothingUnread` where the arguments `Shared` are read for all fields at once, and are left. */
export type NothingUnreadBut<Shared, Rest> = Rest & { readonly [Name in Exclude<keyof Rest, keyof Shared>]: never };
