import Fastify, { type FastifyContextConfig } from 'fastify'
import { describe, expect, test } from 'vitest'
import type { Api } from '../api.ts'
import { permissions, permissionsOf, roles, rolesThatMay, type Permission } from '../model/permission.ts'
import type { Access, Principal } from './access.ts'
import { declareRoutes, requirePermission } from './may.ts'

const caller = (kind: 'user' | 'key', role: string, held: Permission[]): Principal => ({
  kind,
  user: null,
  memberId: null,
  workspaceId: 'a workspace',
  accountIds: null,
  role,
  permissions: new Set(held),
  actor: 'a test',
  login: 'a test',
})

/** An application with routes of its own, and whoever the test says is asking. */
async function build(who: Principal | null, routes: (app: Api) => void) {
  const app = Fastify() as unknown as Api
  const access = { resolve: async () => who, hasNoWorkspace: async () => false } as unknown as Access
  declareRoutes(app)
  await app.register(async (people) => {
    people.addHook('onRequest', requirePermission(access))
    routes(people)
  })
  return app
}
const handler = async () => ({ done: true })

describe('a route', () => {
  test.each([
    ['says nothing', 'GET', '/api/things', {}, /either may/],
    ['says both', 'GET', '/api/things', { may: 'leads.read', open: 'everybody may see it' }, /either may/],
    ['writes and names no audit row', 'POST', '/api/things', { may: 'leads.read' }, /config\.audit/],
    ['writes without a login and names no audit row', 'DELETE', '/api/things', { open: 'no reason' }, /config\.audit/],
  ] as [string, 'GET' | 'POST' | 'PATCH' | 'DELETE', string, FastifyContextConfig, RegExp][])(
    'that %s keeps the application from being built',
    async (_, method, url, config, message) => {
      await expect(build(null, (app) => void app.route({ method, url, config, handler }))).rejects.toThrow(message)
    },
  )

  test.each([
    ['reads', 'GET', '/api/things', { may: 'leads.read' }],
    ['is open, with a reason', 'GET', '/health', { open: 'probes have no login' }],
    ['writes and names its audit row', 'PATCH', '/api/things', { may: 'messages.write', audit: 'thing.change' }],
    ['is asked by POST and changes nothing', 'POST', '/api/things/lint', { may: 'leads.read', audit: null }],
    ['takes webhooks', 'POST', '/api/webhooks/meta', { open: 'signed by the platform' }],
  ] as [string, 'GET' | 'POST' | 'PATCH' | 'DELETE', string, FastifyContextConfig][])(
    'that %s is taken',
    async (_, method, url, config) => {
      const app = await build(null, (it) => void it.route({ method, url, config, handler }))
      expect(app.declaredRoutes.filter((one) => one.method !== 'HEAD')).toEqual([{ method, url, ...config }])
    },
  )
})

describe('who may pass', () => {
  const ask = async (who: Principal | null, url: string) => {
    const app = await build(who, (it) => {
      it.get('/api/leads', { config: { may: 'leads.read' }, handler })
      it.get('/api/me', { config: { may: 'signed_in' }, handler })
      it.get('/api/setup', { config: { open: 'the first visitor has no login' }, handler })
      it.delete('/api/accounts', { config: { may: 'accounts.write', audit: 'account.remove' }, handler })
    })
    const [method, path] = url.split(' ') as ['GET', string]
    const { statusCode, json } = await app.inject({ method, url: path })
    return [statusCode, json<{ message?: string }>().message ?? null]
  }

  test('without a login: only what is open; what does not exist is 404 all the same', async () => {
    expect((await ask(null, 'GET /api/leads'))[0]).toBe(401)
    expect((await ask(null, 'GET /api/me'))[0]).toBe(401)
    expect((await ask(null, 'GET /api/setup'))[0]).toBe(200)
    expect((await ask(null, 'GET /api/nothing'))[0]).toBe(404)
  })
  test('a role passes with its permissions, and is told which one is missing', async () => {
    const viewer = caller('user', 'viewer', permissionsOf('viewer'))
    expect((await ask(viewer, 'GET /api/leads'))[0]).toBe(200)
    expect(await ask(viewer, 'DELETE /api/accounts')).toEqual([
      403,
      'This needs the permission accounts.write. Your role (viewer) does not include it.',
    ])
    expect((await ask(caller('user', 'owner', permissionsOf('owner')), 'DELETE /api/accounts'))[0]).toBe(200)
  })
  test('a key passes with the permissions it was given, and with no others', async () => {
    const key = caller('key', 'key', ['accounts.write'])
    expect((await ask(key, 'DELETE /api/accounts'))[0]).toBe(200)
    expect(await ask(key, 'GET /api/leads')).toEqual([403, 'This needs the permission leads.read. This key does not have it.'])
    expect((await ask(key, 'GET /api/me'))[0]).toBe(200)
  })
})

describe('roles', () => {
  test('each includes the next: the owner may everything, a viewer only read', () => {
    const held = roles.map((role) => permissionsOf(role))
    expect(held[0]).toEqual(permissions.filter((one) => one !== 'instance.admin'))
    for (const [place, one] of held.entries()) if (place) expect(held[place - 1]).toEqual(expect.arrayContaining(one))
    expect(permissionsOf('viewer').filter((one) => !one.endsWith('.read'))).toEqual([])
    expect(permissionsOf('member').filter((one) => !(rolesThatMay[one] as readonly string[]).includes('member'))).toEqual([])
  })
  test('one that is unknown has no permission', () => {
    expect(permissionsOf('viewer, admin')).toEqual([])
    expect(permissionsOf('janitor')).toEqual([])
    expect(permissionsOf('')).toEqual([])
  })
})
