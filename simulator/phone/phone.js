// @ts-nocheck: browser code that is served unchanged, without a build; tested in a browser.
import { castPanel, worldPanel } from './panels.js'
import { chatScreen } from './chat.js'
import { whatsappScreen } from './whatsapp.js'
import { openSheet } from './sheets.js'
import { leadAdScreen } from './leadAd.js'
import { avatar, el, sign } from './element.js'
import { follow, get, patch, post, remove } from './platform.js'
import { emptyScreen, postScreen, profileScreen, storyScreen } from './screens.js'

// One state, one render. After each change on the simulated platform or on the phone, the state is loaded and rendered again.

const wanted = new URLSearchParams(location.search)
const remembered = (name) => wanted.get(name) ?? localStorage.getItem(`phone.${name}`)
const state = {
  people: [],
  accounts: [],
  media: [],
  comments: [],
  faults: [],
  calls: [],
  inbox: { data: [], starters: [] },
  // Of a Facebook Page: its lead ads, the form that is open, and the one that was sent.
  forms: [],
  ads: [],
  formId: null,
  sentForm: null,
  meId: remembered('person'),
  accountId: remembered('account'),
  view: remembered('view') ?? 'profile',
  mediaId: remembered('media'),
  parent: null,
  // Of the link that opened the phone: it comes with the first message, or at once where there is a conversation.
  ref: wanted.get('ref'),
  // Of the link too: a text that is filled in.
  draft: wanted.get('text'),
  // Of the conversation: what is open over it, the message that is edited or answered, and the advertisement that led here.
  sheet: null,
  editing: null,
  quoting: null,
  ad: null,
  now: Date.now(),
  offsetMs: 0,
}
/** The tab of a view; all others belong to the posts. */
const tabOf = { chat: 'chat', ads: 'ads' }
/** What the phone shows of an account, the first of them at first. */
const views = { instagram: ['profile', 'chat', 'post', 'story'], whatsapp: ['chat'], messenger: ['profile', 'chat', 'post', 'ads'] }
const byId = (id) => document.getElementById(id)
const [bar, screen, composer, words, tabs] = ['bar', 'screen', 'composer', 'words', 'tabs'].map(byId)

async function load() {
  const [clock, accounts, people, faults, calls, settings] = await Promise.all([
    get('/clock'),
    get('/accounts'),
    get('/people'),
    get('/faults'),
    get('/calls?last=12'),
    get('/settings'),
  ])
  Object.assign(state, {
    people: people.data,
    faults: faults.data,
    offsetMs: clock.offsetMs,
    now: Date.parse(clock.now),
    calls: calls.data.toReversed(),
    settings,
  })
  const followers = people.data.filter((person) => person.follows && !person.deactivated).length
  state.accounts = accounts.data.map((account) => ({ ...account, username: account.username || account.phone || account.name, followers }))
  state.account =
    state.accounts.find(({ id }) => id === state.accountId) ??
    state.accounts.find(({ channel }) => channel === 'instagram') ??
    state.accounts[0]
  state.me = state.people.find(({ id }) => id === state.meId) ?? state.people[0]
  if (!state.account) return draw()
  if (!views[state.account.channel].includes(state.view)) state.view = views[state.account.channel][0]
  if (state.account.channel === 'messenger') await loadAds()
  state.media = state.account.channel !== 'whatsapp' ? (await get(`/media?accountId=${state.account.id}`)).data : []
  state.post = state.media.find(({ id }) => id === state.mediaId)
  if (!state.post && (state.view === 'post' || state.view === 'story')) state.view = 'profile'
  if (state.view === 'post') state.comments = (await get(`/media/${state.post.id}/comments`)).data
  if (state.me) state.inbox = await get(`/people/${state.me.id}/inbox?accountId=${state.account.id}`)
  for (const message of state.inbox.data)
    if (message.status === 'sent' && !state.inbox.onTheWay.includes(message.id)) message.mark = 'delivered'
  if (state.ref && state.view === 'chat' && state.inbox.data.length > 0) await say({})
  draw()
  await markRead()
}

