// @ts-nocheck: browser code that is served unchanged, without a build; tested in a browser.
import { el } from './element.js'

// What opens from below over a conversation: a list to choose from, files to send, what can be done with a message, the account's card.

const kinds = {
  whatsapp: { image: 'Photo', video: 'Video', audio: 'Voice message', document: 'Document', sticker: 'Sticker' },
  messenger: { image: 'Photo', video: 'Video', audio: 'Voice message', file: 'File', sticker: 'Thumbs-up sticker', location: 'Location' },
}
const emojis = ['👍', '❤️', '😂', '😮', '😢', '🙏']

const sheets = { list: listSheet, attach: attachSheet, message: messageSheet, info: infoSheet, menu: menuSheet }

/** The open sheet; null while none is. */
export function openSheet(state, act) {
  const { sheet } = state
  if (!sheet || state.view !== 'chat' || !state.me) return null
  const { title, content } = sheets[sheet.kind](state, act, sheet.about)
  return el(
    'section.sheet',
    { role: 'dialog', 'aria-label': title },
    el('header', {}, el('strong', {}, title), el('button.link', { type: 'button', onclick: () => act.sheet(null) }, 'Close')),
    content,
  )
}

const line = (title, onclick, note) =>
  el('button.sheet-line', { type: 'button', onclick }, el('span', {}, title), note ? el('span.hint', {}, note) : null)

const then = (act, work) => () => {
  act.sheet(null)
  work()
}

function listSheet(_state, act, message) {
  const { button, sections } = message.parts.list
  return {
    title: button,
    content: sections.map(({ title, rows }) => [
      title ? el('h3.sheet-title', {}, title) : null,
      rows.map((row) =>
        line(
          row.title,
          then(act, () => act.tap(row.payload, message.id)),
          row.description,
        ),
      ),
    ]),
  }
}

function attachSheet({ account }, act) {
  return {
    title: 'Send',
    content: Object.entries(kinds[account.channel]).map(([type, title]) =>
      line(
        title,
        then(act, () => act.attach(type)),
      ),
    ),
  }
}

function messageSheet({ account, me }, act, message) {
  const own = message.from === me.id
  const isWhatsApp = account.channel === 'whatsapp'
  const given = message.reactions?.person?.emoji
  return {
    title: 'Message',
    content: [
      own
        ? null
        : el(
            'div.sheet-emojis',
            { role: 'group', 'aria-label': 'React' },
            emojis.map((emoji) =>
              el(
                'button',
                {
                  type: 'button',
                  'aria-label': `React with ${emoji}`,
                  'aria-pressed': String(emoji === given),
                  onclick: then(act, () => act.reactWith(message, emoji)),
                },
                emoji,
              ),
            ),
          ),
      line(
        'Reply',
        then(act, () => act.quote(message)),
      ),
      own && message.text
        ? line(
            'Edit',
            then(act, () => act.beginEdit(message)),
          )
        : null,
      own
        ? line(
            isWhatsApp ? 'Delete for everyone' : 'Unsend',
            then(act, () => act.unsend(message.id)),
          )
        : null,
    ],
  }
}

function infoSheet({ account, me, inbox }, act) {
  const isWhatsApp = account.channel === 'whatsapp'
  return {
    title: account.name,
    content: [
      el('p.hint.sheet-note', {}, isWhatsApp ? `${account.username} · Business account` : 'Facebook Page'),
      inbox.data.length === 0
        ? line(
            'Come by an advertisement',
            then(act, () => act.comeByAd()),
            'The first message tells which.',
          )
        : null,
      isWhatsApp
        ? line(
            inbox.allowsMarketing ? 'Stop offers and announcements' : 'Allow offers and announcements',
            then(act, () => act.prefer(inbox.allowsMarketing ? 'stop' : 'resume')),
            inbox.allowsMarketing ? 'Marketing templates no longer arrive.' : 'You stopped them.',
          )
        : line(
            inbox.ownerApp ? 'Give the chat back to the app' : "Let the Page's inbox answer",
            then(act, () => act.handOver(!inbox.ownerApp)),
            inbox.ownerApp ? 'Another app answers in this chat.' : 'The app then only listens (standby).',
          ),
      line(
        me.blocked ? `Unblock ${account.name}` : `Block ${account.name}`,
        then(act, () => act.changeMe({ blocked: !me.blocked })),
      ),
    ],
  }
}

function menuSheet({ inbox }, act) {
  return {
    title: 'Menu',
    content: inbox.menu.map(({ title, payload, url }) =>
      url
        ? el('a.sheet-line', { href: url, target: '_blank', rel: 'noreferrer' }, title)
        : line(
            title,
            then(act, () => act.tap(payload)),
          ),
    ),
  }
}
