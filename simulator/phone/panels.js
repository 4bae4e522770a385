// @ts-nocheck: browser code that is served unchanged, without a build; tested in a browser.
import { avatar, el } from './element.js'

// The two panels beside the phone: the people and accounts, and the controls of the simulation.

const submit = (run) => async (event) => {
  event.preventDefault()
  const form = event.currentTarget
  const done = await run(Object.fromEntries(new FormData(form)))
  if (done !== false) form.reset()
}

const field = (name, label, more = {}) =>
  el('label.field', {}, el('span', {}, label), el('input', { name, autocomplete: 'off', required: true, ...more }))

/** The chosen person and business, and forms to add more of both. */
export function castPanel({ people, accounts, me, account }, act) {
  const isWhatsApp = account?.channel === 'whatsapp'
  return [
    el('h2', {}, 'You are'),
    el(
      'div.list',
      { role: 'group', 'aria-label': 'People' },
      people.map((person) =>
        choice(isWhatsApp ? { ...person, username: person.name } : person, person.id === me?.id, describe(person, isWhatsApp), () =>
          act.be(person.id),
        ),
      ),
    ),
    people.length === 0 ? el('p.empty', {}, 'No people yet.') : null,
    el(
      'details',
      {},
      el('summary', {}, 'Add a person'),
      el(
        'form',
        { onsubmit: submit((values) => act.addPerson(values)) },
        field('name', 'Name', { placeholder: 'Emma Lindqvist' }),
        isWhatsApp
          ? field('phone', 'Phone number', { placeholder: '+1 650 555 0100' })
          : el('label.check', {}, el('input', { type: 'checkbox', name: 'follows' }), ' follows the business'),
        el('button.primary', { type: 'submit' }, 'Add and be this person'),
      ),
    ),
    el('h2', {}, 'Business'),
    el(
      'div.list',
      { role: 'group', 'aria-label': 'Business accounts' },
      accounts.map((each) =>
        choice(
          each.channel === 'whatsapp' ? { ...each, username: each.name || each.username } : each,
          each.id === account?.id,
          [kinds[each.channel], each.subscribed ? 'connected' : 'not connected to an app'].join(' · '),
          () => act.look(each.id),
        ),
      ),
    ),
    accounts.length === 0 ? el('p.empty', {}, 'No business account yet.') : null,
    el(
      'details',
      {},
      el('summary', {}, 'Add a business account'),
      el(
        'form',
        { onsubmit: submit((values) => act.addAccount(values)) },
        el(
          'label.field',
          {},
          el('span', {}, 'Kind'),
          el(
            'select',
            { name: 'kind' },
            Object.entries(kinds).map(([value, name]) => el('option', { value }, name)),
          ),
        ),
        field('name', 'Name', { placeholder: 'Corner Bakery' }),
        el('button.primary', { type: 'submit' }, 'Add'),
      ),
    ),
    account && account.channel !== 'whatsapp'
      ? el(
          'details',
          {},
          el('summary', {}, 'Publish something'),
          el(
            'form',
            { onsubmit: submit((values) => act.publish(values)) },
            el(
              'label.field',
              {},
              el('span', {}, 'Kind'),
              el(
                'select',
                { name: 'kind' },
                [
                  ['FEED', 'Post'],
                  ...(account.channel === 'instagram'
                    ? [
                        ['REELS', 'Reel'],
                        ['STORY', 'Story'],
                        ['LIVE', 'Live'],
                      ]
                    : []),
                ].map(([value, name]) => el('option', { value }, name)),
              ),
            ),
            field('caption', 'Caption', { placeholder: 'Comment PRICE for the list' }),
            el('button.primary', { type: 'submit' }, 'Publish'),
          ),
        )
      : null,
    account && !account.subscribed
      ? el(
          'details',
          {},
          el('summary', {}, 'Connect it by hand'),
          el('p.hint', {}, 'With the id and the access token, where the app asks for them.'),
          shownField('Id', account.id),
          shownField('Access token', account.accessToken),
        )
      : null,
    account
      ? el(
          'details',
          {},
          el('summary', {}, 'Type as the business'),
          el(
            'form',
            { onsubmit: submit((values) => act.typeAsBusiness(values.text)) },
            field('text', `As ${account.username}, by hand, in the app`),
            el('button.primary', { type: 'submit', disabled: !me }, 'Send'),
          ),
        )
      : null,
  ]
}

/** The accounts that the phone shows, by their channel. */
const kinds = { instagram: 'Instagram', whatsapp: 'WhatsApp number', messenger: 'Facebook Page' }

const shownField = (label, value) =>
  el(
    'label.field',
    {},
    el('span', {}, label),
    el('input', { readOnly: true, value: value ?? '', onfocus: (focus) => focus.target.select() }),
  )

const choice = (someone, chosen, note, onclick) =>
  el(
    'button.choice',
    { type: 'button', 'aria-pressed': String(chosen), onclick },
    avatar(someone),
    el('span', {}, el('strong', {}, someone.username), el('span.hint', {}, note)),
  )

const describe = (person, isWhatsApp) =>
  [
    isWhatsApp ? (person.phone ?? 'number hidden') : person.follows ? 'follower' : 'does not follow',
    person.blocked ? 'blocked the business' : null,
    person.deactivated ? 'deactivated' : null,
  ]
    .filter(Boolean)
    .join(' · ')

