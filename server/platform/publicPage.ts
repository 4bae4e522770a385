const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
/** The headers of public pages: no script may run, nothing is loaded, no other page may frame them. */
export const publicPagePolicy = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'unsafe-inline'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
} as const

/** Text as it may be written into HTML, in elements and in quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign]!)

const style = `
:root{color-scheme:light dark;--line:#e4dee1;--edge:#8a8086;--ink:#23191f;--quiet:#665a62;--page:#f6f4f5;--paper:#fff;
  --accent:#9c1457;--on-accent:#fff;--bad:#b3261e;--good:#176b43}
@media (prefers-color-scheme:dark){:root{--line:#352d33;--edge:#857a81;--ink:#f4eef2;--quiet:#b1a4ac;--page:#151114;
  --paper:#1e191d;--accent:#f48dbf;--on-accent:#33061c;--bad:#ff9b8f;--good:#6fd3a0}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;
  accent-color:var(--accent)}
main{max-width:30rem;margin:0 auto;padding:1.5rem 1rem}h1{font-size:1.5rem;line-height:1.25;margin:0 2.5rem 1rem 0;overflow-wrap:anywhere}
@media (min-width:40rem){body{background:var(--page)}
  main{margin:4rem auto;padding:2rem;background:var(--paper);border:1px solid var(--line);border-radius:1.125rem}}
label{display:block;font-weight:600;margin:0 0 .25rem;overflow-wrap:anywhere}label .quiet{font-weight:400}.field{margin:0 0 1.125rem}
input:not([type=checkbox]){width:100%;min-height:2.75rem;padding:.5rem .75rem;font:inherit;color:inherit;background:transparent;
  border:1px solid var(--edge);border-radius:.625rem}
input[aria-invalid]{border-color:var(--bad)}.problem{color:var(--bad);margin:.25rem 0 0;font-size:.875rem}
.consent{display:flex;gap:.625rem;align-items:flex-start;font-weight:400;font-size:.875rem;color:var(--quiet)}
.consent span{min-width:0}.consent input{width:1.25rem;height:1.25rem;flex:none;margin:0}
button,.button{display:block;width:100%;
  min-height:2.75rem;padding:.625rem 1rem;font:inherit;font-weight:600;text-align:center;text-decoration:none;
  border:0;border-radius:.625rem;background:var(--accent);color:var(--on-accent);cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}.away{position:absolute;left:-9999px}
.badge{display:inline-block;padding:.125rem .625rem;border:1px solid currentColor;border-radius:1rem;font-size:.875rem;font-weight:600}
.badge.pending,.badge.coming_soon{color:var(--quiet)}
.badge.sent,.badge.delivered,.badge.read{color:var(--good)}.badge.failed{color:var(--bad)}.quiet{color:var(--quiet)}
.from{margin:1.25rem 0 0;font-size:.875rem;overflow-wrap:anywhere}.from a{color:inherit}`

/** A whole public page, without script, in the look of all of them. In: its title as text, its body as HTML, the tag of its language. */
export const wholePage = (title: string, body: string, refreshSeconds: number | null = null, ownStyle = '', language = 'en'): string =>
  `<!doctype html><html lang="${escapeHtml(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">${
    refreshSeconds === null ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">`
  }<meta name="referrer" content="no-referrer"><title>${escapeHtml(title)}</title><style>${style}${ownStyle}</style></head>` +
  `<body><main>${body}</main></body></html>`

/** A page with one sentence: no such form, too many attempts. */
export const notePage = (title: string, text: string, language = 'en'): string =>
  wholePage(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>`, null, '', language)
