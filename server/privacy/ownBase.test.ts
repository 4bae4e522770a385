import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ownBase } from './ownBase.ts'

const listening = { server: { address: () => ({ port: 3210 }) } } as never
const base = (publicUrl: string | null) => ownBase(listening, { config: { publicUrl, port: 0 } } as never)

test('links begin with PUBLIC_URL, else with this machine, and never with what a caller says', () => {
  expect([base('https://hub.example'), base(null)]).toEqual(['https://hub.example', 'http://127.0.0.1:3210'])
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.routes.ts'))
  expect(files.length).toBeGreaterThan(1)
  for (const name of files)
    expect([name, readFileSync(`${import.meta.dirname}/${name}`, 'utf8')]).toEqual([name, expect.not.stringMatching(/\bhost(name)?\b/)])
})