/** Failures that one click simulates. */
const mishaps = [
  { name: 'The next message arrives, but its response is lost', wish: { on: '/messages', kind: 'reset_after_effect', times: 1 } },
  { name: 'The rate limit is reached (613)', wish: { on: '/messages', kind: 'graph', code: 613, subcode: 2534040 } },
  { name: 'The token is invalid (190)', wish: { on: 'graph.', kind: 'graph', code: 190, subcode: 460 } },
  { name: 'The account is blocked for spam (368)', wish: { on: '/messages', kind: 'graph', code: 368 } },
  { name: 'The platform is down (503)', wish: { on: 'graph.', kind: 'status', status: 503 } },
  { name: 'Webhooks are sent twice', wish: { on: 'webhooks', kind: 'duplicate' } },
  { name: 'One webhook in five is lost', wish: { on: 'webhooks', kind: 'drop', rate: 0.2 } },
]

/** Time, the person's state, failures, and the latest requests of the app. */
export function worldPanel({ now, offsetMs, me, faults, calls, account, settings }, act) {
  const isWhatsApp = account?.channel === 'whatsapp'
  const date = new Date(now)
  return [
    el(
      'section',
      {},
      el('h3', {}, 'Time'),
      el(
        'p.clock',
        {},
        el('strong', {}, date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })),
        ' ',
        date.toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' }),
      ),
      el(
        'p.hint',
        {},
        offsetMs === 0 ? 'The same as the system clock.' : `${describeSpan(offsetMs)} ahead of the system clock; it only moves forward.`,
      ),
      el(
        'div.row-buttons',
        {},
        [
          ['+10 min', 600_000],
          ['+1 h', 3_600_000],
          ['+25 h', 90_000_000],
          ['+8 d', 691_200_000],
        ].map(([name, ms]) => el('button', { type: 'button', onclick: () => act.advance(ms) }, name)),
      ),
    ),
    me
      ? el(
          'section',
          {},
          el('h3', {}, me.name),
          isWhatsApp ? null : toggle('Follows the business', me.follows, (follows) => act.changeMe({ follows })),
          toggle('Blocked the business', me.blocked, (blocked) => act.changeMe({ blocked })),
          toggle('Account deactivated', me.deactivated, (deactivated) => act.changeMe({ deactivated })),
        )
      : null,
    isWhatsApp ? statusSection(settings.whatsapp, act) : null,
    el(
      'section',
      {},
      el('h3', {}, 'Simulate a failure'),
      mishaps.map(({ name, wish }) => {
        const on = faults.find(
          (fault) =>
            fault.on === wish.on && fault.kind === wish.kind && (fault.options.code ?? 0) === (wish.code ?? 0) && fault.timesLeft !== 0,
        )
        return toggle(name, Boolean(on), (wanted) => act.setFault(wanted ? wish : null, on))
      }),
      faults.length > 0 ? el('button', { type: 'button', onclick: () => act.setFault(null) }, 'End all failures') : null,
    ),
    el(
      'section',
      {},
      el('h3', {}, 'Latest requests of the app'),
      calls.length === 0 ? el('p.hint', {}, 'No requests to the platform yet.') : null,
      el(
        'ol.calls',
        {},
        calls.map((call) =>
          el(
            'li',
            {},
            el(`span.code${call.status === 200 ? '.good' : '.bad'}`, {}, String(call.status ?? 'cut')),
            el('span', {}, call.effect ? describeEffect(call.effect) : `${call.method} …/${call.path.split('/').slice(-2).join('/')}`),
            call.error ? el('span.hint', {}, `${call.error.code}${call.error.error_subcode ? `/${call.error.error_subcode}` : ''}`) : null,
          ),
        ),
      ),
    ),
  ]
}

/** How the platform tells what becomes of a message (meta-platform.md 1.5, 5.5). */
function statusSection(told, act) {
  const choose = (name, value, options, change) =>
    el(
      'label.field',
      {},
      el('span', {}, name),
      el(
        'select',
        { onchange: (event) => change(event.currentTarget.value) },
        Object.entries(options).map(([key, title]) => el('option', { value: key, selected: key === String(value) }, title)),
      ),
    )
  const late = { 0: 'At once', 600000: '10 minutes late', 7200000: '2 hours late' }
  return el(
    'section',
    {},
    el('h3', {}, 'Statuses of messages'),
    choose('Order', told.statusOrder, { in_order: 'In order', reversed: 'Out of order', twice: 'Each twice' }, (statusOrder) =>
      act.changeStatuses({ statusOrder }),
    ),
    choose('“Delivered” and “read” come', told.deliveredAfterMs, late, (ms) =>
      act.changeStatuses({ deliveredAfterMs: Number(ms), readAfterMs: Number(ms) }),
    ),
    toggle('“Delivered” is skipped', told.skipsDelivered, (skipsDelivered) => act.changeStatuses({ skipsDelivered })),
    toggle('Everyone reads at once', told.readShare === 1, (all) => act.changeStatuses({ readShare: all ? 1 : 0 })),
  )
}

const toggle = (name, on, change) =>
  el(
    'label.toggle',
    {},
    el('input', { type: 'checkbox', role: 'switch', checked: on, onchange: (event) => change(event.currentTarget.checked) }),
    el('span', {}, name),
  )

function describeEffect(effect) {
  if (effect.kind === 'message') return `${effect.commentId ? 'private reply' : 'message'}: ${effect.text ?? 'attachment'}`
  if (effect.kind === 'comment_reply') return `public reply: ${effect.text}`
  return effect.kind.replaceAll('_', ' ')
}

function describeSpan(ms) {
  const hours = ms / 3_600_000
  if (hours < 1) return `${Math.round(ms / 60_000)} min`
  return hours < 48 ? `${Math.round(hours * 10) / 10} h` : `${Math.round(hours / 2.4) / 10} days`
}
