// @ts-nocheck: browser code that is served unchanged, without a build; tested in a browser.
import { avatar, el } from './element.js'

// The lead ads of a Facebook Page: what a person sees in their feed, and the form behind it.

/** The ads of the Page, or the form that was opened. */
export function leadAdScreen(state, act) {
  const { forms, formId, account } = state
  const open = forms.find(({ id }) => id === formId)
  if (open) return formScreen(open, state, act)
  const active = forms.filter(({ status }) => status === 'ACTIVE')
  if (active.length === 0)
    return [
      el(
        'div.nothing',
        {},
        el('p', {}, `${account.name} has no lead ad yet.`),
        el('button.primary', { type: 'button', onclick: () => act.addLeadAd() }, 'Add a lead ad'),
      ),
    ]
  return active.map((form) =>
    el(
      'article.post.lead-ad',
      {},
      el('header', {}, avatar(account), el('strong', {}, account.name), el('span.hint', {}, 'Sponsored')),
      el('p.caption', {}, form.name),
      el('button.primary', { type: 'button', onclick: () => act.openForm(form.id) }, 'Sign up'),
    ),
  )
}

function formScreen(form, { me, account, sentForm }, act) {
  if (sentForm === form.id)
    return [
      el(
        'div.nothing',
        { role: 'status' },
        el('p', {}, el('strong', {}, 'Thank you'), el('br'), `${account.name} has your answers.`),
        el('button.primary', { type: 'button', onclick: () => act.openForm(null) }, 'Back to the ad'),
      ),
    ]
  return [
    el(
      'form.lead-form',
      {
        onsubmit: (event) => {
          event.preventDefault()
          act.fillIn(form, new FormData(event.currentTarget))
        },
      },
      el('header', {}, avatar(account), el('strong', {}, form.name)),
      el('p.hint', {}, `Your answers go to ${account.name}. As on Facebook, known ones are filled in.`),
      form.questions.map((question) => questionField(question, me)),
      form.disclaimers.map(({ key, text, required }) =>
        el('label.check', {}, el('input', { type: 'checkbox', name: `box:${key}`, required }), ` ${text || key}`),
      ),
      el('button.primary', { type: 'submit', disabled: !me }, 'Submit'),
    ),
  ]
}

function questionField({ key, label, options }, me) {
  const input = options
    ? el(
        'select',
        { name: key },
        options.map((option) => el('option', { value: option.key }, option.value)),
      )
    : el('input', { name: key, autocomplete: 'off', value: knownAnswer(key, me) })
  return el('label.field', {}, el('span', {}, label), input)
}

/** What the platform knows of a person. */
function knownAnswer(key, me) {
  if (!me) return ''
  const [first, ...rest] = me.name.split(' ')
  if (key === 'full_name') return me.name
  if (key === 'first_name') return first
  if (key === 'last_name') return rest.join(' ')
  if (key === 'email') return `${me.username}@example.com`
  return key === 'phone_number' ? (me.phone ?? '') : ''
}