/** The lead ads of a Page. */
async function loadAds() {
  const [forms, ads] = await Promise.all(['forms', 'campaigns'].map((of) => get(`/${of}?pageId=${state.account.id}`)))
  Object.assign(state, { forms: forms.data, ads: ads.data })
}

// Opening the conversation marks it as read, as on a real phone.
async function markRead() {
  if (state.view !== 'chat' || document.hidden) return
  const unread = state.inbox.data.findLast(({ from, status }) => from === state.account.id && status === 'sent')
  if (unread) await post(`/messages/${unread.id}/read`)
}

let loading = null
let again = false
/** Loads and renders; a call during a load adds one more after it. */
function refresh() {
  if (loading) return (again = true)
  loading = load()
    .catch((error) => toast(error.message))
    .finally(() => {
      loading = null
      if (again) {
        again = false
        refresh()
      }
    })
}

/** Runs an action and shows its error, if any. Returns false then. */
async function attempt(work) {
  try {
    await work()
    refresh()
    return true
  } catch (error) {
    toast(error.message)
    return false
  }
}

const act = {
  open(view, mediaId = null) {
    Object.assign(state, { view, mediaId, parent: null, sheet: null, editing: null, quoting: null })
    words.value = ''
    remember()
    refresh()
  },
  be: (id) => select('meId', id),
  look: (id) => select('accountId', id),
  changeMe: (change) => attempt(() => patch(`/people/${state.me.id}`, change)),
  replyTo(comment, username) {
    state.parent = comment
    words.value = `@${username} `
    draw()
    words.focus()
  },
  takeBack: (id) => attempt(() => remove(`/comments/${id}`)),
  tap: (payload, messageId) => attempt(() => say({ tap: payload, messageId })),
  write: (text) => attempt(() => say({ text })),
  react: (message) =>
    attempt(() => say({ reaction: { messageId: message.id, reaction: 'love', action: message.reactions?.person ? 'unreact' : 'react' } })),
  reactWith: (message, emoji) => {
    const given = message.reactions?.person?.emoji === emoji
    const reaction = isWhatsApp()
      ? { reaction: given ? '' : emoji, messageId: message.id }
      : { reaction: { messageId: message.id, reaction: emoji, action: given ? 'unreact' : 'react' } }
    return attempt(() => say(reaction))
  },
  attach: (type) => attempt(() => say({ attachment: type })),
  sheet(kind, about = null) {
    state.sheet = kind && { kind, about }
    draw()
    byId('sheet').querySelector('button, a')?.focus()
  },
  quote: (message) => begin({ quoting: message }, ''),
  beginEdit: (message) => begin({ editing: message }, message.text),
  comeByAd() {
    state.ad = { id: '120210000000000001', title: `Offers of ${state.account.name}` }
    draw()
  },
  prefer: (value) => attempt(() => post(`/people/${state.me.id}/preferences`, { accountId: state.account.id, value })),
  handOver: (away) =>
    attempt(() => post('/handover', { accountId: state.account.id, personId: state.me.id, ...(away && { appId: pageInbox }) })),
  changeStatuses: (whatsapp) => attempt(() => patch('/settings', { whatsapp })),
  unsend: (id) => attempt(() => post(`/messages/${id}/delete`)),
  advance: (advanceMs) => attempt(() => post('/clock', { advanceMs })),
  async setFault(wish) {
    await attempt(async () => {
      if (wish) return post('/faults', wish)
      await remove('/faults')
    })
  },
  addPerson: ({ name, phone, follows }) =>
    attempt(async () => select('meId', (await post('/people', { name, ...(phone && { phone }), follows: Boolean(follows) })).id)),
  addAccount: ({ kind = 'instagram', name }) =>
    attempt(async () => {
      const { id } = await post(kind === 'messenger' ? '/pages' : '/accounts', { ...(kind !== 'messenger' && { channel: kind }), name })
      if (kind === 'messenger') await makeLeadAd(id)
      select('accountId', id)
    }),
  addLeadAd: () => attempt(() => makeLeadAd(state.account.id)),
  openForm(formId) {
    Object.assign(state, { formId, sentForm: null })
    draw()
  },
  fillIn: (form, given) =>
    attempt(async () => {
      const fields = Object.fromEntries(form.questions.map(({ key }) => [key, given.get(key) ?? '']))
      const disclaimers = Object.fromEntries(form.disclaimers.map(({ key }) => [key, given.has(`box:${key}`)]))
      const [ad] = state.ads
      await post('/leads', { formId: form.id, ...(ad && { adId: ad.id }), fields, disclaimers })
      state.sentForm = form.id
    }),
  publish: ({ kind, caption }) => attempt(() => post('/media', { accountId: state.account.id, kind, caption })),
  typeAsBusiness: (text) => attempt(() => post('/human', { accountId: state.account.id, personId: state.me.id, text })),
}

