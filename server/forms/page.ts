import { consentField, honeypot, submissionField, type FormField } from '../model/form.ts'
import { escapeHtml, wholePage } from '../platform/publicPage.ts'
import { lookAgainScript } from './lookAgainScript.ts'
import { mostChars } from './readSubmission.ts'

/** A public page of a form, which works without script. All texts are escaped. */

type Shown = { name: string; slug: string; fields: FormField[]; consent_text: string | null }
type Filled = { values: Record<string, string>; problems: { path: string; message: string }[]; submission: string; notice?: string }

const inputOf: Record<FormField['type'], string> = {
  text: 'type="text"',
  email: 'type="email" autocomplete="email" inputmode="email"',
  phone: 'type="tel" autocomplete="tel" inputmode="tel"',
  number: 'type="text" inputmode="decimal"',
}

/** The form itself, with what was entered and what is wrong with it. The browser checks nothing, so that every check has one text. */
export function formPage(form: Shown, { values, problems, submission, notice }: Filled): string {
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
    } maxlength="${mostChars}" value="${escapeHtml(Object.hasOwn(values, name) ? values[name]! : '')}"${required ? ' aria-required="true"' : ''}${marks(name, message)}>${told(name, message)}</div>`
  })
  const consent =
    form.consent_text === null
      ? ''
      : `<div class="field"><label class="consent"><input type="checkbox" name="${consentField}"${marks(consentField, problemOf(consentField))}><span>${escapeHtml(form.consent_text)}</span></label>${told(consentField, problemOf(consentField))}</div>`
  return wholePage(
    form.name,
    `<h1>${escapeHtml(form.name)}</h1>${notice === undefined ? '' : `<p class="problem" role="alert">${escapeHtml(notice)}</p>`}<form method="post" action="/f/${form.slug}" novalidate>${fields.join('')}${consent}` +
      `<div class="away" aria-hidden="true"><label>Leave this empty<input name="${honeypot}" tabindex="-1" autocomplete="off" data-1p-ignore data-bwignore data-lpignore="true" data-form-type="other"></label></div>` +
      `<input type="hidden" name="${submissionField}" value="${escapeHtml(submission)}"><button>Send</button></form>`,
  )
}

export type ShownStatus = { dmStatus: string | null; channel: string | null; continueUrl: string | null }

const badges: Record<string, [badge: string, text: string]> = {
  pending: ['Pending', ''],
  sent: ['Sent', 'Our message is in your chat.'],
  delivered: ['Delivered', 'Our message is in your chat.'],
  read: ['Read', 'Our message is in your chat.'],
  failed: ['Failed', 'Our message could not be sent.'],
  coming_soon: ['Coming soon', 'We will write to you later.'],
}

/**
 * What the person sees after they sent the form. While the DM waits, its script looks again every few seconds; without script a link does.
 * In: `live`: false for a preview.
 */
export function statusPage(form: { name: string }, { dmStatus, channel, continueUrl }: ShownStatus, live = true): string {
  const [badge, text] = badges[dmStatus ?? ''] ?? [null, '']
  // Where the link fills in a text, that text alone tells whose chat it is.
  const isFilledIn = continueUrl !== null && URL.canParse(continueUrl) && new URL(continueUrl).searchParams.has('text')
  const pending = `We have a message for you. The platform lets us write only to people who wrote first: open the chat and send ${
    isFilledIn ? 'the message that is filled in' : 'any message'
  }.`
  const said =
    dmStatus === 'pending'
      ? pending
      : dmStatus === 'failed' && continueUrl
        ? 'You have not opened the chat yet. You still can: we write as soon as you do.'
        : text
  const button = continueUrl
    ? `<p><a class="button" href="${escapeHtml(continueUrl)}" target="_blank" rel="noopener noreferrer">Continue in ${escapeHtml(channel ?? 'the chat')}</a></p>`
    : ''
  const state = badge === null ? '' : `<p role="status"><span class="badge ${dmStatus}">${badge}</span></p><p class="quiet">${said}</p>`
  const isOpen = dmStatus === 'pending' || (dmStatus === 'failed' && continueUrl !== null) || dmStatus === 'sent'
  const again = live && isOpen ? `<p><a class="again" href="">Look again</a></p><script>${lookAgainScript}</script>` : ''
  return wholePage(form.name, `<h1>Thank you</h1><p>Your answers were sent.</p>${state}${button}${again}`)
}
