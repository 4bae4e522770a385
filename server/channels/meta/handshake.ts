import { createHash, timingSafeEqual } from 'node:crypto'

/** The accepted form of a challenge: documented as an integer; echoed only in a form that is harmless in a browser. */
const plainChallenge = /^[\w.-]{1,256}$/

/** The address of the question, as the platform asks it. In: a callback address without a query. */
export const handshakeUrl = (url: string, verifyToken: string, challenge: string): string =>
  `${url}?hub.mode=subscribe&hub.challenge=${challenge}&hub.verify_token=${encodeURIComponent(verifyToken)}`

/** Digests have one length, so the comparison reveals nothing about where or how the values differ. */
const digest = (word: string): Buffer => createHash('sha256').update(word).digest()

/**
 * Answers the platform's question whether this address is ours (meta-platform.md 1.2).
 * In:  the query as the web server parsed it (names with dots; PHP-like proxies write underscores) and the verify tokens that are valid
 *      here.
 * Out: 200 with exactly the challenge; 403 for another mode or token; 400 for a challenge that is missing or malformed.
 */
export function answerHandshake(query: Record<string, unknown>, tokens: string[]): { status: number; body: string } {
  const read = (name: string): unknown => query[`hub.${name}`] ?? query[`hub_${name}`]
  const [mode, token, challenge] = [read('mode'), read('verify_token'), read('challenge')]
  if (mode !== 'subscribe' || typeof token !== 'string') return { status: 403, body: 'This is not a subscription handshake.' }
  const given = digest(token)
  if (!tokens.some((known) => known !== '' && timingSafeEqual(digest(known), given))) {
    return { status: 403, body: 'The verify token is not the one configured here.' }
  }
  if (typeof challenge !== 'string' || !plainChallenge.test(challenge))
    return { status: 400, body: 'hub.challenge is missing or no plain word.' }
  return { status: 200, body: challenge }
}
