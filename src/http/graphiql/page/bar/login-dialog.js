import { dialog, element } from '../element.js';

/** @typedef {import('../session/login-request.js').LoginInput} LoginInput */
/** @typedef {import('../session/login-request.js').LoginOutcome} LoginOutcome */
/**
 * @typedef {{ readonly accountName: string, readonly username: string, readonly password: string }}
 * PrefilledLogin
 */

/** How an account is named, as the schema calls it. */
const selectors = { accountName: 'Account', accountRealm: 'Realm', phoneNumber: 'Phone number' };

/** The form for logging in. It forgets the password when it has been used. */
export class LoginDialog {
  #requestLogin;
  #dialog;
  #fields = {
    selector: element('select', { name: 'selector', 'aria-label': 'The account is given by' }),
    account: element('input', {
      name: 'account',
      required: true,
      autocomplete: 'organization',
      'aria-label': 'Account',
    }),
    username: element('input', { name: 'username', required: true, autocomplete: 'username' }),
    password: element('input', {
      name: 'password',
      type: 'password',
      required: true,
      autocomplete: 'current-password',
    }),
    code: element('input', { name: 'code', inputmode: 'numeric', autocomplete: 'one-time-code' }),
  };
  #codeRow = element('label', { hidden: true }, 'Code of the second factor', this.#fields.code);
  #error = element('p', { class: 'error', role: 'alert' });
  #submit = element('button', { type: 'submit', text: 'Log in' });
  #why = element('p', { class: 'why' });
  /**
   * @type {{ readonly token: Promise<string | undefined>,
   * done(token: string | undefined): void } | undefined}
   */
  #question;

  /**
   * @param {{ readonly requestLogin: (input: LoginInput) => Promise<LoginOutcome>,
   * readonly prefilled: PrefilledLogin }} options
   */
  constructor({ requestLogin, prefilled }) {
    this.#requestLogin = requestLogin;
    const { selector, account, username, password } = this.#fields;
    for (const [value, text] of Object.entries(selectors)) selector.append(element('option', { value, text }));
    account.value = prefilled.accountName;
    username.value = prefilled.username;
    password.value = prefilled.password;
    const form = element(
      'form',
      {
        onSubmit: (event) => {
          event.preventDefault();
          void this.#send();
        },
      },
      this.#why,
      element('label', {}, selector, account),
      element('label', {}, 'User', username),
      element('label', {}, 'Password', password),
      this.#codeRow,
      this.#error,
      this.#submit,
    );
    this.#dialog = dialog('login', 'Log in to Kazoo', form);
    this.#dialog.addEventListener('close', () => this.#answer(undefined));
  }

  /**
   * Asks the user, and resolves with a token, or with undefined when the user does not want to.
   *
   * @param {string} [why]
   */
  ask(why = '') {
    this.#why.textContent = why;
    this.#error.textContent = '';
    if (this.#question === undefined) {
      /** @type {(token: string | undefined) => void} */
      let done = () => {};
      const token = new Promise((/** @type {(token: string | undefined) => void} */ resolve) => (done = resolve));
      this.#question = { token, done };
      this.#dialog.showModal();
      this.#firstEmpty().focus();
    }
    return this.#question.token;
  }

  #firstEmpty() {
    const { account, username, password } = this.#fields;
    return [account, username, password].find(({ value }) => value === '') ?? this.#submit;
  }

  async #send() {
    const { selector, account, username, password, code } = this.#fields;
    this.#submit.disabled = true;
    this.#error.textContent = '';
    const outcome = await this.#requestLogin({
      [selector.value]: account.value,
      username: username.value,
      password: password.value,
      ...(code.value === '' ? {} : { multiFactorResponse: code.value }),
    });
    this.#submit.disabled = false;
    if (outcome.name === 'loggedIn') {
      password.value = '';
      code.value = '';
      this.#codeRow.hidden = true;
      this.#answer(outcome.token);
    } else if (outcome.name === 'secondFactor') {
      this.#codeRow.hidden = false;
      code.focus();
    } else {
      this.#error.textContent = outcome.reason;
      password.focus();
      password.select();
    }
  }

  /** @param {string | undefined} token */
  #answer(token) {
    const question = this.#question;
    this.#question = undefined;
    this.#dialog.close();
    question?.done(token);
  }
}
