import { consentField, honeypot, submissionField, type FormField } from '../model/form.ts'
import { mostChars } from './readSubmission.ts'

/** A public page of a form, without script. All texts are escaped. */

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
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
.badge.sent,.badge.delivered,.badge.read{color:var(--good)}.badge.failed{color:var(--bad)}.quiet{color:var(--quiet)}`

const wholePage = (title: string, body: string, refreshSeconds: number | null = null): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">${
    refreshSeconds === null ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">`
  }<meta name="referrer" content="no-referrer"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><main>${body}</main></body></html>`

type Shown = { name: string; slug: string; fields: FormField[]; consent_text: string | null }
type Filled = { values: Record<string, string>; problems: { path: string; message: string }[]; submission: string }

const inputOf: Record<FormField['type'], string> = {
  text: 'type="text"',
  email: 'type="email" autocomplete="email" inputmode="email"',
  phone: 'type="tel" autocomplete="tel" inputmode="tel"',
  number: 'type="text" inputmode="decimal"',
}

/** The form itself, with what was entered and what is wrong with it. The browser checks nothing, so that every check has one text. */
export function formPage(form: Shown, { values, problems, submission }: Filled): string {
  // Without script: a page that comes back begins at its first mistake.
  const first = problems[0]?.path
  const problemOf = (name: string) => problems.find(({ path }) => path === name)?.message
  const told = (name: string, message: string | undefined) =>
    message === undefined ? '' : `<p class="problem" id="p-${name}">${escapeHtml(message)}</p>`
  const marks = (name: string, message: string | undefined) =>
    message === undefined ? '' : ` aria-invalid="true" aria-describedby="p-${name}"${name === first ? ' autofocus' : ''}`
  const fields = form.fields.map(({ name, label, type, required }) => {
    const message = problemOf(name)
    return `<div class="field"><label for="f-${name}">${escapeHtml(label)}${required ? '' : ' <span class="quiet">(optional)</span>'}</label><input id="f-${name}" name="${name}" ${
      name === 'name' ? 'type="text" autocomplete="name"' : inputOf[type]
    } maxlength="${mostChars}" value="${escapeHtml(values[name] ?? '')}"${required ? ' aria-required="true"' : ''}${marks(name, message)}>${told(name, message)}</div>`
  })
  const consent =
    form.consent_text === null
      ? ''
      : `<div class="field"><label class="consent"><input type="checkbox" name="${consentField}"${marks(consentField, problemOf(consentField))}><span>${escapeHtml(form.consent_text)}</span></label>${told(consentField, problemOf(consentField))}</div>`
  return wholePage(
    form.name,
    `<h1>${escapeHtml(form.name)}</h1><form method="post" action="/f/${form.slug}" novalidate>${fields.join('')}${consent}` +
      `<div class="away" aria-hidden="true"><label>Leave this empty<input name="${honeypot}" tabindex="-1" autocomplete="off"></label></div>` +
      `<input type="hidden" name="${submissionField}" value="${escapeHtml(submission)}"><button>Send</button></form>`,
  )
}

export type ShownStatus = { dmStatus: string | null; channel: string | null; continueUrl: string | null }

const badges: Record<string, [badge: string, text: string]> = {
  pending: [
    'Pending',
    'We have a message for you. The platform lets us write only to people who wrote first: open the chat and send any message.',
  ],
  sent: ['Sent', 'Our message is in your chat.'],
  delivered: ['Delivered', 'Our message is in your chat.'],
  read: ['Read', 'Our message is in your chat.'],
  failed: ['Failed', 'Our message could not be sent.'],
  coming_soon: ['Coming soon', 'We will write to you later.'],
}

/**
 * What the person sees after they sent the form. While the DM waits, the page loads itself again, so that its badge changes; a preview does
 * not.
 */
export function statusPage(
  form: { name: string },
  { dmStatus, channel, continueUrl }: ShownStatus,
  refreshSeconds: number | null = 5,
): string {
  const [badge, text] = badges[dmStatus ?? ''] ?? [null, '']
  const said = dmStatus === 'failed' && continueUrl ? 'You have not opened the chat yet. You still can: we write as soon as you do.' : text
  const button = continueUrl
    ? `<p><a class="button" href="${escapeHtml(continueUrl)}" target="_blank" rel="noopener noreferrer">Continue in ${escapeHtml(channel ?? 'the chat')}</a></p>`
    : ''
  const state = badge === null ? '' : `<p role="status"><span class="badge ${dmStatus}">${badge}</span></p><p class="quiet">${said}</p>`
  const isOpen = dmStatus === 'pending' || (dmStatus === 'failed' && continueUrl !== null) || dmStatus === 'sent'
  return wholePage(form.name, `<h1>Thank you</h1><p>Your answers were sent.</p>${state}${button}`, isOpen ? refreshSeconds : null)
}

/** A page with one sentence: no such form, too many attempts. */
export const notePage = (title: string, text: string): string => wholePage(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>`)
