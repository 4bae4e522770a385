import { expect, test } from 'vitest'
import { vouchesFor } from './signer.ts'

const real = { id: '0198c1d2-3e4f-7a5b-8c6d-7e8f9a0b1c2d', simulated: false }
const pretended = { id: '0198c1d2-3e4f-7a5b-8c6d-7e8f9a0b1c2e', simulated: true }

test.each([
  ['an app secret vouches for a real account', 'app', real, true],
  ['an app secret vouches for a simulated account', 'app', pretended, true],
  ['the simulator’s secret vouches for a simulated account', 'simulator', pretended, true],
  ['the simulator’s secret does not vouch for a real account', 'simulator', real, false],
  ['an account’s own secret vouches for it', real.id, real, true],
  ['an account’s own secret does not vouch for another', real.id, pretended, false],
  ['a secret that several accounts have vouches for each of them', `${pretended.id} ${real.id}`, real, true],
  ['a secret that the simulator shares with an account vouches for that account as well', `simulator ${real.id}`, real, true],
  ['the beginning of an id is not the id', real.id.slice(0, 8), real, false],
  ['an empty word vouches for nobody', '', real, false],
  ['a body of a version that did not store who signed is read as it was then', null, real, true],
] as const)('%s', (_, signer, account, expected) => expect(vouchesFor(signer, account)).toBe(expected))
