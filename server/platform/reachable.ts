import { BlockList, isIP, isIPv6 } from 'node:net'

/**
 * Networks that an address given by a user never leads to: IANA's registries of special-purpose addresses, version 4. Version 6 is allowed
 * in 2000::/3 alone, without what stands for other addresses there (6to4, Teredo) or is not routed.
 */
const special4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carriers' own
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, with the metadata services of clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
  '168.63.129.16/32', // a cloud's own services, on a public address
]
const global6 = ['2000::/3']
const special6 = [
  '2001::/23', // protocol assignments, with Teredo and ORCHID
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
]

/** Reads networks such as 127.0.0.0/8. Out: whether an address lies in one of them. Errors: an Error that names the bad one. */
export function networksOf(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const version = isIP(address)
    const length = bits === undefined ? (version === 6 ? 128 : 32) : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
    if (!version || !(length <= (version === 6 ? 128 : 32))) throw new Error(`${network} is not a network such as 10.0.0.0/8`)
    list.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4')
  }
  return (address) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

const isSpecial4 = networksOf(special4)
const isGlobal6 = networksOf(global6)
const isSpecial6 = networksOf(special6)

/** Whether an address, as a resolver or a URL gives it, leads into the internet and nowhere else. */
export function isPublic(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !isSpecial4(address)
  return version === 6 && !address.includes('%') && isGlobal6(address) && !isSpecial6(address)
}
