import { BlockList, isIP } from 'node:net'

/** The proxies whose `X-Forwarded-*` headers are trusted: none, a number of hops in front of the server, or addresses and networks. */
export type TrustedProxies = false | number | string[]

const maxHops = 10
const named = new Set(['loopback', 'linklocal', 'uniquelocal'])

/**
 * Parses TRUST_PROXY.
 * In:     `false` or `0`, a number of hops, or a comma-separated list of addresses and networks (`10.0.0.0/8, loopback`).
 * Errors: a sentence for the owner. `true` is rejected: it would trust the leftmost, client-written address of X-Forwarded-For.
 */
export function readTrustedProxies(text: string): TrustedProxies | { trouble: string } {
  if (text === 'false') return false
  if (text === 'true')
    return { trouble: 'must be the number of proxies in front of the server (such as 1) or their networks (such as 10.0.0.0/8), not true' }
  if (/^\d+$/.test(text)) {
    const hops = Number(text)
    if (hops > maxHops) return { trouble: `must be at most ${maxHops} hops` }
    return hops === 0 ? false : hops
  }
  const networks = text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
  const wrong = networks.find((one) => !named.has(one) && !isNetwork(one))
  if (wrong !== undefined || !networks.length)
    return { trouble: `must be false, a number of hops, or networks separated by commas; "${wrong ?? text}" is none of these` }
  return networks
}

/**
 * The option for Fastify. Fastify does not trust a bare number of hops, since a client that reaches the server directly could write them
 * itself; an operator who counts hops has closed that way (docs/settings.md).
 */
export const trustProxyOption = (proxies: TrustedProxies): false | string[] | ((address: string, hop: number) => boolean) =>
  typeof proxies === 'number' ? (_address, hop) => hop < proxies : proxies

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128) && Number(bits) > 0)
}

/** The address under which attempts are counted: an IPv6 customer has a whole /64, so its lower half is left out. */
export function countedAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (isIP(address) !== 6) return address
  const [head, tail] = address.split('%')[0]!.split('::') as [string, string?]
  const left = head ? head.split(':') : []
  const right = tail ? tail.split(':') : []
  const full = address.includes('::') ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right] : left
  return `${full
    .slice(0, 4)
    .map((part) => Number.parseInt(part || '0', 16).toString(16))
    .join(':')}::/64`
}

const loopbackNetworks = new BlockList()
loopbackNetworks.addSubnet('127.0.0.0', 8, 'ipv4')
loopbackNetworks.addAddress('::1', 'ipv6')

/** Whether an IP address belongs to this machine alone. In: a literal, IPv4-mapped ones included. */
export function isLoopbackAddress(address: string): boolean {
  const unmapped = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const family = isIP(unmapped)
  return family !== 0 && loopbackNetworks.check(unmapped, family === 4 ? 'ipv4' : 'ipv6')
}
