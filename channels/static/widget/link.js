/* The conversation's wire: sessions, one socket, resuming by seq, resending what was not
   acknowledged. Knows nothing of how it looks; it reports through `on(event)`. */

const KEY = "converge-chat";
const BACKOFF_MS = [400, 800, 1600, 3200, 6400, 12800, 25600];
const PING_MS = 25000;
const SILENCE_MS = 10000;
const AUTHENTICATION = 4401;
const ORIGIN = 4403;
const RATE = 4429;

/* A trouble that the server explained in a problem+json document. */
export class ProblemError extends Error {}

export class Link {
  /* `on` gets every server frame as it is, and {type: "status", state} with state one of
     connecting, online, offline, refused; {type: "restarted"} when an ended session was replaced. */
  constructor(base, language, on) {
    this.base = base;
    this.language = language;
    this.on = on;
    this.session = read(localStorage, KEY);
    this.unacked = new Map(read(sessionStorage, `${KEY}-unacked`) ?? []);
    this.lastSeq = 0;
    this.attempt = 0;
    this.socket = null;
    this.ready = false;
    addEventListener("online", () => this.retry(0));
  }

  get signedIn() {
    return Boolean(this.session?.signedIn);
  }

  async open() {
    if (this.socket || this.opening) return;
    this.opening = true;
    this.on({ type: "status", state: "connecting" });
    try {
      if (!this.session) this.keep(await this.post("v1/sessions", { language: this.language }));
      this.connect();
    } catch {
      this.on({ type: "status", state: "offline" });
      this.retry();
    } finally {
      this.opening = false;
    }
  }

  connect() {
    const address = new URL("v1/web/socket", this.base);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    const token = this.session.token;
    this.socket = socket;
    socket.onopen = () =>
      this.put({ type: "hello", token, last_seq: this.lastSeq, conversation_id: this.session.conversation_id });
    socket.onmessage = (event) => socket === this.socket && this.hear(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.lost(event.code, token);
  }

  hear(frame) {
    clearTimeout(this.silence);
    if (frame.type === "ready") {
      this.ready = true;
      this.attempt = 0;
      this.pinging = setInterval(() => this.ping(), PING_MS);
      for (const { frame: waiting } of this.unacked.values()) this.put(waiting);
      this.on({ type: "status", state: "online" });
    }
    if (frame.type === "message") {
      if (frame.seq <= this.lastSeq) return;
      this.lastSeq = frame.seq;
    }
    if (frame.type === "ack" || (frame.type === "error" && frame.client_id && !frame.retry)) {
      this.unacked.delete(frame.client_id);
      this.keepUnacked();
    }
    this.on(frame);
  }

  ping() {
    this.put({ type: "ping" });
    this.silence = setTimeout(() => this.drop(), SILENCE_MS);
  }

  /* Leaves the socket without waiting for a close handshake that may never come. */
  drop() {
    const socket = this.socket;
    this.lost(1006);
    socket?.close();
  }

  lost(code, token) {
    clearInterval(this.pinging);
    clearTimeout(this.silence);
    this.socket = null;
    this.ready = false;
    if (code === ORIGIN) return this.on({ type: "status", state: "refused" });
    if (code === AUTHENTICATION) this.renew(token);
    this.on({ type: "status", state: "offline" });
    return this.retry(code === RATE ? 5000 : undefined);
  }

  /* Another tab may have signed in meanwhile and kept a newer token; else begin anew. */
  renew(token) {
    const kept = read(localStorage, KEY);
    const moved = kept?.conversation_id !== this.session?.conversation_id;
    this.session = kept?.token !== token ? kept : null;
    if (this.session && !moved) return;
    this.lastSeq = 0;
    if (!this.session) localStorage.removeItem(KEY);
    this.on({ type: "restarted" });
  }

  retry(wait) {
    if (this.stopped || this.verifying) return;
    clearTimeout(this.timer);
    const usual = BACKOFF_MS[Math.min(this.attempt, BACKOFF_MS.length - 1)];
    this.attempt += 1;
    this.timer = setTimeout(() => this.open(), wait ?? usual * (0.5 + Math.random()));
  }

  /* Sends a frame that must not be lost, `shown` as the customer sees it; gives the client_id under
     which it will be known. */
  deliver(frame, shown) {
    const client_id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const kept = { ...frame, client_id };
    this.unacked.set(client_id, { frame: kept, shown });
    this.keepUnacked();
    if (this.ready) this.put(kept);
    return client_id;
  }

  /* Sends a frame that may be lost. */
  put(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  requestCode(mobile) {
    return this.post("v1/sessions/otp", { mobile });
  }

  /* Signs in. The server drops the guest's sockets before we know the new token, so nothing is
     retried until we do. */
  async verify(mobile, code) {
    this.verifying = true;
    try {
      const opened = await this.post("v1/sessions/verify", { mobile, code });
      const moved = opened.conversation_id !== this.session?.conversation_id;
      this.keep({ ...opened, signedIn: true });
      if (moved) {
        this.lastSeq = 0;
        this.on({ type: "restarted" });
      }
      this.drop();
    } finally {
      this.verifying = false;
      if (!this.socket) this.retry(0);
    }
  }

  async post(path, body) {
    const headers = { "Content-Type": "application/json" };
    if (this.session) headers.Authorization = `Bearer ${this.session.token}`;
    const answer = await fetch(new URL(path, this.base), {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    const document = await answer.json();
    if (!answer.ok) throw new ProblemError(document.errors?.[0]?.detail ?? document.detail ?? document.title);
    return document;
  }

  keep(session) {
    this.session = session;
    localStorage.setItem(KEY, JSON.stringify(session));
  }

  keepUnacked() {
    sessionStorage.setItem(`${KEY}-unacked`, JSON.stringify([...this.unacked]));
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}

function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key));
  } catch {
    return null;
  }
}
