/* What the browser keeps for the chat: `kept` for all tabs and visits, `tab` for this tab alone.
   Where storage is forbidden (some embedded pages) it lasts as long as the page. */

const PREFIX = "converge-chat";

class Memory {
  constructor(storageName) {
    this.storageName = storageName;
    this.held = {};
  }

  /* The value under `name`, null when there is none. */
  read(name) {
    try {
      return JSON.parse(window[this.storageName].getItem(key(name)));
    } catch {
      return this.held[name] ?? null;
    }
  }

  /* Null forgets it. */
  write(name, value) {
    this.held[name] = value;
    try {
      window[this.storageName].setItem(key(name), JSON.stringify(value));
    } catch {
      return; // forbidden or full: this page still knows
    }
  }
}

export function key(name) {
  return `${PREFIX}-${name}`;
}

export const kept = new Memory("localStorage");
export const tab = new Memory("sessionStorage");
