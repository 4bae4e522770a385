import { z } from 'zod'

/** A mail server, as SMTP_URL names it. */
export type SmtpServer = {
  host: string
  port: number
  /** `implicit`: TLS from the first byte; `required`: STARTTLS or nothing; `offered`: STARTTLS where the server has it; `off`: never. */
  tls: 'implicit' | 'required' | 'offered' | 'off'
  /** Whether the certificate has to be valid. */
  verified: boolean
  user: string | null
  password: string | null
}
/** Who mails come from. */
export type Sender = { name: string | null; address: string }

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host)
const address = z.email().max(320)

/**
 * Reads SMTP_URL. A password is sent over TLS only, unless the server is on this machine. In: `smtp://` (port 587) or `smtps://` (465),
 * with `?tls=off` or `?tls=unverified` if wanted. Out: the server, or what is wrong.
 */
export function readSmtpUrl(text: string): SmtpServer | { trouble: string } {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return { trouble: 'must be a URL such as smtp://user:password@mail.example:587' }
  }
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') return { trouble: 'must begin with smtp:// or smtps://' }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!host) return { trouble: 'names no host' }
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'tls')
  if (unknown !== undefined) return { trouble: `has an unknown option "${unknown}"; the only one is tls` }
  const tls = url.searchParams.get('tls')
  if (tls !== null && tls !== 'off' && tls !== 'unverified') return { trouble: 'tls can only be off or unverified' }
  const implicit = url.protocol === 'smtps:'
  if (implicit && tls === 'off') return { trouble: 'tls=off contradicts smtps://' }
  let user: string, password: string
  try {
    user = decodeURIComponent(url.username)
    password = decodeURIComponent(url.password)
  } catch {
    return { trouble: 'has a % in its user or password that is not encoded; write it as %25' }
  }
  if (!user !== !password) return { trouble: 'must have both a user and a password, or neither' }
  return {
    host,
    port: url.port ? Number(url.port) : implicit ? 465 : 587,
    tls: implicit ? 'implicit' : tls === 'off' ? 'off' : user && !isLoopback(host) ? 'required' : 'offered',
    verified: tls !== 'unverified' && !isLoopback(host),
    user: user || null,
    password: password || null,
  }
}

/** Reads MAIL_FROM: an address, or `A name <address>`. Out: null when it is neither. */
export function readSender(text: string): Sender | null {
  const [, name, inBrackets] = /^([^<>\r\n]*)<([^<>\s]+)>$/.exec(text.trim()) ?? []
  const read = address.safeParse(inBrackets ?? text.trim())
  if (!read.success) return null
  return { name: name?.trim().replace(/^"(.*)"$/, '$1') || null, address: read.data }
}
