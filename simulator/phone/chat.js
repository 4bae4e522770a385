// @ts-nocheck: browser code that is served unchanged, without a build; tested in a browser.
import { avatar, el, rich, sign } from './element.js'

/** The conversation: bubbles, cards, buttons and chips that can be tapped. */
export function chatScreen({ account, me, inbox, now, ad }, act) {
  const messages = inbox.data
  const last = messages.at(-1)
  const chips = last && last.from === account.id ? (last.buttons ?? []).filter(({ quickReply }) => quickReply) : []
  return [
    el(
      'div.chat-head',
      {},
      avatar(account, 'large'),
      el('strong', {}, account.name),
      el(
        'span.hint',
        {},
        account.channel === 'instagram' ? `@${account.username}` : account.channel === 'whatsapp' ? account.username : 'Messenger',
      ),
      inbox.folder === 'requests' ? el('p.notice', {}, 'This message is in your requests: you do not follow this account.') : null,
    ),
    el(
      'div.log',
      { role: 'log', 'aria-label': `Messages with ${account.name}` },
      ad ? el('p.notice', {}, `You came by the advertisement “${ad.title}”. Your first message tells it.`) : null,
      messages.length === 0 ? starters(inbox, account, act) : null,
      messages.map((message, index) => bubble(message, messages, index, account, me, act, now)),
      last?.from === me.id ? mark(last.mark ?? last.status, account) : null,
      inbox.typing ? el('p.typing', { role: 'status' }, `${account.name} is typing…`) : null,
    ),
    chips.length > 0
      ? el(
          'div.chips',
          { 'aria-label': 'Quick replies' },
          chips.map((chip) => el('button', { type: 'button', onclick: () => act.tap(chip.payload, last.id) }, chip.title)),
        )
      : null,
    inbox.commands?.length
      ? el(
          'div.chips',
          { 'aria-label': 'Commands' },
          inbox.commands.map(({ name, description }) =>
            el('button', { type: 'button', title: description, onclick: () => act.write(`/${name}`) }, `/${name}`),
          ),
        )
      : null,
  ]
}

/** What became of the person's last message. Instagram has two marks; Messenger has three, the last with the Page's picture. */
function mark(status, account) {
  if (account.channel === 'instagram') return el('p.ticks', {}, status === 'read' ? 'Seen' : 'Sent')
  const names = { sent: 'Sent', delivered: 'Delivered', read: 'Seen' }
  return el(
    'p.ticks',
    {},
    names[status],
    status === 'read' ? el('img.seen', { src: account.picture, alt: '' }) : el(`span.sent-mark.${status}`, {}, sign('tick')),
  )
}

function starters({ starters: list, prompts = [], greeting, getStarted }, account, act) {
  if (getStarted)
    return el(
      'div.starters',
      {},
      greeting ? el('p.empty', {}, greeting) : null,
      el('button.primary', { type: 'button', onclick: () => act.tap(getStarted) }, 'Get started'),
    )
  if (list.length + prompts.length === 0) return el('p.empty', {}, greeting ?? `Say hello to ${account.name}.`)
  return el(
    'div.starters',
    {},
    greeting ? el('p.empty', {}, greeting) : null,
    el('p.hint', {}, 'Ask a question'),
    list.map((starter) => el('button', { type: 'button', onclick: () => act.tap(starter.payload) }, starter.title)),
    prompts.map((prompt) => el('button', { type: 'button', onclick: () => act.write(prompt) }, prompt)),
  )
}

