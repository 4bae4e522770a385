import { describe, expect, test } from 'vitest'
import { hostnameOf, isForwarded, isFromThisMachine, isOwnHost } from './ownHost.ts'
import { countedAddress, isLoopbackAddress, readTrustedProxies } from './proxies.ts'

describe('TRUST_PROXY', () => {
  test.each([
    ['false', false],
    ['0', false],
    ['1', 1],
    ['3', 3],
    ['10.0.0.0/8', ['10.0.0.0/8']],
    ['loopback, 192.0.2.7 ,2001:db8::/32', ['loopback', '192.0.2.7', '2001:db8::/32']],
  ])('%s is taken', (text, read) => expect(readTrustedProxies(text)).toEqual(read))

  test.each([
    'true',
    '11',
    '-1',
    '1.5',
    'yes',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/0',
    '::/0',
    '10.0.0/8',
    'proxy.example',
    ',',
    '10.0.0.0/8/8',
  ])('%s ends the start with a sentence', (text) =>
    expect(readTrustedProxies(text)).toEqual({ trouble: expect.stringContaining('must be') }),
  )
})

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown'],
])('attempts from %s are counted as %s', (address, counted) => expect(countedAddress(address)).toBe(counted))

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['10.0.0.1', false],
  ['::ffff:10.0.0.1', false],
  ['', false],
])('%s is this machine alone: %s', (address, itIs) => expect(isLoopbackAddress(address)).toBe(itIs))

describe('whose Host it is', () => {
  const config = { publicUrl: 'https://hub.example', allowedOrigins: ['https://admin.example:8443'] }
  const asked = (host: string | undefined, local = '10.1.2.3') =>
    ({ headers: { host }, socket: { localAddress: local, remoteAddress: '127.0.0.1' } }) as never

  test.each([
    'localhost:3000',
    '127.0.0.1',
    '127.0.0.1:3000',
    '[::1]:3000',
    'LOCALHOST',
    'app.localhost',
    'hub.example',
    'HUB.example:443',
    'admin.example',
    '10.1.2.3:3000',
  ])('%s is ours', (host) => expect(isOwnHost(asked(host), config)).toBe(true))
  test.each([
    undefined,
    '',
    'evil.example',
    'hub.example.evil.example',
    'xhub.example',
    'localhost.evil.example',
    '10.1.2.4',
    'a@localhost',
    'localhost/evil',
    '[',
    '%',
    'hub.example evil',
    '127.0.0.1.nip.io',
  ])('%s is somebody else’s', (host) => expect(isOwnHost(asked(host), config)).toBe(false))
  test('an address that cannot be read is nobody’s', () => expect(hostnameOf('[::1')).toBeNull())
  test('a proxy gives itself away by its headers', () => {
    const from = (headers: object) =>
      ({ headers: { host: 'localhost:3000', ...headers }, socket: { remoteAddress: '::ffff:127.0.0.1' } }) as never
    expect(isFromThisMachine(from({}))).toBe(true)
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'x-forwarded-host', 'via']) {
      expect(isForwarded(from({ [name]: 'x' })), name).toBe(true)
      expect(isFromThisMachine(from({ [name]: 'x' })), name).toBe(false)
    }
    expect(isFromThisMachine(from({ host: 'hub.example' }))).toBe(false)
  })
})
