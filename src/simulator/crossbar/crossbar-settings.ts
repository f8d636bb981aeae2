/** What an operator configures at Crossbar while it runs. */
export interface CrossbarSettings {
  /**
   * Whether the account lets envelopes repeat the request's token, which Kazoo 5 alone asks
   * (kazoo-5.md section 6).
   */
  includesAuthToken: boolean;
  /** Methods whose tokens `PUT /auth` renews, such as `cb_user_auth`. Only Kazoo 5 looks here. */
  readonly renewableMethods: Set<string>;
  /** Who checks the second factor. `otp` is known to Kazoo 5 only. */
  multiFactorProvider: 'duo' | 'otp';
}
