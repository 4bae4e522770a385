import { afterEach, expect, test, vi } from 'vitest'
import { call } from './callApi.ts'

const answer = (status: number, body: object) => new Response(JSON.stringify(body), { status })

afterEach(() => vi.unstubAllGlobals())

test('what is read while a new second factor replaces the session is read again with the new one', async () => {
  let confirmed: (answer: Response) => void = () => {}
  const reads = [answer(401, { error: { code: 'signed_out', message: '' } }), answer(200, { id: 'olga' })]
  vi.stubGlobal('document', { documentElement: { lang: 'en' } })
  vi.stubGlobal('fetch', (path: string) =>
    path === '/api/me' ? Promise.resolve(reads.shift()) : new Promise<Response>((resolve) => (confirmed = resolve)),
  )
  const renewal = call('POST', '/api/identity/two-factor/verify-totp', { code: '123456' })
  const me = call<{ id: string }>('GET', '/api/me')
  await vi.waitFor(() => expect(reads).toHaveLength(1))
  confirmed(answer(200, {}))
  expect(await me).toEqual({ id: 'olga' })
  await renewal
})

test('without such a change a refused request is not tried again', async () => {
  const tried: string[] = []
  vi.stubGlobal('document', { documentElement: { lang: 'en' } })
  vi.stubGlobal('fetch', (path: string) => {
    tried.push(path)
    return Promise.resolve(answer(401, { error: { code: 'signed_out', message: '' } }))
  })
  await expect(call('GET', '/api/me')).rejects.toMatchObject({ status: 401 })
  expect(tried).toEqual(['/api/me'])
})
