import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { ownBase } from './ownBase.ts'

const listening = { server: { address: () => ({ port: 3210 }) } } as never
const base = (publicUrl: string | null) => ownBase(listening, { config: { publicUrl, port: 0 } })

test('links begin with PUBLIC_URL, else with this machine, and never with what a caller says', () => {
  expect([base('https://hub.example'), base(null)]).toEqual(['https://hub.example', 'http://127.0.0.1:3210'])
  const server = path.join(import.meta.dirname, '..')
  const files = ['doctor', 'forms', 'privacy', 'team'].flatMap((folder) =>
    readdirSync(path.join(server, folder)).flatMap((name) => (name.endsWith('.routes.ts') ? [path.join(server, folder, name)] : [])),
  )
  expect(files.length).toBeGreaterThan(5)
  for (const file of files) expect([file, readFileSync(file, 'utf8')]).toEqual([file, expect.not.stringMatching(/\bhost(name)?\b/)])
})
