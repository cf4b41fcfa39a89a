/* Who speaks: what a socket's hello says for a customer (guest or signed in) and for staff.
   Keeps the customer's session in the browser; keeps nothing of staff. */

import { kept } from "./memory.js";

const SESSION = "session";

/* A customer: a guest's session is opened when one is needed, and a code makes it a person's. */
export class Customer {
  constructor(base, language) {
    this.base = base;
    this.language = language;
    this.session = kept.read(SESSION);
    this.address = new URL("v1/web/socket", base);
  }

  get known() {
    return this.session !== null;
  }

  get conversation() {
    return this.session?.conversation_id;
  }

  get signedIn() {
    return Boolean(this.session?.signedIn);
  }

  /* What hello says: {token, conversation_id}. */
  async introduce() {
    if (!this.session) this.keep(await this.post("v1/sessions", { language: this.language }));
    const { token, conversation_id } = this.session;
    return { token, conversation_id };
  }

  /* The server no longer knows `token`: another tab may have signed in and kept a newer one, else
     the next hello is a new guest's. True when the conversation is another one from now on. */
  refused(token) {
    const other = kept.read(SESSION);
    const before = this.conversation;
    this.session = other && other.token !== token ? other : null;
    if (!this.session) kept.write(SESSION, null);
    return this.conversation !== before;
  }

  /* The server knows better: one may have signed in within the conversation. */
  learn(signedIn) {
    if (signedIn) this.keep({ ...this.session, signedIn });
  }

  /* Seconds the code is good for, and in a demo the code itself. */
  requestCode(mobile) {
    return this.post("v1/sessions/otp", { mobile });
  }

  /* Signs in; true when that opened another conversation. */
  async verify(mobile, code) {
    const before = this.conversation;
    this.keep({ ...(await this.post("v1/sessions/verify", { mobile, code })), signedIn: true });
    return this.conversation !== before;
  }

  /* Throws an Error that has the `code` of the server's problem document. */
  async post(path, body) {
    const headers = { "Content-Type": "application/json" };
    if (this.session) headers.Authorization = `Bearer ${this.session.token}`;
    const answer = await fetch(new URL(path, this.base), { method: "POST", headers, body: JSON.stringify(body) });
    const document = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(document.detail), { code: document.code });
    return document;
  }

  keep(session) {
    this.session = session;
    kept.write(SESSION, session);
  }
}

/* A colleague of staff, let in by the page that holds the element. */
export class Colleague {
  constructor(endpoint, token) {
    this.address = new URL(endpoint, document.baseURI);
    this.token = token;
    this.known = true;
  }

  async introduce() {
    return { token: this.token };
  }

  /* Null: there is nobody else to be. */
  refused() {
    return null;
  }
}