const isWhatsApp = () => state.account?.channel === 'whatsapp'
/** The app of a Page's own inbox (meta-platform.md 2.6). */
const pageInbox = '263902037430900'

/** The composer edits a message, or answers one. */
function begin(what, text) {
  Object.assign(state, { editing: null, quoting: null, ...what })
  words.value = text
  draw()
  words.focus()
}

async function makeLeadAd(pageId) {
  await post('/forms', { pageId, name: 'Get our offers', disclaimers: [{ key: 'newsletter', text: 'Send me the newsletter' }] })
  await post('/campaigns', { pageId, name: 'Spring' })
}

async function say(what) {
  const { ref, ad } = state
  state.ref = null
  if (ad && !what.reaction) state.ad = null
  const said = {
    accountId: state.account.id,
    personId: state.me.id,
    ...(ref && !what.reaction && { ref }),
    ...(ad && !what.reaction && { ad }),
    ...what,
  }
  try {
    return await post('/messages', said)
  } catch (error) {
    Object.assign(state, { ref, ad })
    throw error
  }
}

function select(key, id) {
  state[key] = id
  if (key === 'accountId')
    Object.assign(state, {
      view: 'profile',
      mediaId: null,
      formId: null,
      sentForm: null,
      sheet: null,
      editing: null,
      quoting: null,
      ad: null,
    })
  closePanels()
  remember()
  refresh()
}

function remember() {
  for (const [name, value] of [
    ['person', state.meId],
    ['account', state.accountId],
    ['view', state.view],
    ['media', state.mediaId],
  ]) {
    if (value) localStorage.setItem(`phone.${name}`, value)
    else localStorage.removeItem(`phone.${name}`)
  }
}

composer.addEventListener('submit', (event) => {
  event.preventDefault()
  void send()
})

async function send() {
  const text = words.value.trim()
  if (text === '') return
  words.value = ''
  const parentId = state.parent?.id
  const { editing, quoting } = state
  Object.assign(state, { parent: null, editing: null, quoting: null })
  const done = await attempt(() => {
    if (state.view === 'post') return post('/comments', { mediaId: state.post.id, personId: state.me.id, text, parentId })
    if (editing) return post(`/messages/${editing.id}/edit`, { text })
    return say({ text, storyId: state.view === 'story' ? state.post.id : undefined, replyTo: quoting?.id })
  })
  if (!done) {
    words.value = text
    Object.assign(state, { editing, quoting })
  } else if (state.view === 'story') act.open('chat')
}

const unreadCount = () => state.inbox.data.filter(({ from, status }) => from === state.account?.id && status === 'sent').length

// A conversation that is scrolled to its end stays there while it grows, even when pictures load late.
let atEnd = true
const isAtEnd = () => screen.scrollHeight - screen.scrollTop - screen.clientHeight < 80
screen.addEventListener('scroll', () => (atEnd = isAtEnd()), { passive: true })
const stayAtEnd = () => state.view === 'chat' && atEnd && requestAnimationFrame(() => (screen.scrollTop = screen.scrollHeight))
for (const kind of ['load', 'error', 'loadedmetadata']) screen.addEventListener(kind, stayAtEnd, { capture: true })

