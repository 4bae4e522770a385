import { consentField, honeypot, submissionField, type FormField } from '../model/form.ts'
import type { Sentence, TextOf } from '../model/sentence.ts'
import { escapeHtml, notePage, wholePage } from '../platform/publicPage.ts'
import { lookAgainScript } from './lookAgainScript.ts'
import { mostChars, type Problem } from './readSubmission.ts'
import { sentence } from './sentences.ts'

/** A public page of a form, which works without script. All texts are escaped. */

type Shown = {
  name: string
  slug: string
  fields: FormField[]
  consent_text: string | null
  workspace_id: string
  workspace_name: string
}
type Filled = { values: Record<string, string>; hasConsented: boolean; problems: Problem[]; submission: string; notice?: Sentence }

const inputOf: Record<FormField['type'], string> = {
  text: 'type="text"',
  email: 'type="email" autocomplete="email" inputmode="email"',
  phone: 'type="tel" autocomplete="tel" inputmode="tel"',
  number: 'type="text" inputmode="decimal"',
}

/**
 * The form itself, with what was entered and what is wrong with it. The browser checks nothing, so that every check has one text.
 * In: `textOf`: in the language of the workspace, whose own words are beside these.
 */
export function formPage(textOf: TextOf, form: Shown, { values, hasConsented, problems, submission, notice }: Filled): string {
  const say = (one: Sentence) => escapeHtml(textOf(one))
  // Without script: a page that comes back begins at its first mistake.
  const first = problems[0]?.path
  const problemOf = (name: string) => problems.find(({ path }) => path === name)?.message
  const told = (name: string, message: Sentence | undefined) =>
    message === undefined ? '' : `<p class="problem" id="p-${name}">${say(message)}</p>`
  const marks = (name: string, message: Sentence | undefined) =>
    message === undefined ? '' : ` aria-invalid="true" aria-describedby="p-${name}"${name === first ? ' autofocus' : ''}`
  const fields = form.fields.map(({ name, label, type, required }) => {
    const message = problemOf(name)
    return `<div class="field"><label for="f-${name}">${escapeHtml(label)}${required ? '' : ` <span class="quiet">${say(sentence('forms.optional'))}</span>`}</label><input id="f-${name}" name="${name}" ${
      name === 'name' ? 'type="text" autocomplete="name"' : inputOf[type]
    } maxlength="${mostChars}" value="${escapeHtml(Object.hasOwn(values, name) ? values[name]! : '')}"${required ? ' aria-required="true"' : ''}${marks(name, message)}>${told(name, message)}</div>`
  })
  const consent =
    form.consent_text === null
      ? ''
      : `<div class="field"><label class="consent"><input type="checkbox" name="${consentField}"${hasConsented ? ' checked' : ''}${marks(consentField, problemOf(consentField))}><span>${escapeHtml(form.consent_text)}</span></label>${told(consentField, problemOf(consentField))}</div>`
  const from = `<p class="from quiet">${escapeHtml(form.workspace_name)} · <a href="/privacy/${form.workspace_id}" target="_blank" rel="noopener noreferrer">${say(sentence('forms.privacy'))}</a></p>`
  return wholePage(
    form.name,
    `<h1>${escapeHtml(form.name)}</h1>${notice === undefined ? '' : `<p class="problem" role="alert">${say(notice)}</p>`}<form method="post" action="/f/${form.slug}" novalidate>${fields.join('')}${consent}` +
      `<div class="away" aria-hidden="true"><label>${say(sentence('forms.leave_empty'))}<input name="${honeypot}" tabindex="-1" autocomplete="off" data-1p-ignore data-bwignore data-lpignore="true" data-form-type="other"></label></div>` +
      `<input type="hidden" name="${submissionField}" value="${escapeHtml(submission)}"><button>${say(sentence('forms.send'))}</button></form>${from}`,
    null,
    '',
    textOf(sentence('forms.language')),
  )
}

export type ShownStatus = { dmStatus: string | null; channel: string | null; continueUrl: string | null }

const inChat = sentence('forms.in_your_chat')
const badges: Record<string, [badge: Sentence, text: Sentence | null]> = {
  pending: [sentence('forms.pending'), null],
  sent: [sentence('forms.sent'), inChat],
  delivered: [sentence('forms.delivered'), inChat],
  read: [sentence('forms.read'), inChat],
  failed: [sentence('forms.failed'), sentence('forms.could_not_be_sent')],
  coming_soon: [sentence('forms.coming_soon'), sentence('forms.write_later')],
}

/**
 * What the person sees after they sent the form. While the DM waits, its script looks again every few seconds; without script a link does.
 * In: `live`: false for a preview.
 */
export function statusPage(textOf: TextOf, form: { name: string }, { dmStatus, channel, continueUrl }: ShownStatus, live = true): string {
  const say = (one: Sentence) => escapeHtml(textOf(one))
  const [badge, text] = badges[dmStatus ?? ''] ?? [null, null]
  // Where the link fills in a text, that text alone tells whose chat it is.
  const isFilledIn = continueUrl !== null && URL.canParse(continueUrl) && new URL(continueUrl).searchParams.has('text')
  const said =
    dmStatus === 'pending'
      ? sentence(isFilledIn ? 'forms.open_filled_chat' : 'forms.open_chat')
      : dmStatus === 'failed' && continueUrl
        ? sentence('forms.still_can')
        : text
  const label = channel === null ? sentence('forms.continue_in_chat') : sentence('forms.continue_in', { channel })
  const button = continueUrl
    ? `<p><a class="button" href="${escapeHtml(continueUrl)}" target="_blank" rel="noopener noreferrer">${say(label)}</a></p>`
    : ''
  const state =
    badge === null
      ? ''
      : `<p role="status"><span class="badge ${dmStatus}">${say(badge)}</span></p><p class="quiet">${said === null ? '' : say(said)}</p>`
  const isOpen = dmStatus === 'pending' || (dmStatus === 'failed' && continueUrl !== null) || dmStatus === 'sent'
  const look = say(sentence('forms.look_again'))
  const again = live && isOpen ? `<p><a class="again" href="">${look}</a></p><script>${lookAgainScript}</script>` : ''
  const [thanks, wasSent] = [say(sentence('forms.thank_you')), say(sentence('forms.was_sent'))]
  const body = `<h1>${thanks}</h1><p>${wasSent}</p>${state}${button}${again}`
  return wholePage(form.name, body, null, '', textOf(sentence('forms.language')))
}

/** A page with one sentence: no such form, or answers that were not sent. */
export const formNote = (textOf: TextOf, title: Sentence, text: Sentence): string =>
  notePage(textOf(title), textOf(text), textOf(sentence('forms.language')))
