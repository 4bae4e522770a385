import type { House } from './startHouse.ts'

type Answer<T> = { status: number; body: T; headers: Headers }

/** A browser without pages: it keeps the cookies it is given, and sends them with the Origin of the hub. */
export function browserSession(house: House) {
  const jar = new Map<string, string>()
  return {
    jar,
    async api<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
      const answer = await fetch(house.url + path, {
        method,
        redirect: 'manual',
        headers: {
          origin: house.url,
          ...(jar.size ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
        if (value && !/max-age=0/i.test(cookie)) jar.set(name!, value)
        else jar.delete(name!)
      }
      const text = await answer.text()
      return {
        status: answer.status,
        body: (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text) as T,
        headers: answer.headers,
      }
    },
  }
}
export type BrowserSession = ReturnType<typeof browserSession>

/** The code of an authenticator app at a time (RFC 6238), from the address that set it up. */
export async function appCode(totpUri: string, now: Date): Promise<string> {
  const { createHmac } = await import('node:crypto')
  const secret = new URL(totpUri).searchParams.get('secret')!
  const bits = [...secret].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(now.getTime() / 30_000)))
  const digest = createHmac('sha1', key).update(counter).digest()
  const at = digest.at(-1)! & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