function draw() {
  const { account, me, view } = state
  atEnd = screen.dataset.view !== view || isAtEnd()
  const top = screen.scrollTop
  if (!account)
    screen.replaceChildren(
      ...emptyScreen('This world is empty. Add a business account to begin.', 'Add “Maya Studio”', () =>
        act.addAccount({ name: 'Maya Studio' }),
      ),
    )
  else if (view === 'ads') drawAds()
  else if (view === 'chat' && me && isWhatsApp()) screen.replaceChildren(...whatsappScreen(state, act))
  else if (view === 'chat' && me) screen.replaceChildren(...chatScreen(state, act).filter(Boolean))
  else if (view === 'post' && state.post) screen.replaceChildren(...postScreen(state, act))
  else if (view === 'story' && state.post) screen.replaceChildren(...storyScreen(state))
  else screen.replaceChildren(...profileScreen(state, act))
  screen.scrollTop = view === 'chat' && atEnd ? screen.scrollHeight : screen.dataset.view === view ? top : 0
  screen.dataset.view = view

  drawBar()
  const canWrite =
    Boolean(account && me && !me.deactivated) &&
    ['post', 'story', 'chat'].includes(view) &&
    (view !== 'post' || state.post?.commentsEnabled)
  composer.hidden = !canWrite
  words.placeholder =
    view === 'chat'
      ? isWhatsApp()
        ? 'Message'
        : 'Message…'
      : view === 'story'
        ? `Reply to ${account?.username}…`
        : `Comment as ${me?.username}…`
  drawReplying()
  byId('attach').hidden = view !== 'chat' || account?.channel === 'instagram'
  byId('menu').hidden = view !== 'chat' || !state.inbox.menu?.length || account?.channel === 'whatsapp'
  const sheet = openSheet(state, act)
  byId('sheet').hidden = !sheet
  if (
    !sheet ||
    byId('sheet').firstChild?.getAttribute('aria-label') !== sheet.getAttribute('aria-label') ||
    sheet.textContent !== byId('sheet').textContent
  )
    byId('sheet').replaceChildren(...(sheet ? [sheet] : []))
  const time = new Date(state.now)
  byId('status-time').textContent = time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  const myName = me && (isWhatsApp() ? me.name : me.username)
  byId('status-me').textContent = myName ?? ''
  byId('open-cast').replaceChildren(...(me ? [avatar(me, 'small'), `You are ${myName}`] : ['Who are you?']))
  drawPanel('cast-body', castPanel(state, act))
  drawPanel('world-body', worldPanel(state, act))
  if (state.draft && !composer.hidden) {
    words.value = state.draft
    state.draft = null
  }
  document.body.dataset.ready = 'true'
}

/** Above the composer: what is answered or edited. */
function drawReplying() {
  const { parent, editing, quoting } = state
  const about = parent
    ? `Replying to ${parent.from.username} `
    : editing
      ? 'Editing your message '
      : quoting
        ? `Replying to “${(quoting.text || 'a file').slice(0, 60)}” `
        : null
  const cancel = () => {
    Object.assign(state, { parent: null, editing: null, quoting: null })
    words.value = ''
    draw()
  }
  byId('replying').hidden = about === null
  byId('replying').replaceChildren(...(about === null ? [] : [about, el('button.link', { type: 'button', onclick: cancel }, 'Cancel')]))
}

// What was entered in a form stays while the rest is rendered.
function drawAds() {
  const { account, me, formId, sentForm, forms } = state
  const shown = `${account.id} ${me?.id} ${formId} ${sentForm} ${forms.length}`
  if (formId === null || screen.dataset.form !== shown) screen.replaceChildren(...leadAdScreen(state, act))
  screen.dataset.form = shown
}

// Input in a panel and unfolded sections survive a render.
function drawPanel(id, nodes) {
  const panel = byId(id)
  if (panel.contains(document.activeElement) && document.activeElement.matches('input:not([type=checkbox]), select')) return
  const open = new Set([...panel.querySelectorAll('details[open] > summary')].map(({ textContent }) => textContent))
  const focused = panel.contains(document.activeElement) ? document.activeElement.textContent : null
  panel.replaceChildren(...nodes.filter(Boolean))
  for (const summary of panel.querySelectorAll('summary')) summary.parentElement.open = open.has(summary.textContent)
  if (focused) [...panel.querySelectorAll('button, summary')].find(({ textContent }) => textContent === focused)?.focus()
}

