/* The widget's looks, as a constructed style sheet: allowed by a policy that forbids inline styles. */

export const style = new CSSStyleSheet();
style.replaceSync(`
:host {
  all: initial;
  --brand: #0f5f59; --on-brand: #ffffff; --paper: #ffffff; --ink: #17211f; --soft: #eef3f1;
  --muted: #55635f; --line: #d5dfdb; --own: #d8efe8; --own-ink: #0d2b27; --bad: #a3210f; --accent: #b4540a;
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Devanagari", sans-serif;
  color: var(--ink); color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :host {
    --brand: #14746c; --paper: #15201e; --ink: #e7efec; --soft: #1f2d2a; --muted: #a3b5af; --line: #33443f;
    --own: #1b4c46; --own-ink: #eafaf5; --bad: #ff9d8c; --accent: #ffb36b;
  }
}
* { box-sizing: border-box; }
button, textarea, input, select { font: inherit; color: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none !important; }
.launcher {
  position: fixed; inset-block-end: 20px; inset-inline-end: 20px; z-index: 2147483000;
  display: flex; align-items: center; gap: 10px; padding: 13px 20px; border: 0; border-radius: 999px;
  background: var(--brand); color: var(--on-brand); font-weight: 600; box-shadow: 0 8px 28px rgb(0 0 0 / .28);
}
.panel {
  position: fixed; inset-block-end: 20px; inset-inline-end: 20px; z-index: 2147483000;
  display: flex; flex-direction: column; inline-size: min(400px, calc(100vw - 24px));
  block-size: min(660px, calc(100dvh - 40px)); overflow: hidden; border: 1px solid var(--line);
  border-radius: 18px; background: var(--paper); box-shadow: 0 18px 60px rgb(0 0 0 / .28);
}
@media (max-width: 480px) {
  .panel { inset: 0; inline-size: 100vw; block-size: 100dvh; border: 0; border-radius: 0; }
}
header { padding: 14px 16px 12px; background: var(--brand); color: var(--on-brand); }
.top { display: flex; align-items: center; gap: 10px; }
.name { flex: 1; min-inline-size: 0; }
h2 { margin: 0; font-size: 16px; font-weight: 650; line-height: 1.25; }
.status { display: flex; align-items: center; gap: 6px; margin: 2px 0 0; font-size: 12.5px; font-weight: 400; }
.status::before { content: ""; inline-size: 8px; block-size: 8px; border-radius: 50%; background: #ffc46b; }
.status[data-state=online]::before { background: #7df0b2; }
.icon { display: grid; place-items: center; inline-size: 34px; block-size: 34px; padding: 0; border: 0; border-radius: 10px; background: transparent; }
.icon:hover { background: rgb(255 255 255 / .16); }
.tools { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 11px; }
.tools button, .tools select {
  min-block-size: 32px; padding: 3px 12px; border: 1px solid rgb(255 255 255 / .5); border-radius: 999px;
  background: transparent; color: var(--on-brand); font-size: 13px;
}
.tools button:hover { background: rgb(255 255 255 / .16); }
.tools select { margin-inline-start: auto; padding-inline: 8px; }
.tools option { background: var(--paper); color: var(--ink); }
.notice { margin: 0; padding: 8px 16px; background: var(--soft); border-block-end: 1px solid var(--line); font-size: 13px; }
.log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 16px; scrollbar-width: thin; }
.log:focus-visible { outline-offset: -3px; }
.day { margin: 4px 0 12px; text-align: center; color: var(--muted); font-size: 12px; }
.line { display: flex; flex-direction: column; align-items: flex-start; margin-block-end: 12px; animation: rise .18s ease-out; }
.line.customer { align-items: flex-end; }
.who { margin: 0 4px 3px; color: var(--muted); font-size: 12px; }
.bubble {
  max-inline-size: 88%; padding: 9px 13px; border-radius: 16px; border-end-start-radius: 5px; background: var(--soft);
  white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate;
}
.bubble a { color: inherit; }
.customer .bubble { border-radius: 16px; border-end-end-radius: 5px; background: var(--own); color: var(--own-ink); }
.system .bubble { background: transparent; border: 1px dashed var(--line); }
.foot { display: flex; align-items: center; gap: 6px; min-block-size: 22px; margin: 2px 4px 0; color: var(--muted); font-size: 12px; }
.thumb { display: grid; place-items: center; inline-size: 28px; block-size: 28px; padding: 0; border: 0; border-radius: 8px; background: transparent; color: var(--muted); }
.thumb:hover { background: var(--soft); color: var(--ink); }
.thumb[aria-pressed=true] { background: var(--own); color: var(--own-ink); }
.failed .foot { color: var(--bad); }
.choices { display: flex; flex-wrap: wrap; gap: 7px; margin-block-start: 7px; }
.choices button { padding: 6px 13px; border: 1.5px solid var(--brand); border-radius: 999px; background: transparent; color: inherit; font-size: 14px; }
.choices button:hover { background: var(--soft); }
.typing { display: flex; align-items: center; gap: 4px; margin: 0 16px 10px; padding: 10px 13px; border-radius: 14px; background: var(--soft); inline-size: fit-content; }
.typing i { inline-size: 7px; block-size: 7px; border-radius: 50%; background: var(--muted); animation: blink 1.2s infinite; }
.typing i:nth-child(2) { animation-delay: .2s; }
.typing i:nth-child(3) { animation-delay: .4s; }
.card { margin: 0 12px 10px; padding: 13px 14px; border: 1px solid var(--line); border-radius: 14px; background: var(--soft); font-size: 14px; }
.card p { margin: 0 0 9px; }
.card label { display: block; margin-block-end: 4px; font-weight: 600; }
.row { display: flex; gap: 8px; }
.card input { flex: 1; min-inline-size: 0; padding: 8px 10px; border: 1px solid var(--muted); border-radius: 10px; background: var(--paper); }
.solid { padding: 8px 15px; border: 0; border-radius: 10px; background: var(--brand); color: var(--on-brand); font-weight: 600; }
.plain { margin-block-start: 8px; padding: 4px 0; border: 0; background: none; color: inherit; text-decoration: underline; }
.trouble { margin: 8px 0 0 !important; color: var(--bad); }
.composer { display: flex; align-items: flex-end; gap: 8px; padding: 10px 12px 12px; border-block-start: 1px solid var(--line); }
textarea {
  flex: 1; min-inline-size: 0; min-block-size: 42px; max-block-size: 132px; padding: 10px 12px; resize: none; field-sizing: content;
  border: 1px solid var(--muted); border-radius: 14px; background: var(--paper); line-height: 1.4;
}
textarea:focus-visible { outline-offset: -1px; outline-width: 2px; }
textarea::placeholder { color: var(--muted); opacity: 1; }
.send { display: grid; place-items: center; inline-size: 42px; block-size: 42px; flex: none; padding: 0; border: 0; border-radius: 50%; background: var(--brand); color: var(--on-brand); }
.hush { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
svg { inline-size: 20px; block-size: 20px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.thumb svg { inline-size: 16px; block-size: 16px; }
@keyframes rise { from { opacity: 0; translate: 0 6px; } }
@keyframes blink { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } }
`);
