import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isAudited } from '../../server/auth/may.ts'
import { addWorkspace } from '../../server/auth/principals.queries.ts'
import { english } from '../../server/texts.ts'
import { aFile, aPeopleFile } from '../support/aFile.ts'
import { addLead } from '../support/addLead.ts'
import { addMember, type Member } from '../support/addMember.ts'
import { appCode } from '../support/browserSession.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { openPage, type PageShop } from '../support/openPage.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { owner } from '../support/signIn.ts'
import { signRequest, simulatedSecret } from '../support/signRequest.ts'
import { adminKey, startHouse, type House } from '../support/startHouse.ts'

type Request = { path?: string; body?: unknown; headers?: Record<string, string> }

describe('the audit', () => {
  let house: House
  let shop: Shop
  let unconnected: { id: string; accessToken: string }
  let automations: string[]
  let page: PageShop
  let number: NumberShop
  let template: string
  beforeAll(async () => {
    house = await startHouse({ env: { ENDPOINT_ALLOW: '127.0.0.0/8' } })
    unconnected = await house.sim('POST', '/simulator/accounts', { channel: 'instagram', username: 'first', name: 'First' })
  })
  afterAll(() => house?.stop())

  const db = () => house.deps.databases.system
  const change = (statement: ReturnType<typeof sql>) => statement.execute(db())
  /** The owner in a session of their own. */
  async function withSession(): Promise<Record<string, string>> {
    await change(sql`delete from identity.sign_in_attempts`)
    const answered = await fetch(`${house.url}/api/identity/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: owner.email, password: owner.password }),
    })
    const cookies = answered.headers.getSetCookie().map((one) => one.split(';')[0]!)
    return { authorization: '', cookie: cookies.find((one) => one.startsWith('autodm.session_token='))!, origin: house.url }
  }
  async function openTheShop() {
    shop = await openShop(house)
    automations = [await shop.automate(answer('message', ['a'], 'A')), await shop.automate(answer('message', ['b'], 'B'))]
  }
  /** A message of ours that needs a person. */
  async function parked(): Promise<string> {
    await shop.write('a')
    await house.drain()
    const [newest] = await shop.messages()
    await change(sql`update messages set state = 'parked', error_code = 'no_report' where id = ${newest!.id}`)
    return newest!.id
  }

  async function aComment(): Promise<string> {
    await shop.comment('any')
    await house.drain()
    return firstOf('/api/events?kind=comment')
  }
  let added = 0
  const someone = async () => (await house.api<{ id: string }>('POST', '/api/contacts', { name: `Someone ${++added}` })).body.id
  const aField = async () =>
    (await house.api<{ id: string }>('POST', '/api/contact-fields', { name: `Field ${++added}`, type: 'text' })).body.id
  const anImport = async () => (await house.api<{ importId: string }>('POST', '/api/contacts/import', aPeopleFile())).body.importId
  /** A login with Facebook, whose accounts are still to be chosen. */
  async function aLogin(): Promise<string> {
    await house.sim('POST', '/simulator/consent', { decision: 'grant' })
    const step = async (url: string) =>
      (await fetch(url, { redirect: 'manual', headers: { authorization: `Bearer ${adminKey}` } })).headers.get('location')!
    const end = await step(await step(await step(`${house.url}/api/auth/facebook/connect`)))
    return new URL(end, house.url).searchParams.get('connection')!
  }

  const workspaceId = async () => (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  let otto: Member
  let codes: { totpURI: string; backupCodes: string[] }
  /** Somebody who begins to set up a second factor; with `confirm` it is asked for from then on. */
  async function withSecondFactor(confirm: boolean): Promise<Record<string, string>> {
    await change(sql`delete from identity.sign_in_attempts`)
    otto ??= await addMember(house, 'Otto', 'viewer', await workspaceId())
    const headers = { authorization: '', cookie: otto.cookie, origin: house.url }
    if (!confirm) return headers
    const ask = (path: string, body: object) => house.api<typeof codes>('POST', `/api/identity/two-factor/${path}`, body, headers)
    codes = (await ask('enable', { password: otto.password })).body
    const confirmed = await fetch(`${house.url}/api/identity/two-factor/verify-totp`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ code: await appCode(codes.totpURI, new Date()) }),
    })
    otto = {
      ...otto,
      cookie: confirmed.headers
        .getSetCookie()
        .map((one) => one.split(';')[0]!)
        .find((one) => one.startsWith('autodm.session_token='))!,
    }
    return { ...headers, cookie: otto.cookie }
  }
  /** The same person after the password, before the code. */
  async function beforeTheCode(): Promise<Record<string, string>> {
    const answered = await fetch(`${house.url}/api/identity/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: otto.email, password: otto.password }),
    })
    return {
      authorization: '',
      cookie: answered.headers
        .getSetCookie()
        .map((one) => one.split(';')[0]!)
        .join('; '),
      origin: house.url,
    }
  }
  const anInvitation = async () =>
    (await house.api<{ id: string; url: string }>('POST', '/api/invitations', { email: 'new@shop.example', role: 'viewer' })).body
  const aPasswordLink = async () =>
    (await house.api<{ url: string }>('POST', `/api/admin/users/${otto.userId}/password-link`)).body.url.split('/').at(-1)!

  /** A job that needs a person: asking what somebody is called. */
  async function aParkedJob(): Promise<string> {
    const id = await firstOf('/api/jobs?kind=look_up')
    await change(sql`update jobs set state = 'parked', code = 'quarantined' where id = ${id}`)
    return id
  }

  const firstOf = async (list: string) => (await house.api<{ data: { id: string }[] }>('GET', list)).body.data[0]!.id
  const aContact = () => firstOf('/api/contacts')
  const aLead = () => addLead(house)
  const aForm = { name: 'Form', slug: 'form', fields: [{ name: 'email', label: 'Email', type: 'email' }] }
  const anEndpoint = { name: 'CRM', url: 'http://127.0.0.1:9/', sources: [{ type: 'any' }] }
  const ofEndpoint = async (rest: string) => `/api/endpoints/${await firstOf('/api/endpoints')}${rest}`
  const aTag = () => firstOf('/api/tags')
  const signedFor = async (userId: string) => ({
    signed_request: signRequest(await simulatedSecret(house), userId, house.deps.clock.now()),
  })

  /** For each writing route a request that changes something, made in this order. Without `path` the route's own. */
  const examples: Record<string, () => Promise<Request>> = {
    'POST /api/setup/owner': async () => ({ body: owner }),
    'POST /api/identity/sign-in/email': async () => ({
      body: { email: owner.email, password: owner.password },
      headers: { authorization: '' },
    }),
    'POST /api/identity/change-password': async () => ({
      headers: await withSession(),
      body: { currentPassword: owner.password, newPassword: owner.password },
    }),
    'POST /api/identity/revoke-session': async () => {
      const headers = await withSession()
      const { body } = await house.api<{ token: string }[]>('GET', '/api/identity/list-sessions', undefined, headers)
      return { headers, body: { token: body[0]!.token } }
    },
    'PATCH /api/me': async () => ({ headers: await withSession(), body: { name: 'Maya L.' } }),
    'POST /api/me/logins': async () => ({ headers: await withSession(), body: { provider: 'facebook', currentPassword: owner.password } }),
    'DELETE /api/me/logins/:id': async () => {
      const headers = await withSession()
      const id = house.deps.newId()
      await change(sql`insert into identity.account (id, "accountId", "providerId", "userId", "updatedAt")
        select ${id}, '1', 'facebook/1', id, now() from identity."user" where email = ${owner.email}`)
      return { path: `/api/me/logins/${id}`, headers }
    },
    'POST /api/identity/revoke-other-sessions': async () => ({ headers: await withSession(), body: {} }),
    'POST /api/identity/revoke-sessions': async () => ({ headers: await withSession(), body: {} }),
    'POST /api/identity/sign-out': async () => ({ headers: await withSession(), body: {} }),
    'POST /api/identity/two-factor/enable': async () => ({ headers: await withSecondFactor(false), body: { password: otto.password } }),
    'POST /api/identity/two-factor/verify-totp': async () => {
      await withSecondFactor(true)
      const headers = await beforeTheCode()
      return { headers, body: { code: await appCode(codes.totpURI, new Date(Date.now() + 30_000)) } }
    },
    'POST /api/identity/two-factor/verify-backup-code': async () => ({
      headers: await beforeTheCode(),
      body: { code: codes.backupCodes[0] },
    }),
    'POST /api/identity/two-factor/generate-backup-codes': async () => ({
      headers: await withSecondFactor(false),
      body: { password: otto.password },
    }),
    'POST /api/identity/two-factor/disable': async () => ({ headers: await withSecondFactor(false), body: { password: otto.password } }),
    'DELETE /api/admin/users/:id/second-factor': async () => {
      otto = await addMember(house, 'Ottilie', 'viewer', await workspaceId())
      await withSecondFactor(true)
      return { path: `/api/admin/users/${otto.userId}/second-factor` }
    },
    'POST /api/admin/users/:id/password-link': async () => ({ path: `/api/admin/users/${otto.userId}/password-link` }),
    'POST /api/password-resets/:id': async () => ({
      path: `/api/password-resets/${await aPasswordLink()}`,
      headers: { authorization: '' },
      body: { password: 'another good word' },
    }),
    'PATCH /api/admin/users/:id': async () => ({ path: `/api/admin/users/${otto.userId}`, body: { instanceAdmin: true } }),
    'POST /api/invitations': async () => ({ body: { email: 'new@shop.example', role: 'viewer' } }),
    'DELETE /api/invitations/:id': async () => ({ path: `/api/invitations/${(await anInvitation()).id}` }),
    'POST /api/invitations/:id/accept': async () => ({
      path: `/api/invitations/${(await anInvitation()).url.split('/').at(-1)!}/accept`,
      headers: { authorization: '' },
      body: { name: 'New', password: 'another good word' },
    }),
    'POST /api/workspaces': async () => ({ body: { name: 'Second', ownerEmail: 'second@shop.example' } }),
    'POST /api/workspaces/:id/switch': async () => ({
      path: `/api/workspaces/${await workspaceId()}/switch`,
      headers: await withSession(),
    }),
    'DELETE /api/members/:id': async () => ({ path: `/api/members/${otto.id}` }),
    'DELETE /api/admin/users/:id': async () => {
      const paula = await addMember(house, 'Paula', 'viewer', await workspaceId())
      return { path: `/api/admin/users/${paula.userId}` }
    },
    'PATCH /api/workspace': async () => ({ body: { name: 'Studio' } }),
    'POST /api/mail/test': async () => ({ body: { to: 'me@shop.example' } }),
    'PATCH /api/members/:id': async () => {
      const { body } = await house.api<{ workspace: { id: string } }>('GET', '/api/me')
      const ben = await addMember(house, 'Ben', 'member', body.workspace.id)
      return { path: `/api/members/${ben.id}`, body: { role: 'viewer', accountIds: [] } }
    },
    'POST /api/keys': async () => ({ body: { name: 'CRM', scopes: ['leads.read'] } }),
    'DELETE /api/keys/:id': async () => ({ path: `/api/keys/${await firstOf('/api/keys')}` }),
    'POST /api/audit/verify': async () => ({ body: {} }),

    'POST /api/accounts/simulated': async () => ({ body: {} }),
    'POST /api/accounts': async () => {
      const other = await house.sim<typeof unconnected>('POST', '/simulator/accounts', {
        channel: 'instagram',
        username: 'second',
        name: 'S',
      })
      return { body: { channel: 'instagram', externalId: other.id, name: 'Second', accessToken: other.accessToken } }
    },
    'PATCH /api/accounts/:id': async () => {
      await openTheShop()
      return { path: `/api/accounts/${shop.accountId}`, body: { name: 'Maya again' } }
    },
    'POST /api/accounts/:id/resume': async () => {
      const stopped = JSON.stringify({
        message: { code: 'permission_missing', words: 'A permission is missing.', at: '2026-11-20T12:00:00Z' },
      })
      await change(sql`update accounts set stopped_kinds = ${stopped}::jsonb where id = ${shop.accountId}`)
      return { path: `/api/accounts/${shop.accountId}/resume`, body: {} }
    },
    'POST /api/queue/breakers/:accountId/close': async () => {
      const at = house.deps.clock.now()
      await change(sql`insert into breakers (account_id, class, workspace_id, troubles, code, words, opened_at, open_until)
        select id, 'transport', workspace_id, 3, 'circuit_open', '', ${at}, ${new Date(at.getTime() + 60_000)} from accounts where id = ${shop.accountId}`)
      return { path: `/api/queue/breakers/${shop.accountId}/close` }
    },

    'POST /api/templates/sync': async () => {
      number = await openNumber(house)
      await house.sim('POST', '/simulator/templates', {
        accountId: number.numberId,
        name: 'hello',
        components: [{ type: 'BODY', text: 'Hello.' }],
      })
      return { path: `/api/templates/sync?accountId=${number.accountId}` }
    },
    'POST /api/templates': async () => ({
      path: `/api/templates?accountId=${number.accountId}`,
      body: { name: 'news', language: 'en_US', category: 'utility', body: { text: 'There is news.' } },
    }),
    'POST /api/templates/:id/submit': async () => ({
      path: `/api/templates/${await firstOf(`/api/templates?accountId=${number.accountId}&q=news`)}/submit`,
    }),
    'PUT /api/templates/:id': async () => {
      await house.drain()
      template = `/api/templates/${await firstOf(`/api/templates?accountId=${number.accountId}&q=hello`)}`
      return { path: template, body: { category: 'utility', body: { text: 'Hello to you.' } } }
    },
    'POST /api/templates/:id/archive': async () => ({ path: `${template}/archive` }),
    'POST /api/templates/:id/unarchive': async () => ({ path: `${template}/unarchive` }),
    'POST /api/templates/:id/unpause': async () => {
      const { data } = await house.sim<{ data: { id: string; name: string }[] }>('GET', `/simulator/templates?accountId=${number.numberId}`)
      await house.sim('PATCH', `/simulator/templates/${data.find(({ name }) => name === 'hello')!.id}`, { held: 'drop' })
      return { path: `${template}/unpause` }
    },
    'DELETE /api/templates/:id': async () => ({ path: template }),

    'POST /api/accounts/:id/lead-forms/backfill': async () => {
      page = await openPage(house)
      await house.drain()
      return { path: `/api/accounts/${page.accountId}/lead-forms/backfill`, body: {} }
    },
    'POST /api/accounts/:id/lead-forms/:formId/preview': async () => ({
      path: `/api/accounts/${page.accountId}/lead-forms/${page.formId}/preview`,
      body: { mapping: {} },
    }),
    'PUT /api/accounts/:id/lead-forms/:formId/mapping': async () => ({
      path: `/api/accounts/${page.accountId}/lead-forms/${page.formId}/mapping`,
      body: { mapping: { email: 'email' } },
    }),

    'POST /api/automations': async () => ({ body: { accountId: shop.accountId, ...answer('message', ['c'], 'C') } }),
    'PUT /api/automations/:id': async () => ({ path: `/api/automations/${automations[1]}`, body: answer('message', ['d'], 'D') }),
    'PATCH /api/automations/:id': async () => ({ path: `/api/automations/${automations[1]}`, body: { is_active: false } }),
    'POST /api/automations/:id/publish': async () => ({ path: `/api/automations/${automations[1]}/publish` }),
    'POST /api/automations/:id/move': async () => ({ path: `/api/automations/${automations[1]}/move`, body: { before: automations[0] } }),
    'POST /api/automations/:id/lint': async () => ({ path: `/api/automations/${automations[1]}/lint` }),
    'POST /api/automations/lint': async () => ({
      body: { accountId: shop.accountId, definition: answer('message', ['e'], 'E').definition },
    }),
    'DELETE /api/automations/:id': async () => ({ path: `/api/automations/${automations[1]}` }),

    'POST /api/automations/:id/start': async () => {
      await shop.write('a')
      await house.drain()
      const { body } = await house.api<{ data: { id: string }[] }>('GET', `/api/conversations?accountId=${shop.accountId}`)
      return { path: `/api/automations/${automations[0]}/start`, body: { conversationId: body.data[0]!.id } }
    },
    'POST /api/messages': async () => {
      await shop.write('a')
      await house.drain()
      return { body: { accountId: shop.accountId, recipientId: shop.personId, text: 'By hand' } }
    },
    'POST /api/media': async () => ({ body: aFile(shop.accountId) }),
    'DELETE /api/media/:id': async () => ({ path: `/api/media/${await firstOf('/api/media')}` }),
    'POST /api/contacts/import': async () => ({ body: aPeopleFile() }),
    'POST /api/contacts/import/preview': async () => ({ body: aPeopleFile() }),
    'POST /api/imports/:id/cancel': async () => ({ path: `/api/imports/${await anImport()}/cancel` }),
    'DELETE /api/imports/:id': async () => {
      const id = await anImport()
      await house.api('POST', `/api/imports/${id}/cancel`)
      return { path: `/api/imports/${id}` }
    },
    'POST /api/contacts/bulk': async () => ({ body: { conditions: [], action: { kind: 'add_tags', tags: ['many'] } } }),
    'POST /api/bulk-actions/:id/cancel': async () => {
      const body = { conditions: [], action: { kind: 'add_tags', tags: ['more'] } }
      const { id } = (await house.api<{ id: string }>('POST', '/api/contacts/bulk', body)).body
      return { path: `/api/bulk-actions/${id}/cancel` }
    },
    'POST /api/messages/:id/resend': async () => ({ path: `/api/messages/${await parked()}/resend` }),
    'POST /api/messages/:id/close': async () => ({ path: `/api/messages/${await parked()}/close`, body: { outcome: 'sent' } }),
    'POST /api/dead-letters/replay': async () => ({ body: { ids: [await parked()] } }),
    'POST /api/dead-letters/close': async () => ({ body: { ids: [await parked()] } }),

    'POST /api/dm/send': async () => ({ body: { leadId: await aLead(), provider: 'instagram', message: 'Hello' } }),
    'POST /api/dm/retry/:leadId': async () => {
      const leadId = await aLead()
      await house.api('POST', '/api/dm/send', { leadId, provider: 'instagram', message: 'Hello' })
      await change(sql`update lead_dms set waits_until = created_at`)
      return { path: `/api/dm/retry/${leadId}` }
    },
    'POST /api/forms/preview': async () => ({ body: { name: 'Any', fields: [], consentText: null, continue: 'none' } }),
    'POST /api/forms': async () => ({ body: aForm }),
    'PATCH /api/forms/:id': async () => ({ path: `/api/forms/${await firstOf('/api/forms')}`, body: { name: 'Other' } }),
    'DELETE /api/forms/:id': async () => ({ path: `/api/forms/${await firstOf('/api/forms')}` }),
    'POST /api/jobs/retry': async () => ({ body: { ids: [await aParkedJob()] } }),
    'POST /api/jobs/discard': async () => ({ body: { ids: [await aParkedJob()] } }),

    'POST /api/conversations/:id/read': async () => ({ path: `/api/conversations/${await firstOf('/api/conversations')}/read` }),
    'POST /api/conversations/:id/viewing': async () => ({
      path: `/api/conversations/${await firstOf('/api/conversations')}/viewing`,
      body: {},
    }),
    'POST /api/conversations/:id/notes': async () => ({
      path: `/api/conversations/${await firstOf('/api/conversations')}/notes`,
      body: { text: 'Likes prints' },
    }),
    'PATCH /api/comments/:id': async () => ({ path: `/api/comments/${await aComment()}`, body: { isHidden: true } }),
    'DELETE /api/comments/:id': async () => ({ path: `/api/comments/${await aComment()}` }),
    'POST /api/canned-replies': async () => ({ body: { shortcut: 'hours', text: 'We are open until six.' } }),
    'PATCH /api/canned-replies/:id': async () => ({
      path: `/api/canned-replies/${await firstOf('/api/canned-replies')}`,
      body: { text: 'We are open until seven.' },
    }),
    'DELETE /api/canned-replies/:id': async () => ({ path: `/api/canned-replies/${await firstOf('/api/canned-replies')}` }),
    'PATCH /api/inbox/settings': async () => ({ body: { roundRobin: true } }),
    'PATCH /api/conversations/:id': async () => {
      await shop.write('a')
      await house.drain()
      return { path: `/api/conversations/${await firstOf('/api/conversations')}`, body: { botPausedUntil: null } }
    },
    'POST /api/contacts': async () => ({
      path: '/api/contacts',
      body: { name: 'Nora', identifiers: [{ accountId: shop.accountId, kind: 'scoped', value: '17' }] },
    }),
    'PATCH /api/contacts/:id': async () => ({ path: `/api/contacts/${await aContact()}`, body: { birthday: '9999-05-17' } }),
    'POST /api/contacts/:id/tags': async () => ({ path: `/api/contacts/${await aContact()}/tags`, body: { add: ['VIP'] } }),
    'POST /api/contacts/:id/erase': async () => {
      await shop.write('a', await shop.meet({ username: 'gone', name: 'Gone' }))
      await house.drain()
      return { path: `/api/contacts/${await aContact()}/erase` }
    },
    'POST /api/opt-outs': async () => ({ body: { contactId: await aContact(), source: 'phone', reason: 'Called us' } }),
    'POST /api/opt-outs/:id/undo': async () => {
      await house.api('POST', '/api/opt-outs', { contactId: await aContact(), source: 'phone', reason: 'Called us' })
      return { path: `/api/opt-outs/${await firstOf('/api/opt-outs')}/undo`, body: { reason: 'Asked for it' } }
    },
    'POST /api/tags': async () => ({ body: { name: 'Member' } }),
    'PATCH /api/tags/:id': async () => ({ path: `/api/tags/${await aTag()}`, body: { name: 'Friend' } }),
    'DELETE /api/tags/:id': async () => ({ path: `/api/tags/${await aTag()}` }),
    'DELETE /api/contacts/:id': async () => ({ path: `/api/contacts/${await someone()}` }),
    'POST /api/contacts/:id/notes': async () => ({ path: `/api/contacts/${await aContact()}/notes`, body: { text: 'Prefers mornings' } }),
    'DELETE /api/contacts/:id/notes/:noteId': async () => {
      const notes = `/api/contacts/${await aContact()}/notes`
      const { id } = (await house.api<{ id: string }>('POST', notes, { text: 'Gone soon' })).body
      return { path: `${notes}/${id}` }
    },
    'POST /api/contacts/:id/merge': async () => ({
      path: `/api/contacts/${await someone()}/merge`,
      body: { intoId: await someone() },
    }),
    'POST /api/contacts/:id/unmerge': async () => {
      const intoId = await someone()
      await house.api('POST', `/api/contacts/${await someone()}/merge`, { intoId })
      return { path: `/api/contacts/${intoId}/unmerge`, body: {} }
    },
    'POST /api/segments': async () => ({ body: { name: 'Regulars', conditions: [{ about: 'lead', is: 'yes' }] } }),
    'PATCH /api/segments/:id': async () => ({ path: `/api/segments/${await firstOf('/api/segments')}`, body: { name: 'Friends' } }),
    'DELETE /api/segments/:id': async () => ({ path: `/api/segments/${await firstOf('/api/segments')}` }),
    'POST /api/contact-fields': async () => ({ body: { name: 'A field', type: 'text' } }),
    'PATCH /api/contact-fields/:id': async () => ({ path: `/api/contact-fields/${await aField()}`, body: { name: 'Renamed' } }),
    'DELETE /api/contact-fields/:id': async () => ({ path: `/api/contact-fields/${await aField()}` }),

    'POST /api/leads': async () => ({ body: { name: 'Ana', accountId: shop.accountId } }),
    'PATCH /api/leads/:id': async () => ({ path: `/api/leads/${await firstOf('/api/leads')}`, body: { status: 'ARCHIVED' } }),
    'POST /api/leads/bulk': async () => {
      await house.api('POST', '/api/leads', { name: 'Bea' })
      return { body: { action: 'archive', filter: { archived: false } } }
    },

    'POST /api/endpoints': async () => ({ body: anEndpoint }),
    'PATCH /api/endpoints/:id': async () => ({ path: await ofEndpoint(''), body: { name: 'Sheet' } }),
    'PUT /api/endpoints/:id/sources': async () => ({
      path: await ofEndpoint('/sources'),
      body: { sources: [{ type: 'any' }, { type: 'account', id: shop.accountId }] },
    }),
    'POST /api/endpoints/:id/rotate': async () => ({ path: await ofEndpoint('/rotate') }),
    'POST /api/endpoints/:id/test': async () => ({ path: await ofEndpoint('/test') }),
    'POST /api/endpoints/:id/replay': async () => ({ path: await ofEndpoint('/replay'), body: { since: '2026-01-01T00:00:00Z' } }),
    'POST /api/endpoints/:id/send': async () => ({ path: await ofEndpoint('/send'), body: { again: true } }),
    'POST /api/leads/:id/retry': async () => {
      const { body } = await house.api<{ id: string }>('POST', '/api/leads', { name: 'Cleo' })
      await change(sql`update deliveries set status = 'FAILED', completed_at = created_at where lead_id = ${body.id}`)
      return { path: `/api/leads/${body.id}/retry` }
    },
    'POST /api/deliveries/:id/replay': async () => ({ path: `/api/deliveries/${await firstOf('/api/deliveries')}/replay` }),
    'DELETE /api/endpoints/:id': async () => ({ path: await ofEndpoint('') }),

    'POST /api/doctor/run': async () => ({ body: {} }),
    'POST /api/test-logins': async () => ({}),
    'DELETE /api/test-logins/:id': async () => {
      const { body } = await house.api<{ id: string }>('POST', '/api/test-logins')
      return { path: `/api/test-logins/${body.id}` }
    },

    'PATCH /api/privacy': async () => ({ body: { contactEmail: 'privacy@shop.example' } }),
    'POST /api/privacy/meta/data-deletion': async () => ({ body: await signedFor(shop.personId) }),
    'POST /api/privacy/meta/deauthorize': async () => ({ body: await signedFor(shop.accountExternalId) }),

    'POST /api/connections/:id/accounts': async () => {
      const { id } = await house.sim<{ id: string }>('POST', '/simulator/pages', { name: 'By login' })
      return { path: `/api/connections/${await aLogin()}/accounts`, body: { accounts: [{ channel: 'messenger', externalId: id }] } }
    },
    'PUT /api/accounts/:id/entry-points': async () => ({
      path: `/api/accounts/${(await openShop(house)).accountId}/entry-points`,
      body: { starters: [], menu: [], greeting: '' },
    }),
    'PATCH /api/accounts/:id/profile': async () => ({
      path: `/api/accounts/${(await openNumber(house)).accountId}/profile`,
      body: { about: 'Ceramics' },
    }),
    'POST /api/accounts/:id/missed-events': async () => ({ path: `/api/accounts/${shop.accountId}/missed-events`, body: {} }),
    'POST /api/accounts/:id/disconnect': async () => ({ path: `/api/accounts/${shop.accountId}/disconnect` }),
    'DELETE /api/connections/:id': async () => {
      const id = await aLogin()
      await change(sql`update accounts set connection_id = null where connection_id = ${id}`)
      return { path: `/api/connections/${id}` }
    },
    'DELETE /api/accounts/:id': async () => ({ path: `/api/accounts/${shop.accountId}` }),
  }

  const rows = async () =>
    (
      await sql<{
        row: string
        actor: string
        at: Date
      }>`select subject || '.' || action as row, actor, at from audit order by seq`.execute(db())
    ).rows
  /** What the database holds, all of it. */
  async function digest(): Promise<string> {
    const tables = await sql<{ name: string }>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_schema in ('public', 'identity') and table_type = 'BASE TABLE' order by 1`.execute(db())
    const each = tables.rows.map(
      ({ name }) => sql`select ${name} as name, md5(string_agg(t::text, ',' order by t::text)) as all from ${sql.raw(name)} t`,
    )
    return JSON.stringify((await sql`${sql.join(each, sql` union all `)} order by 1`.execute(db())).rows)
  }

  /** These need a mail server: test/journeys/team.test.ts. */
  const elsewhere = ['POST /api/password-resets']
  const writing = () =>
    house.app.declaredRoutes.filter(({ method, url }) => isAudited(method, url) && !elsewhere.includes(`${method} ${url}`))

  test('has an example of every route that writes, and of no other', () => {
    expect(Object.keys(examples).toSorted()).toEqual(
      writing()
        .map(({ method, url }) => `${method} ${url}`)
        .toSorted(),
    )
  })

  test('has a sentence for whatever a route promises', () => {
    const promised = writing().flatMap(({ audit }) => audit ?? [])
    expect(promised.filter((action) => !(`did.${action}` in english))).toEqual([])
  })

  let olga: Member | undefined
  /** The owner of another workspace. */
  async function aStranger(): Promise<Member> {
    if (olga) return olga
    const id = house.deps.newId()
    await addWorkspace(db(), { id, name: 'Elsewhere', at: house.deps.clock.now() })
    return (olga = await addMember(house, 'Olga', 'owner', id))
  }

  test.each(Object.keys(examples))('%s leaves the row that it promises, and takes no id from another workspace', async (route) => {
    const [method, url] = route.split(' ') as [string, string]
    const { audit: promised, may } = writing().find((one) => one.method === method && one.url === url)!
    const { path = url, body, headers } = await examples[route]!()
    if (may !== undefined && url.includes(':')) {
      const { status } = await (await aStranger()).api(method, path, body)
      expect([403, 404]).toContain(status)
    }
    const before = [await rows(), promised === null ? await digest() : null] as const
    const answered = await house.api(method, path, body, headers)
    expect([answered.status, answered.body]).toEqual([expect.toSatisfy((status: number) => status < 300), answered.body])
    const added = (await rows()).slice(before[0].length)
    expect(added.map(({ row }) => row)).toEqual(promised === null ? [] : [promised])
    for (const { actor } of added)
      expect(actor).toMatch(route.includes('/meta/') ? /^platform$/ : headers || route.includes('setup') ? /^user:/ : /^key:bootstrap$/)
    if (promised === null) expect(await digest()).toBe(before[1])
  })
})