function drawBar() {
  const { account, view } = state
  if (!account) return bar.replaceChildren(el('strong', {}, 'Empty world'))
  document.body.dataset.channel = account.channel
  const titles = { profile: account.username, post: 'Post', story: 'Story', chat: account.name, ads: account.name }
  const isFirst = (view === views[account.channel][0] || view === 'ads') && !state.formId
  bar.replaceChildren(
    ...(isFirst
      ? []
      : [
          el(
            'button.back',
            { type: 'button', 'aria-label': 'Back', onclick: () => (view === 'ads' ? act.openForm(null) : act.open('profile')) },
            sign('back'),
          ),
        ]),
    ...(view === 'chat' && account.channel !== 'instagram'
      ? [accountButton(account)]
      : [...(view === 'chat' ? [avatar(account, 'small')] : []), el('strong', {}, titles[view])]),
  )
  const tab = (name, label, icon, count = 0) =>
    el(
      'button',
      { type: 'button', 'aria-current': (tabOf[view] ?? 'profile') === name ? 'page' : null, onclick: () => act.open(name) },
      sign(icon),
      label,
      count > 0 ? el('span.count', { 'aria-label': `${count} unread` }, String(count)) : null,
    )
  tabs.hidden = account.channel === 'whatsapp'
  const isPage = account.channel === 'messenger'
  tabs.replaceChildren(
    tab('profile', 'Posts', 'grid'),
    tab('chat', isPage ? 'Messenger' : 'Messages', 'chat', view === 'chat' ? 0 : unreadCount()),
    ...(isPage ? [tab('ads', 'Lead ads', 'form')] : []),
  )
}

/** The header of a conversation, which opens the card of the account. */
const accountButton = (account) =>
  el(
    'button.bar-account',
    { type: 'button', 'aria-label': `About ${account.name}`, onclick: () => act.sheet('info') },
    avatar(account),
    el(
      'span',
      {},
      el('strong', {}, account.name),
      el(
        'span.hint',
        {},
        state.inbox.typing ? 'typing…' : isWhatsApp() ? account.username : state.inbox.ownerApp ? 'The Page’s inbox answers' : 'Messenger',
      ),
    ),
  )

let toastTimer = null
function toast(text) {
  const box = byId('toast')
  box.textContent = text
  box.hidden = false
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => (box.hidden = true), 6_000)
}

function closePanels() {
  for (const name of ['cast', 'world']) {
    byId(name).classList.remove('open')
    byId(`open-${name}`).setAttribute('aria-expanded', 'false')
  }
}
for (const name of ['cast', 'world']) {
  byId(`open-${name}`).addEventListener('click', () => {
    const open = !byId(name).classList.contains('open')
    closePanels()
    byId(name).classList.toggle('open', open)
    byId(`open-${name}`).setAttribute('aria-expanded', String(open))
  })
}
for (const button of document.querySelectorAll('[data-close]')) button.addEventListener('click', closePanels)
byId('attach').append(sign('plus'))
byId('menu').append(sign('menu'))
byId('attach').addEventListener('click', () => act.sheet('attach'))
byId('menu').addEventListener('click', () => act.sheet('menu'))
byId('sheet').addEventListener('click', (event) => event.target === event.currentTarget && act.sheet(null))
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  if (state.sheet) act.sheet(null)
  else closePanels()
})
document.addEventListener('visibilitychange', () => !document.hidden && refresh())

// The ref is used once: the page loaded again has none.
if (wanted.has('ref') || wanted.has('text')) {
  remember()
  history.replaceState(null, '', location.pathname)
}

follow(refresh)
// The clock in the corner advances even when nothing happens.
setInterval(() => refresh(), 30_000)
refresh()
