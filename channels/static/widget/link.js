/* The conversation's wire: one socket that resumes by seq and sends again what was not
   acknowledged. Knows nothing of how it looks; it reports through `on(event)`. */

import { tab } from "./memory.js";

const BACKOFF_MS = [400, 800, 1600, 3200, 6400, 12800, 25600];
const PING_MS = 20000;
const SILENCE_MS = 10000;
const RATE_MS = 5000;
const AUTHENTICATION = 4401;
const ORIGIN = 4403;
const RATE = 4429;

export class Link {
  /* `who` says what hello says (sessions.js). `on` gets every server frame as it is, and
     {type: "status", state} with state one of connecting, online, offline, refused;
     {type: "restarted", expired} when this is another conversation from now on. */
  constructor(who, on) {
    this.who = who;
    this.on = on;
    this.outbox = `unacked:${who.address.pathname}`;
    this.unacked = new Map(tab.read(this.outbox) ?? []);
    this.loose = [];
    this.lastSeq = 0;
    this.attempt = 0;
    this.socket = null;
    this.ready = false;
    this.woken = () => this.retry(0);
    addEventListener("online", this.woken);
  }

  async open() {
    if (this.socket || this.opening || this.stopped) return;
    this.opening = true;
    this.on({ type: "status", state: "connecting" });
    try {
      this.connect(await this.who.introduce());
    } catch {
      this.on({ type: "status", state: "offline" });
      this.retry();
    } finally {
      this.opening = false;
    }
  }

  connect(introduction) {
    if (this.stopped) return;
    const address = new URL(this.who.address);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.onopen = () => this.put({ type: "hello", ...introduction, last_seq: this.lastSeq });
    socket.onmessage = (event) => socket === this.socket && this.hear(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.lost(event.code, introduction.token, event.reason);
  }

  hear(frame) {
    clearTimeout(this.silence);
    if (frame.type === "ready") this.begin();
    if (frame.type === "message") {
      if (frame.seq <= this.lastSeq) return;
      this.lastSeq = frame.seq;
    }
    if (frame.type === "ack" || (frame.type === "error" && !frame.retry)) this.settle(frame.client_id);
    else if (frame.type === "error" && frame.client_id) setTimeout(() => this.again(frame.client_id), RATE_MS);
    this.on(frame);
  }

  begin() {
    this.ready = true;
    this.attempt = 0;
    this.pinging = setInterval(() => this.ping(), PING_MS);
    for (const { frame } of this.unacked.values()) this.put(frame);
    for (const frame of this.loose.splice(0)) this.put(frame);
    this.on({ type: "status", state: "online" });
  }

  ping() {
    this.put({ type: "ping" });
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.drop(), SILENCE_MS);
  }

  /* Leaves the socket without the close handshake that may never come. */
  drop() {
    const socket = this.socket;
    this.lost(1006);
    socket?.close();
  }

  lost(code, token, why) {
    clearInterval(this.pinging);
    clearTimeout(this.silence);
    this.socket = null;
    this.ready = false;
    if (code === ORIGIN) return this.on({ type: "status", state: "refused" });
    if (code === AUTHENTICATION) {
      const other = this.who.refused(token, why);
      if (other === null) return this.on({ type: "status", state: "refused" });
      if (other) this.restart(!this.who.known);
    }
    this.on({ type: "status", state: "offline" });
    return this.retry(code === RATE ? RATE_MS : undefined);
  }

  restart(expired) {
    this.lastSeq = 0;
    this.on({ type: "restarted", expired });
  }

  retry(wait) {
    if (this.stopped || this.held) return;
    clearTimeout(this.timer);
    const usual = BACKOFF_MS[Math.min(this.attempt, BACKOFF_MS.length - 1)];
    this.attempt += 1;
    this.timer = setTimeout(() => this.open(), wait ?? usual * (0.5 + Math.random()));
  }

  /* Does `work` while nothing is retried, then comes back as whoever we are after it. `work` gives
     true when the conversation is another one from now on. */
  async holding(work) {
    this.held = true;
    try {
      if (await work()) this.restart(false);
      this.drop();
    } finally {
      this.held = false;
      if (!this.socket) this.retry(0);
    }
  }

  /* Sends a frame that must not be lost, `shown` as its sender sees it; gives the client_id under
     which it will be known. */
  deliver(frame, shown) {
    const client_id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const waiting = { ...frame, client_id };
    this.unacked.set(client_id, { frame: waiting, shown });
    tab.write(this.outbox, [...this.unacked]);
    if (this.ready) this.put(waiting);
    return client_id;
  }

  again(clientId) {
    const waiting = this.unacked.get(clientId);
    if (waiting) this.put(waiting.frame);
  }

  settle(clientId) {
    this.unacked.delete(clientId);
    tab.write(this.outbox, [...this.unacked]);
  }

  /* Sends a frame without a client_id: now, or as soon as there is a connection. */
  post(frame) {
    if (this.ready) this.put(frame);
    else this.loose.push(frame);
  }

  /* Sends a frame that is only worth anything now. */
  put(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  stop() {
    this.stopped = true;
    removeEventListener("online", this.woken);
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    clearInterval(this.pinging);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}
