/* Who speaks: what a socket's hello says for a customer (guest or signed in) and for staff.
   Keeps the customer's session in the browser; keeps nothing of staff. */

import { kept } from "./memory.js";

const SESSION = "session";

/* A customer: a guest's session is opened when one is needed; a code or the site's word makes it a
   person's. */
export class Customer {
  constructor(base, language, host) {
    this.base = base;
    this.language = language;
    this.host = host;
    this.session = kept.read(SESSION);
    this.address = new URL("v1/web/socket", base);
  }

  get known() {
    return this.session !== null;
  }

  get conversation() {
    return this.session?.conversation_id;
  }

  /* What hello says; the site's word only once. */
  async introduce() {
    if (this.host) return { token: this.host, guest_token: this.session?.token };
    if (!this.session) this.keep(await this.post("v1/sessions", { language: this.language }));
    const { token, conversation_id } = this.session;
    return { token, conversation_id };
  }

  /* The server no longer knows `token`: another tab may have signed in and kept a newer one, else
     the next hello is a new guest's; or the site's word goes, or somebody else's session. True when
     the conversation is another one from now on. */
  refused(token, why) {
    const other = kept.read(SESSION);
    const before = this.conversation;
    if (token !== this.host) this.session = other && other.token !== token ? other : null;
    else if (why === "foreign_session") this.session = null;
    else this.host = null;
    if (!this.session) kept.write(SESSION, null);
    return this.conversation !== before;
  }

  /* The server knows better: one may have signed in within the conversation. True as above. */
  learn({ signed_in: signedIn, token, conversation_id }) {
    const before = this.conversation;
    this.host = null;
    if (token) this.session = { token, conversation_id };
    if (signedIn) this.keep({ ...this.session, signedIn });
    return this.conversation !== before;
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
