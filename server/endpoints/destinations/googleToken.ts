import { createPrivateKey, sign } from 'node:crypto'
import { z } from 'zod'
import type { Call } from './destination.ts'

/** The JSON file that Google gives for the key of a service account; other fields are not needed. */
const serviceAccount = z.object({
  client_email: z.email(),
  private_key: z.string().refine(isPrivateKey, 'is not a private key in PEM'),
  token_uri: z.url({ protocol: /^https?$/ }).default('https://oauth2.googleapis.com/token'),
})
export type ServiceAccount = z.output<typeof serviceAccount>

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}

/** Reads the JSON of a key. Out: null when it is none. */
export function readServiceAccount(text: string): ServiceAccount | null {
  return serviceAccount.safeParse(jsonOf(text)).data ?? null
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const scope = 'https://www.googleapis.com/auth/spreadsheets'
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/**
 * Asks Google for an access token for a service account (OAuth 2.0 for server to server, RFC 7523): a JWT signed with its key.
 * Out: the answer, and the token with its life in seconds when there is one.
 */
export async function askForToken(account: ServiceAccount, now: Date, call: Call) {
  const issued = Math.floor(now.getTime() / 1_000)
  const claims = { iss: account.client_email, scope, aud: account.token_uri, iat: issued, exp: issued + 3_600 }
  const unsigned = `${base64({ alg: 'RS256', typ: 'JWT' })}.${base64(claims)}`
  const signature = sign('RSA-SHA256', Buffer.from(unsigned), account.private_key).toString('base64url')
  const answer = await call({
    method: 'POST',
    url: account.token_uri,
    headers: { 'user-agent': 'AutoDM-Hub', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: `${unsigned}.${signature}`,
    }).toString(),
  })
  const read = answer.status === 200 ? given.safeParse(jsonOf(answer.body)).data : undefined
  return { answer, token: read?.access_token ?? null, lastsSeconds: read?.expires_in ?? 0 }
}

const given = z.object({ access_token: z.string(), expires_in: z.number() })
