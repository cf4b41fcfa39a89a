/* The chat's looks, as a constructed style sheet: allowed by a policy that forbids inline styles.
   A site sets its own colour with --converge-brand and --converge-on-brand on converge-chat. */

export const style = new CSSStyleSheet();
style.replaceSync(`
:host {
  all: initial;
  --brand: var(--converge-brand, #0f5f59); --on-brand: var(--converge-on-brand, #ffffff);
  --paper: #ffffff; --ground: #f3f6f5; --ink: #14201d; --muted: #53615d; --line: #dae3df; --edge: #7b8a85;
  --tint: #e4f1ed; --tint-ink: #0c4a44; --bad: #a3210f; --bad-soft: #fdeeeb; --focus: #b4540a;
  --shadow: 0 12px 44px rgb(0 0 0 / .28);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Devanagari", "Nirmala UI", sans-serif;
  color: var(--ink); color-scheme: light dark;
}
:host([hidden]) { display: none; }
:host([mode=staff]) { display: block; height: 100%; min-height: 320px; }
@media (prefers-color-scheme: dark) {
  :host {
    --brand: var(--converge-brand, #15766d); --paper: #18231f; --ground: #101815; --ink: #e8efec; --muted: #a6b6b0;
    --line: #2c3b36; --edge: #7d8f89; --tint: #1d3b35; --tint-ink: #b9ece0; --bad: #ffa093; --bad-soft: #3a1f1b; --focus: #ffb36b;
  }
}
* { box-sizing: border-box; }
p, h2, ul, dl, dd { margin: 0; padding: 0; }
ul { list-style: none; }
button, textarea, input, select { font: inherit; color: inherit; margin: 0; }
button { cursor: pointer; }
button:disabled { cursor: default; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
[hidden] { display: none !important; }
svg { width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.hush { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.launcher {
  position: fixed; bottom: 20px; right: 20px; z-index: 2147483000; display: flex; align-items: center; gap: 10px;
  padding: 14px 22px 14px 18px; border: 0; border-radius: 999px; background: var(--brand); color: var(--on-brand); font-weight: 600; box-shadow: var(--shadow);
}
.badge {
  position: absolute; top: -5px; right: -2px; min-width: 22px; padding: 1px 6px; border-radius: 999px;
  background: #b3261e; color: #fff; font-size: 12.5px; font-weight: 700; text-align: center; outline: 2px solid var(--paper);
}
.panel {
  position: fixed; inset: auto 20px 20px auto; margin: 0; padding: 0; border: 0; max-width: none; max-height: none; color: inherit; z-index: 2147483000; display: flex; flex-direction: column;
  width: min(408px, calc(100vw - 24px)); height: min(704px, calc(100dvh - 40px)); overflow: hidden; border-radius: 20px;
  background: var(--paper); box-shadow: var(--shadow), 0 0 0 1px var(--line); animation: open .22s cubic-bezier(.2, .9, .3, 1);
}
.panel:not([open], .filling) { display: none; }
.panel.filling { position: static; width: 100%; height: 100%; border-radius: 12px; box-shadow: 0 0 0 1px var(--line); animation: none; }
@media (max-width: 480px) {
  .panel:not(.filling) { inset: 0; width: 100vw; height: 100dvh; border-radius: 0; box-shadow: none; }
}

.head { padding: 14px 14px 12px 16px; background: var(--brand); background-image: linear-gradient(160deg, transparent, rgb(0 0 0 / .22)); color: var(--on-brand); }
.filling .head { padding: 10px 14px; }
.top { display: flex; align-items: center; gap: 11px; }
.avatar { display: grid; place-items: center; width: 40px; height: 40px; flex: none; border-radius: 13px; background: rgb(255 255 255 / .16); }
.name { flex: 1; min-width: 0; }
h2 { font-size: 16px; font-weight: 600; line-height: 1.3; }
.status { display: flex; align-items: center; gap: 6px; margin-top: 1px; font-size: 12.5px; line-height: 1.35; }
.status::before { content: ""; width: 8px; height: 8px; flex: none; border-radius: 50%; background: #ffc46b; }
.status[data-state=online]::before { background: #7df0b2; }
.icon { display: grid; place-items: center; width: 36px; height: 36px; flex: none; padding: 0; border: 0; border-radius: 11px; background: transparent; }
.tools { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 12px; }
.tools button, .tools select {
  display: flex; align-items: center; gap: 6px; min-height: 32px; padding: 4px 11px; border: 0; border-radius: 999px; background: rgb(0 0 0 / .22); color: var(--on-brand);
  font-size: 13px; font-weight: 600;
}
.tools svg { width: 15px; height: 15px; }
.icon:hover, .tools button:enabled:hover { background: rgb(0 0 0 / .36); }
.tools select { margin-left: auto; padding-inline: 6px; field-sizing: content; }
.tools option { background: var(--paper); color: var(--ink); }
.head :focus-visible { outline-color: #ffd08a; }
.notice { padding: 9px 16px; background: var(--tint); color: var(--tint-ink); font-size: 13.5px; font-weight: 600; }

.middle { position: relative; flex: 1; min-height: 0; background: var(--ground); }
.log { position: relative; height: 100%; overflow-y: auto; overscroll-behavior: contain; padding: 16px 14px 6px; scrollbar-width: thin; }
.log:focus-visible { outline-offset: -3px; }
.jump {
  position: absolute; bottom: 10px; left: calc(50% - 20px); display: grid; place-items: center; width: 40px; height: 40px; padding: 0;
  border: 1px solid var(--line); border-radius: 50%; background: var(--paper); box-shadow: var(--shadow);
}
.day { margin: 6px 0 14px; color: var(--muted); font-size: 12px; font-weight: 600; text-align: center; }
.line { display: flex; flex-direction: column; align-items: flex-start; margin-bottom: 10px; animation: rise .2s ease-out; }
.line.own { align-items: flex-end; }
.who { margin: 0 4px 3px; color: var(--muted); font-size: 12px; font-weight: 600; }
.bubble {
  max-width: min(88%, 560px); padding: 9px 13px; border: 1px solid var(--line); border-radius: 17px; border-bottom-left-radius: 5px; background: var(--paper);
  white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate;
}
.own .bubble { border-color: transparent; border-radius: 17px; border-bottom-right-radius: 5px; background: var(--brand); color: var(--on-brand); }
.agent.other .bubble { background: var(--tint); border-color: transparent; color: var(--ink); }
.system { align-items: center; }
.system .bubble { padding: 4px 12px; border-style: dashed; border-radius: 12px; background: none; color: var(--muted); font-size: 13px; text-align: center; }
.bubble a { color: inherit; }
.number { white-space: nowrap; }
.bubble > * + * { margin-top: 8px; }
.points { padding-left: 18px; list-style: disc; white-space: normal; }
.foot { display: flex; flex-wrap: wrap; align-items: center; gap: 5px; margin: 3px 5px 0; color: var(--muted); font-size: 11.5px; }
.foot:empty { display: none; }
.mark { display: inline-flex; position: relative; }
.mark svg { width: 14px; height: 14px; }
.mark.tick { color: var(--tint-ink); }
.failed .bubble { background: var(--bad-soft); color: var(--ink); border-color: var(--bad); }
.failed .foot { justify-content: flex-end; color: var(--bad); font-size: 12.5px; }
.thumbs { display: inline-flex; margin-left: 2px; }
.thumb { display: grid; place-items: center; width: 28px; height: 26px; padding: 0; border: 0; border-radius: 8px; background: transparent; color: var(--muted); }
.thumb svg { width: 15px; height: 15px; }
.thumb.down svg { rotate: 180deg; }
.thumb:hover, .thumb[aria-pressed=true] { background: var(--tint); color: var(--tint-ink); }
.thumb[aria-pressed=true] svg { fill: currentColor; }

.cards { display: grid; gap: 8px; white-space: normal; }
.line:has(.cards, .facts) > .bubble { width: 100%; }
.card { display: grid; grid-template-columns: 1fr auto; gap: 1px 12px; padding: 10px 12px; border: 1px solid var(--line); border-radius: 12px; background: var(--ground); }
.card-name { font-weight: 600; line-height: 1.3; }
.card-price { grid-row: span 2; justify-self: end; font-size: 18px; font-weight: 700; line-height: 1.25; text-align: end; }
.card-price.small { font-size: 15px; }
small, s { display: block; color: var(--muted); font-size: 12.5px; font-weight: 400; }
.card-note { grid-column: 1; color: var(--muted); font-size: 12.5px; }
.state { display: inline-block; margin-left: 4px; padding: 0 8px; border-radius: 999px; background: var(--tint); color: var(--tint-ink); font-weight: 600; }
.choose { grid-column: 1 / -1; margin-top: 8px; padding: 6px; border: 1.5px solid var(--brand); border-radius: 10px; background: var(--paper); font-weight: 600; }
.choose:hover { background: var(--tint); }
.facts { white-space: normal; }
.facts div { display: flex; justify-content: space-between; gap: 4px 14px; padding: 5px 0; border-top: 1px solid var(--line); }
.facts dt { color: var(--muted); flex: none; max-width: 55%; }
.facts dt::first-letter { text-transform: uppercase; }
.facts dd { text-align: end; }
.line:has(.choices) .offered { display: none; }
.facts .long { flex-direction: column; }
.facts .long dd { text-align: start; }
.facts .total { font-weight: 700; font-size: 16px; }
.facts .total dt { color: inherit; }
.sheet { border-radius: 17px; padding: 13px 14px 14px; }
.sheet > .text:first-child { font-weight: 600; }
.choices { display: flex; flex-wrap: wrap; gap: 7px; margin-top: 8px; }
.choices button { padding: 7px 14px; border: 1.5px solid var(--brand); border-radius: 999px; background: var(--paper); font-size: 14px; font-weight: 600; text-align: start; overflow-wrap: anywhere; }
.choices button:hover:not(.yes) { background: var(--tint); }
.launcher:hover, .send:hover, .yes:hover { filter: brightness(1.1); }
.choices .yes { flex: 1 0 100%; border-radius: 12px; padding: 10px; background: var(--brand); color: var(--on-brand); font-size: 15px; font-weight: 600; text-align: center; }
.tiles, .slots { display: grid; width: 100%; grid-template-columns: repeat(auto-fill, minmax(132px, 1fr)); }
.tiles button { border-radius: 12px; padding: 9px 12px; border-width: 1px; border-color: var(--edge); }
.slots button { border-radius: 12px; text-align: center; }
.comment { display: grid; gap: 6px; width: min(100%, 340px); margin: 6px 4px 2px; padding: 10px 12px; border: 1px solid var(--line); border-radius: 12px; background: var(--paper); font-size: 13.5px; }
.comment:empty { display: none; }

.typing { display: flex; align-items: center; gap: 5px; padding: 4px 16px 10px; background: var(--ground); color: var(--muted); font-size: 13px; }
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--edge); animation: blink 1.2s infinite; }
.typing i:nth-child(2) { animation-delay: .2s; }
.typing i:nth-child(3) { animation-delay: .4s; }
.typing .said { margin-left: 5px; }
.signin { display: grid; gap: 7px; padding: 14px 16px; border-top: 1px solid var(--line); background: var(--paper); font-size: 14px; }
label { font-weight: 600; }
.row { display: flex; flex-wrap: wrap; gap: 8px 14px; }
input { flex: 1; min-width: 0; width: 100%; padding: 9px 12px; border: 1px solid var(--edge); border-radius: 11px; background: var(--paper); }
.row input { width: auto; }
.solid { padding: 8px 16px; border: 0; border-radius: 11px; background: var(--brand); color: var(--on-brand); font-weight: 600; }
.plain { padding: 3px 0; border: 0; background: none; color: inherit; font-size: 13px; text-decoration: underline; }
.trouble { color: var(--bad); }
.trouble:empty { display: none; }
.composer { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 8px; padding: 10px 12px 12px; border-top: 1px solid var(--line); background: var(--paper); }
textarea {
  flex: 1; min-width: 0; min-height: 44px; max-height: 132px; padding: 10px 15px; resize: none; field-sizing: content;
  border: 1px solid var(--edge); border-radius: 22px; background: var(--paper); line-height: 1.45;
}
textarea:focus-visible, input:focus-visible { outline: 2px solid var(--tint-ink); outline-offset: 0; }
textarea::placeholder { color: var(--muted); opacity: 1; }
[aria-invalid=true] { border-color: var(--bad); }
.counter { flex: 1 0 100%; font-size: 12.5px; }
.send { display: grid; place-items: center; width: 44px; height: 44px; flex: none; padding: 0; border: 0; border-radius: 50%; background: var(--brand); color: var(--on-brand); }
.send:disabled, .solid:disabled { opacity: .5; }
@keyframes open { from { opacity: 0; translate: 0 14px; } }
@keyframes rise { from { opacity: 0; translate: 0 6px; } }
@keyframes blink { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } }
`);
