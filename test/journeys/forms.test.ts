import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formLimits } from '../../server/forms/forms.queries.ts'
import { marked } from '../support/pseudoLanguage.ts'
import { openNumber } from '../support/openNumber.ts'
import { openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

type Form = { id: string; slug: string; url: string; embed: string; isActive: boolean }
type Submitted = {
  success: true
  data: { leadId: string; dmStatus: string | null; dmProvider: string | null; continueUrl: string | null; statusUrl: string | null }
}
type Refused = { error: { code: string; message: string; details?: { path: string; message: string }[] } }

const fields = [
  { name: 'name', label: 'Your <b>name</b>', type: 'text', required: true },
  { name: 'email', label: 'Email', type: 'email', required: true },
  { name: 'phone', label: 'Phone', type: 'phone', required: false },
  { name: 'size', label: 'Size', type: 'number', required: false },
]
const ana = { name: 'Ana', email: 'it is ANA@x.com', phone: '(415) 555-2671', size: '38,5', consent: true }

/** Requirement C12: a public form, from its page to the DM in the chat. */
describe('a form', () => {
  let house: House
  let shop: Shop
  let form: Form
  beforeAll(async () => {
    house = await startHouse()
    shop = await openShop(house)
    await house.api('PATCH', '/api/workspace', { defaultCountry: 'US' })
    const made = await house.api<Form>('POST', '/api/forms', {
      name: 'Get the guide',
      slug: 'guide',
      fields,
      consentText: 'You may write to me.',
      continue: 'instagram',
      accountId: shop.accountId,
      message: 'Here is your guide',
    })
    expect(made.status).toBe(201)
    form = made.body
  })
  afterAll(() => house?.stop())

  let hosts = 0
  const call = (path: string, init: RequestInit = {}) => fetch(house.url + path, { redirect: 'manual', ...init })
  async function post<T = Submitted>(body: unknown, slug = 'guide', headers = {}): Promise<{ status: number; body: T; headers: Headers }> {
    const answered = await call(`/f/${slug}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://shop.example', ...headers },
      body: JSON.stringify(body),
    })
    return { status: answered.status, body: (await answered.json()) as T, headers: answered.headers }
  }
  const postPage = (body: Record<string, string>, slug = 'guide') =>
    call(`/f/${slug}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', origin: 'null' },
      body: new URLSearchParams(body).toString(),
    })
  const lead = async (id: string) => (await house.api(`GET`, `/api/leads/${id}`)).body
  const total = async () => (await house.api<{ data: unknown[] }>('GET', '/api/leads?limit=200')).body.data.length
  /** A new form, so that each test has limits of its own. */
  async function another(more: object = {}): Promise<Form> {
    const made = await house.api<Form>('POST', '/api/forms', { name: 'F', slug: `f-${++hosts}`, fields, ...more })
    expect([made.status, made.body]).toEqual([201, made.body])
    return made.body
  }

  test('has a page that works without script and may be framed, as nothing else may', async () => {
    const page = await call('/f/guide', { headers: { accept: 'text/html' } })
    const text = await page.text()
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(text).not.toContain('<script')
    expect(text).toContain('Your &lt;b&gt;name&lt;/b&gt;')
    expect(text).toContain('You may write to me.')
    expect(page.headers.get('content-security-policy')).toContain('frame-ancestors *')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('x-frame-options')).toBeNull()
    for (const path of ['/', '/api/me', '/docs', '/forms.js']) {
      const other = await call(path, { headers: { accept: 'text/html' } })
      expect([path, other.headers.get('content-security-policy')]).toEqual([path, expect.stringContaining("frame-ancestors 'none'")])
      expect(other.headers.get('x-frame-options')).toBe('SAMEORIGIN')
    }
  })

  test('becomes a lead with what was read, the consent, the address and browser, and its DM waits', async () => {
    const { status, body, headers } = await post(ana, 'guide', { 'user-agent': 'Test/1' })
    expect(status).toBe(200)
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    expect(body).toEqual({
      success: true,
      data: {
        leadId: expect.any(String),
        dmStatus: 'pending',
        dmProvider: 'instagram',
        continueUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/ig\.me\/m\/maya\.studio\?ref=dm-[a-z2-7]{20}$/),
        statusUrl: expect.stringMatching(/^\/f\/guide\/status\/dm-[a-z2-7]{20}$/),
      },
    })
    expect(await lead(body.data.leadId)).toMatchObject({
      source: 'form',
      name: 'Ana',
      email: 'ana@x.com',
      phone: '+14155552671',
      customFields: { size: '38.5' },
      dmStatus: 'pending',
      accountId: shop.accountId,
      attribution: { formId: form.id, formName: 'Get the guide', consent: 'You may write to me.', address: '127.0.0.1', browser: 'Test/1' },
    })
  })

  test.each([
    ['a required answer', { name: ' ' }, 'name'],
    ['an email that is none', { email: 'ana at x' }, 'email'],
    ['a phone number that is none', { phone: '12' }, 'phone'],
    ['a number that is none', { size: 'big' }, 'size'],
    ['a text that is too long', { name: 'x'.repeat(2001) }, 'name'],
    ['an answer that is a list', { name: ['a'] }, 'name'],
    ['the consent', { consent: false }, 'consent'],
  ])('is refused for %s, at its field, and stores nothing', async (_what, wrong, path) => {
    const { slug } = await another({ consentText: 'Yes' })
    const before = await total()
    const { status, body } = await post<Refused>({ ...ana, ...wrong }, slug)
    expect([status, body.error.code, body.error.details?.map((one) => one.path)]).toEqual([400, 'invalid_input', [path]])
    expect(await total()).toBe(before)
  })

  test('speaks the language of the workspace, in its pages and in what it refuses', async () => {
    const { textsFor } = house.deps
    try {
      house.deps.textsFor = marked
      await house.api('PATCH', '/api/workspace', { language: 'xx' })
      const { slug } = await another({ consentText: 'Ja' })
      // What a visitor's browser asks for is not what the form's own words are in.
      const page = await (await call(`/f/${slug}`, { headers: { accept: 'text/html', 'accept-language': 'en' } })).text()
      expect(page).toContain('<html lang="⟦forms.language⟧">')
      expect(page).toContain('<button>⟦forms.send⟧</button>')
      expect(await (await postPage({ name: 'Ana', email: 'no' }, slug)).text()).toContain('⟦forms.wrong_email⟧')
      expect((await post<Refused>({ email: 'ana@x.com', consent: true }, slug)).body.error).toEqual({
        code: 'invalid_input',
        message: 'name: ⟦forms.required⟧',
        details: [{ path: 'name', message: '⟦forms.required⟧' }],
      })
      const thanks = await (await postPage({ name: 'Ana', email: 'ana@x.com', consent: 'on' }, slug)).text()
      expect(thanks).toContain('<h1>⟦forms.thank_you⟧</h1>')
      const { body } = await house.api<{ form: string }>('POST', '/api/forms/preview', {
        name: 'A',
        fields: [],
        consentText: null,
        continue: 'none',
      })
      expect(body.form).toContain('⟦forms.send⟧')
    } finally {
      house.deps.textsFor = textsFor
      await house.api('PATCH', '/api/workspace', { language: 'en' })
    }
  })

  test('a page with a mistake comes back with what was entered and what is wrong', async () => {
    const { slug } = await another({ consentText: 'Yes' })
    const page = await postPage({ name: 'Ana "<', email: 'no', submission: 'a'.repeat(20) }, slug)
    const text = await page.text()
    expect(page.status).toBe(400)
    expect(text).toContain('value="Ana &quot;&lt;"')
    expect(text).toContain(`value="${'a'.repeat(20)}"`)
    expect([...text.matchAll(/id="p-(\w+)"/g)].map(([, name]) => name)).toEqual(['email', 'consent'])
    expect([...text.matchAll(/id="f-(\w+)"[^>]* autofocus/g)].map(([, name]) => name)).toEqual(['email'])
    expect(text).toMatch(/name="consent" aria-invalid/)
    const ticked = await (await postPage({ name: 'Ana', email: 'no', consent: 'on' }, slug)).text()
    expect(ticked).toMatch(/name="consent" checked>/)
  })

  test('the page says whose it is, and leads to the privacy policy', async () => {
    const { slug } = await another({})
    const text = await (await call(`/f/${slug}`, { headers: { accept: 'text/html' } })).text()
    const [, policy] = /<p class="from quiet">My workspace · <a href="(\/privacy\/[0-9a-f-]+)"/.exec(text)!
    expect((await call(policy!, {})).status).toBe(200)
  })

  test('the same page sent twice is one lead with one DM; the answer leads to a page of its own', async () => {
    const text = await (await call('/f/guide', { headers: { accept: 'text/html' } })).text()
    const submission = /name="submission" value="([a-z2-7]{20})"/.exec(text)![1]!
    const answers = { name: 'Bea', email: 'bea@x.com', consent: 'on', leave_empty: '', submission }
    const before = await total()
    const first = await postPage(answers)
    const second = await postPage(answers)
    expect([first.status, second.status]).toEqual([303, 303])
    expect(second.headers.get('location')).toBe(first.headers.get('location'))
    expect(await total()).toBe(before + 1)
    const status = await call(first.headers.get('location')!, { headers: { accept: 'text/html' } })
    const page = await status.text()
    // Its script is the only one that may run, and reads this page again, from a frame of nobody's origin too.
    const script = /<script>(.*)<\/script>/s.exec(page)![1]!
    const policy = status.headers.get('content-security-policy')!
    expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`)
    expect(policy).toContain("connect-src 'self'")
    expect([...page.matchAll(/<script/g)]).toHaveLength(1)
    expect(status.headers.get('access-control-allow-origin')).toBe('*')
    expect(page).toContain('Pending')
    expect(page).toContain('send any message.')
    expect(page).toMatch(/<a class="button" href="http:\/\/127\.0\.0\.1:\d+\/ig\.me\/m\/maya\.studio\?ref=dm-\w{20}"/)
    expect(page).toContain('<a class="again" href="">Look again</a>')
  })

  test('what fills in the hidden field is an archived lead without a DM that no endpoint gets', async () => {
    const { status, body } = await post({ ...ana, leave_empty: 'https://spam.example' })
    expect([status, Object.keys(body.data)]).toEqual([200, ['leadId', 'dmStatus', 'dmProvider', 'continueUrl', 'statusUrl']])
    expect(await lead(body.data.leadId)).toMatchObject({
      status: 'ARCHIVED',
      email: 'ana@x.com',
      dmStatus: null,
      deliveries: [],
      attribution: { suspected: 'spam' },
    })
    const submission = 'b'.repeat(20)
    const answers = { name: 'Caught', email: 'caught@x.com', consent: 'on', submission }
    expect((await postPage({ ...answers, leave_empty: 'filled in by the browser' })).status).toBe(200)
    // The same page without it is a person's.
    expect((await postPage(answers)).status).toBe(303)
    const caught = (await house.api<{ data: { status: string }[] }>('GET', '/api/leads?q=caught@x.com')).body.data
    expect(caught.map((one) => one.status).toSorted()).toEqual(['ARCHIVED', 'NEW'])
    expect((await house.api('GET', `/api/forms/${form.id}`)).body).toMatchObject({ suspected: 2 })
    expect((await house.api<{ data: object[] }>('GET', '/api/forms')).body.data).toContainEqual(expect.objectContaining({ suspected: 2 }))
  })

  test('a corrected page that is sent again replaces what was entered first, and endpoints get it', async () => {
    const { slug } = await another()
    const answers = { ...ana, email: 'wrng@x.com', submission: house.deps.newId() }
    const first = (await post(answers, slug)).body.data
    const second = (await post({ ...answers, email: 'right@x.com', size: '40' }, slug)).body.data
    expect(second.leadId).toBe(first.leadId)
    expect(await lead(first.leadId)).toMatchObject({ email: 'right@x.com', customFields: { size: '40' } })
  })

  test('a form goes on in Messenger: the word of its m.me link comes with the referral', async () => {
    const page = await openShop(house, { channel: 'messenger' })
    const made = await another({ continue: 'messenger', message: 'Your guide, {{name}}', accountId: page.accountId })
    const { data } = (await post({ ...ana, email: 'mia@x.com' }, made.slug)).body
    const link = new URL(data.continueUrl!)
    expect(link.pathname).toBe(`/m.me/${page.accountExternalId}`)
    const followed = await fetch(link, { redirect: 'manual' })
    expect([followed.status, followed.headers.get('location')]).toEqual([302, expect.stringContaining(`account=${page.accountExternalId}`)])
    const mia = await page.meet({ username: 'mia_m', name: 'Mia' })
    await page.act({ text: 'Hi', ref: link.searchParams.get('ref') }, mia)
    await house.drain()
    expect(await page.said(mia)).toEqual([expect.stringContaining('Your guide')])
    // In a thread that is there the link alone tells the word, and opens the window.
    const { data: again } = (await post({ ...ana, email: 'mia2@x.com' }, made.slug)).body
    await page.act({ ref: new URL(again.continueUrl!).searchParams.get('ref') }, mia)
    await house.drain()
    expect(await page.said(mia)).toHaveLength(2)
  })

  test('a form whose account was removed is off, until another account is named', async () => {
    const own = await openShop(house)
    const made = await another({ continue: 'instagram', message: 'From A', accountId: own.accountId })
    expect((await post(ana, made.slug)).body.data.continueUrl).toContain(`${house.simulatorUrl}/ig.me/m/`)
    expect((await house.api('DELETE', `/api/accounts/${own.accountId}`)).status).toBe(204)
    expect((await post<Refused>(ana, made.slug)).status).toBe(404)
    const at = `/api/forms/${made.id}`
    expect((await house.api('GET', at)).body).toMatchObject({ accountId: null, accountRemoved: true, isActive: false })
    const refused = await house.api<Refused>('PATCH', at, { isActive: true, accountId: null })
    expect([refused.status, refused.body.error.details?.[0]?.path]).toEqual([400, 'body.accountId'])
    expect((await house.api('PATCH', at, { name: 'Renamed' })).body).toMatchObject({ accountRemoved: true, isActive: false })
    const named = await house.api('PATCH', at, { isActive: true, accountId: shop.accountId })
    expect(named.body).toMatchObject({ accountId: shop.accountId, accountRemoved: false, isActive: true })
    expect((await post(ana, made.slug)).body.data.continueUrl).toContain('maya.studio')
  })

  test('from the form to the chat: the link, the message, the badge', async () => {
    const { data } = (await post({ ...ana, email: 'cara@x.com' })).body
    const json = async () => (await (await call(data.statusUrl!)).json()) as { data: { dmStatus: string; continueUrl: string | null } }
    expect((await json()).data).toEqual({ dmStatus: 'pending', dmProvider: 'instagram', dmError: null, continueUrl: data.continueUrl })
    const cara = await shop.meet({ username: 'cara', name: 'Cara' })
    await shop.act({ text: 'Hi', ref: new URL(data.continueUrl!).searchParams.get('ref') }, cara)
    await house.drain()
    expect(await shop.said(cara)).toEqual(['Here is your guide'])
    expect((await json()).data).toEqual({ dmStatus: 'sent', dmProvider: 'instagram', dmError: null, continueUrl: null })
    expect(await lead(data.leadId)).toMatchObject({ dmStatus: 'sent', contact: { username: 'cara' } })
    const page = await (await call(data.statusUrl!, { headers: { accept: 'text/html' } })).text()
    expect(page).toContain('<span class="badge sent">Sent</span>')
    expect((await call('/f/guide/status/dm-aaaaaaaaaaaaaaaaaaaa')).status).toBe(404)
    expect((await call('/f/guide/status/nonsense')).status).toBe(404)
    const other = await another()
    expect((await call(data.statusUrl!.replace('/guide/', `/${other.slug}/`))).status).toBe(404)
  })

  test('after seven days the badge has failed, with the link, and a late message still gets the DM', async () => {
    const { slug } = await another({ continue: 'instagram', message: 'Late guide' })
    const { data } = (await post(ana, slug)).body
    await house.moveClock(7 * 24 * 3_600_000 + 1_000)
    expect(await (await call(data.statusUrl!)).json()).toMatchObject({
      data: { dmStatus: 'failed', dmError: 'NOT_PERMITTED', continueUrl: data.continueUrl },
    })
    const dan = await shop.meet({ username: 'dan', name: 'Dan' })
    await shop.act({ text: 'Hi', ref: new URL(data.continueUrl!).searchParams.get('ref') }, dan)
    await house.drain()
    expect(await shop.said(dan)).toEqual(['Late guide'])
  })

  test('one address may send it so often, the others go on; the limit is over after its time', async () => {
    const { slug } = await another()
    const submission = house.deps.newId()
    // Mistakes and repeats do not count.
    expect((await post({ ...ana, email: '' }, slug)).status).toBe(400)
    for (let sent = 0; sent < formLimits.address.attempts; sent++)
      expect((await post(sent < 2 ? { ...ana, submission } : ana, slug)).status).toBe(200)
    expect((await post(ana, slug)).status).toBe(200)
    expect((await post({ ...ana, submission }, slug)).status).toBe(200)
    const page = await postPage({ ...ana, consent: 'on', name: 'Typed "<' }, slug)
    expect([page.status, await page.text()]).toEqual([429, expect.stringContaining('value="Typed &quot;&lt;"')])
    // Behind a proxy that is not trusted, nobody's address is known.
    expect((await post(ana, slug, { 'x-forwarded-for': '203.0.113.7' })).status).toBe(200)
    const refused = await post<Refused>(ana, slug)
    expect([refused.status, refused.body.error.code, Number(refused.headers.get('retry-after'))]).toEqual([
      429,
      'too_many_attempts',
      expect.toSatisfy((seconds: number) => seconds > 0 && seconds <= 600),
    ])
    expect((await post(ana, (await another()).slug)).status).toBe(200)
    await house.restart()
    expect((await post<Refused>(ana, slug)).status).toBe(429)
    await house.moveClock(formLimits.address.perMs + 1_000)
    expect((await post(ana, slug)).status).toBe(200)
  })

  test('takes 64 kB and no more, JSON and forms and nothing else', async () => {
    const { slug } = await another()
    const tooLong = await post<Refused>({ ...ana, extra: 'x'.repeat(66_000) }, slug)
    expect([tooLong.status, tooLong.body.error.message]).toEqual([413, expect.stringContaining('64 kB')])
    for (const [page, status] of [
      [await postPage({ name: 'x'.repeat(66_000) }, slug), 413],
      [await postPage({ name: 'a\0b' }, slug), 400],
    ] as const) {
      expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8'])
      expect(await page.text()).toContain('Go back to the form')
    }
    const sent = new FormData()
    for (const [name, value] of Object.entries(ana)) sent.set(name, String(value))
    const multipart = await call(`/f/${slug.toUpperCase()}`, { method: 'POST', body: sent })
    expect([multipart.status, (await multipart.json()) as Submitted]).toEqual([200, expect.objectContaining({ success: true })])
    sent.set('file', new Blob(['x']), 'x.txt')
    expect((await call(`/f/${slug}`, { method: 'POST', body: sent })).status).toBe(400)
    const slash = await call(`/f/${slug}/`)
    expect([slash.status, slash.headers.get('location')]).toEqual([308, `/f/${slug}`])
    const xml = await call(`/f/${slug}`, { method: 'POST', headers: { 'content-type': 'text/xml' }, body: '<a/>' })
    expect(xml.status).toBe(415)
    const elsewhere = await call('/api/forms', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Bearer test-key-of-the-instance' },
      body: 'name=x',
    })
    expect(elsewhere.status).toBe(415)
  })

  test('a field may have the name of something that every object has', async () => {
    const { slug } = await another({ fields: [{ name: 'constructor', label: 'Constructor', type: 'text', required: true }] })
    const page = await call(`/f/${slug}`, { headers: { accept: 'text/html' } })
    expect([page.status, await page.text()]).toEqual([
      200,
      expect.stringContaining('name="constructor" type="text" maxlength="2000" value=""'),
    ])
    expect((await postPage({ constructor: '' }, slug)).status).toBe(400)
    const { data } = (await post({ constructor: 'Bob', toString: 'x' }, slug)).body
    expect(await lead(data.leadId)).toMatchObject({ customFields: { constructor: 'Bob' } })
    expect((await house.api('POST', '/api/leads', { name: 'V', customFields: { valueOf: 'v', toString: 't' } })).status).toBe(201)
    const csv = (await house.api<string>('GET', '/api/leads/export?format=csv')).body
    expect(csv).toContain(',constructor,size,toString,valueOf')
    expect(csv).not.toContain('native code')
    expect((await house.api('GET', '/api/leads/export?format=xlsx')).status).toBe(200)
  })

  test('other sites may post it and read nothing else', async () => {
    const { slug } = await another()
    const preflight = await call(`/f/${slug}`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'POST'])
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull()
    // A cookie of somebody signed in changes nothing: the address knows nobody by it, and refuses nobody for it.
    expect((await post(ana, slug, { cookie: 'autodm.session_token=x' })).status).toBe(200)
    for (const path of [`/f/${slug}`, '/api/forms', '/api/me'])
      expect((await call(path, { headers: { origin: 'https://shop.example' } })).headers.get('access-control-allow-origin')).toBeNull()
  })

  test('a preview has both pages of a form that is not saved, also of one that is not complete', async () => {
    type Pages = { form: string; sent: string }
    const previewOf = (more: object) =>
      house.api<Pages>('POST', '/api/forms/preview', { name: 'A <b>', fields: [], consentText: null, continue: 'none', ...more })
    const asked = { label: 'Size"<i>', type: 'number', required: true }
    const { body } = await previewOf({ fields: [asked, { ...asked, label: '' }], consentText: 'Yes?', continue: 'whatsapp' })
    expect(body.form).toContain('A &lt;b&gt;</h1>')
    expect(body.form).toContain('>Size&quot;&lt;i&gt;</label>')
    expect(body.form).toContain('<span>Yes?</span>')
    expect(body.sent).toContain('>Continue in WhatsApp</a>')
    expect(body.sent).not.toContain('<script')
    expect(body.sent).not.toContain('Look again')
    expect((await previewOf({})).body.sent).not.toContain('class="button"')
    expect((await previewOf({ continue: 'telegram' })).status).toBe(400)
  })

  test('the embed script frames the form without access to this site', async () => {
    const script = await call('/forms.js')
    const text = await script.text()
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(script.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(text).toMatch(/'sandbox', '(?!.*allow-same-origin)/)
    expect(form.embed).toContain(`<script src="${house.url}/forms.js" data-form="guide"></script>`)
  })

  test('switched off or deleted it is gone; its leads stay', async () => {
    const made = await another()
    const { data } = (await post(ana, made.slug)).body
    expect((await house.api('PATCH', `/api/forms/${made.id}`, { isActive: false })).body).toMatchObject({ isActive: false })
    expect((await post<Refused>(ana, made.slug)).status).toBe(404)
    expect((await call(`/f/${made.slug}`)).status).toBe(404)
    expect((await house.api('DELETE', `/api/forms/${made.id}`)).status).toBe(204)
    expect((await house.api('GET', `/api/forms/${made.id}`)).status).toBe(404)
    expect(await lead(data.leadId)).toMatchObject({ email: 'ana@x.com' })
  })

  test('of two changes to one slug at once, the second is refused', async () => {
    const [a, b] = [await another(), await another()]
    const answers = await Promise.all([a, b].map(({ id }) => house.api('PATCH', `/api/forms/${id}`, { slug: 'raced' })))
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '409'])
  })

  test('of two people who change it at once, the second is told; the same change again is none', async () => {
    type Versioned = Form & { version: number; name: string }
    const { id } = await another()
    const change = <T = Versioned>(body: object) => house.api<T>('PATCH', `/api/forms/${id}`, body)
    const read = async () => (await house.api<Versioned>('GET', `/api/forms/${id}`)).body
    const { version } = await read()
    const first = await change({ name: 'Theirs', version })
    expect([first.status, first.body.version]).toEqual([200, version + 1])
    const second = await change<Refused>({ name: 'Mine', version })
    expect([second.status, second.body.error.code]).toEqual([409, 'version_conflict'])
    expect(second.body.error.message).toContain(`version ${version + 1}`)
    expect(await change({ name: 'Theirs', version })).toMatchObject({ status: 200, body: { version: version + 1 } })
    expect((await read()).name).toBe('Theirs')
    // Other parts at the same moment: both stay.
    await Promise.all([change({ name: 'Both' }), change({ consentText: 'Yes' }), change({ isActive: false })])
    expect(await read()).toMatchObject({ name: 'Both', consentText: 'Yes', isActive: false, version: version + 4 })
    expect((await change({ name: 'Mine', version: version + 4 })).status).toBe(200)
    // The whole answer may be sent back; what is only shown is not changed by itself.
    const shown = await read()
    expect((await change(shown)).body).toEqual(shown)
    expect(await change<Refused>({ createdAt: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 400,
      body: { error: { details: [{ path: 'body.createdAt' }] } },
    })
  })

  test.each([
    ['a slug that is taken', { slug: 'guide' }, 409],
    ['a slug with signs', { slug: 'Guide!' }, 400],
    ['no field', { fields: [] }, 400],
    ['two fields of one name', { fields: [fields[0], fields[0]] }, 400],
    ['an email that is any text', { fields: [{ name: 'email', label: 'x', type: 'text', required: false }] }, 400],
    ['a field named as the hidden one', { fields: [{ name: 'leave_empty', label: 'x', type: 'text', required: false }] }, 400],
    ['an unknown channel', { continue: 'telegram' }, 400],
    ['an account that is not there', { accountId: '01900000-0000-7000-8000-000000000000' }, 400],
    ['a channel without a message', { continue: 'instagram', message: null }, 400],
    ['a message that is too long for the channel', { continue: 'instagram', message: 'x'.repeat(1001) }, 400],
  ])('cannot be made with %s', async (_what, wrong, status) => {
    expect((await house.api('POST', '/api/forms', { name: 'F', slug: 'new-one', fields, ...wrong })).status).toBe(status)
  })

  test('WhatsApp: coming soon without a number; with one, the link has the text whose word lets the DM out', async () => {
    const soon = await another({ continue: 'whatsapp', message: 'Hello from WhatsApp' })
    expect((await post(ana, soon.slug)).body.data).toMatchObject({ dmStatus: 'coming_soon', dmProvider: 'whatsapp', continueUrl: null })
    const number = await openNumber(house)
    const { data } = (await post(ana, soon.slug)).body
    const waiting = await (await call(data.statusUrl!, { headers: { accept: 'text/html' } })).text()
    expect(waiting).toContain('>Continue in WhatsApp</a>')
    // The text tells whose chat it is: another one would lead to nobody.
    expect(waiting).toContain('send the message that is filled in.')
    const url = new URL(data.continueUrl!)
    expect([url.origin, url.pathname]).toEqual([house.simulatorUrl, expect.stringMatching(/^\/wa\.me\/\d{8,15}$/)])
    await number.write(url.searchParams.get('text')!)
    await house.drain()
    expect(await number.said()).toEqual(['Hello from WhatsApp'])
    expect(await lead(data.leadId)).toMatchObject({ dmStatus: 'delivered', dmProvider: 'whatsapp' })
  })

  test('a hundred people continue at once: each gets their DM, once', async () => {
    const { slug } = await another({ continue: 'instagram', message: 'One of a hundred' })
    const people: { personId: string; leadId: string; ref: string }[] = []
    for (let n = 0; n < 100; n++) {
      // Each from another address, as far as the limit is concerned.
      if (n % formLimits.address.attempts === 0) await house.moveClock(formLimits.address.perMs + 1_000)
      const { data } = (await post({ ...ana, email: `p${n}@x.com` }, slug)).body
      const personId = await shop.meet({ username: `p${n}`, name: `P ${n}` })
      people.push({ personId, leadId: data.leadId, ref: new URL(data.continueUrl!).searchParams.get('ref')! })
    }
    for (const { personId, ref } of people) await shop.act({ text: 'Hi', ref }, personId)
    await house.drain()
    for (const { personId, leadId } of people) {
      expect(await shop.said(personId)).toEqual(['One of a hundred'])
      expect(await lead(leadId)).toMatchObject({ dmStatus: 'sent' })
    }
  })
})
