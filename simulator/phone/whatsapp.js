// @ts-nocheck: browser code that is served unchanged, without a build; tested in a browser.
import { el, sign } from './element.js'

/** The conversation with a number as WhatsApp shows it: bubbles with their time and ticks, buttons below them, what was deleted. */
export function whatsappScreen(state, act) {
  const { account, me, inbox, now } = state
  const all = [...inbox.data, ...(inbox.deleted ?? []).map((one) => ({ ...one, gone: true }))].toSorted((a, b) => a.at.localeCompare(b.at))
  return [
    el(
      'div.log.wa-log',
      { role: 'log', 'aria-label': `Messages with ${account.name}` },
      el('p.wa-note', {}, `${account.name} uses a service of another company for this chat.`),
      state.ad ? adCard(state.ad, account) : null,
      all.length === 0 ? starters(inbox, act) : null,
      all.map((message, index) => [
        dayOf(message.at) === dayOf(all[index - 1]?.at) ? null : el('p.wa-day', {}, dayName(message.at, now)),
        message.gone ? goneBubble(message, me) : bubble(message, state, act),
      ]),
      inbox.typing ? el('p.wa-typing', { role: 'status' }, `${account.name} is typing…`) : null,
      me.blocked ? el('p.wa-note', {}, `You blocked ${account.name}. Open the name above to unblock.`) : null,
    ),
  ]
}

const adCard = (ad, account) =>
  el(
    'div.wa-ad',
    {},
    el('strong', {}, ad.title),
    el('span.hint', {}, `From an advertisement of ${account.name}. Your first message tells it.`),
  )

function starters({ prompts = [], commands = [] }, act) {
  const lines = [
    ...prompts.map((words) => [words, words]),
    ...commands.map(({ name, description }) => [`/${name}`, `/${name} ${description}`]),
  ]
  if (lines.length === 0) return null
  return el(
    'div.wa-starters',
    {},
    lines.map(([words, title]) => el('button', { type: 'button', onclick: () => act.write(words) }, title)),
  )
}

function bubble(message, state, act) {
  const { me, inbox } = state
  const mine = message.from === me.id
  const { header, body, footer, list } = message.parts ?? { body: message.text }
  const quoted = message.replyTo?.mid && inbox.data.find(({ id }) => id === message.replyTo.mid)
  const given = [message.reactions?.account?.emoji, message.reactions?.person?.emoji].filter(Boolean)
  const buttons = list ? [] : (message.buttons ?? [])
  return el(
    `div.wa-row${mine ? '.mine' : ''}`,
    {},
    el(
      'div.bubble.wa-bubble',
      {},
      el(
        'button.wa-more',
        {
          type: 'button',
          'aria-label': `More about “${(message.text || 'a file').slice(0, 40)}”`,
          onclick: () => act.sheet('message', message),
        },
        '⌄',
      ),
      quoted ? el('blockquote', {}, el('strong', {}, quoted.from === me.id ? 'You' : state.account.name), quoted.text || 'File') : null,
      message.attachments?.map((one) => fileView(one)),
      header ? el('strong.wa-header', {}, header) : null,
      body ? el('span.wa-words', {}, formatted(body)) : null,
      footer ? el('span.wa-footer', {}, footer) : null,
      el('span.wa-meta', {}, message.edits > 0 ? 'Edited ' : null, timeOf(message.at), mine ? tick(message.mark ?? message.status) : null),
    ),
    list ? el('button.wa-button', { type: 'button', onclick: () => act.sheet('list', message) }, sign('menu'), list.button) : null,
    buttons.map((button) => buttonView(button, message, act)),
    given.length > 0 ? el('span.wa-reaction', { role: 'img', 'aria-label': `Reaction ${given.join(' ')}` }, given.join('')) : null,
  )
}

function buttonView(button, message, act) {
  if (button.url) return el('a.wa-button', { href: button.url, target: '_blank', rel: 'noreferrer' }, `↗ ${button.title}`)
  return el(
    'button.wa-button',
    { type: 'button', disabled: button.payload === undefined, onclick: () => act.tap(button.payload, message.id) },
    `↩ ${button.title}`,
  )
}

const goneBubble = ({ from, at }, me) =>
  el(
    `div.wa-row${from === me.id ? '.mine' : ''}`,
    {},
    el(
      'div.bubble.wa-bubble.gone',
      {},
      el('em', {}, from === me.id ? 'You deleted this message' : 'This message was deleted'),
      el('span.wa-meta', {}, timeOf(at)),
    ),
  )

const tickNames = { sent: 'Sent', delivered: 'Delivered', read: 'Read' }

/** One tick: sent; two: delivered; two in blue: read. */
export const tick = (status) =>
  el(`span.tick.${status}`, { role: 'img', 'aria-label': tickNames[status] }, sign(status === 'sent' ? 'tick' : 'ticks'))

function fileView({ type, payload = {} }) {
  const { url, filename, latitude, longitude, name, phones } = payload
  if (type === 'location')
    return el('span.wa-file', {}, `${name ?? 'Location'} ${latitude ?? ''}${longitude === undefined ? '' : `, ${longitude}`}`)
  if (type === 'contact') return el('span.wa-file', {}, `${name ?? 'Contact'} ${(phones ?? []).join(', ')}`)
  if (!url) return el('span.wa-file', {}, sign('form'), names[type] ?? type)
  if (type === 'image' || type === 'sticker')
    return el('img.wa-picture', { src: url, alt: type === 'image' ? 'Photo' : 'Sticker', onerror: (event) => standIn(event.target, type) })
  if (type === 'audio') return el('audio', { src: url, controls: true, 'aria-label': 'Voice message' })
  if (type === 'video') return el('video.wa-picture', { src: url, controls: true, 'aria-label': 'Video' })
  return el('a.wa-file', { href: url, target: '_blank', rel: 'noreferrer' }, sign('form'), filename ?? 'Document')
}
const names = { image: 'Photo', sticker: 'Sticker', audio: 'Voice message', video: 'Video', document: 'Document' }
/** A file that no browser can show (the small samples that a phone sends) is named. */
const standIn = (image, type) => image.replaceWith(el('span.wa-file', {}, sign('form'), names[type]))

/** WhatsApp's own marks for bold, italic and struck words, and links. */
function formatted(words) {
  return words.split(/(https?:\/\/\S+|\*[^*\n]+\*|_[^_\n]+_|~[^~\n]+~)/u).map((part, index) => {
    if (index % 2 === 0) return part
    if (part.startsWith('http')) return el('a', { href: part, target: '_blank', rel: 'noreferrer' }, part)
    return el({ '*': 'strong', _: 'em', '~': 's' }[part[0]], {}, part.slice(1, -1))
  })
}

const timeOf = (at) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
const dayOf = (at) => (at ? new Date(at).toDateString() : '')
const dayName = (at, now) =>
  dayOf(at) === dayOf(now) ? 'Today' : new Date(at).toLocaleDateString([], { weekday: 'short', day: 'numeric', month: 'long' })