function bubble(message, messages, index, account, me, act, now) {
  const before = messages[index - 1]
  const mine = message.from === me.id
  const gap = !before || Date.parse(message.at) - Date.parse(before.at) > 30 * 60_000
  const buttons = (message.buttons ?? []).filter(({ quickReply }) => !quickReply)
  const reaction = message.reactions?.person ?? message.reactions?.account
  return [
    gap ? el('p.time', {}, timeOf(message.at, now)) : null,
    message.commentId ? el('p.note', {}, `${account.username} answered your comment`) : null,
    message.replyTo?.story ? el('p.note.right', {}, 'You replied to their story') : null,
    el(
      `div.row${mine ? '.mine' : ''}`,
      {},
      mine ? null : avatar(account, 'small'),
      el(
        'div.stack',
        {},
        quotedView(message, messages, me, account),
        message.attachments?.map((attachment) => attachmentView(attachment)),
        message.elements
          ? el(
              'div.cards',
              {},
              message.elements.map((card) => cardView(card, message, act)),
            )
          : null,
        message.elements || !message.text
          ? null
          : el(
              `div.bubble${buttons.length > 0 ? '.with-buttons' : ''}`,
              {},
              el('span', {}, rich(message.text)),
              buttons.length > 0 ? buttonList(buttons, message, act) : null,
            ),
        reaction ? el('span.reaction', { 'aria-label': `Reaction ${reaction.emoji}` }, reaction.emoji) : null,
      ),
      el(
        'div.tools',
        {},
        account.channel === 'messenger'
          ? el(
              'button.link',
              {
                type: 'button',
                'aria-label': `More about “${(message.text || 'a file').slice(0, 40)}”`,
                onclick: () => act.sheet('message', message),
              },
              '⋯',
            )
          : mine
            ? el(
                'button.link',
                { type: 'button', title: 'Unsend', 'aria-label': 'Unsend', onclick: () => act.unsend(message.id) },
                sign('undo'),
              )
            : el(
                'button.link',
                { type: 'button', title: 'React', 'aria-label': 'React with a heart', onclick: () => act.react(message) },
                sign('heart', Boolean(message.reactions?.person)),
              ),
      ),
    ),
  ]
}

function quotedView({ replyTo }, messages, me, account) {
  const quoted = replyTo?.mid && messages.find(({ id }) => id === replyTo.mid)
  if (!quoted) return null
  return el('p.quoted', {}, `${quoted.from === me.id ? 'You' : account.name}: ${quoted.text || 'a file'}`)
}

function buttonList(buttons, message, act) {
  return el(
    'div.buttons',
    {},
    buttons.map((button) =>
      button.url
        ? el('a', { href: button.url, target: '_blank', rel: 'noreferrer' }, button.title)
        : el(
            'button',
            { type: 'button', disabled: button.payload === undefined, onclick: () => act.tap(button.payload, message.id) },
            button.title,
          ),
    ),
  )
}

function cardView(card, message, act) {
  return el(
    'div.card',
    {},
    card.image_url ? el('img', { src: card.image_url, alt: '' }) : null,
    el('strong', {}, card.title),
    card.subtitle ? el('span.hint', {}, card.subtitle) : null,
    card.buttons ? buttonList(card.buttons, message, act) : null,
  )
}

function attachmentView({ type, payload }) {
  if (type === 'like_heart') return el('span.heart', { role: 'img', 'aria-label': 'Heart' }, sign('heart', true))
  if (type === 'sticker') return el('span.sticker', { role: 'img', 'aria-label': 'Thumbs-up sticker' }, sign('thumb', true))
  if (type === 'location') return el('div.bubble', {}, `${payload.coordinates.lat}, ${payload.coordinates.long}`)
  if (type === 'image' || type === 'story_mention')
    return el('img.sent-picture', { src: payload.url, alt: type === 'image' ? 'Picture' : 'Story that mentions the account' })
  if (type === 'MEDIA_SHARE') return el('img.sent-picture', { src: `/simulator/pictures/${payload.id}.svg`, alt: 'Shared post' })
  return el('div.bubble', {}, payload?.url ? el('a', { href: payload.url, target: '_blank', rel: 'noreferrer' }, `Open ${type}`) : type)
}

function timeOf(at, now) {
  const date = new Date(at)
  const time = date.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' })
  const sameDay = new Date(now).toDateString() === date.toDateString()
  return sameDay ? `Today ${time}` : `${date.toLocaleDateString([], { weekday: 'short', day: 'numeric', month: 'short' })} ${time}`
}
