import { expect, test } from 'vitest'
import { loginTrouble } from './loginTrouble.ts'

const hub = 'https://hub.example/api/auth/instagram/callback'
const local = 'http://127.0.0.1:3000/api/auth/instagram/callback'

test.each<[string, string, boolean, string, string | null]>([
  ['a public address', hub, false, 'https://hub.example', null],
  ['a public address, opened under another name', hub, false, 'http://localhost:3000', 'elsewhere'],
  ['no public address', local, false, 'http://127.0.0.1:3000', 'insecure'],
  ['no public address, under another name', local, false, 'http://localhost:3000', 'insecure'],
  ['the simulator', local, true, 'http://127.0.0.1:3000', null],
  ['the simulator, under another name', local, true, 'http://localhost:3000', 'elsewhere'],
])('%s', (_, redirectUri, simulated, origin, trouble) => {
  expect(loginTrouble({ redirectUri, simulated }, origin)).toBe(trouble)
})
